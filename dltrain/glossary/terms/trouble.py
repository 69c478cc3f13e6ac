"""Terms: gradients and weights that hinder learning, and what helps."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "what goes wrong in training",
    "훈련이 잘 안될 때",
    term(
        "weight initialization, initial weights, initializer",
        "가중치 초기화, 초기 가중치, 초깃값",
        en="""
        The random weights that training begins with. Too small, and signals and gradients die out from layer to layer;
        too large, and they explode or saturate the units; all equal, and the units never differ.
        """,
        ko="""
        훈련을 시작하는 무작위 가중치이다. 너무 작으면 신호와 기울기가 층마다 사그라들고, 너무 크면 폭발하거나 유닛을
        포화시키며, 모두 같으면 유닛들이 영영 달라지지 않는다.
        """,
        formula="Xavier: Var(w) = 2 / (nᵢ + nₒ), He: Var(w) = 2 / nᵢ",
        numbers="deviation by He for 50 inputs // 입력 50개일 때 He의 표준편차: √(2 / 50) = 0.2",
        spec="""
        model:
          layers: [64, 32]
          initializer: he_normal
        """,
        lesson="initial_weights",
        see="xavier_normal, he_normal, symmetry breaking",
    ),
    term(
        "symmetry breaking, symmetry",
        "대칭 깨기, 대칭성 깨기",
        en="""
        Units of a layer that begin with the same weights get the same gradients and stay the same for ever. Random
        initial weights break this symmetry.
        """,
        ko="""
        한 층의 유닛들이 같은 가중치로 시작하면 같은 기울기를 받아 언제까지나 같다. 무작위 초기 가중치가 이 대칭을 깬다.
        """,
        spec="""
        model:
          layers: [8]
          initializer: zeros
        """,
        lesson="initial_weights",
        see="weight initialization, zeros, random seed",
    ),
    term(
        "vanishing gradient, vanishing gradients, vanishing gradient problem",
        "기울기 소실, 경사 소실, 그래디언트 소실, 기울기 소실 문제",
        en="""
        The gradient becomes smaller with every layer that it goes back through, so that the first layers hardly learn.
        The sigmoid's slope is at most ¼, and ten layers of it leave less than a millionth. ReLU, batch normalization,
        residual connections and better initial weights help.
        """,
        ko="""
        역전파가 층을 지날 때마다 기울기가 작아져 앞쪽 층이 거의 배우지 못하는 것이다. 시그모이드의 기울기는 최대
        ¼이어서, 열 층이면 100만분의 1도 남지 않는다. ReLU, 배치 정규화, 잔차 연결, 알맞은 초기 가중치가 도움이 된다.
        """,
        formula="∂L/∂x₁ = ∂L/∂xₙ · Π f′(zₖ) wₖ",
        numbers="""
        slope at 0 // 0에서의 기울기: σ(0) · (1 − σ(0)) = 0.25
        ten layers // 열 층: 0.25^10 = 0.00000095
        """,
        spec="""
        model:
          layers: [16, 16, 16, 16, 16, 16, 16, 16]
          activation: sigmoid
        """,
        lesson="vanishing_gradients",
        see="exploding gradient, relu, sigmoid, residual, batch_norm, saturation",
    ),
    term(
        "exploding gradient, exploding gradients",
        "기울기 폭발, 경사 폭발, 그래디언트 폭발, 기울기 폭주",
        en="""
        The gradient grows with every layer or time step that it goes back through, until a step throws the weights far
        away or the numbers overflow. Clipping the gradient, smaller initial weights and a smaller learning rate help.
        """,
        ko="""
        역전파가 층이나 시간 스텝을 지날 때마다 기울기가 커져, 한 걸음에 가중치가 멀리 날아가거나 수가 넘치는 것이다.
        기울기 클리핑, 더 작은 초기 가중치, 더 작은 학습률이 도움이 된다.
        """,
        numbers="twenty steps of a weight of 1.5 // 가중치 1.5로 스무 스텝: 1.5^20 = 3325.3",
        spec="""
        training:
          gradient_clip: 1.0
        """,
        see="vanishing gradient, gradient_clip, divergence, recurrent neural network",
    ),
    term(
        "gradient clipping, gradient clip",
        "기울기 클리핑, 기울기 자르기, 기울기 잘라내기, 경사 클리핑, 그래디언트 클리핑",
        en="""
        Shortening a gradient that is longer than allowed to the allowed length, its direction kept. One bad batch then
        cannot throw the weights away.
        """,
        ko="""
        기울기가 정해진 길이보다 길면 방향은 그대로 두고 그 길이로 줄이는 것이다. 나쁜 배치 하나가 가중치를 날려 버리지
        못하게 한다.
        """,
        formula="g ← g · min(1, c / ‖g‖)",
        numbers="""
        ‖(3, 4)‖ = 5
        (3, 4) · min(1, 1 / 5) = (0.6, 0.8)
        """,
        spec="""
        training:
          gradient_clip: 1.0
        """,
        see="exploding gradient, norm",
    ),
    term(
        "dying ReLU, dead units, dying relu problem, dead neuron",
        "죽은 ReLU, 죽어가는 렐루, 죽은 렐루, 죽은 유닛, 죽은 뉴런",
        en="""
        A ReLU unit whose weighted sum is negative for every row: its output is 0, its gradient is 0, and it never
        learns again. A learning rate that is too large does it; leaky ReLU, a smaller rate or He initial weights help.
        That many units are 0 for a given row is normal.
        """,
        ko="""
        모든 행에서 가중합이 음수인 ReLU 유닛이다. 출력이 0이고 기울기도 0이라 다시는 배우지 못한다. 너무 큰 학습률이
        흔한 원인이며, 리키 렐루, 더 작은 학습률, He 초기화가 도움이 된다. 어떤 한 행에서 많은 유닛이 0인 것은 정상이다.
        """,
        numbers="relu(−2) = 0",
        spec="""
        model:
          layers: [64]
          activation: leaky_relu
        """,
        lesson="dying_relu",
        see="relu, leaky_relu, learning_rate, saturation",
    ),
    term(
        "saturation, saturated unit",
        "포화, 유닛의 포화",
        en="""
        A unit stands where its activation function is nearly level: a sigmoid near 0 or 1, a tanh near −1 or 1. Its
        slope there is nearly 0, and no gradient gets through.
        """,
        ko="""
        유닛이 활성화 함수가 거의 평평한 곳에 놓인 것이다. 시그모이드라면 0이나 1, tanh라면 −1이나 1 가까이이다.
        거기서는 기울기가 거의 0이라 역전파가 지나가지 못한다.
        """,
        numbers="σ(10) · (1 − σ(10)) = 0.0000454",
        lesson="initial_weights",
        see="sigmoid, tanh, vanishing gradient, weight initialization",
    ),
    term(
        "internal covariate shift",
        "내부 공변량 변화, 내부 공변량 이동",
        en="""
        The inputs of a layer change their distribution all the time, because the layers below it are learning. Batch
        normalization was invented against it; later work found that it mainly makes the loss smoother.
        """,
        ko="""
        아래층이 배우는 동안 한 층에 들어오는 값의 분포가 계속 바뀌는 것이다. 배치 정규화는 이를 막으려고 만들어졌으나,
        나중 연구는 주로 손실을 매끄럽게 하는 효과임을 밝혔다.
        """,
        lesson="batch_normalization",
        see="batch normalization, distribution shift",
    ),
    term(
        "batch normalization, batchnorm, batch norm",
        "배치 정규화, 배치정규화, 배치 노멀라이제이션",
        en="""
        Each unit's weighted sums are brought to mean 0 and deviation 1 over the batch, then scaled and shifted by two
        learned numbers. Deep networks then learn faster and depend less on their initial weights. For predictions
        running means and variances of the training are used.
        """,
        ko="""
        유닛마다 가중합을 배치 안에서 평균 0, 표준편차 1로 맞춘 뒤 학습되는 두 수로 늘이고 옮기는 것이다. 깊은 신경망이
        더 빨리 배우고 초기 가중치에 덜 좌우된다. 예측할 때는 훈련에서 모은 이동 평균과 분산을 쓴다.
        """,
        formula="y = γ (x − μ) / √(σ² + ε) + β",
        numbers="""
        mean(1, 3, 5) = 3
        var(1, 3, 5) = 2.667
        (5 − 3) / √2.667 = 1.225
        """,
        spec="""
        model:
          layers: [64, 32]
          batch_norm: true
        """,
        lesson="batch_normalization",
        see="layer_norm, normalization, internal covariate shift",
    ),
    term(
        "random seed, seed, reproducibility",
        "난수 시드, 시드, 재현성",
        en="""
        The number from which all random numbers follow: initial weights, order of rows, dropout. The same seed gives
        the same training; several seeds show how much of a result is luck.
        """,
        ko="""
        모든 난수가 따라 나오는 수이다. 초기 가중치, 행의 순서, 드롭아웃이 여기서 나온다. 같은 시드는 같은 훈련을 주고,
        여러 시드는 결과 가운데 얼마만큼이 운인지 보여 준다.
        """,
        spec="seed: 1",
        see="sweep, weight initialization",
    ),
)
