"""Terms: accuracy, precision, recall, and learning together."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "famous metrics and ensembles",
    "이름난 지표와 앙상블",
    term(
        "accuracy",
        "정확도, 정분류율",
        en="""
        The share of rows that are predicted right. It misleads where one class is rare: always saying the frequent
        class is then right nearly always.
        """,
        ko="맞게 예측한 행의 비율이다. 드문 클래스가 있으면 속기 쉽다. 늘 흔한 클래스를 답해도 거의 언제나 맞기 때문이다.",
        formula="(TP + TN) / (TP + TN + FP + FN)",
        numbers="(40 + 45) / 100 = 0.85",
        spec="metrics: [accuracy]",
        lesson="confusion_matrix",
        see="balanced_accuracy, confusion matrix, class imbalance, standard error",
    ),
    term(
        "precision",
        "정밀도",
        en="Of the rows that were predicted positive, how many are. It is what counts where a false alarm is expensive.",
        ko="양성으로 예측한 행 가운데 정말 양성인 것의 비율이다. 헛경보가 비쌀 때 중요하다.",
        formula="TP / (TP + FP)",
        numbers="40 / (40 + 5) = 0.889",
        spec="metrics: [precision]",
        lesson="confusion_matrix",
        see="recall, F1 score, false positive, precision-recall tradeoff",
    ),
    term(
        "recall, true positive rate, hit rate",
        "재현율",
        en="""
        Of the rows that are positive, how many were found. It is what counts where missing one is expensive, as with an
        illness.
        """,
        ko="실제로 양성인 행 가운데 찾아낸 것의 비율이다. 병처럼 놓치면 안 될 때 중요하다.",
        formula="TP / (TP + FN)",
        numbers="40 / (40 + 10) = 0.8",
        spec="metrics: [recall]",
        lesson="confusion_matrix",
        see="precision, F1 score, false negative, sensitivity and specificity",
    ),
    term(
        "F1 score, F1, F-measure",
        "F1 점수, F1 스코어",
        en="""
        The harmonic mean of precision and recall: it is high only if both are. Of several classes it is computed for
        each, and the mean taken.
        """,
        ko="정밀도와 재현율의 조화 평균으로, 둘 다 높아야 높다. 클래스가 여럿이면 클래스마다 구해 평균한다.",
        formula="2 · precision · recall / (precision + recall) // 2 · 정밀도 · 재현율 / (정밀도 + 재현율)",
        numbers="2 · 0.889 · 0.8 / (0.889 + 0.8) = 0.842",
        spec="metrics: [f1]",
        lesson="confusion_matrix",
        see="precision, recall, macro average",
    ),
    term(
        "coefficient of determination, R squared, R²",
        "결정 계수, 결정계수, 설명력",
        en="""
        The share of the target's variance that a regression explains: 1 for perfect predictions, 0 for always saying
        the mean, negative for worse than that. It has no unit, so that results on different targets can be compared.
        """,
        ko="""
        회귀가 타깃의 분산 가운데 얼마만큼을 설명하는지이다. 예측이 완벽하면 1, 늘 평균을 답하면 0, 그보다 나쁘면
        음수이다. 타깃의 단위와 상관없이 견줄 수 있다.
        """,
        formula="R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²",
        numbers="y of 1, 2, 3 predicted as 1, 2, 4 // 1, 2, 3을 1, 2, 4로 예측: 1 − (0² + 0² + 1²) / (1² + 0² + 1²) = 0.5",
        spec="metrics: [r2]",
        see="r2, variance, regression",
    ),
    term(
        "bagging",
        "배깅, 부트스트랩 집계",
        en="""
        Members of an ensemble learn from different bootstraps of the rows, side by side, and their answers are
        averaged. It makes the variance smaller; random forests are bagged trees.
        """,
        ko="""
        앙상블의 구성원들이 서로 다른 부트스트랩으로 나란히 배우고 답을 평균하는 것이다. 분산이 줄어든다. 랜덤
        포레스트는 트리를 배깅한 것이다.
        """,
        formula="variance of the mean of n independent members = σ² / n // 독립인 구성원 n개 평균의 분산 = σ² / n",
        spec="ensemble: {type: bagging, members: 10}",
        lesson="ensembles",
        see="bootstrap, boosting, random forest, bias-variance tradeoff",
    ),
    term(
        "boosting, AdaBoost, gradient boosting",
        "부스팅, 에이다부스트, 그래디언트 부스팅",
        en="""
        Members learn one after another, each on what those before got wrong. Weak members so become a strong whole; too
        many can overfit.
        """,
        ko="""
        구성원들이 차례로, 앞의 것들이 틀린 부분을 배우는 것이다. 약한 구성원들이 모여 강한 전체가 된다. 너무 많으면
        과적합할 수 있다.
        """,
        numbers="values: what is left for the second member // 둘째 구성원에게 남은 값: 10 − 7 = 3",
        spec="ensemble: {type: boosting, members: 10}",
        lesson="ensembles",
        see="bagging, ensemble, decision tree",
    ),
    term(
        "stacking",
        "스태킹, 쌓기",
        en="""
        A further model learns how to combine the answers of the members. It must learn from answers for rows that the
        members did not train on, else it trusts those that learned by heart.
        """,
        ko="""
        구성원들의 답을 어떻게 합칠지를 또 하나의 모델이 배우는 것이다. 구성원이 훈련하지 않은 행에 대한 답으로 배워야
        한다. 그러지 않으면 통째로 외운 구성원을 믿게 된다.
        """,
        spec="ensemble: {type: stacking, members: 5}",
        lesson="ensembles",
        see="ensemble, bagging, cross-validation",
    ),
    term(
        "voting, majority vote",
        "투표, 다수결, 투표 앙상블",
        en="""
        Every member of an ensemble says a class, and the one that most say is taken. Taking the mean of their
        probabilities is soft voting.
        """,
        ko="""
        앙상블의 구성원마다 클래스를 하나씩 말하고 가장 많이 나온 것을 고르는 것이다. 확률을 평균하면 소프트 투표라고
        한다.
        """,
        numbers="three voters, each right with 0.8 // 0.8로 맞히는 셋의 투표: 0.8³ + 3 · 0.8² · 0.2 = 0.896",
        spec="ensemble: {type: voting, members: 5}",
        lesson="ensembles",
        see="ensemble, bagging, binomial distribution",
    ),
    term(
        "generator",
        "생성자",
        en="""
        The network of a GAN that makes data out of random numbers. It never sees the real data, only whether the
        discriminator believed it.
        """,
        ko="GAN에서 난수로 데이터를 만드는 신경망이다. 진짜 데이터는 보지 못하고, 판별자가 믿었는지만 안다.",
        lesson="gan",
        see="generative adversarial network, discriminator, latent space, mode collapse",
    ),
    term(
        "discriminator, critic",
        "판별자, 비평자",
        en="The network of a GAN that tells real data from made ones. Its gradient is what the generator learns from.",
        ko="GAN에서 진짜와 만들어 낸 것을 가리는 신경망이다. 생성자는 판별자를 거쳐 온 기울기로 배운다.",
        lesson="gan",
        see="generative adversarial network, generator, binary_cross_entropy",
    ),
)
