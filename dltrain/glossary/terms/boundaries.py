"""Terms: what a neuron and a network can tell apart."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "functions and boundaries",
    "함수와 경계",
    term(
        "linear function, linearity, linear transformation, linear map",
        "선형 함수, 선형성, 선형 변환, 일차 함수",
        en="""
        A function for which sums stay sums and multiples stay multiples; its picture is a line or a plane. A dense
        layer without activation is linear, but for the bias.
        """,
        ko="""
        합은 합으로, 배는 배로 옮기는 함수이다. 그림으로는 직선이나 평면이다. 활성화가 없는 밀집층은 편향을 빼면
        선형이다.
        """,
        formula="f(ax + by) = a f(x) + b f(y)",
        see="activation function, linear regression, matrix",
    ),
    term(
        "threshold",
        "임곗값, 임계값, 문턱값, 역치",
        en="""
        The value from which on the answer changes. A perceptron's unit fires above it; a classifier says positive where
        the probability is above one half, or above another threshold where mistakes cost differently.
        """,
        ko="""
        답이 바뀌는 값이다. 퍼셉트론의 유닛은 이것을 넘으면 발화한다. 분류기는 확률이 ½을 넘으면, 또는 실수의 값이 서로
        다르면 다른 임곗값을 넘으면 양성이라고 한다.
        """,
        lesson="tangerines",
        see="perceptron, bias, decision boundary, roc_auc",
    ),
    term(
        "decision boundary, decision regions",
        "결정 경계, 판별 경계, 결정 영역",
        en="""
        Where a classifier's answer changes from one class to another. Without hidden layers it is straight; hidden
        layers can bend it.
        """,
        ko="분류기의 답이 한 클래스에서 다른 클래스로 바뀌는 곳이다. 은닉층이 없으면 곧고, 은닉층이 있으면 굽을 수 있다.",
        formula="w₁x₁ + w₂x₂ + b = 0",
        lesson="xor",
        see="threshold, linear separability, logistic regression",
    ),
    term(
        "linear separability, linearly separable",
        "선형 분리 가능성, 선형 분리 가능",
        en="""
        Two classes are linearly separable if one straight line, plane or hyperplane has all of one on one side. AND and
        OR are, XOR is not.
        """,
        ko="""
        직선이나 평면, 초평면 하나로 두 클래스를 양쪽에 완전히 나눌 수 있으면 선형 분리 가능하다고 한다. AND와 OR은
        그렇고 XOR은 그렇지 않다.
        """,
        lesson="perceptron",
        see="XOR problem, perceptron, decision boundary",
    ),
    term(
        "XOR problem, XOR, exclusive or",
        "XOR 문제, 배타적 논리합, XOR",
        en="""
        1 if exactly one of two inputs is 1. No single line parts its four points, so a perceptron cannot learn it; two
        hidden units can. Minsky and Papert showed this in 1969, and it ended the first enthusiasm for neural networks.
        """,
        ko="""
        두 입력 가운데 꼭 하나만 1일 때 1이다. 네 점을 가르는 직선이 없어 퍼셉트론은 배우지 못하지만, 은닉 유닛 두 개면
        할 수 있다. 1969년 민스키와 패퍼트가 이를 보여 신경망에 대한 첫 열기가 식었다.
        """,
        formula="XOR = AND(OR, NAND)",
        spec="""
        data:
          source: {type: inline, columns: [x1, x2, y], rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]}
          target: y
        """,
        lesson="xor",
        see="perceptron, hidden layer, linear separability, logic gate",
    ),
    term(
        "logic gate, AND, OR, NAND",
        "논리 게이트, 논리곱, 논리합, 논리 회로",
        en="""
        A function of bits: AND is 1 where both inputs are, OR where at least one is, NAND where not both are. One
        neuron can be each of them.
        """,
        ko="""
        비트의 함수이다. AND는 두 입력이 모두 1일 때, OR은 하나라도 1일 때, NAND는 둘 다 1이 아닐 때 1이다. 뉴런 하나로
        각각을 만들 수 있다.
        """,
        numbers="""
        1 AND 1: 0.5 · 1 + 0.5 · 1 − 0.7 = 0.3
        1 AND 0: 0.5 · 1 + 0.5 · 0 − 0.7 = −0.2
        """,
        lesson="perceptron",
        see="XOR problem, perceptron",
    ),
    term(
        "logit, logits, score",
        "로짓, 점수, 로짓값",
        en="""
        The score of a class before softmax or the sigmoid makes a probability of it; any number. Losses are computed
        from the logits, because that loses no digits.
        """,
        ko="""
        소프트맥스나 시그모이드가 확률로 바꾸기 전의 클래스 점수로, 어떤 수든 될 수 있다. 자릿수를 잃지 않으려고 손실은
        로짓에서 계산한다.
        """,
        formula="z = ln(p / (1 − p))",
        numbers="""
        ln(0.9 / 0.1) = 2.197
        σ(2.197) = 0.900
        """,
        see="softmax, sigmoid, output layer, cross_entropy",
    ),
    term(
        "universal approximation theorem, universal approximation",
        "보편 근사 정리, 보편 근사",
        en="""
        A network with one hidden layer and enough units can come as near as wanted to any continuous function on a
        bounded region (Cybenko 1989, Hornik 1991). It says that the weights exist, not that training finds them.
        """,
        ko="""
        은닉층 하나에 유닛이 충분한 신경망은 유계 영역의 어떤 연속 함수에도 원하는 만큼 가까워질 수 있다 (Cybenko 1989,
        Hornik 1991). 그런 가중치가 있다는 말이지, 훈련이 그것을 찾는다는 말은 아니다.
        """,
        see="multilayer perceptron, hidden layer, capacity",
    ),
    term(
        "computational graph, computation graph",
        "계산 그래프, 연산 그래프",
        en="""
        The operations of a computation as a picture: nodes compute, arrows carry values. Values go along the arrows,
        gradients back against them.
        """,
        ko="""
        계산의 연산들을 그림으로 나타낸 것이다. 노드는 계산하고 화살표는 값을 나른다. 값은 화살표를 따라, 기울기는
        거슬러 간다.
        """,
        lesson="backpropagation",
        see="backpropagation, automatic differentiation, forward propagation",
    ),
)
