"""Terms: what a network is made of."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "neurons and networks",
    "뉴런과 신경망",
    term(
        "neural network, artificial neural network, ANN, NN",
        "신경망, 인공 신경망, 인공신경망, 뉴럴 네트워크",
        en="""
        A function made of layers of simple units. Each unit takes a weighted sum of what comes in, adds a bias and
        applies an activation function; the weights are learned from examples.
        """,
        ko="""
        단순한 유닛들의 층으로 이루어진 함수이다. 유닛마다 들어온 값의 가중합에 편향을 더하고 활성화 함수를 적용한다.
        가중치는 예로부터 배운다.
        """,
        spec="""
        model:
          layers: [64, 32]
          activation: relu
        """,
        lesson="xor",
        see="neuron, layer, multilayer perceptron, deep learning",
    ),
    term(
        "neuron, node, artificial neuron",
        "뉴런, 노드, 인공 뉴런, 신경 세포, 유닛",
        en="""
        The smallest part of a network: a weighted sum of the inputs, plus a bias, through an activation function. The
        picture comes from the nerve cell, which fires when enough signals arrive.
        """,
        ko="""
        신경망의 가장 작은 부분이다. 입력의 가중합에 편향을 더해 활성화 함수를 통과시킨다. 신호가 충분히 모이면 발화하는
        신경 세포를 본뜬 것이다.
        """,
        formula="a = f(w₁x₁ + … + wₙxₙ + b)",
        numbers="""
        z = 0.5 · 1 + 0.5 · 1 − 0.7 = 0.3
        relu(z) = 0.3
        """,
        lesson="perceptron",
        see="perceptron, weight, bias, activation function, layer",
    ),
    term(
        "perceptron, Rosenblatt perceptron, single-layer perceptron",
        "퍼셉트론, 단층 퍼셉트론",
        en="""
        Rosenblatt's neuron of 1958: 1 if the weighted sum is above a threshold, else 0. Its learning rule moves the
        weights only when a row is wrong, and finds a separating line wherever there is one. It cannot learn XOR.
        """,
        ko="""
        로젠블랫이 1958년에 만든 뉴런이다. 가중합이 임곗값을 넘으면 1, 아니면 0을 낸다. 학습 규칙은 틀린 행에서만
        가중치를 움직이며, 가르는 직선이 있다면 반드시 찾는다. XOR은 배우지 못한다.
        """,
        formula="w ← w + η (y − ŷ) x",
        numbers="weight // 가중치: 0.2 + 0.1 · (1 − 0) · 1 = 0.3",
        spec="""
        model:
          layers: []
        training:
          loss: perceptron
        """,
        lesson="perceptron",
        see="XOR problem, linear separability, multilayer perceptron, step",
    ),
    term(
        "multilayer perceptron, MLP, feedforward network, feedforward neural network",
        "다층 퍼셉트론, 순방향 신경망, 순전파 신경망, 피드포워드 신경망",
        en="""
        A network of dense layers, one after another: input, one or more hidden layers, output. With one hidden layer
        and enough units it can come near any continuous function.
        """,
        ko="""
        밀집층을 차례로 쌓은 신경망이다. 입력, 하나 이상의 은닉층, 출력으로 이루어진다. 은닉층 하나에 유닛이 충분하면
        어떤 연속 함수에도 가까워질 수 있다.
        """,
        spec="""
        model:
          layers: [64, 32]
        """,
        lesson="xor",
        see="perceptron, hidden layer, universal approximation theorem, dense",
    ),
    term(
        "layer",
        "층, 레이어, 계층",
        en="""
        Units that work side by side on the same input. The output of one layer is the input of the next; a network's
        depth is how many it has.
        """,
        ko="""
        같은 입력에 나란히 작용하는 유닛들이다. 한 층의 출력이 다음 층의 입력이 된다. 층이 몇 개인지가 신경망의
        깊이이다.
        """,
        formula="a = f(W x + b)",
        spec="""
        model:
          layers: [64, 32]
        """,
        see="input layer, hidden layer, output layer, dense",
    ),
    term(
        "input layer",
        "입력층, 입력 층",
        en="""
        The features of a row as they enter the network, one number each; it computes nothing. Its width comes from the
        data.
        """,
        ko="신경망에 들어가는 한 행의 특성들로, 특성마다 수 하나이다. 아무것도 계산하지 않으며, 너비는 데이터가 정한다.",
        see="layer, feature, one-hot encoding",
    ),
    term(
        "hidden layer, hidden unit, hidden layers",
        "은닉층, 은닉 유닛, 은닉 노드",
        en="""
        A layer between input and output, whose values are not given by the data. Its units learn features of their own;
        without a nonlinear activation, several hidden layers are no more than one linear one.
        """,
        ko="""
        입력과 출력 사이에 있어 값이 데이터에 주어지지 않는 층이다. 그 유닛들은 스스로 특성을 배운다. 비선형 활성화가
        없으면 은닉층을 여럿 쌓아도 선형 층 하나와 같다.
        """,
        spec="""
        model:
          layers: [64, 32]
        """,
        lesson="xor",
        see="layer, activation function, representation learning",
    ),
    term(
        "output layer",
        "출력층, 출력 층",
        en="""
        The last layer: one unit for a number or for two classes, one a class for more. It is added from the target and
        the loss; its activation makes probabilities or values of its scores.
        """,
        ko="""
        마지막 층이다. 수 하나나 두 클래스에는 유닛 하나, 그보다 많으면 클래스마다 하나이다. 타깃과 손실에 맞게
        더해지며, 활성화가 점수를 확률이나 값으로 바꾼다.
        """,
        spec="""
        model:
          layers: [64]
          output: {units: 1, activation: sigmoid}
        """,
        see="logit, softmax, sigmoid, layer",
    ),
    term(
        "weight, connection weight, weights",
        "가중치, 연결 강도, 웨이트",
        en="""
        What an input is multiplied by on its way into a unit. A large weight means that the input matters to this unit;
        its sign says in which direction. Weights are what training changes.
        """,
        ko="""
        입력이 유닛으로 들어갈 때 곱해지는 수이다. 크면 그 유닛에 그 입력이 중요하다는 뜻이고, 부호는 어느 쪽으로
        작용하는지 말한다. 훈련이 바꾸는 것이 바로 가중치이다.
        """,
        see="bias, weighted sum, parameter, initializer",
    ),
    term(
        "bias, bias term, bias unit",
        "편향, 바이어스, 절편",
        en="""
        The number that a unit adds to its weighted sum, whatever the input. It moves the threshold: without it every
        decision boundary would pass through the origin. In statistics bias is also a systematic error.
        """,
        ko="""
        입력과 상관없이 유닛이 가중합에 더하는 수이다. 임곗값을 옮기는 일을 하며, 없으면 모든 결정 경계가 원점을 지나게
        된다. 통계학에서는 한쪽으로 치우친 오차를 뜻하기도 한다.
        """,
        formula="z = w·x + b",
        see="weight, weighted sum, threshold, bias-variance tradeoff",
    ),
    term(
        "weighted sum, pre-activation, net input",
        "가중합, 가중 합, 순입력",
        en="""
        The inputs of a unit, each times its weight, added up, plus the bias. It is the inner product of two vectors,
        and what the activation function acts on.
        """,
        ko="""
        유닛의 입력에 각각 가중치를 곱해 모두 더하고 편향을 더한 값이다. 두 벡터의 내적이며, 활성화 함수가 여기에
        작용한다.
        """,
        formula="z = Σ wᵢxᵢ + b",
        numbers="0.5 · 2 − 0.25 · 4 + 1 = 1",
        see="weight, bias, dot product, activation function",
    ),
    term(
        "activation function, activation, transfer function, nonlinearity",
        "활성화 함수, 활성 함수, 비선형성",
        en="""
        The function that a unit applies to its weighted sum. It must not be linear: the composition of linear layers is
        one linear layer. Its slope decides how much gradient gets through.
        """,
        ko="""
        유닛이 가중합에 적용하는 함수이다. 선형이어서는 안 된다. 선형 층을 아무리 합성해도 선형 층 하나이기 때문이다. 그
        기울기가 역전파에서 얼마나 많은 기울기를 통과시킬지 정한다.
        """,
        spec="""
        model:
          layers: [64]
          activation: relu
        """,
        lesson="activations",
        see="relu, sigmoid, tanh, linear function, vanishing gradient",
    ),
)
