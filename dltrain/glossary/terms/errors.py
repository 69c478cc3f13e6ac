"""Terms: what the famous losses are, and where they come from."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "losses and information",
    "손실과 정보",
    term(
        "error, residuals, prediction error",
        "오차, 잔차, 예측 오차",
        en="""
        What was predicted less what is true, or the other way round. Losses differ in how much they make of a large
        one.
        """,
        ko="예측에서 실제를 뺀 것, 또는 그 반대이다. 큰 오차를 얼마나 크게 보느냐가 손실마다 다르다.",
        formula="e = ŷ − y",
        numbers="""
        squared // 제곱: (7 − 4)² = 9
        absolute // 절댓값: |7 − 4| = 3
        """,
        lesson="losses",
        see="mean_squared_error, mean_absolute_error, huber, outlier",
    ),
    term(
        "mean squared error, squared error, MSE",
        "평균 제곱 오차, 평균제곱오차, 제곱 오차",
        en="""
        The mean of the squared errors. A large error counts far more than several small ones; the best constant answer
        is the mean. Its root is in the target's own unit.
        """,
        ko="""
        오차를 제곱해 평균한 것이다. 큰 오차 하나를 작은 오차 여럿보다 훨씬 크게 본다. 상수로 답한다면 평균이 가장 좋다.
        제곱근을 씌우면 타깃과 같은 단위가 된다.
        """,
        formula="MSE = Σ (y − ŷ)² / n",
        numbers="""
        mean(1², 2², 3²) = 4.667
        √4.667 = 2.160
        """,
        spec="""
        training:
          loss: mean_squared_error
        """,
        lesson="losses",
        see="root_mean_squared_error, least squares, mean absolute error",
    ),
    term(
        "mean absolute error, absolute error, MAE",
        "평균 절대 오차, 평균절대오차, 절대 오차",
        en="""
        The mean of the magnitudes of the errors. Every unit of error counts the same, so that outliers pull less; the
        best constant answer is the median.
        """,
        ko="""
        오차의 절댓값을 평균한 것이다. 오차 한 단위를 모두 똑같이 보므로 이상치에 덜 끌려간다. 상수로 답한다면 중앙값이
        가장 좋다.
        """,
        formula="MAE = Σ |y − ŷ| / n",
        numbers="mean(1, 2, 3) = 2",
        spec="""
        training:
          loss: mean_absolute_error
        """,
        lesson="losses",
        see="median, outlier, mean squared error",
    ),
    term(
        "information, information content, self-information, surprise",
        "정보량, 자기 정보, 놀람",
        en="""
        How surprising an event is: the rarer, the more. An event that is certain carries none; one of probability ½
        carries one bit.
        """,
        ko="사건이 얼마나 놀라운지이다. 드물수록 크다. 반드시 일어나는 사건은 정보가 없고, 확률 ½인 사건은 1비트이다.",
        formula="I(x) = −ln p(x)",
        numbers="""
        −log₂(1 / 2) = 1
        −log₂(1 / 8) = 3
        """,
        see="entropy, cross-entropy, probability",
    ),
    term(
        "entropy, Shannon entropy",
        "엔트로피, 섀넌 엔트로피",
        en="""
        The mean information of a random variable: how uncertain it is. It is largest where all values are equally
        probable, and 0 where one is certain.
        """,
        ko="확률 변수의 평균 정보량, 곧 얼마나 불확실한지이다. 모든 값의 확률이 같을 때 가장 크고, 하나가 확실하면 0이다.",
        formula="H(p) = −Σ p ln p",
        numbers="""
        a fair coin, in bits // 공정한 동전, 비트: −2 · 0.5 · log₂(0.5) = 1
        a coin of 0.9, in bits // 0.9인 동전, 비트: −0.9 · log₂(0.9) − 0.1 · log₂(0.1) = 0.469
        """,
        see="information, cross-entropy, Kullback-Leibler divergence",
    ),
    term(
        "cross-entropy, cross entropy loss, negative log-likelihood",
        "교차 엔트로피, 교차엔트로피, 크로스 엔트로피, 교차 엔트로피 손실, 음의 로그 가능도",
        en="""
        The mean of minus the logarithm of the probability given to the right class. A sure and wrong answer costs
        without bound, a sure and right one nothing. Making it small is maximum likelihood.
        """,
        ko="""
        정답 클래스에 준 확률의 로그에 마이너스를 붙여 평균한 것이다. 확신하며 틀리면 한없이 비싸고, 확신하며 맞으면
        값이 없다. 이것을 작게 하는 것이 최대 가능도 추정이다.
        """,
        formula="H(y, p) = −Σ y ln p",
        numbers="""
        right class has 0.8 // 정답에 0.8: −ln(0.8) = 0.223
        right class has 0.1 // 정답에 0.1: −ln(0.1) = 2.303
        a guess between two // 둘 가운데 찍기: −ln(0.5) = 0.693
        """,
        spec="""
        training:
          loss: cross_entropy
        """,
        lesson="losses",
        see="binary_cross_entropy, softmax, entropy, maximum likelihood",
    ),
    term(
        "Kullback-Leibler divergence, KL divergence, KL, relative entropy",
        "쿨백-라이블러 발산, KL 발산, KL 다이버전스, 상대 엔트로피",
        en="""
        How much one distribution differs from another: the cross-entropy less the entropy. It is 0 only if both are the
        same, and it is not symmetric.
        """,
        ko="""
        한 분포가 다른 분포와 얼마나 다른지이다. 교차 엔트로피에서 엔트로피를 뺀 것이다. 둘이 같을 때만 0이고, 대칭이
        아니다.
        """,
        formula="KL(p ‖ q) = Σ p ln(p / q)",
        numbers="""
        0.5 · ln(0.5 / 0.9) + 0.5 · ln(0.5 / 0.1) = 0.511
        0.9 · ln(0.9 / 0.5) + 0.1 · ln(0.1 / 0.5) = 0.368
        """,
        see="cross-entropy, entropy",
    ),
    term(
        "hinge loss, margin",
        "힌지 손실, 마진, 여백",
        en="""
        A loss that is 0 once a row is right by a margin of 1, and grows linearly before that. Support vector machines
        use it; it gives no probabilities.
        """,
        ko="""
        한 행이 여백 1만큼 확실히 맞으면 0이고 그전에는 직선으로 커지는 손실이다. 서포트 벡터 머신이 쓰며 확률은 주지
        않는다.
        """,
        formula="max(0, 1 − y z), y = ±1",
        numbers="""
        max(0, 1 − 1 · 0.3) = 0.7
        max(0, 1 − 1 · 2) = 0
        """,
        lesson="losses",
        see="hinge, svm, cross-entropy",
    ),
)
