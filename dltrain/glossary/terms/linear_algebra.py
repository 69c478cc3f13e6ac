"""Terms: vectors, matrices, and what they do to space."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "linear algebra",
    "선형대수",
    term(
        "scalar",
        "스칼라",
        en="A single number. The loss is a scalar; a learning rate is one too.",
        ko="수 하나로 된 값이다. 손실과 학습률은 스칼라이고, 기울기는 벡터이다.",
        see="vector, matrix, tensor",
    ),
    term(
        "vector",
        "벡터",
        en="""
        Numbers in a row, or an arrow in a space with as many directions. The features of one row are a vector, and so
        are all weights of a network together.
        """,
        ko="""
        수를 한 줄로 늘어놓은 것, 또는 그만큼의 방향이 있는 공간의 화살표이다. 한 행의 특성도, 신경망의 모든 가중치도
        벡터이다.
        """,
        numbers="(1, 2) + (3, 4) = (4, 6)",
        see="scalar, matrix, dot product, norm",
    ),
    term(
        "matrix",
        "행렬",
        en="""
        Numbers in rows and columns. The weights of a dense layer are one, with a row for each unit and a column for
        each input; multiplying by it takes a vector to another.
        """,
        ko="""
        수를 행과 열로 늘어놓은 것이다. 밀집층의 가중치는 유닛마다 한 행, 입력마다 한 열인 행렬이다. 행렬을 곱하면
        벡터가 다른 벡터로 옮겨 간다.
        """,
        numbers="((1, 2), (3, 4)) · (5, 6) = (17, 39)",
        see="matrix multiplication, transpose, vector, linear function",
    ),
    term(
        "tensor",
        "텐서",
        en="""
        Numbers along any number of axes: a scalar has none, a vector one, a matrix two. A batch of coloured pictures
        has four: rows, channels, height, width.
        """,
        ko="""
        여러 축을 따라 늘어놓은 수이다. 스칼라는 축이 없고, 벡터는 하나, 행렬은 둘이다. 컬러 사진의 배치는 행, 채널,
        높이, 너비의 네 축이 있다.
        """,
        numbers="numbers in 32 coloured pictures of 28 × 28 // 28 × 28 컬러 사진 32장의 수: 32 · 3 · 28 · 28 = 75,264",
        see="matrix, batch, channel",
    ),
    term(
        "dot product, inner product, scalar product",
        "내적, 스칼라곱, 점곱",
        en="""
        The sum of the products of two vectors' numbers. It is large where they point the same way, and 0 where they are
        at right angles; every weighted sum is one.
        """,
        ko="두 벡터의 성분끼리 곱해 더한 값이다. 같은 쪽을 가리키면 크고, 직각이면 0이다. 모든 가중합은 내적이다.",
        formula="a·b = Σ aᵢbᵢ = ‖a‖ ‖b‖ cos θ",
        numbers="""
        (1, 2) · (3, 4) = 1·3 + 2·4 = 11
        (1, 0) · (0, 1) = 0
        """,
        see="weighted sum, cosine similarity, norm, orthogonality",
    ),
    term(
        "matrix multiplication, matrix product",
        "행렬 곱, 행렬곱, 행렬의 곱셈",
        en="""
        Each number of the result is the inner product of a row of the first matrix and a column of the second. (n, k)
        times (k, m) gives (n, m). A layer computes a whole batch with one such product.
        """,
        ko="""
        결과의 각 수는 첫 행렬의 한 행과 둘째 행렬의 한 열의 내적이다. (n, k)와 (k, m)을 곱하면 (n, m)이 된다. 한 층은
        이 곱 한 번으로 배치 전체를 계산한다.
        """,
        formula="(AB)ᵢⱼ = Σₖ AᵢₖBₖⱼ",
        numbers="((1, 2), (3, 4)) · ((0, 1), (1, 0)) = ((2, 1), (4, 3))",
        see="matrix, dot product, transpose, Hadamard product",
    ),
    term(
        "transpose",
        "전치, 전치 행렬",
        en="""
        The matrix with rows and columns exchanged. In backpropagation the gradient goes back through the transposed
        weights.
        """,
        ko="행과 열을 맞바꾼 행렬이다. 역전파에서 기울기는 전치한 가중치를 지나 거꾸로 간다.",
        formula="(Aᵀ)ᵢⱼ = Aⱼᵢ",
        numbers="((1, 2), (3, 4))ᵀ = ((1, 3), (2, 4))",
        see="matrix, matrix multiplication, backpropagation",
    ),
    term(
        "identity matrix, inverse matrix, inverse",
        "단위 행렬, 항등 행렬, 역행렬",
        en="""
        The identity matrix has 1 on its diagonal and 0 elsewhere, and changes no vector. The inverse of a matrix undoes
        it; only square matrices of full rank have one.
        """,
        ko="""
        단위 행렬은 대각선이 1이고 나머지가 0이며 어떤 벡터도 바꾸지 않는다. 역행렬은 행렬이 한 일을 되돌린다. 꽉 찬
        계수를 가진 정사각 행렬만 역행렬이 있다.
        """,
        formula="A A⁻¹ = I",
        numbers="((2, 0), (0, 4)) · ((0.5, 0), (0, 0.25)) = ((1, 0), (0, 1))",
        see="matrix, determinant, rank",
    ),
    term(
        "determinant",
        "행렬식, 판별값",
        en="""
        By how much a square matrix stretches areas or volumes. Where it is 0 the matrix presses space flat and has no
        inverse.
        """,
        ko="정사각 행렬이 넓이나 부피를 몇 배로 늘이는지이다. 0이면 공간을 납작하게 눌러 역행렬이 없다.",
        formula="det ((a, b), (c, d)) = ad − bc",
        numbers="det(((1, 2), (3, 4))) = 1·4 − 2·3 = −2",
        see="identity matrix, rank, eigenvalue",
    ),
    term(
        "rank, linear independence",
        "계수, 랭크, 선형 독립, 일차 독립",
        en="""
        How many rows of a matrix are independent, none being a sum of multiples of the others. Columns of a table that
        follow from others add nothing to its rank.
        """,
        ko="""
        행렬의 행 가운데 서로 독립인, 곧 다른 행들의 몇 배를 더해 만들 수 없는 행의 수이다. 다른 열에서 계산되는 열은
        표의 계수를 늘리지 않는다.
        """,
        numbers="""
        rank(((1, 2), (2, 4))) = 1
        rank(((1, 2), (3, 4))) = 2
        """,
        see="matrix, singular value decomposition, determinant",
    ),
    term(
        "Hadamard product, elementwise product, element-wise multiplication",
        "아다마르 곱, 원소별 곱, 성분별 곱",
        en="Two arrays of the same shape multiplied number by number. Gates of an LSTM and masks of dropout act like this.",
        ko="같은 꼴의 두 배열을 성분끼리 곱한 것이다. LSTM의 게이트와 드롭아웃의 마스크가 이렇게 작용한다.",
        numbers="(1, 2, 3) ⊙ (0, 1, 2) = (0, 2, 6)",
        see="matrix multiplication, lstm, dropout",
    ),
    term(
        "norm, L1 norm, L2 norm, Euclidean norm, vector length",
        "노름, 놈, 벡터의 크기, 유클리드 노름",
        en="""
        The length of a vector. The L2 norm is the root of the sum of squares, the usual length; the L1 norm is the sum
        of magnitudes.
        """,
        ko="벡터의 길이이다. L2 노름은 제곱합의 제곱근으로 보통의 길이이고, L1 노름은 절댓값의 합이다.",
        formula="‖x‖₂ = √(Σ xᵢ²), ‖x‖₁ = Σ |xᵢ|",
        numbers="""
        ‖(3, 4)‖ = √(3² + 4²) = 5
        |3| + |4| = 7
        """,
        see="L1 regularization, L2 regularization, gradient_clip, Euclidean distance",
    ),
    term(
        "Euclidean distance, distance, Manhattan distance",
        "유클리드 거리, 거리, 맨해튼 거리",
        en="""
        The length of the straight line between two points. Nearest neighbours and k-means depend on it, and therefore
        on the scale of the features.
        """,
        ko="두 점을 잇는 직선의 길이이다. 최근접 이웃과 k-평균이 여기에 달려 있어 특성의 크기에 좌우된다.",
        formula="d(x, y) = √(Σ (xᵢ − yᵢ)²)",
        numbers="√((4 − 1)² + (6 − 2)²) = 5",
        see="norm, nearest_neighbors, k_means, standardization",
    ),
    term(
        "cosine similarity",
        "코사인 유사도",
        en="""
        The cosine of the angle between two vectors: 1 for the same direction, 0 for a right angle, −1 for opposite
        ones, whatever their lengths. Learned vectors of words are compared so.
        """,
        ko="""
        두 벡터 사이 각의 코사인이다. 길이와 상관없이 같은 방향이면 1, 직각이면 0, 반대면 −1이다. 낱말의 임베딩 벡터를
        이렇게 견준다.
        """,
        formula="cos θ = a·b / (‖a‖ ‖b‖)",
        numbers="11 / (√5 · √25) = 0.984",
        see="dot product, embedding, norm",
    ),
    term(
        "orthogonality, orthogonal vectors, orthogonal matrix",
        "직교, 직교성, 직교 행렬",
        en="""
        Vectors are orthogonal if they are at right angles: their inner product is 0. An orthogonal matrix turns or
        mirrors space and changes no length, which is why it is good for initial weights.
        """,
        ko="""
        두 벡터가 직각, 곧 내적이 0이면 직교한다고 한다. 직교 행렬은 공간을 돌리거나 뒤집을 뿐 길이를 바꾸지 않아 초기
        가중치로 좋다.
        """,
        formula="QᵀQ = I",
        numbers="(0.6, 0.8) · (−0.8, 0.6) = 0",
        see="orthogonal, dot product, eigenvector",
    ),
    term(
        "eigenvector",
        "고유벡터, 고유 벡터",
        en="""
        A vector that a matrix only makes longer or shorter, without turning it. The principal components of data are
        the eigenvectors of their covariance matrix.
        """,
        ko="행렬을 곱해도 방향이 바뀌지 않고 길이만 바뀌는 벡터이다. 데이터의 주성분은 공분산 행렬의 고유벡터이다.",
        formula="A v = λ v",
        numbers="""
        ((2, 1), (1, 2)) · (1, 1) = (3, 3)
        ((2, 1), (1, 2)) · (1, −1) = (1, −1)
        """,
        see="eigenvalue, principal component analysis, covariance, orthogonality",
    ),
    term(
        "eigenvalue",
        "고윳값, 고유값",
        en="""
        By how much a matrix stretches one of its eigenvectors. In principal component analysis it is the variance along
        that component.
        """,
        ko="행렬이 고유벡터를 몇 배로 늘이는지이다. 주성분 분석에서는 그 주성분 방향의 분산이다.",
        formula="det(A − λI) = 0",
        numbers="""
        λ = 3
        (2 − λ)² − 1 = 0
        """,
        see="eigenvector, Hessian matrix, singular value decomposition",
    ),
    term(
        "principal component analysis, principal components, PCA",
        "주성분 분석, 주성분분석, 주성분",
        en="""
        Turning the axes of the data so that the first goes along the largest variance, the second along the largest of
        what is left, and so on; then keeping only the first few. A linear autoencoder finds the same directions.
        """,
        ko="""
        첫 축이 분산이 가장 큰 방향을, 둘째 축이 남은 것 가운데 가장 큰 방향을 향하도록 축을 돌린 뒤 앞의 몇 개만 남기는
        것이다. 선형 오토인코더도 같은 방향들을 찾는다.
        """,
        formula="Σ v = λ v, share explained = λ₁ / (λ₁ + … + λₙ) // Σ v = λ v, 설명된 비율 = λ₁ / (λ₁ + … + λₙ)",
        numbers="3 / (3 + 1) = 0.75",
        spec="""
        data:
          source: digits
          reduce: {type: pca, components: 20}
        """,
        lesson="autoencoder",
        see="eigenvector, singular value decomposition, dimensionality reduction, autoencoder",
    ),
    term(
        "singular value decomposition, SVD, singular value",
        "특잇값 분해, 특이값 분해, 특잇값",
        en="""
        Every matrix is a rotation, a stretching along the axes, and another rotation. The stretchings are the singular
        values; keeping the largest ones gives the best approximation of lower rank.
        """,
        ko="""
        모든 행렬은 회전, 축을 따라 늘이기, 또 한 번의 회전으로 나뉜다. 늘이는 비율이 특잇값이다. 큰 것 몇 개만 남기면
        더 낮은 계수의 가장 좋은 근사가 된다.
        """,
        formula="A = U Σ Vᵀ",
        numbers="singular values 3 and 2, share of the first // 특잇값 3과 2, 첫째의 몫: 3² / (3² + 2²) = 0.692",
        spec="""
        data:
          source: digits
          reduce: {type: svd, components: 20}
        """,
        see="principal component analysis, eigenvalue, rank",
    ),
)
