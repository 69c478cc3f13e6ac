"""Terms: derivatives, gradients, and the shape of what is minimized."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "calculus and optimization",
    "미적분과 최적화",
    term(
        "function",
        "함수",
        en="""
        A rule that gives exactly one output for each input. A neural network is a function too: of its inputs and of
        its parameters.
        """,
        ko="입력 하나마다 출력을 꼭 하나씩 정해 주는 규칙이다. 신경망도 입력과 매개변수를 받아 출력을 내는 하나의 함수이다.",
        formula="y = f(x)",
        see="composite function, linear function",
    ),
    term(
        "composite function, composition of functions",
        "합성 함수, 합성함수",
        en="""
        A function of the result of another one. A network of several layers is such a composition, each layer acting on
        what the one before gives; its derivative comes from the chain rule.
        """,
        ko="""
        한 함수의 결과를 다른 함수에 넣은 함수이다. 여러 층으로 된 신경망은 앞 층의 결과에 다음 층이 작용하는 합성
        함수이며, 그 미분은 연쇄 법칙으로 구한다.
        """,
        formula="(f ∘ g)(x) = f(g(x))",
        see="chain rule, function",
    ),
    term(
        "derivative, differentiation, slope",
        "미분, 도함수, 미분계수, 기울기값",
        en="""
        How fast a function changes where it stands: the slope of its tangent. It is positive where the function rises,
        negative where it falls, and 0 at a minimum, a maximum or a level stretch.
        """,
        ko="""
        함수가 그 지점에서 얼마나 빨리 변하는지를 나타내는 값, 곧 접선의 기울기이다. 함수가 증가하면 양수, 감소하면
        음수이고, 극소점과 극대점, 평평한 곳에서는 0이다.
        """,
        formula="f′(x) = lim (h → 0) (f(x + h) − f(x)) / h",
        numbers="""
        (3.001² − 3²) / 0.001 = 6.001
        2 · 3 = 6
        """,
        see="partial derivative, gradient, chain rule, numerical differentiation",
    ),
    term(
        "partial derivative",
        "편미분, 편도함수",
        en="""
        The derivative of a function of several variables by one of them, while the others are held still. The partial
        derivative of the loss by a weight says how much the loss changes if that weight alone is moved a little.
        """,
        ko="""
        변수가 여럿인 함수를 다른 변수는 고정해 두고 한 변수로만 미분한 것이다. 손실을 어떤 가중치로 편미분한 값은 그
        가중치만 조금 움직일 때 손실이 얼마나 변하는지를 말해 준다.
        """,
        formula="∂f/∂x for f(x, y) = x²y: 2xy // f(x, y) = x²y이면 ∂f/∂x = 2xy",
        numbers="""
        x = 3
        y = 2
        2·x·y = 12
        """,
        lesson="backpropagation",
        see="gradient, derivative, chain rule",
    ),
    term(
        "gradient, gradient vector",
        "기울기, 그래디언트, 그레이디언트, 경사, 기울기 벡터",
        en="""
        The vector of all partial derivatives. It points where the function rises most steeply, so that a small step
        against it makes the function smaller: this is gradient descent. At a minimum it is 0.
        """,
        ko="""
        모든 편미분을 모은 벡터이다. 함수가 가장 가파르게 커지는 방향을 가리키므로, 그 반대쪽으로 조금 움직이면 함수값이
        작아진다. 이것이 경사 하강법이다. 최소점에서는 0이 된다.
        """,
        formula="∇f = (∂f/∂w₁, …, ∂f/∂wₙ)",
        numbers="(2·3, 4·1) = (6, 4)",
        lesson="gradient_descent",
        see="gradient descent, partial derivative, backpropagation, gradient_clip",
    ),
    term(
        "chain rule",
        "연쇄 법칙, 연쇄법칙, 체인 룰, 연쇄 규칙",
        en="""
        The derivative of a composite function is the product of the derivatives of its parts. Backpropagation is the
        chain rule, applied from the loss back to the first layer, each result being used again by the layer below.
        """,
        ko="""
        합성 함수의 미분은 각 부분의 미분을 곱한 것이다. 역전파는 손실에서 첫 층까지 거꾸로 연쇄 법칙을 적용하면서, 한
        층에서 구한 값을 그 아래 층에서 다시 쓰는 계산이다.
        """,
        formula="dz/dx = dz/dy · dy/dx",
        numbers="""
        x = 2
        y = 3·x + 1 = 7
        z = y² = 49
        2·y · 3 = 42
        """,
        lesson="backpropagation",
        see="backpropagation, derivative, composite function, vanishing gradient",
    ),
)
