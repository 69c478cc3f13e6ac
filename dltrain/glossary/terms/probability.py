"""Terms: chance, distributions, and Bayes."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "probability",
    "확률",
    term(
        "probability, chance",
        "확률",
        en="""
        A number from 0, impossible, to 1, certain, for how much is to be expected of an event. The probabilities of all
        outcomes sum to 1; a classifier answers with such numbers.
        """,
        ko="""
        사건이 얼마나 기대되는지 나타내는 0(불가능)에서 1(확실) 사이의 수이다. 모든 결과의 확률을 더하면 1이다. 분류기는
        이런 수로 답한다.
        """,
        numbers="two sixes with two dice // 주사위 둘 다 6: 1/6 · 1/6 = 0.0278",
        see="random variable, conditional probability, distribution",
    ),
    term(
        "random variable",
        "확률 변수, 확률변수",
        en="A quantity whose value depends on chance, such as the number of a die. It is described by its distribution.",
        ko="값이 우연에 달린 양이다. 주사위의 눈이 그렇다. 분포로 기술한다.",
        see="distribution, expected value, variance",
    ),
    term(
        "distribution, probability distribution, probability density",
        "분포, 확률 분포, 확률분포, 확률 밀도",
        en="""
        Which values a random variable takes, and how probable each is. Of a continuous one it is a density:
        probabilities are areas below its curve.
        """,
        ko="확률 변수가 어떤 값을 얼마의 확률로 갖는지이다. 연속이면 밀도이며, 곡선 아래의 넓이가 확률이다.",
        see="normal distribution, Bernoulli distribution, uniform distribution, random variable",
    ),
    term(
        "expected value, expectation",
        "기댓값, 기대값",
        en="""
        The mean that a random variable would have over very many trials: each value times its probability, added up. It
        need not be a value that can come.
        """,
        ko="아주 여러 번 시행했을 때의 평균, 곧 값마다 확률을 곱해 더한 것이다. 꼭 나올 수 있는 값일 필요는 없다.",
        formula="E[X] = Σ x p(x)",
        numbers="a die // 주사위: (1 + 2 + 3 + 4 + 5 + 6) / 6 = 3.5",
        see="mean, variance, random variable",
    ),
    term(
        "conditional probability",
        "조건부 확률",
        en="""
        The probability of an event when another is known to have happened. A classifier estimates one: the probability
        of a class, given the features.
        """,
        ko="다른 사건이 일어났음을 알 때의 확률이다. 분류기는 특성이 주어졌을 때 클래스의 확률, 곧 조건부 확률을 추정한다.",
        formula="P(A | B) = P(A and B) / P(B) // P(A | B) = P(A와 B) / P(B)",
        numbers="even, given at least 4 // 4 이상일 때 짝수: (2 / 6) / (3 / 6) = 0.667",
        see="Bayes' theorem, independence, joint probability",
    ),
    term(
        "joint probability, joint distribution, marginal probability",
        "결합 확률, 결합 분포, 주변 확률, 결합확률",
        en="""
        The probability that two things are so at once. Adding it up over all values of one of them gives the marginal
        probability of the other.
        """,
        ko="두 가지가 동시에 그러할 확률이다. 한쪽의 모든 값에 대해 더하면 다른 쪽의 주변 확률이 된다.",
        formula="P(A, B) = P(A | B) P(B)",
        numbers="0.3 + 0.2 = 0.5",
        see="conditional probability, independence",
    ),
    term(
        "independence, independent events",
        "독립, 독립 사건, 독립성",
        en="""
        Two events are independent if knowing one says nothing of the other; their probabilities then multiply. Two
        throws of a die are independent, two cards from one deck are not.
        """,
        ko="""
        한 사건을 알아도 다른 사건에 대해 아무것도 알 수 없으면 독립이라고 한다. 이때 두 사건이 함께 일어날 확률은 각
        확률의 곱이다.
        """,
        formula="P(A and B) = P(A) P(B) // P(A와 B) = P(A) P(B)",
        numbers="three heads // 앞면 세 번: 0.5³ = 0.125",
        see="conditional probability, i.i.d., correlation",
    ),
    term(
        "i.i.d., iid, independent and identically distributed",
        "독립 항등 분포, 독립 동일 분포",
        en="""
        Rows are i.i.d. if each is drawn from the same distribution without regard to the others. Splitting rows at
        random assumes it; time series and several rows of one patient break it.
        """,
        ko="""
        행마다 다른 행과 상관없이 같은 분포에서 뽑혔으면 독립 항등 분포라고 한다. 행을 무작위로 나누는 것은 이를
        가정한다. 시계열이나 한 환자의 여러 행은 이를 어긴다.
        """,
        see="independence, population, time series, distribution shift",
    ),
    term(
        "Bayes' theorem, Bayes rule, Bayes, Bayesian inference",
        "베이즈 정리, 베이즈 추론, 베이즈",
        en="""
        How an observation changes a belief: the posterior is the prior times the likelihood, divided by the probability
        of the observation. A test that is right in 95 of 100 cases for an illness of 1 in 100 makes a positive result
        mean only about 1 in 6.
        """,
        ko="""
        관찰이 믿음을 어떻게 바꾸는지 말해 준다. 사후 확률은 사전 확률에 가능도를 곱해 관찰의 확률로 나눈 것이다. 100명
        가운데 1명이 걸리는 병을 100번에 95번 맞히는 검사가 양성이어도 병일 확률은 6분의 1쯤이다.
        """,
        formula="P(A | B) = P(B | A) P(A) / P(B)",
        numbers="""
        P(+): 0.95 · 0.01 + 0.05 · 0.99 = 0.059
        P(ill given +) // P(병, +일 때): 0.95 · 0.01 / 0.059 = 0.161
        """,
        see="prior and posterior, likelihood, conditional probability, sensitivity and specificity",
    ),
    term(
        "prior and posterior, prior, posterior, prior probability, posterior probability",
        "사전 확률과 사후 확률, 사전 확률, 사후 확률, 사전 분포, 사후 분포",
        en="What is believed before an observation, and after it. With more data the prior matters less.",
        ko="""
        관찰하기 전의 믿음이 사전 확률, 관찰한 뒤의 믿음이 사후 확률이다. 데이터가 많아질수록 사전 확률은 덜 중요해진다.
        """,
        formula="posterior ∝ likelihood × prior // 사후 확률 ∝ 가능도 × 사전 확률",
        see="Bayes' theorem, likelihood, maximum likelihood",
    ),
    term(
        "likelihood",
        "가능도, 우도",
        en="How probable the data are, seen as a function of the parameters. It is not a probability of the parameters.",
        ko="데이터가 얼마나 그럴듯한지를 매개변수의 함수로 본 것이다. 매개변수의 확률이 아니다.",
        formula="L(θ) = Π p(xᵢ | θ)",
        numbers="""
        7 heads of 10 at ½ // ½일 때 10번에 앞면 7번: C(10, 7) · 0.5^10 = 0.117
        7 heads of 10 at 0.7 // 0.7일 때 10번에 앞면 7번: C(10, 7) · 0.7^7 · 0.3^3 = 0.267
        """,
        see="maximum likelihood, log-likelihood, Bayes' theorem",
    ),
    term(
        "log-likelihood",
        "로그 가능도, 로그 우도",
        en="""
        The logarithm of the likelihood: a sum over the rows, where the likelihood is a product too small to be written.
        Its negative is the cross-entropy.
        """,
        ko="""
        가능도의 로그이다. 가능도가 너무 작아 적을 수도 없는 곱인 데 비해 행들에 대한 합이 된다. 마이너스를 붙이면 교차
        엔트로피이다.
        """,
        formula="ln L(θ) = Σ ln p(xᵢ | θ)",
        numbers="ln(0.5 · 0.8) = ln(0.5) + ln(0.8) = −0.916",
        see="likelihood, cross-entropy, maximum likelihood",
    ),
    term(
        "maximum likelihood, maximum likelihood estimation, MLE",
        "최대 가능도 추정, 최대우도법, 최대 우도 추정, 최대 가능도",
        en="""
        Choosing the parameters for which the observed data are most probable. With normal errors it gives least
        squares, with classes it gives cross-entropy.
        """,
        ko="""
        관찰한 데이터가 가장 그럴듯해지는 매개변수를 고르는 것이다. 오차가 정규 분포이면 최소 제곱법이 되고, 클래스이면
        교차 엔트로피가 된다.
        """,
        formula="θ̂ = argmax Π p(xᵢ | θ)",
        numbers="7 heads of 10 tosses // 10번에 앞면 7번: 7 / 10 = 0.7",
        see="likelihood, log-likelihood, cross-entropy, least squares",
    ),
    term(
        "Bernoulli distribution, Bernoulli trial, Bernoulli",
        "베르누이 분포, 베르누이 시행",
        en="""
        Success with probability p, else failure: one toss of a coin. The output of a network for two classes is its p;
        its mean is p, its variance p(1 − p).
        """,
        ko="""
        확률 p로 성공, 아니면 실패하는, 동전을 한 번 던지는 분포이다. 두 클래스에 대한 신경망의 출력이 그 p이다. 평균은
        p, 분산은 p(1 − p)이다.
        """,
        formula="p(x) = pˣ (1 − p)¹⁻ˣ",
        numbers="0.3 · (1 − 0.3) = 0.21",
        see="binomial distribution, binary_cross_entropy, sigmoid",
    ),
    term(
        "binomial distribution, binomial",
        "이항 분포, 이항분포",
        en="""
        How many of n independent trials succeed, each with probability p. The number of rows that a classifier gets
        right is such a number, which is why an accuracy on few rows is uncertain.
        """,
        ko="""
        확률 p로 성공하는 독립 시행 n번 가운데 몇 번 성공하는지의 분포이다. 분류기가 맞히는 행의 수가 이렇다. 그래서
        적은 행에서 잰 정확도는 불확실하다.
        """,
        formula="""
        P(k) = C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ, mean np, variance np(1 − p) // P(k) = C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ, 평균 np, 분산 np(1 − p)
        """,
        numbers="two heads of 3 // 3번에 앞면 2번: C(3, 2) · 0.5^3 = 0.375",
        see="Bernoulli distribution, standard error, McNemar's test",
    ),
    term(
        "categorical distribution, multinomial distribution",
        "범주형 분포, 카테고리 분포, 다항 분포",
        en="""
        One of several classes, each with its own probability, which sum to 1. The softmax outputs of a network are one.
        """,
        ko="여러 클래스 가운데 하나로, 클래스마다 확률이 있고 더하면 1이다. 소프트맥스로 나온 신경망의 출력이 이것이다.",
        numbers="0.2 + 0.5 + 0.3 = 1",
        see="softmax, cross_entropy, Bernoulli distribution",
    ),
    term(
        "uniform distribution",
        "균등 분포, 균일 분포",
        en="Every value between two limits is equally probable. Its deviation is the width divided by √12.",
        ko="두 한계 사이의 모든 값이 똑같이 그럴듯한 분포이다. 표준편차는 너비를 √12로 나눈 것이다.",
        formula="variance = (b − a)² / 12 // 분산 = (b − a)² / 12",
        numbers="deviation from 0 to 6 // 0에서 6까지의 표준편차: (6 − 0) / √12 = 1.732",
        see="uniform, distribution, normal distribution",
    ),
    term(
        "normal distribution, Gaussian distribution, Gaussian, bell curve",
        "정규 분포, 정규분포, 가우스 분포, 가우시안",
        en="""
        The bell curve around a mean μ with deviation σ: about 68 % of the values lie within σ, 95 % within 2σ. Sums of
        many small independent causes are distributed so; initial weights are often drawn from it.
        """,
        ko="""
        평균 μ, 표준편차 σ의 종 모양 곡선이다. σ 안에 약 68 %, 2σ 안에 약 95 %가 들어간다. 작은 독립 원인이 많이
        더해지면 이 분포가 된다. 초기 가중치를 흔히 여기서 뽑는다.
        """,
        formula="p(x) = e^(−(x − μ)² / 2σ²) / (σ √(2π))",
        numbers="height at the mean for σ of 1 // σ가 1일 때 평균에서의 높이: 1 / √(2 · π) = 0.399",
        see="standard deviation, central limit theorem, normal, standardization",
    ),
    term(
        "Poisson distribution",
        "푸아송 분포, 포아송 분포",
        en="""
        How many events come in a stretch of time if they come independently at a constant rate: calls in an hour,
        typing errors on a page. Mean and variance are both the rate.
        """,
        ko="""
        사건이 일정한 비율로 서로 독립적으로 일어날 때 한 구간에 몇 번 일어나는지의 분포이다. 한 시간의 전화, 한 쪽의
        오타가 그렇다. 평균과 분산이 모두 그 비율이다.
        """,
        formula="P(k) = λᵏ e^(−λ) / k!",
        numbers="none at a rate of 2 // 비율 2에서 0번: e^(−2) = 0.135",
        see="poisson, binomial distribution, expected value",
    ),
)
