"""Terms: finding the settings that train best, and telling how much each matters."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

SPACE = "{training.learning_rate: {low: 0.0001, high: 0.1, scale: log}}"

TOPIC = topic(
    "searching for settings",
    "설정 탐색",
    term(
        "hyperparameter search, hyperparameter tuning, hyperparameter optimization",
        "하이퍼파라미터 탐색, 하이퍼파라미터 튜닝, 하이퍼파라미터 최적화",
        en="""
        Trying several settings and keeping the one that does best on the validation rows. The best of many owes some of
        its lead to luck, so only rows that had no say in the choice, the test rows, tell how good it is.
        """,
        ko="""
        여러 설정을 시도해 검증 행에서 가장 좋은 것을 고르는 것이다. 많은 것 가운데 가장 좋은 것은 얼마쯤 운 덕이므로,
        고르는 데 쓰지 않은 테스트 행만이 얼마나 좋은지 말해 준다.
        """,
        spec=f"sweep:\n  parameters: {SPACE}\n  trials: 40",
        see="hyperparameter, validation set, grid search, random search, TPE, sweep",
    ),
    term(
        "grid search, grid",
        "격자 탐색, 그리드 서치, 그리드 탐색",
        en="""
        A search that tries all combinations of listed values. Their number is the product of the lengths of the lists,
        so it suits few keys with few values.
        """,
        ko="""
        적어 둔 값들의 모든 조합을 시도하는 탐색이다. 조합의 수는 목록 길이들의 곱이므로, 키와 값이 몇 개 안 될 때
        알맞다.
        """,
        numbers="4 rates, 3 sizes, 2 optimizers // 학습률 4, 크기 3, 옵티마이저 2: 4 · 3 · 2 = 24",
        spec="sweep:\n  parameters: {training.learning_rate: [0.01, 0.1], training.batch_size: [16, 64]}\n  search: grid",
        see="hyperparameter search, random search, sweep.search",
    ),
    term(
        "random search",
        "무작위 탐색, 랜덤 서치, 임의 탐색",
        en="""
        A search that draws settings at random. Where few keys matter it beats a grid of as many settings, because
        every draw tries another value of each key (Bergstra and Bengio, 2012).
        """,
        ko="""
        설정을 무작위로 뽑아 시도하는 탐색이다. 중요한 키가 몇 개뿐이면 같은 횟수의 격자 탐색보다 낫다. 뽑을 때마다 모든
        키의 값이 달라지기 때문이다(Bergstra와 Bengio, 2012).
        """,
        formula="1 − (1 − q)ⁿ",
        numbers="one of 60 draws within the best 5 % // 60번 가운데 한 번은 상위 5 %일 확률: 1 − (1 − 0.05)^60 = 0.954",
        spec=f"sweep:\n  parameters: {SPACE}\n  search: random",
        see="hyperparameter search, grid search, TPE, sweep.search",
    ),
    term(
        "TPE, tree-structured Parzen estimator, Bayesian optimization",
        "TPE, 트리 구조 파르젠 추정기, 베이즈 최적화, 베이지안 최적화",
        en="""
        A search that learns from the settings tried so far. It estimates two densities, l(x) of those with the best
        results, a share γ, and g(x) of the rest, and tries next what is frequent under l and rare under g, which is
        where the expected improvement is greatest (Bergstra and others, 2011).
        """,
        ko="""
        지금까지 시도한 설정에서 배우는 탐색이다. 결과가 좋은 쪽 γ만큼의 밀도 l(x)와 나머지의 밀도 g(x)를 추정하고, l에서는
        흔하고 g에서는 드문 설정을 다음에 시도한다. 기대 개선이 가장 큰 곳이다(Bergstra 등, 2011).
        """,
        formula="EI(x) ∝ 1 / (γ + (1 − γ) g(x) / l(x))",
        numbers="""
        γ 0.25, l 0.6, g 0.2: 1 / (0.25 + (1 − 0.25) · 0.2 / 0.6) = 2
        γ 0.25, l 0.2, g 0.6: 1 / (0.25 + (1 − 0.25) · 0.6 / 0.2) = 0.4
        """,
        spec=f"sweep:\n  parameters: {SPACE}\n  search: tpe",
        see="hyperparameter search, random search, pruning, sweep.search",
    ),
    term(
        "pruning, median pruning, Hyperband, successive halving",
        "시도 가지치기, 중앙값 가지치기, 하이퍼밴드, 연속 절반 줄이기",
        en="""
        Ending a setting of a search early where it does badly, so that the time goes to better ones. The median rule
        ends one whose best value so far is worse than the median of what others had at that epoch. Hyperband (Li and
        others, 2018) looks at a few points, each three times as far as the one before, and lets the best third go on.
        """,
        ko="""
        탐색에서 결과가 나쁜 설정을 일찍 끝내, 그 시간을 더 나은 설정에 쓰는 것이다. 중앙값 규칙은 지금까지의 가장 좋은
        값이 그 에포크에서 다른 설정들의 중앙값보다 나쁘면 끝낸다. 하이퍼밴드(Li 등, 2018)는 앞의 세 배가 되는 때마다
        살펴, 상위 3분의 1만 계속하게 한다.
        """,
        numbers="27 settings after two looks // 설정 27개가 두 번 살핀 뒤: 27 / 3² = 3",
        spec=f"sweep:\n  parameters: {SPACE}\n  prune: hyperband",
        see="sweep.prune, early stopping, hyperparameter search, median",
    ),
    term(
        "fANOVA importance, fANOVA, functional ANOVA, hyperparameter importance",
        "fANOVA 중요도, 함수 분산 분석, 하이퍼파라미터 중요도",
        en="""
        How much of the variance of the results of a search is due to one key alone. A random forest learns the result
        from the settings; what it says of a key is averaged over all values of the others, and the variance of that is
        divided by the whole (Hutter and others, 2014).
        """,
        ko="""
        탐색 결과의 분산 가운데 키 하나 때문인 몫이다. 랜덤 포레스트가 설정에서 결과를 배우고, 한 키에 대한 예측을 다른
        키의 모든 값에 대해 평균한 뒤 그 분산을 전체 분산으로 나눈다(Hutter 등, 2014).
        """,
        formula="Var(f_U) / Var(f)",
        numbers="""
        results (1, 2) and (5, 6), by rows // 결과 (1, 2)와 (5, 6), 행: var(1.5, 5.5) / var(1, 2, 5, 6) = 0.941
        by columns // 열: var(3, 4) / var(1, 2, 5, 6) = 0.059
        """,
        see="hyperparameter search, random forest, variance",
    ),
    term(
        "learning-rate range test, learning rate finder, LR finder",
        "학습률 범위 검사, 학습률 탐색기, 학습률 범위 시험",
        en="""
        A short training whose learning rate grows at every step. The loss falls once the rate is large enough and
        explodes where it is too large; a good rate lies some way below the one with the lowest loss (Smith, 2017).
        The network of the test is thrown away.
        """,
        ko="""
        걸음마다 학습률을 키우는 짧은 훈련이다. 학습률이 충분히 커지면 손실이 줄고, 너무 커지면 폭발한다. 좋은 학습률은
        손실이 가장 낮은 곳보다 조금 아래에 있다(Smith, 2017). 검사에 쓴 신경망은 버린다.
        """,
        formula="ηₜ = η₀ (η₁ / η₀)^(t / T)",
        numbers="half way from 0.000001 to 10 // 0.000001에서 10까지 절반: 0.000001 · (10 / 0.000001)^(1 / 2) = 0.00316",
        spec="training:\n  learning_rate: auto",
        see="learning rate, training.learning_rate, divergence",
    ),
    term(
        "trial storage, storage, study",
        "시도 저장소, 저장소, 스터디",
        en="""
        The database that a search keeps its trials in. Usually that is a file in the directory of the sweep; with
        --storage it is a server, such as PostgreSQL, where several machines take part in the same search.
        """,
        ko="""
        탐색이 시도를 적어 두는 데이터베이스이다. 보통은 스윕 폴더의 파일이고, --storage를 쓰면 PostgreSQL 같은 서버라서
        여러 컴퓨터가 같은 탐색에 참여한다.
        """,
        see="hyperparameter search, sweep, TPE",
    ),
    term(
        "kept runs, keep",
        "남기는 실행, 실행 보존",
        en="""
        Which runs of a sweep stay on the disk when it has ended, as --keep says: all, those of the best, or none but
        the one that best.yaml repeats. The settings and results of all stay in sweep.json.
        """,
        ko="""
        스윕이 끝난 뒤 디스크에 남는 실행으로, --keep이 정한다. 모두(all), 가장 좋은 설정의 것(best), 또는 best.yaml이 다시
        훈련하는 하나만(none) 남긴다. 모든 설정과 결과는 sweep.json에 남는다.
        """,
        see="sweep, run, trial storage",
    ),
)
