"""Terms: what the famous choices do, in plain words."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "famous optimizers and remedies",
    "이름난 옵티마이저와 처방",
    term(
        "algorithm",
        "알고리즘",
        en="""
        A recipe of exact steps that ends with a result. A learning algorithm takes examples and gives a model; the
        model is then an algorithm of its own, for new rows.
        """,
        ko="""
        정해진 단계를 따라가면 결과가 나오는 절차이다. 학습 알고리즘은 예를 받아 모델을 내놓고, 그 모델이 다시 새로운
        행을 위한 알고리즘이 된다.
        """,
        see="model, machine learning, optimizer",
    ),
    term(
        "Adam",
        "아담, 아담 옵티마이저",
        en="""
        Momentum and an adaptive step in one: it keeps a running mean of the gradients and one of their squares, and
        divides the first by the root of the second. Every weight so takes steps of about the learning rate, which makes
        Adam work well without much tuning.
        """,
        ko="""
        모멘텀과 적응적 걸음을 합친 것이다. 기울기의 이동 평균과 그 제곱의 이동 평균을 지니고, 앞의 것을 뒤의 것의
        제곱근으로 나눈다. 모든 가중치가 학습률쯤 되는 걸음을 걷게 되어, 크게 조정하지 않아도 잘 듣는다.
        """,
        formula="w ← w − η m̂ / (√v̂ + ε)",
        numbers="first step for a gradient of 3 // 기울기 3일 때의 첫 걸음: 0.001 · 3 / √(3²) = 0.001",
        spec="""
        training:
          optimizer: adam
        """,
        lesson="optimizers",
        see="rmsprop, momentum, adaptive learning rate",
    ),
    term(
        "RMSprop",
        "알엠에스프롭, RMS프롭",
        en="""
        Divides every gradient by the root of a running mean of its squares, so that all weights take steps of similar
        size. Unlike Adagrad it forgets old gradients, and so its steps do not die out.
        """,
        ko="""
        기울기를 그 제곱의 이동 평균의 제곱근으로 나누어 모든 가중치가 비슷한 크기로 걷게 한다. Adagrad와 달리 오래된
        기울기를 잊으므로 걸음이 사그라들지 않는다.
        """,
        formula="s ← αs + (1 − α)g², w ← w − η g / (√s + ε)",
        spec="""
        training:
          optimizer: rmsprop
        """,
        lesson="optimizers",
        see="Adam, Adagrad, adaptive learning rate",
    ),
    term(
        "Adagrad",
        "아다그라드, 에이다그라드",
        en="""
        Divides every gradient by the root of the sum of all its squares so far. Weights whose gradients are rare keep
        large steps; but the sum only grows, and in the end all steps become tiny.
        """,
        ko="""
        기울기를 지금까지의 제곱을 모두 더한 것의 제곱근으로 나눈다. 기울기가 드문 가중치는 큰 걸음을 유지한다. 그러나
        합은 커지기만 하므로 결국 모든 걸음이 아주 작아진다.
        """,
        formula="s ← s + g², w ← w − η g / (√s + ε)",
        numbers="tenth step for gradients of 1 // 기울기가 1일 때 열째 걸음: 0.1 / √10 = 0.0316",
        spec="""
        training:
          optimizer: adagrad
        """,
        lesson="optimizers",
        see="RMSprop, Adadelta, adaptive learning rate",
    ),
    term(
        "Adadelta",
        "아다델타, 에이다델타",
        en="""
        Like RMSprop, but it multiplies by the usual size of its own steps as well, so that they have the unit of the
        weights and hardly depend on a learning rate. Training with it often begins slowly.
        """,
        ko="""
        RMSprop과 비슷하되 자기 걸음의 평소 크기를 곱한다. 그래서 걸음이 가중치와 같은 단위를 갖고, 학습률에 거의
        좌우되지 않는다.
        """,
        formula="Δ = g √(d + ε) / √(s + ε)",
        spec="""
        training:
          optimizer: adadelta
        """,
        lesson="optimizers",
        see="RMSprop, Adagrad",
    ),
    term(
        "Nesterov accelerated gradient, NAG, Nesterov momentum",
        "네스테로프 가속 경사, 네스테로프 모멘텀, 네스테로프",
        en="""
        Momentum that looks ahead: it takes the gradient where the momentum is about to carry the weights, not where
        they are. It so brakes before it runs up the other side of the valley.
        """,
        ko="""
        앞을 내다보는 모멘텀이다. 지금 있는 곳이 아니라 관성이 데려갈 곳에서 기울기를 구한다. 그래서 골짜기 반대편으로
        올라가기 전에 속도를 줄인다.
        """,
        formula="v ← μv − η g(w + μv), w ← w + v",
        spec="""
        training:
          optimizer: nesterov
        """,
        lesson="optimizers",
        see="nesterov, momentum, nadam",
    ),
    term(
        "weight decay",
        "가중치 감쇠, 가중치 감소",
        en="""
        In every step the weights are made a little smaller, so that only those that the data need stay large. For plain
        gradient descent it is the same as an L2 penalty; AdamW keeps it apart from the gradient.
        """,
        ko="""
        스텝마다 가중치를 조금씩 줄여 데이터가 필요로 하는 것만 크게 남기는 것이다. 보통의 경사 하강법에서는 L2 벌점과
        같고, AdamW에서는 기울기와 따로 줄인다.
        """,
        formula="w ← w − η (g + λ w)",
        numbers="without a gradient // 기울기가 없을 때: 2 − 0.1 · 0.01 · 2 = 1.998",
        spec="""
        training:
          weight_decay: 1e-4
        """,
        lesson="overfitting",
        see="L2 regularization, adamw, regularization",
    ),
    term(
        "Xavier initialization, Glorot initialization",
        "사비에르 초기화, 자비에르 초기화, 글로럿 초기화",
        en="""
        Random weights whose spread fits the layer's inputs and outputs, so that signals and gradients keep their size
        from layer to layer. It suits the sigmoid and tanh (Glorot and Bengio 2010).
        """,
        ko="""
        층의 입력 수와 출력 수에 맞추어 흩어진 정도를 정한 무작위 가중치이다. 신호와 기울기가 층을 지나며 크기를
        유지한다. 시그모이드와 tanh에 알맞다 (Glorot와 Bengio 2010).
        """,
        formula="Var(w) = 2 / (nᵢ + nₒ)",
        numbers="√(2 / (100 + 100)) = 0.1",
        spec="""
        model:
          layers: [64, 32]
          activation: tanh
          initializer: xavier_normal
        """,
        lesson="initial_weights",
        see="xavier_normal, He initialization, weight initialization",
    ),
    term(
        "He initialization, Kaiming initialization",
        "He 초기화, 허 초기화, 카이밍 초기화",
        en="""
        Random weights with twice the variance of 1 over the inputs, because ReLU sets half of its units to 0. With it
        deep ReLU networks begin with signals of the same size in every layer (He et al. 2015).
        """,
        ko="""
        분산이 입력 수분의 1의 두 배인 무작위 가중치이다. ReLU가 유닛의 절반을 0으로 만들기 때문에 두 배로 한다. 깊은
        ReLU 신경망도 모든 층에서 신호의 크기가 같게 시작한다 (He 외 2015).
        """,
        formula="Var(w) = 2 / nᵢ",
        numbers="√(2 / 50) = 0.2",
        spec="""
        model:
          layers: [64, 32]
          initializer: he_normal
        """,
        lesson="initial_weights",
        see="he_normal, Xavier initialization, ReLU, weight initialization",
    ),
    term(
        "leaky ReLU",
        "리키 렐루, 누설 렐루",
        en="""
        ReLU with a small slope for negative numbers instead of 0. A unit that is never active still has a gradient, and
        can come back.
        """,
        ko="음수에서 0 대신 작은 기울기를 둔 ReLU이다. 켜지지 않는 유닛에도 기울기가 남아 다시 살아날 수 있다.",
        formula="z where z > 0, else 0.01 z // z > 0이면 z, 아니면 0.01 z",
        numbers="max(0.01 · (−2), −2) = −0.02",
        spec="""
        model:
          layers: [64]
          activation: leaky_relu
        """,
        lesson="dying_relu",
        see="ReLU, dying ReLU",
    ),
    term(
        "layer normalization",
        "층 정규화, 레이어 정규화",
        en="""
        Normalizes the features of each row by itself, to mean 0 and deviation 1, then scales and shifts them. It does
        not depend on the batch, which is why transformers and recurrent networks use it.
        """,
        ko="""
        행마다 자기 특성들을 평균 0, 표준편차 1로 맞춘 뒤 늘이고 옮기는 것이다. 배치에 좌우되지 않아 트랜스포머와 순환
        신경망이 쓴다.
        """,
        formula="y = γ (x − μ) / √(σ² + ε) + β",
        spec="""
        model:
          layers: [64, layer_norm, 32]
        """,
        see="layer_norm, batch normalization, transformer",
    ),
)
