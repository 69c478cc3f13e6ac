"""Terms: what is predicted, and the words for what predicts."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "tasks and models",
    "과제와 모델",
    term(
        "classification, classifier",
        "분류, 분류 문제, 분류기",
        en="""
        Predicting which of several classes a row belongs to: green or ripe, one of ten digits. The network gives a
        score for each class, which softmax or the sigmoid turns into probabilities; the loss is cross-entropy.
        """,
        ko="""
        한 행이 여러 클래스 가운데 어디에 속하는지 예측하는 것이다. 덜 익음과 익음, 열 개의 숫자처럼. 신경망은
        클래스마다 점수를 내고, 소프트맥스나 시그모이드가 그것을 확률로 바꾼다. 손실은 교차 엔트로피이다.
        """,
        spec="""
        data:
          source: iris
        training:
          loss: cross_entropy
        """,
        lesson="tangerines",
        see="regression, binary classification, multiclass classification, cross_entropy, softmax, accuracy",
    ),
    term(
        "binary classification",
        "이진 분류, 이항 분류",
        en="""
        Classification with two classes, called negative and positive. One output is enough: the sigmoid of its score is
        the probability of the positive class.
        """,
        ko="음성과 양성, 두 클래스로 나누는 분류이다. 출력 하나면 된다. 그 점수의 시그모이드가 양성 클래스의 확률이다.",
        formula="p = σ(z), predicted positive where p > ½ // p = σ(z), 양성은 p > ½",
        numbers="σ(2) = 0.881",
        lesson="tangerines",
        see="classification, binary_cross_entropy, sigmoid, threshold",
    ),
    term(
        "multiclass classification",
        "다중 분류, 다중 클래스 분류",
        en="""
        Classification with three or more classes, of which each row has exactly one. The network has one output a
        class, and softmax makes probabilities of them that sum to 1.
        """,
        ko="""
        클래스가 셋 이상이고 행마다 꼭 하나에 속하는 분류이다. 신경망은 클래스마다 출력이 하나씩 있고, 소프트맥스가
        그것을 합이 1인 확률로 바꾼다.
        """,
        numbers="softmax(2, 1, 0) = (0.665, 0.245, 0.090)",
        see="softmax, cross_entropy, classification",
    ),
    term(
        "multilabel classification, multi-label",
        "다중 레이블 분류, 다중 라벨 분류",
        en="""
        A row may have several labels at once, or none: a film can be action and drama. Each label is a yes or no of its
        own, with a sigmoid of its own.
        """,
        ko="""
        한 행에 레이블이 여러 개 있을 수도, 하나도 없을 수도 있는 분류이다. 영화 한 편이 액션이면서 드라마일 수 있다.
        레이블마다 따로 예와 아니요를 정하고, 시그모이드도 따로 있다.
        """,
        spec="""
        data:
          source: films.csv
          target: genres
          columns: {genres: {type: labels, separator: ";"}}
        """,
        see="classification, labels, binary_cross_entropy",
    ),
    term(
        "regression",
        "회귀, 회귀 분석, 회귀 문제",
        en="""
        Predicting a number, such as a price or a temperature. The output layer is linear, and the loss is usually the
        mean squared error.
        """,
        ko="값이나 기온 같은 수를 예측하는 것이다. 출력층은 선형이고, 손실은 대개 평균 제곱 오차이다.",
        spec="""
        training:
          loss: mean_squared_error
        """,
        see="linear regression, mean_squared_error, r2, classification",
    ),
    term(
        "linear regression",
        "선형 회귀",
        en="""
        Predicting a number as a weighted sum of the features and a bias. A network without hidden layers and with the
        squared error is exactly this; its loss has one valley.
        """,
        ko="""
        특성의 가중합에 편향을 더해 수를 예측하는 것이다. 은닉층이 없고 제곱 오차를 쓰는 신경망이 바로 이것이며, 손실의
        골짜기는 하나뿐이다.
        """,
        formula="ŷ = w₁x₁ + … + wₙxₙ + b",
        numbers="2 · 3 + 0.5 · 4 + 1 = 9",
        spec="""
        model:
          layers: []
        training:
          loss: mean_squared_error
        """,
        see="regression, logistic regression, least squares",
    ),
    term(
        "logistic regression",
        "로지스틱 회귀",
        en="""
        Classification by a weighted sum that the sigmoid turns into a probability. It is a network without hidden
        layers; its decision boundary is a straight line, a plane or a hyperplane.
        """,
        ko="""
        가중합을 시그모이드로 확률로 바꾸어 분류하는 것이다. 은닉층이 없는 신경망이며, 결정 경계는 직선이나 평면,
        초평면이다.
        """,
        formula="p = σ(w·x + b)",
        numbers="σ(0.8 · 2 − 1) = 0.646",
        spec="""
        model:
          layers: []
        """,
        lesson="tangerines",
        see="sigmoid, binary_cross_entropy, decision boundary, linear regression",
    ),
    term(
        "least squares, method of least squares",
        "최소 제곱법, 최소제곱법, 최소 자승법",
        en="""
        Choosing the parameters for which the sum of the squared errors is smallest. It is what maximum likelihood comes
        to when the errors are normally distributed.
        """,
        ko="""
        오차의 제곱의 합이 가장 작아지도록 매개변수를 고르는 방법이다. 오차가 정규 분포를 따를 때 최대 가능도 추정과
        같다.
        """,
        formula="minimize Σ (y − ŷ)² // Σ (y − ŷ)²을 최소로",
        see="mean_squared_error, linear regression, maximum likelihood",
    ),
    term(
        "clustering, cluster",
        "군집화, 클러스터링, 군집 분석, 군집",
        en="""
        Finding groups of rows that are like each other, without labels. K-means puts k centres so that each row is near
        one of them.
        """,
        ko="레이블 없이 서로 비슷한 행들의 무리를 찾는 것이다. k-평균은 각 행이 어느 하나와 가깝도록 중심 k개를 놓는다.",
        lesson="clustering",
        see="k_means, gaussian_mixture, silhouette, adjusted_rand, unsupervised learning",
    ),
    term(
        "model",
        "모델, 모형, 학습 모델",
        en="""
        A function with parameters that turns features into a prediction. Training chooses the parameters; a linear
        model, a decision tree and a neural network are models.
        """,
        ko="""
        특성을 예측으로 바꾸는, 매개변수를 가진 함수이다. 훈련이 그 매개변수를 정한다. 선형 모델, 결정 트리, 신경망이
        모두 모델이다.
        """,
        see="parameter, neural network, training",
    ),
    term(
        "parameter, trainable parameter, weights and biases",
        "매개변수, 모수, 파라미터, 학습 매개변수",
        en="""
        A number of the model that training changes: the weights and biases. A dense layer of n inputs and m units has n
        · m weights and m biases.
        """,
        ko="""
        훈련이 바꾸는 모델의 수, 곧 가중치와 편향이다. 입력이 n개, 유닛이 m개인 밀집층에는 가중치 n · m개와 편향 m개가
        있다.
        """,
        formula="parameters of a dense layer = (n + 1) · m // 밀집층의 매개변수 = (n + 1) · m",
        numbers="(4 + 1) · 8 = 40",
        see="hyperparameter, weight, bias",
    ),
    term(
        "hyperparameter, hyperparameters",
        "하이퍼파라미터, 초매개변수",
        en="""
        A setting chosen before training that training does not change: the learning rate, the number of layers, the
        batch size. Good values are found by trying several and comparing on the validation rows.
        """,
        ko="""
        훈련 전에 정하고 훈련이 바꾸지 않는 설정이다. 학습률, 층의 수, 배치 크기 등이다. 여러 값을 시도해 검증 행에서
        견주어 좋은 값을 찾는다.
        """,
        spec="""
        training:
          learning_rate: 1e-3
          batch_size: 32
        """,
        see="parameter, hyperparameter search, learning_rate, validation set",
    ),
    term(
        "training, fitting, fit, learning",
        "훈련, 학습, 적합",
        en="""
        Changing the parameters step by step so that the loss on the training rows becomes smaller. In each step a batch
        goes forward through the network, the loss is computed, its gradient goes back, and the optimizer moves the
        weights.
        """,
        ko="""
        훈련 행의 손실이 작아지도록 매개변수를 조금씩 바꾸는 것이다. 스텝마다 배치가 신경망을 앞으로 지나 손실을
        계산하고, 기울기가 거꾸로 지나가고, 옵티마이저가 가중치를 움직인다.
        """,
        lesson="epochs_and_batches",
        see="step, epoch, loss function, gradient descent, inference",
    ),
    term(
        "inference, prediction",
        "추론, 예측, 인퍼런스",
        en="""
        Using a trained model on new rows: one forward pass, no gradients, no dropout. In statistics the word also means
        drawing conclusions about what made the data.
        """,
        ko="""
        훈련된 모델을 새로운 행에 쓰는 것이다. 앞으로 한 번 지나가기만 하며 기울기도 드롭아웃도 없다. 통계학에서는
        데이터가 어떻게 생겨났는지 미루어 아는 일을 뜻하기도 한다.
        """,
        see="forward propagation, training",
    ),
    term(
        "feature, input variable, independent variable, attribute",
        "특성, 특징, 피처, 독립 변수, 설명 변수",
        en="""
        What is known of a row and goes into the model: a length, a colour, a pixel. In a table it is a column other
        than the target.
        """,
        ko="한 행에 대해 알고 있어서 모델에 넣는 것이다. 길이, 색, 픽셀 등이다. 표에서는 타깃이 아닌 열이다.",
        spec="""
        data:
          source: passengers.csv
          target: survived
          features: [age, fare]
        """,
        see="label, feature engineering, row",
    ),
    term(
        "label, ground truth, dependent variable",
        "레이블, 라벨, 정답, 종속 변수",
        en="""
        The right answer of a row: the class or the number that is to be predicted. The column that holds it is called
        the target.
        """,
        ko="한 행의 정답, 곧 예측해야 할 클래스나 수이다. 그것이 든 열을 타깃이라고 한다.",
        spec="""
        data:
          source: passengers.csv
          target: survived
        """,
        see="feature, supervised learning, class",
    ),
    term(
        "class, category",
        "클래스, 부류, 계급",
        en="""
        One of the values that a classifier chooses from. Which class is called positive is a convention; here it is the
        last one in sorted order.
        """,
        ko="""
        분류기가 고르는 값 가운데 하나이다. 어느 클래스를 양성이라 부르는지는 약속이며, 여기서는 정렬했을 때 마지막
        것이다.
        """,
        see="classification, class imbalance, label",
    ),
    term(
        "row, example, sample, instance, data point, observation",
        "행, 표본, 샘플, 예, 사례, 데이터 점",
        en="""
        One example to learn from: a flower, a passenger, a picture. In statistics a sample is all rows together, drawn
        from a population.
        """,
        ko="배울 예 하나이다. 꽃 한 송이, 승객 한 사람, 사진 한 장이다. 통계학에서 표본은 모집단에서 뽑은 행 전체를 말한다.",
        see="feature, label, population",
    ),
    term(
        "dataset, data set, training data",
        "데이터셋, 데이터 집합, 자료",
        en="""
        The rows that are learned from and measured on, with their features and targets. It is split into rows that
        train, rows that validate and rows that test.
        """,
        ko="배우고 재는 데 쓰는 행들의 모임으로, 특성과 타깃이 있다. 훈련하는 행, 검증하는 행, 시험하는 행으로 나눈다.",
        see="training set, validation set, test set",
    ),
)
