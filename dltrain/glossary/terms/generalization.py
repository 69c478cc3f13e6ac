"""Terms: doing well on rows that were not seen, and what helps."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "generalization",
    "일반화",
    term(
        "generalization, generalisation",
        "일반화, 일반화 성능",
        en="How well a model does on rows that it has not seen. It is what learning is for; the test rows measure it.",
        ko="모델이 보지 못한 행에서 얼마나 잘하는지이다. 학습의 목적이 이것이며, 시험 행으로 잰다.",
        lesson="overfitting",
        see="overfitting, test set, regularization, generalization gap",
    ),
    term(
        "generalization gap",
        "일반화 격차, 일반화 간극",
        en="""
        The difference between the results on the training rows and on unseen rows. A large gap is the mark of
        overfitting.
        """,
        ko="훈련 행과 보지 못한 행에서 낸 성적의 차이이다. 격차가 크면 과적합의 표시이다.",
        numbers="0.99 − 0.81 = 0.18",
        see="overfitting, generalization",
    ),
    term(
        "overfitting, overfit, over-fitting",
        "과적합, 과대적합, 오버피팅, 과잉 적합",
        en="""
        The model learns the training rows by heart, their noise included, and does worse on new ones: the training loss
        falls while the validation loss rises. More data, early stopping, weight decay, dropout, augmentation or a
        smaller network help.
        """,
        ko="""
        모델이 훈련 행을 잡음까지 통째로 외워 새로운 행에서는 더 못하는 것이다. 훈련 손실은 내려가는데 검증 손실이
        올라간다. 더 많은 데이터, 조기 종료, 가중치 감쇠, 드롭아웃, 데이터 증강, 더 작은 신경망이 도움이 된다.
        """,
        spec="""
        training:
          early_stopping: {monitor: validation_loss, patience: 20}
          weight_decay: 1e-4
        """,
        lesson="overfitting",
        see="underfitting, regularization, early_stopping, dropout, weight_decay, generalization gap",
    ),
    term(
        "underfitting, underfit",
        "과소적합, 언더피팅, 과소 적합",
        en="""
        The model does badly even on the training rows: it is too small, too strongly regularized, or has not been
        trained long enough. A larger network, more epochs or a better learning rate help.
        """,
        ko="""
        모델이 훈련 행에서조차 잘하지 못하는 것이다. 너무 작거나, 규제가 너무 강하거나, 충분히 훈련하지 않았다. 더 큰
        신경망, 더 많은 에포크, 더 알맞은 학습률이 도움이 된다.
        """,
        lesson="overfitting",
        see="overfitting, capacity, learning_rate",
    ),
    term(
        "capacity, model complexity, expressiveness",
        "용량, 모델 용량, 모델 복잡도, 표현력",
        en="""
        How many different functions a model can become. It grows with width and depth; too little underfits, too much
        can overfit.
        """,
        ko="""
        모델이 될 수 있는 함수가 얼마나 다양한지이다. 너비와 깊이에 따라 커진다. 너무 작으면 과소적합하고, 너무 크면
        과적합할 수 있다.
        """,
        lesson="overfitting",
        see="overfitting, underfitting, parameter, universal approximation theorem",
    ),
    term(
        "bias-variance tradeoff, bias and variance",
        "편향-분산 절충, 편향과 분산, 편향-분산 트레이드오프",
        en="""
        The error on new rows has three parts: bias, from a model too simple for the rule; variance, from a model that
        changes with every sample; and noise, which nothing removes. Making one of the first two smaller often makes the
        other larger.
        """,
        ko="""
        새로운 행에서의 오차는 세 부분이다. 규칙에 비해 모델이 너무 단순한 편향, 표본이 바뀔 때마다 모델이 달라지는
        분산, 아무도 없앨 수 없는 잡음이다. 앞의 둘은 하나를 줄이면 다른 하나가 커지는 일이 많다.
        """,
        formula="error = bias² + variance + noise // 오차 = 편향² + 분산 + 잡음",
        numbers="0.2² + 0.01 + 0.05 = 0.1",
        lesson="overfitting",
        see="overfitting, underfitting, variance, ensemble",
    ),
    term(
        "regularization, regularisation",
        "규제, 정칙화, 규제화, 일반화 기법",
        en="""
        Whatever keeps a model from fitting the training rows too closely: penalties on weights, dropout, early
        stopping, augmentation. It is not normalization, though some Korean books use one word for both.
        """,
        ko="""
        모델이 훈련 행에 지나치게 맞추지 못하게 하는 모든 방법이다. 가중치에 대한 벌점, 드롭아웃, 조기 종료, 데이터
        증강이 있다. 이를 정규화라고 옮긴 책도 있지만, 크기를 맞추는 정규화(normalization)와는 다른 것이다.
        """,
        formula="loss + λ · penalty // 손실 + λ · 벌점",
        spec="""
        training:
          weight_decay: 1e-4
          l1: 1e-5
        """,
        lesson="overfitting",
        see="L1 regularization, L2 regularization, dropout, early_stopping, overfitting, normalization",
    ),
    term(
        "L1 regularization, L1, lasso, L1 penalty",
        "L1 규제, L1 정칙화, 라쏘, 라소",
        en="""
        Adding the sum of the weights' magnitudes to the loss. It pulls every weight towards 0 with the same force, so
        that many become exactly 0: a sparse model.
        """,
        ko="""
        가중치 크기의 합을 손실에 더하는 것이다. 모든 가중치를 같은 힘으로 0 쪽으로 당기므로 많은 가중치가 정확히 0이
        되어 희소한 모델이 된다.
        """,
        formula="loss + λ Σ |w| // 손실 + λ Σ |w|",
        numbers="|−3| + |0.5| = 3.5",
        spec="""
        training:
          l1: 1e-4
        """,
        lesson="overfitting",
        see="L2 regularization, norm, regularization",
    ),
    term(
        "L2 regularization, L2, ridge, L2 penalty",
        "L2 규제, L2 정칙화, 릿지, 능형 회귀",
        en="""
        Adding the sum of the squared weights to the loss. It pulls large weights most, so that all become small but
        none exactly 0. For plain gradient descent it is the same as weight decay.
        """,
        ko="""
        가중치 제곱의 합을 손실에 더하는 것이다. 큰 가중치를 가장 세게 당기므로 모두 작아지지만 정확히 0이 되지는
        않는다. 보통의 경사 하강법에서는 가중치 감쇠와 같다.
        """,
        formula="loss + λ/2 Σ w² // 손실 + λ/2 Σ w²",
        numbers="½ · (3² + 1²) = 5",
        spec="""
        training:
          weight_decay: 1e-4
        """,
        lesson="overfitting",
        see="weight_decay, L1 regularization, regularization",
    ),
    term(
        "dropout, dropout regularization",
        "드롭아웃",
        en="""
        In every training step a random share of the units is set to 0, so that none can rely on another. It is like
        training many networks at once; for predictions all units are used. Because of it the training loss can be
        higher than the validation loss.
        """,
        ko="""
        훈련 스텝마다 유닛 일부를 무작위로 0으로 만들어 어느 유닛도 다른 유닛에 기대지 못하게 하는 것이다. 여러 신경망을
        한꺼번에 훈련하는 것과 비슷하며, 예측할 때는 모든 유닛을 쓴다. 이 때문에 훈련 손실이 검증 손실보다 높을 수 있다.
        """,
        formula="training: x / (1 − p) with probability 1 − p, else 0 // 훈련: 확률 1 − p로 x / (1 − p), 아니면 0",
        numbers="mean // 평균: 0.8 · (10 / 0.8) + 0.2 · 0 = 10",
        spec="""
        model:
          layers: [64, 32]
          dropout: 0.2
        """,
        lesson="overfitting",
        see="regularization, ensemble, overfitting",
    ),
    term(
        "early stopping, patience",
        "조기 종료, 조기 중단, 조기 멈춤",
        en="""
        Training ends when the validation loss has not become better for some epochs, the patience, and the best weights
        are kept. It is the cheapest remedy against overfitting.
        """,
        ko="""
        검증 손실이 인내(patience)라고 하는 몇 에포크 동안 나아지지 않으면 훈련을 끝내고 가장 좋았던 가중치를 남기는
        것이다. 과적합에 대한 가장 값싼 처방이다.
        """,
        spec="""
        training:
          early_stopping: {monitor: validation_loss, patience: 20}
        """,
        lesson="overfitting",
        see="overfitting, validation set, epoch",
    ),
    term(
        "ensemble, ensemble learning, ensemble method",
        "앙상블, 앙상블 학습, 앙상블 기법",
        en="""
        Several models answer together, by a mean or a vote. Their errors partly cancel, so that the whole is better
        than most of its members; it works best where the members err differently.
        """,
        ko="""
        여러 모델이 평균이나 투표로 함께 답하는 것이다. 오차가 서로 얼마쯤 지워져 전체가 대부분의 구성원보다 낫다.
        구성원들이 서로 다르게 틀릴수록 효과가 크다.
        """,
        numbers="three voters, each right with 0.7 // 0.7로 맞히는 셋의 투표: 0.7³ + 3 · 0.7² · 0.3 = 0.784",
        spec="ensemble: {type: averaging, members: 5}",
        lesson="ensembles",
        see="bagging, boosting, stacking, voting, bias-variance tradeoff",
    ),
    term(
        "bootstrap, bootstrapping",
        "부트스트랩, 붓스트랩, 복원 추출",
        en="""
        Drawing as many rows as there are, with replacement: some come twice, about 37 % not at all. Repeated, it shows
        how far a result would vary with another sample; bagging trains its members on such draws.
        """,
        ko="""
        있는 행의 수만큼 복원 추출하는 것이다. 어떤 행은 두 번 나오고 37 %쯤은 한 번도 나오지 않는다. 되풀이하면 다른
        표본에서 결과가 얼마나 달라질지 보여 준다. 배깅은 이렇게 뽑은 행으로 구성원을 훈련한다.
        """,
        numbers="""
        share never drawn of 100 rows // 100행에서 한 번도 안 뽑힐 비율: (1 − 1 / 100)^100 = 0.366
        limit // 극한: e^(−1) = 0.368
        """,
        lesson="ensembles",
        see="bagging, confidence interval, ensemble",
    ),
    term(
        "Occam's razor, parsimony",
        "오컴의 면도날, 절약의 원리",
        en="""
        Of two models that explain the data equally well, prefer the simpler. It has less that could be wrong, and
        generalizes more often.
        """,
        ko="""
        데이터를 똑같이 잘 설명하는 두 모델 가운데 더 단순한 쪽을 택하라는 원칙이다. 틀릴 것이 적어 일반화가 더 잘되는
        일이 많다.
        """,
        see="capacity, overfitting, baseline",
    ),
    term(
        "no free lunch theorem",
        "공짜 점심은 없다 정리, 노 프리 런치",
        en="""
        Averaged over all possible problems, no learner is better than any other (Wolpert 1996). A learner is good
        because its assumptions fit the problems that there are.
        """,
        ko="""
        가능한 모든 문제에 대해 평균하면 어떤 학습기도 다른 것보다 낫지 않다 (Wolpert 1996). 학습기가 좋은 것은 그
        가정이 실제 문제에 맞기 때문이다.
        """,
        see="baseline, generalization",
    ),
    term(
        "double descent",
        "이중 하강",
        en="""
        As a network grows the test error first falls, then rises where it can just learn all training rows by heart,
        and then falls again. Very large networks often generalize well.
        """,
        ko="""
        신경망이 커지면 시험 오차가 처음에는 내려가다가, 훈련 행을 간신히 모두 외울 수 있는 크기에서 올라가고, 그 뒤에
        다시 내려간다. 아주 큰 신경망이 오히려 일반화를 잘하는 일이 많다.
        """,
        see="overfitting, capacity, generalization",
    ),
)
