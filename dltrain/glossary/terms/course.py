"""Terms: how a training goes on and ends."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "the course of training",
    "훈련의 경과",
    term(
        "convergence, converge",
        "수렴",
        en="""
        Training has converged when further steps no longer change the loss or the weights by much. The validation loss
        may have begun to rise long before.
        """,
        ko="""
        더 훈련해도 손실과 가중치가 거의 변하지 않으면 수렴했다고 한다. 검증 손실은 그보다 훨씬 전에 올라가기 시작했을
        수도 있다.
        """,
        lesson="gradient_descent",
        see="divergence, early_stopping, learning curve",
    ),
    term(
        "divergence, diverged training",
        "발산",
        en="""
        The loss grows from step to step, until the numbers overflow and become NaN. Nearly always the learning rate is
        too large; clipping the gradient or scaling the inputs helps as well.
        """,
        ko="""
        손실이 스텝마다 커지다가 수가 넘쳐 NaN이 되는 것이다. 거의 언제나 학습률이 너무 큰 탓이며, 기울기를 자르거나
        입력을 스케일링해도 도움이 된다.
        """,
        numbers="""
        first step // 첫 걸음: 3 − 1.1 · 2 · 3 = −3.6
        second step // 둘째 걸음: −3.6 + 1.1 · 2 · 3.6 = 4.32
        """,
        lesson="gradient_descent",
        see="learning_rate, gradient_clip, exploding gradient, not a number",
    ),
    term(
        "not a number, NaN",
        "NaN, 수가 아님, 넌",
        en="""
        What a computer writes for a result that is no number, such as 0 / 0 or infinity minus infinity. Once it is in
        the weights, everything is NaN.
        """,
        ko="""
        0 / 0이나 무한대 빼기 무한대처럼 수가 아닌 결과를 컴퓨터가 적는 값이다. 한번 가중치에 들어가면 모든 것이 NaN이
        된다.
        """,
        see="divergence, exploding gradient",
    ),
    term(
        "validation loss, val loss, train loss",
        "검증 손실, 훈련 손실",
        en="""
        The loss, written down after each epoch: train_loss is its mean over the steps of the epoch, taken while the
        weights still moved; validation_loss is that of rows that do not train, with the weights of the epoch's end.
        Where validation_loss begins to rise while train_loss falls, the network overfits.
        """,
        ko="""
        에포크마다 적는 손실이다. train_loss는 그 에포크의 스텝들에서 잰 평균으로, 가중치가 아직 변하는 동안의 값이다.
        validation_loss는 훈련에 쓰지 않는 행에서 에포크가 끝난 때의 가중치로 잰다. train_loss가 내려가는데
        validation_loss가 올라가기 시작하면 과적합이다.
        """,
        lesson="overfitting",
        see="learning curve, best epoch, validation set, overfitting, loss",
    ),
    term(
        "best epoch",
        "최적 에포크, 가장 좋은 에포크",
        en="""
        The epoch whose weights are kept, and with which the results are measured: the one with the least validation
        loss; with the least training loss where there are no validation rows. Early stopping may name another value.
        """,
        ko="""
        가중치를 남겨 결과를 재는 데 쓰는 에포크이다. 검증 손실이 가장 작은 에포크이며, 검증 행이 없으면 훈련 손실이
        가장 작은 에포크이다. 조기 종료의 monitor로 다른 값을 정할 수도 있다.
        """,
        spec="""
        training:
          early_stopping: {monitor: validation_loss, patience: 20}
        """,
        see="validation loss, early_stopping, checkpoint, epoch",
    ),
    term(
        "learning curve, training curve, loss curve",
        "학습 곡선, 훈련 곡선, 손실 곡선",
        en="""
        The loss or a metric over the epochs, of the training and of the validation rows. Both falling: go on; training
        falling and validation rising: overfitting; both high: underfitting.
        """,
        ko="""
        에포크에 따른 손실이나 지표를 훈련 행과 검증 행에서 그린 것이다. 둘 다 내려가면 계속하고, 훈련은 내려가는데
        검증이 올라가면 과적합, 둘 다 높으면 과소적합이다.
        """,
        lesson="overfitting",
        see="overfitting, underfitting, early_stopping, epoch",
    ),
    term(
        "checkpoint",
        "체크포인트, 중간 저장",
        en="""
        A file with everything that training has reached: weights, the optimizer's state, the epoch. From it training
        goes on as if it had never stopped, and predictions can be made.
        """,
        ko="""
        훈련이 이른 상태를 모두 담은 파일이다. 가중치, 옵티마이저의 상태, 에포크가 들어 있다. 여기서 훈련을 멈춘 적 없는
        듯 이어 가고, 예측도 할 수 있다.
        """,
        spec="""
        training:
          save_every: 5m
        """,
        see="save_every, initialize_from, early_stopping",
    ),
    term(
        "optimizer, optimization algorithm, optimiser",
        "옵티마이저, 최적화 알고리즘, 최적화 기법",
        en="""
        The rule that makes a step of the weights out of the gradient. Gradient descent takes it as it is; momentum
        remembers earlier ones; Adam also divides each by its usual size.
        """,
        ko="""
        기울기에서 가중치의 걸음을 만드는 규칙이다. 경사 하강법은 기울기를 그대로 쓰고, 모멘텀은 지난 기울기를 기억하며,
        Adam은 거기에 더해 평소의 크기로 나눈다.
        """,
        spec="""
        training:
          optimizer: {type: sgd, momentum: 0.9}
        """,
        lesson="optimizers",
        see="gradient descent, momentum, adam, learning_rate, adaptive learning rate",
    ),
    term(
        "optimization",
        "최적화",
        en="""
        Looking for the parameters that make a function smallest, or largest. Learning is more than optimization: the
        loss is made small on the training rows, but what counts are the others.
        """,
        ko="""
        함수를 가장 작거나 크게 만드는 매개변수를 찾는 것이다. 학습은 최적화만이 아니다. 손실은 훈련 행에서 줄이지만,
        중요한 것은 보지 못한 행이다.
        """,
        see="optimizer, loss function, minimum, generalization",
    ),
)
