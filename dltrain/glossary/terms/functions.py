"""Terms: the famous activation functions in plain words."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "activation functions",
    "활성화 함수들",
    term(
        "sigmoid, sigmoid function, logistic function",
        "시그모이드, 시그모이드 함수, 로지스틱 함수",
        en="""
        An S-shaped curve from 0 to 1, which makes a probability of any score. It stands in the output for two classes;
        in hidden layers it lets gradients vanish, because its slope is at most ¼.
        """,
        ko="""
        0에서 1로 가는 S자 곡선으로, 어떤 점수든 확률로 바꾼다. 두 클래스의 출력에 쓴다. 은닉층에서는 기울기가 최대
        ¼이라 기울기 소실을 일으킨다.
        """,
        formula="σ(z) = 1 / (1 + e⁻ᶻ), σ′ = σ (1 − σ)",
        numbers="""
        σ(0) = 0.5
        σ(2) = 0.881
        σ(0) · (1 − σ(0)) = 0.25
        """,
        spec="""
        model:
          layers: [64]
          activation: sigmoid
        """,
        lesson="activations",
        see="tanh, vanishing gradient, binary_cross_entropy, logit",
    ),
    term(
        "tanh, hyperbolic tangent, tanh function",
        "쌍곡 탄젠트, 하이퍼볼릭 탄젠트, 쌍곡탄젠트, 탄젠트 하이퍼볼릭",
        en="""
        An S-shaped curve from −1 to 1 through 0: the sigmoid stretched, 2σ(2z) − 1. Its outputs lie around 0, which
        helps the next layer; far from 0 it saturates like the sigmoid.
        """,
        ko="""
        0을 지나며 −1에서 1로 가는 S자 곡선이다. 시그모이드를 늘인 2σ(2z) − 1이다. 출력이 0을 중심으로 놓여 다음 층에
        도움이 되지만, 0에서 멀면 시그모이드처럼 포화된다.
        """,
        formula="tanh z = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), slope 1 − tanh² z // tanh z = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), 기울기 1 − tanh² z",
        numbers="""
        tanh(1) = 0.762
        2 · σ(2) − 1 = 0.762
        """,
        spec="""
        model:
          layers: [64]
          activation: tanh
        """,
        lesson="activations",
        see="sigmoid, xavier_normal, saturation",
    ),
    term(
        "ReLU, rectified linear unit, ReLU function, rectifier",
        "렐루, 정류 선형 유닛, 정류 선형 함수",
        en="""
        Negative numbers become 0, positive ones stay. Its slope is 1 wherever it is active, so gradients pass deep
        networks; a unit that is never active learns nothing more.
        """,
        ko="""
        음수는 0이 되고 양수는 그대로이다. 켜져 있는 곳에서는 기울기가 1이라 깊은 신경망도 잘 지나간다. 한 번도 켜지지
        않는 유닛은 더는 배우지 못한다.
        """,
        formula="max(z, 0), slope 1 where z > 0, else 0 // max(z, 0), 기울기는 z > 0이면 1, 아니면 0",
        numbers="""
        relu(3) = 3
        relu(−2) = 0
        """,
        spec="""
        model:
          layers: [64]
          activation: relu
        """,
        lesson="activations",
        see="leaky_relu, dying ReLU, he_normal",
    ),
    term(
        "step function, Heaviside function, threshold function",
        "계단 함수, 계단함수, 단위 계단 함수, 헤비사이드 함수",
        en="""
        1 above the threshold, 0 below: the first neurons' activation. Its slope is 0 everywhere, so gradient descent
        cannot train through it.
        """,
        ko="""
        임곗값 위에서는 1, 아래에서는 0이다. 최초의 뉴런들이 쓴 활성화 함수이다. 기울기가 어디서나 0이라 경사
        하강법으로는 그 아래를 훈련할 수 없다.
        """,
        lesson="perceptron",
        see="step, sign, perceptron, threshold",
    ),
    term(
        "softmax, softmax function",
        "소프트맥스, 소프트맥스 함수",
        en="""
        Makes probabilities of the scores of several classes: each is raised to a power of e and divided by the sum.
        Adding the same number to all scores changes nothing; the largest score gets the largest share.
        """,
        ko="""
        여러 클래스의 점수를 확률로 바꾼다. 점수마다 e의 거듭제곱으로 만들어 합으로 나눈다. 모든 점수에 같은 수를 더해도
        바뀌지 않으며, 가장 큰 점수가 가장 큰 몫을 갖는다.
        """,
        formula="pᵢ = eᶻⁱ / Σⱼ eᶻʲ",
        numbers="""
        e^1 / (e^1 + e^2) = 0.269
        softmax(1, 2) = (0.269, 0.731)
        softmax(11, 12) = (0.269, 0.731)
        """,
        spec="""
        model:
          layers: [64]
          output: {units: 3, activation: softmax}
        """,
        lesson="activations",
        see="logit, cross_entropy, multiclass classification, temperature",
    ),
    term(
        "temperature",
        "온도, 소프트맥스 온도",
        en="""
        A number by which scores are divided before softmax. Below 1 makes the probabilities sharper, above 1 flatter;
        with it the text of a language model is made more careful or more surprising.
        """,
        ko="""
        소프트맥스 전에 점수를 나누는 수이다. 1보다 작으면 확률이 뾰족해지고, 크면 평평해진다. 언어 모델의 글을 더
        조심스럽게, 또는 더 뜻밖이게 만드는 데 쓴다.
        """,
        formula="softmax(z / T)",
        numbers="""
        T = 1: softmax(2, 0) = (0.881, 0.119)
        T = 2: softmax(2 / 2, 0 / 2) = (0.731, 0.269)
        """,
        see="softmax, language model",
    ),
)
