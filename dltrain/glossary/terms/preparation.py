"""Terms: scaling, encoding, and making more or less of the data."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "preparing data",
    "데이터 준비",
    term(
        "standardization, z-score, standard scaling",
        "표준화, 표준 점수, z-점수",
        en="""
        Subtracting the mean and dividing by the standard deviation, so that every feature has mean 0 and deviation 1.
        Gradient descent then finds a round valley instead of a long narrow one.
        """,
        ko="""
        평균을 빼고 표준편차로 나누어 모든 특성이 평균 0, 표준편차 1이 되게 하는 것이다. 그러면 경사 하강법이 길고 좁은
        골짜기 대신 둥근 골짜기를 만난다.
        """,
        formula="z = (x − μ) / σ",
        numbers="(170 − 160) / 5 = 2",
        spec="""
        data:
          source: iris
          scale: standard
        """,
        lesson="one_hot_and_scaling",
        see="normalization, min-max scaling, mean, standard deviation",
    ),
    term(
        "normalization, feature scaling",
        "정규화, 특성 스케일링",
        en="""
        Bringing numbers to a common scale: to 0 to 1, to mean 0 and deviation 1, or to length 1. Inside a network,
        batch normalization and layer normalization do it between the layers. It is not regularization.
        """,
        ko="""
        수들을 공통의 크기로 맞추는 것이다. 0에서 1로, 평균 0과 표준편차 1로, 또는 길이 1로 맞춘다. 신경망 안에서는 배치
        정규화와 층 정규화가 층 사이에서 이 일을 한다. 과적합을 막는 규제(regularization)와는 다른 말이다.
        """,
        spec="""
        data:
          source: iris
          scale: standard
        """,
        lesson="one_hot_and_scaling",
        see="standardization, min-max scaling, batch_norm, regularization",
    ),
    term(
        "min-max scaling, min-max normalization",
        "최소-최대 정규화, 최소최대 스케일링, 최소-최대 스케일링",
        en="""
        Bringing each feature to 0 to 1 by its smallest and largest value in the training rows. One outlier can press
        all other values together.
        """,
        ko="""
        훈련 행의 최솟값과 최댓값으로 특성을 0에서 1 사이로 옮기는 것이다. 이상치 하나가 나머지 값을 모두 눌러 붙일 수
        있다.
        """,
        formula="x′ = (x − min) / (max − min)",
        numbers="(15 − 10) / (30 − 10) = 0.25",
        spec="""
        data:
          source: iris
          scale: min_max
        """,
        lesson="one_hot_and_scaling",
        see="standardization, normalization, outlier",
    ),
    term(
        "one-hot encoding, one-hot, one hot, dummy variable",
        "원-핫 인코딩, 원핫, 원핫 인코딩, 원-핫, 더미 변수",
        en="""
        A category becomes as many inputs as there are values, of which one is 1 and the others are 0. Numbering the
        values instead would tell the network that they have an order and distances.
        """,
        ko="""
        범주 하나를 값의 개수만큼의 입력으로 바꾸되 그중 하나만 1, 나머지는 0으로 하는 것이다. 번호를 매기면 순서와
        거리가 있는 것처럼 신경망에 잘못 알려 주게 된다.
        """,
        formula="red → (1, 0, 0), green → (0, 1, 0), blue → (0, 0, 1) // 빨강 → (1, 0, 0), 초록 → (0, 1, 0), 파랑 → (0, 0, 1)",
        spec="""
        data:
          source: passengers.csv
          columns: {port: categorical}
        """,
        lesson="one_hot_and_scaling",
        see="categorical, embedding, categorical variable",
    ),
    term(
        "categorical variable, nominal",
        "범주형 변수, 명목 변수, 질적 변수",
        en="""
        A column whose values are names without an order: a colour, a city. It becomes one-hot inputs, or a learned
        vector for each value.
        """,
        ko="값이 순서 없는 이름인 열이다. 색깔이나 도시가 그렇다. 원-핫 입력이 되거나 값마다 학습되는 벡터가 된다.",
        lesson="one_hot_and_scaling",
        see="one-hot encoding, embedding, numeric variable",
    ),
    term(
        "numeric variable, continuous variable, quantitative variable",
        "수치형 변수, 연속 변수, 양적 변수",
        en="A column whose values are amounts: a length, a price. It is scaled and becomes one input.",
        ko="값이 양인 열이다. 길이나 가격이 그렇다. 스케일링해서 입력 하나가 된다.",
        see="standardization, categorical variable",
    ),
    term(
        "feature engineering",
        "특성 공학, 특징 공학, 피처 엔지니어링",
        en="""
        Making better features by hand out of the given ones: the day of the week out of a date, a ratio of two columns.
        Deep networks need less of it for pictures, sound and text, tables still gain by it.
        """,
        ko="""
        주어진 특성에서 더 좋은 특성을 손으로 만드는 것이다. 날짜에서 요일을, 두 열에서 비율을 만든다. 사진, 소리,
        글에서는 깊은 신경망 덕분에 덜 필요하지만, 표에서는 여전히 도움이 된다.
        """,
        see="feature, representation learning",
    ),
    term(
        "data augmentation, augmentation",
        "데이터 증강, 자료 증강",
        en="""
        Changing training pictures at random in ways that do not change their label: mirroring, shifting, turning. The
        network sees more variety, and learns by heart less.
        """,
        ko="""
        레이블이 바뀌지 않게 훈련용 그림을 무작위로 바꾸는 것이다. 뒤집고, 옮기고, 돌린다. 신경망은 더 다양한 예를 보게
        되어 통째로 외우는 일이 줄어든다.
        """,
        spec="""
        data:
          source: digits
          augment: [{type: shift, pixels: 1}]
        """,
        see="regularization, overfitting, augment",
    ),
    term(
        "dimensionality reduction",
        "차원 축소, 차원축소",
        en="""
        Describing rows by fewer numbers while keeping what distinguishes them. Principal component analysis does it
        linearly, an autoencoder with hidden layers does it along curves.
        """,
        ko="""
        행들을 서로 구별하는 것은 남기면서 더 적은 수로 나타내는 것이다. 주성분 분석은 선형으로, 은닉층이 있는
        오토인코더는 굽은 면을 따라 한다.
        """,
        spec="""
        data:
          source: digits
          reduce: {type: pca, components: 20}
        """,
        lesson="autoencoder",
        see="principal component analysis, autoencoder, curse of dimensionality",
    ),
    term(
        "curse of dimensionality",
        "차원의 저주",
        en="""
        With every feature more the space grows so fast that the rows become sparse, and every row is about as far from
        every other. To fill ten steps in each of d directions takes 10ᵈ rows.
        """,
        ko="""
        특성이 하나 늘 때마다 공간이 너무 빨리 커져 행들이 드문드문해지고, 어느 행이나 서로 비슷하게 멀어진다. 방향마다
        열 칸씩 채우려면 10ᵈ개의 행이 필요하다.
        """,
        numbers="""
        10^2 = 100
        10^6 = 1,000,000
        """,
        see="dimensionality reduction, nearest_neighbors",
    ),
    term(
        "noise",
        "잡음, 노이즈",
        en="""
        What varies in the data without being part of the rule: errors of measurement, wrong labels, chance. A model
        that fits the noise overfits.
        """,
        ko="""
        데이터에서 규칙과 상관없이 흔들리는 부분이다. 측정 오차, 잘못된 레이블, 우연이 그렇다. 잡음까지 맞추는 모델은
        과적합한다.
        """,
        see="overfitting, outlier",
    ),
    term(
        "time series",
        "시계열, 시계열 자료",
        en="""
        Values in the order of time. The past must not be learned from the future, so the split follows the order: first
        train, then validation, then test.
        """,
        ko="""
        시간 순서로 늘어선 값들이다. 미래를 보고 과거를 배워서는 안 되므로 순서대로 나눈다. 먼저 훈련, 다음 검증, 다음
        시험이다.
        """,
        spec="""
        data:
          source: passengers.csv
          split: {order: true, validation: 0.2, test: 0.2}
          window: {length: 24, horizon: 1}
        """,
        lesson="recurrence",
        see="sliding window, recurrent neural network, data leakage",
    ),
    term(
        "sliding window",
        "슬라이딩 윈도, 이동 창, 미끄럼 창",
        en="""
        Making examples of a long series: each example is some rows in a line, its target what comes next. With stride 1
        a series of n rows gives n − length − horizon + 1 windows.
        """,
        ko="""
        긴 시계열에서 예를 만드는 방법이다. 연속한 몇 행이 한 예가 되고, 그다음에 오는 것이 타깃이다. 간격이 1이면
        n행에서 n − 길이 − 예측 구간 + 1개의 윈도가 나온다.
        """,
        numbers="100 − 24 − 1 + 1 = 76",
        spec="""
        data:
          source: passengers.csv
          window: {length: 24, horizon: 1}
        """,
        see="time series, window",
    ),
    term(
        "population, statistical sample",
        "모집단, 전집",
        en="""
        All that the rows stand for: not these 150 flowers but all irises. What is learned from a sample is meant for
        the population, and fails where the sample was drawn one-sidedly.
        """,
        ko="""
        행들이 대표하는 전체이다. 이 붓꽃 150송이가 아니라 모든 붓꽃이다. 표본에서 배운 것은 모집단에 쓰려는 것이며,
        표본이 치우치게 뽑혔으면 통하지 않는다.
        """,
        see="row, i.i.d., distribution shift",
    ),
    term(
        "distribution shift, covariate shift",
        "분포 이동, 분포 변화, 공변량 변화",
        en="""
        New rows come from another distribution than the training rows: another hospital, another season. The model was
        right for what it saw, and is wrong now.
        """,
        ko="""
        새로운 행이 훈련 행과 다른 분포에서 오는 것이다. 다른 병원, 다른 계절이 그렇다. 본 것에는 맞았던 모델이 이제는
        틀린다.
        """,
        see="population, i.i.d., generalization",
    ),
)
