"""Terms: epochs, steps, and gradient descent in its forms."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "training step by step",
    "훈련의 과정",
    term(
        "epoch, epochs",
        "에포크, 에폭, 세대",
        en="One pass over all training rows. Training takes many of them; the order of the rows is drawn anew for each.",
        ko="모든 훈련 행을 한 번 도는 것이다. 훈련에는 여러 에포크가 필요하며, 에포크마다 행의 순서를 새로 뽑는다.",
        formula="steps of an epoch = ⌈rows / batch size⌉ // 한 에포크의 스텝 = ⌈행 / 배치 크기⌉",
        numbers="⌈144 / 32⌉ = ⌈4.5⌉ = 5",
        spec="""
        training:
          epochs: 200
        """,
        lesson="epochs_and_batches",
        see="step, batch, early_stopping",
    ),
    term(
        "step, iteration, training step, update",
        "스텝, 반복, 이터레이션, 갱신, 업데이트",
        en="""
        One move of the weights, from the gradient of one batch. With 1,000 rows and batches of 50, an epoch has 20
        steps.
        """,
        ko="배치 하나의 기울기로 가중치를 한 번 움직이는 것이다. 행이 1,000개이고 배치가 50이면 한 에포크는 20스텝이다.",
        formula="steps = rows × epochs / batch size // 스텝 = 행 × 에포크 / 배치 크기",
        numbers="1000 · 10 / 50 = 200",
        lesson="epochs_and_batches",
        see="epoch, batch, gradient descent",
    ),
    term(
        "batch, mini-batch, minibatch",
        "배치, 미니배치, 미니 배치, 묶음",
        en="""
        The rows that one step looks at. A small batch gives a noisy gradient cheaply; the whole training set gives the
        exact one. Usual sizes are 16 to 256.
        """,
        ko="""
        한 스텝이 보는 행들이다. 작은 배치는 흔들리는 기울기를 싸게 주고, 훈련 행 전체는 정확한 기울기를 준다. 보통
        16에서 256을 쓴다.
        """,
        spec="""
        training:
          batch_size: 32
        """,
        lesson="epochs_and_batches",
        see="step, epoch, batch_size, stochastic gradient descent",
    ),
    term(
        "gradient descent, batch gradient descent, steepest descent, GD",
        "경사 하강법, 경사하강법, 배치 경사 하강법, 최급강하법",
        en="""
        Going downhill on the loss: every step moves the weights against the gradient, by the learning rate times its
        size. In the strict sense the gradient is that of all training rows.
        """,
        ko="""
        손실의 내리막을 걷는 것이다. 스텝마다 가중치를 기울기의 반대쪽으로 학습률 × 기울기만큼 움직인다. 엄밀하게는 모든
        훈련 행의 기울기를 쓰는 것을 말한다.
        """,
        formula="w ← w − η ∂L/∂w",
        numbers="""
        w = 3
        2·w = 6
        w − 0.1 · 2·w = 2.4
        """,
        spec="""
        training:
          optimizer: sgd
          batch_size: all
        """,
        lesson="gradient_descent",
        see="stochastic gradient descent, learning_rate, gradient, local minimum",
    ),
    term(
        "stochastic gradient descent, mini-batch gradient descent, SGD",
        "확률적 경사 하강법, 확률적 경사하강법, 확률적 경사 하강, 미니배치 경사 하강법",
        en="""
        Gradient descent with the gradient of a batch in place of that of all rows. Its steps are noisy but cheap, and
        the noise helps it out of sharp holes of the loss.
        """,
        ko="""
        모든 행 대신 배치 하나의 기울기로 하는 경사 하강법이다. 걸음이 흔들리지만 값싸며, 그 흔들림은 손실의 뾰족한
        구덩이에서 빠져나오게 돕는다.
        """,
        formula="w ← w − η ∂L_batch/∂w",
        spec="""
        training:
          optimizer: sgd
          batch_size: 32
        """,
        lesson="epochs_and_batches",
        see="gradient descent, batch, momentum",
    ),
    term(
        "momentum, momentum method, heavy ball",
        "모멘텀, 관성, 관성 기법, 관성항",
        en="""
        A step keeps a part of the one before, as a ball rolling downhill keeps its speed. Along a valley the steps add
        up; across it they cancel.
        """,
        ko="""
        공이 굴러 내려가며 속도를 지니듯, 걸음이 지난 걸음의 일부를 지니는 것이다. 골짜기를 따라서는 걸음이 쌓이고,
        가로질러서는 서로 지워진다.
        """,
        formula="v ← μv − ηg, w ← w + v",
        numbers="velocity after 3 equal steps // 같은 걸음 3번 뒤의 속도: 1 + 0.9 · 1 + 0.9² · 1 = 2.71",
        spec="""
        training:
          optimizer: {type: momentum, momentum: 0.9}
        """,
        lesson="optimizers",
        see="nesterov, gradient descent",
    ),
    term(
        "adaptive learning rate, adaptive optimizer",
        "적응적 학습률, 적응형 학습률, 적응적 옵티마이저",
        en="""
        A step size of its own for every weight, from the gradients that it has seen: weights with small or rare
        gradients take larger steps. Adagrad, RMSprop, Adadelta and Adam are of this kind.
        """,
        ko="""
        지금까지 본 기울기에 따라 가중치마다 걸음의 크기를 따로 정하는 것이다. 기울기가 작거나 드문 가중치는 더 크게
        걷는다. Adagrad, RMSprop, Adadelta, Adam이 그렇다.
        """,
        lesson="optimizers",
        see="adam, rmsprop, adagrad, adadelta, learning_rate",
    ),
    term(
        "learning rate, step size, eta",
        "학습률, 학습 속도, 보폭",
        en="""
        How far a step goes along the gradient. Too small, and training takes for ever; too large, and it jumps across
        the valley and the loss grows. It is the first setting to try at several values.
        """,
        ko="""
        한 걸음이 기울기를 따라 얼마나 멀리 가는지이다. 너무 작으면 훈련이 끝없이 걸리고, 너무 크면 골짜기를 건너뛰어
        손실이 커진다. 가장 먼저 여러 값으로 시험해 볼 설정이다.
        """,
        formula="w ← w − η g",
        numbers="""
        small rate // 작은 학습률: 3 − 0.1 · 6 = 2.4
        too large a rate // 너무 큰 학습률: 3 − 1.1 · 6 = −3.6
        """,
        spec="""
        training:
          learning_rate: 1e-3
        """,
        lesson="gradient_descent",
        see="schedule, gradient descent, divergence",
    ),
    term(
        "warmup, warm-up",
        "워밍업, 웜업, 예열",
        en="""
        Beginning with a small learning rate that rises over the first steps, while the weights and the optimizer's
        averages are still meaningless. Transformers need it.
        """,
        ko="""
        가중치와 옵티마이저의 평균이 아직 의미 없는 처음 몇 스텝 동안 작은 학습률에서 시작해 올려 가는 것이다.
        트랜스포머에는 꼭 필요하다.
        """,
        spec="""
        training:
          schedule: {type: cosine, warmup: 5%}
        """,
        see="schedule, learning_rate, transformer",
    ),
    term(
        "learning rate decay, annealing",
        "학습률 감소, 학습률 감쇠, 담금질",
        en="""
        Making the learning rate smaller as training goes on: large steps at first to get near, small ones at the end to
        settle. Schedules do it by steps, by a constant factor, or along a cosine.
        """,
        ko="훈련이 나아가면서 학습률을 줄이는 것이다. 처음에는 크게 걸어 가까이 가고, 끝에는 작게 걸어 자리를 잡는다.",
        spec="""
        training:
          schedule: {type: step, every: 30, factor: 0.1}
        """,
        see="schedule, cosine, exponential, learning_rate",
    ),
    term(
        "warm restart, warm restarts, cyclic learning rate",
        "웜 리스타트, 따뜻한 재시작, 재시작",
        en="""
        Letting the learning rate fall and then jump back to its first value, again and again, while the weights stay
        where they are. Each cycle may leave a poor valley for a better one (Loshchilov and Hutter 2017).
        """,
        ko="""
        가중치는 그대로 둔 채 학습률을 낮추었다가 처음 값으로 되돌리기를 거듭하는 것이다. 주기마다 나쁜 골짜기를 떠나 더
        나은 곳으로 갈 수 있다 (Loshchilov와 Hutter 2017).
        """,
        spec="""
        training:
          schedule: {type: cosine_warm_restarts, cycle: 10}
        """,
        see="schedule, learning rate decay, average_weights",
    ),
    term(
        "gradient accumulation, accumulated gradients",
        "기울기 누적, 그래디언트 누적",
        en="""
        Adding up the gradients of several batches before a step. The step is that of one batch as large as all of them,
        but the memory is that of one; only batch norm still sees each batch by itself.
        """,
        ko="""
        배치 여러 개의 기울기를 더한 다음 한 걸음 걷는 것이다. 걸음은 그 모두만큼 큰 배치 하나의 것과 같고 메모리는 배치
        하나만큼만 든다. 배치 정규화만은 배치를 하나씩 따로 본다.
        """,
        numbers="""
        16 · 4 = 64
        """,
        spec="""
        training:
          batch_size: 16
          accumulate: 4
        """,
        see="batch_size, gradient, accumulate",
    ),
    term(
        "averaged weights, weight averaging, exponential moving average, stochastic weight averaging",
        "가중치 평균, 평균한 가중치, 지수 이동 평균, 확률적 가중치 평균",
        en="""
        Predicting with a mean of the weights that training went through, not with the last ones. Steps to and fro cancel
        out in it (Polyak and Juditsky 1992; Izmailov et al. 2018).
        """,
        ko="""
        마지막 가중치가 아니라 훈련이 지나온 가중치의 평균으로 예측하는 것이다. 이리저리 오가는 걸음이 평균에서 서로
        지워진다 (Polyak과 Juditsky 1992, Izmailov 외 2018).
        """,
        formula="θ̄ ← θ̄ + (1 − d) / (1 − dᵗ) · (θ − θ̄)",
        numbers="""
        (0.5 · 1 + 1 · 2) / 1.5 = 1.667
        """,
        spec="""
        training:
          average_weights: {type: ema, decay: 0.999}
        """,
        see="average_weights, stochastic gradient descent, batch normalization",
    ),
    term(
        "discriminative learning rates, layer-wise learning rate, layer-wise learning rate decay",
        "차등 학습률, 층별 학습률, 층별 학습률 감소",
        en="""
        A learning rate of its own for each layer. Where weights were trained before, the layers near the input learn more
        slowly than the new ones at the end (Howard and Ruder 2018).
        """,
        ko="""
        층마다 다른 학습률이다. 먼저 훈련한 가중치에서 시작할 때는 입력에 가까운 층이 끝의 새 층보다 천천히 배우게 한다
        (Howard와 Ruder 2018).
        """,
        spec="""
        training:
          learning_rate_factors: 0.8
        """,
        see="learning_rate, freeze, learning_rate_factors",
    ),
    term(
        "forward propagation, forward pass",
        "순전파, 순방향 전파, 앞먹임, 포워드 패스",
        en="""
        Computing the output from the input, layer after layer, and the loss from the output. The values of every layer
        are kept, because the way back needs them.
        """,
        ko="""
        입력에서 층을 차례로 지나 출력을, 출력에서 손실을 계산하는 것이다. 거꾸로 갈 때 필요하므로 층마다 나온 값을 남겨
        둔다.
        """,
        numbers="""
        z = 0.6 · 1 + 0.4 · 0.5 + 0.1 = 0.9
        σ(z) = 0.711
        """,
        lesson="backpropagation",
        see="backpropagation, computational graph, inference",
    ),
    term(
        "backpropagation, backprop, backward propagation, backward pass, back-propagation",
        "역전파, 오차 역전파, 오차역전파법, 역전파 알고리즘",
        en="""
        Computing the gradient of the loss by every weight, from the last layer back to the first, by the chain rule.
        Each layer passes on to the one below how much the loss depends on its input; the whole costs about two forward
        passes (Rumelhart, Hinton and Williams 1986).
        """,
        ko="""
        연쇄 법칙으로 마지막 층에서 첫 층까지 거꾸로 가며 모든 가중치에 대한 손실의 기울기를 구하는 것이다. 층마다
        손실이 자기 입력에 얼마나 달려 있는지를 아래층에 넘긴다. 전체 비용은 순전파 두 번쯤이다 (Rumelhart, Hinton,
        Williams 1986).
        """,
        formula="∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂w",
        numbers="""
        x = 0.5
        a = σ(0.8 · x) = 0.5987
        y = 1
        2·(a − y) · a·(1 − a) · x = −0.0964
        """,
        lesson="backpropagation",
        see="chain rule, gradient, forward propagation, vanishing gradient, automatic differentiation",
    ),
    term(
        "loss function, loss, cost function, objective function, error function, objective",
        "손실 함수, 손실, 비용 함수, 목적 함수, 오차 함수",
        en="""
        A number that says how wrong the predictions are; training makes it small. It must have a gradient, which is why
        accuracy is no loss. Cost is often said of the mean over all rows.
        """,
        ko="""
        예측이 얼마나 틀렸는지 말하는 수이며, 훈련은 이것을 작게 만든다. 기울기가 있어야 하므로 정확도는 손실이 될 수
        없다. 비용은 흔히 모든 행에 대한 평균을 말한다.
        """,
        spec="""
        training:
          loss: cross_entropy
        """,
        lesson="losses",
        see="mean_squared_error, cross_entropy, gradient descent, accuracy",
    ),
)
