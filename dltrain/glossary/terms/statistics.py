"""Terms: means, spreads, and how much is luck."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "statistics",
    "통계",
    term(
        "mean, average, arithmetic mean",
        "평균, 평균값, 산술 평균",
        en="The sum of the values divided by their number. One outlier can move it far.",
        ko="값들을 더해 개수로 나눈 것이다. 이상치 하나가 크게 움직일 수 있다.",
        formula="μ = Σ xᵢ / n",
        numbers="mean(2, 4, 9) = 5",
        see="median, expected value, variance, outlier",
    ),
    term(
        "median, quantile, percentile",
        "중앙값, 중위수, 분위수, 백분위수",
        en="""
        The value in the middle of the sorted ones: half lie below, half above. The quantile of ¼ has a quarter below
        it.
        """,
        ko="크기순으로 늘어놓았을 때 가운데 값이다. 절반은 아래에, 절반은 위에 있다. ¼ 분위수 아래에는 4분의 1이 있다.",
        numbers="""
        median(2, 4, 90) = 4
        median(1, 2, 3, 4) = 2.5
        """,
        see="mean, outlier, mean_absolute_error",
    ),
    term(
        "variance",
        "분산",
        en="""
        How widely values are spread: the mean of their squared distances from their mean. Of a sample one divides by n
        − 1, because the mean was computed from the same values.
        """,
        ko="""
        값들이 얼마나 넓게 퍼져 있는지, 곧 평균에서 떨어진 거리의 제곱의 평균이다. 표본에서는 같은 값들로 평균을
        구했으므로 n − 1로 나눈다.
        """,
        formula="σ² = Σ (xᵢ − μ)² / n",
        numbers="var(2, 4, 6) = (4 + 0 + 4) / 3 = 2.667",
        see="standard deviation, mean, covariance, bias-variance tradeoff",
    ),
    term(
        "standard deviation, deviation",
        "표준편차, 표준 편차",
        en="""
        The root of the variance, in the unit of the values: how far from the mean a value usually is. Results over
        several seeds are given as mean and deviation.
        """,
        ko="분산의 제곱근이다. 값과 같은 단위이며, 값이 평균에서 보통 얼마나 떨어져 있는지를 말한다.",
        formula="σ = √(variance) // σ = √분산",
        numbers="√(var(2, 4, 6)) = 1.633",
        see="variance, standardization, standard error, normal distribution",
    ),
    term(
        "covariance, covariance matrix",
        "공분산, 공분산 행렬",
        en="""
        Whether two quantities are large together: the mean of the products of their distances from their means. The
        covariance matrix has that of every pair of features.
        """,
        ko="""
        두 양이 함께 커지는지, 곧 각자의 평균에서 떨어진 거리의 곱의 평균이다. 공분산 행렬에는 모든 특성 쌍의 공분산이
        들어 있다.
        """,
        formula="cov(x, y) = Σ (xᵢ − μₓ)(yᵢ − μᵧ) / n",
        numbers="(1, 2, 3) and (2, 4, 6) // (1, 2, 3)과 (2, 4, 6): ((−1) · (−2) + 0 · 0 + 1 · 2) / 3 = 1.333",
        see="correlation, variance, principal component analysis",
    ),
    term(
        "correlation, correlation coefficient, Pearson correlation",
        "상관, 상관관계, 상관 계수, 상관계수",
        en="""
        The covariance divided by both deviations: from −1 to 1, 0 where there is no linear relation. It does not say
        that one causes the other.
        """,
        ko="""
        공분산을 두 표준편차로 나눈 것으로 −1에서 1 사이이다. 선형 관계가 없으면 0이다. 한쪽이 다른 쪽의 원인이라는 뜻은
        아니다.
        """,
        formula="r = cov(x, y) / (σₓ σᵧ)",
        numbers="(1, 2, 3) and (2, 4, 6) // (1, 2, 3)과 (2, 4, 6): (4 / 3) / (√(2 / 3) · √(8 / 3)) = 1",
        see="covariance, independence, matthews",
    ),
    term(
        "law of large numbers",
        "큰수의 법칙, 대수의 법칙, 큰 수의 법칙",
        en="""
        The more trials, the closer their mean comes to the expected value. It is why the gradient of a large batch is
        close to that of all rows.
        """,
        ko="시행이 많아질수록 평균이 기댓값에 가까워진다는 법칙이다. 큰 배치의 기울기가 모든 행의 기울기에 가까운 까닭이다.",
        see="expected value, central limit theorem, batch",
    ),
    term(
        "central limit theorem",
        "중심 극한 정리, 중심극한정리",
        en="""
        The mean of many independent values is nearly normally distributed, whatever their own distribution. Its
        deviation shrinks with the root of their number.
        """,
        ko="""
        독립인 값 여럿의 평균은 본래 분포가 무엇이든 거의 정규 분포를 따른다는 정리이다. 그 표준편차는 개수의 제곱근에
        따라 줄어든다.
        """,
        formula="deviation of the mean = σ / √n // 평균의 표준편차 = σ / √n",
        numbers="10 / √100 = 1",
        see="normal distribution, standard error, law of large numbers",
    ),
    term(
        "standard error",
        "표준 오차, 표준오차",
        en="""
        How far a mean or a share that was measured on n rows usually is from the true one. An accuracy of 0.9 on 100
        rows is uncertain by about 0.03.
        """,
        ko="""
        n개의 행에서 잰 평균이나 비율이 참값에서 보통 얼마나 떨어져 있는지이다. 행 100개에서 잰 정확도 0.9는 0.03쯤
        불확실하다.
        """,
        formula="√(p (1 − p) / n)",
        numbers="√(0.9 · (1 − 0.9) / 100) = 0.03",
        see="confidence interval, standard deviation, accuracy",
    ),
    term(
        "confidence interval",
        "신뢰 구간, 신뢰구간",
        en="""
        An interval that contains the true value in, say, 95 of 100 repetitions of the measurement. For a mean it
        reaches about two standard errors to each side.
        """,
        ko="""
        측정을 되풀이하면 이를테면 100번 가운데 95번은 참값을 담는 구간이다. 평균이라면 양쪽으로 표준 오차의 두
        배쯤이다.
        """,
        numbers="""
        0.9 + 1.96 · 0.03 = 0.959
        0.9 − 1.96 · 0.03 = 0.841
        """,
        see="standard error, bootstrap, statistical significance",
    ),
    term(
        "hypothesis test, null hypothesis, significance test",
        "가설 검정, 귀무가설, 유의성 검정",
        en="""
        Asking whether what was seen could well be luck: the null hypothesis says that there is no difference, and is
        given up if the data would be very improbable under it. Not giving it up does not prove it.
        """,
        ko="""
        관찰한 것이 우연일 만한지 묻는 것이다. 귀무가설은 차이가 없다고 말하며, 그 아래에서 데이터가 나올 확률이 아주
        작으면 버린다.
        """,
        see="p-value, statistical significance, McNemar's test",
    ),
    term(
        "p-value",
        "p값, p-값, 유의 확률",
        en="""
        How probable a difference at least as large as the one seen would be if there were none. It is not the
        probability that there is none.
        """,
        ko="실제로는 차이가 없을 때 관찰한 것만큼 큰 차이가 나올 확률이다. 차이가 없을 확률이 아니다.",
        numbers="9 or 10 heads, or tails, of 10 // 10번에 앞면이나 뒷면이 9번 이상: 2 · (C(10, 9) + C(10, 10)) / 2^10 = 0.0215",
        see="hypothesis test, statistical significance, McNemar's test",
    ),
    term(
        "histogram",
        "히스토그램, 도수 분포표",
        en="""
        How many values fall into each of several intervals, drawn as bars. The histogram of a layer's activations shows
        at a glance whether they vanish or saturate.
        """,
        ko="""
        값이 여러 구간에 몇 개씩 들어가는지 막대로 그린 것이다. 한 층의 활성값 히스토그램을 보면 사그라들거나 포화되는지
        한눈에 보인다.
        """,
        lesson="initial_weights",
        see="distribution, saturation, median",
    ),
)
