"""Terms: telling whether one model is better than another by more than luck."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "comparing models",
    "모델의 비교",
    term(
        "statistical power, power, power analysis",
        "검정력, 통계적 검정력, 검정력 분석",
        en="""
        How probable it is that a test finds a difference that there is. It grows with the difference d, in deviations,
        and with the number of seeds or rows; 0.8 is the usual aim. A test of little power that finds nothing says
        little.
        """,
        ko="""
        실제로 있는 차이를 검정이 찾아낼 확률이다. 표준편차로 잰 차이 d와 시드나 행의 수가 클수록 커지며, 보통 0.8을
        목표로 한다. 검정력이 낮은 검정이 아무것도 찾지 못했다면 그것은 별 뜻이 없다.
        """,
        formula="n ≈ ((z(1 − α/2) + z(1 − β)) / d)²",
        numbers="""
        d 0.5, α 0.05, power 0.8 // d 0.5, α 0.05, 검정력 0.8: ((1.96 + 0.842) / 0.5)² = 31.4
        d 1, α 0.05, power 0.8 // d 1, α 0.05, 검정력 0.8: ((1.96 + 0.842) / 1)² = 7.85
        """,
        see="hypothesis test, false negative, statistical significance, random seed",
    ),
    term(
        "Holm's correction, Holm, Holm-Bonferroni, multiple comparisons",
        "홀름 보정, 홀름-본페로니 보정, 다중 비교",
        en="""
        Raises the p values of several tests so that the chance of any false alarm among them stays what it is for one.
        The k-th smallest of m is multiplied by m − k + 1 and kept at least as large as the one before it (Holm, 1979).
        """,
        ko="""
        여러 검정의 p값을 올려, 그 가운데 하나라도 헛경보일 확률이 검정 하나일 때와 같도록 하는 것이다. m개 가운데 k번째로
        작은 것에 m − k + 1을 곱하고, 앞의 것보다 작지 않게 한다(Holm, 1979).
        """,
        formula="p′ₖ = max(p′ₖ₋₁, min(1, (m − k + 1) pₖ))",
        numbers="""
        0.01, 0.03, 0.04, the first // 0.01, 0.03, 0.04의 첫째: 3 · 0.01 = 0.03
        the second // 둘째: max(0.03, 2 · 0.03) = 0.06
        the third // 셋째: max(0.06, 1 · 0.04) = 0.06
        """,
        see="p-value, hypothesis test, false positive",
    ),
    term(
        "corrected resampled t-test, Nadeau-Bengio test",
        "수정 재표본 t검정, 보정된 재표집 t검정, 나도-벤지오 검정",
        en="""
        Compares two models over the folds of cross-validation. The training rows of the folds overlap, so their
        differences are not independent and the usual t-test is too sure of itself; the ratio n₂ / n₁ of
        test to training rows is added to 1 / k (Nadeau and Bengio, 2003).
        """,
        ko="""
        교차 검증의 폴드로 두 모델을 비교하는 검정이다. 폴드들은 훈련 행을 나누어 쓰므로 그 차이들은 독립이 아니고, 보통의
        t검정은 지나치게 확신한다. 그래서 1 / k에 테스트 행과 훈련 행의 비 n₂ / n₁을 더한다(Nadeau와 Bengio, 2003).
        """,
        formula="t = d̄ / √((1 / k + n₂ / n₁) s²)",
        numbers="""
        5 folds, d̄ 0.03, s 0.02 // 폴드 5개, d̄ 0.03, s 0.02: 0.03 / √((1 / 5 + 1 / 4) · 0.02²) = 2.236
        uncorrected // 보정 없이: 0.03 / √((1 / 5) · 0.02²) = 3.354
        """,
        see="cross-validation, hypothesis test, p-value",
    ),
    term(
        "block bootstrap, circular block bootstrap",
        "블록 부트스트랩, 순환 블록 부트스트랩",
        en="""
        A bootstrap of rows that follow each other in time: blocks of neighbours are drawn rather than single rows, so
        that what neighbours have in common stays. In the circular one the last row is followed by the first, and every
        row is drawn equally often (Politis and Romano, 1992).
        """,
        ko="""
        시간을 따라 이어지는 행의 부트스트랩이다. 행 하나하나가 아니라 이웃한 행들의 블록을 뽑아, 이웃끼리 닮은 점이 그대로
        남는다. 순환 블록 부트스트랩에서는 마지막 행 다음이 첫 행이라 모든 행이 똑같이 자주 뽑힌다(Politis와 Romano,
        1992).
        """,
        numbers="blocks of 5 for 100 rows // 100행에 길이 5인 블록: 100 / 5 = 20",
        see="bootstrap, time series, confidence interval",
    ),
)
