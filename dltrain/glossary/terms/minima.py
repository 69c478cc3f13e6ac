"""Terms: minima, saddles, and what second derivatives say."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "the shape of the loss",
    "손실의 모양",
    term(
        "numerical differentiation, finite difference",
        "수치 미분, 유한 차분",
        en="""
        Computing a derivative by moving the input a little and seeing how much the output changes. It needs one
        evaluation for each parameter, which is far too slow for training, but it is how written gradients are checked.
        """,
        ko="""
        입력을 조금 움직여 출력이 얼마나 변하는지 보고 미분을 구하는 것이다. 매개변수마다 한 번씩 계산해야 해서 훈련에
        쓰기에는 너무 느리지만, 손으로 쓴 기울기를 확인하는 데 쓴다.
        """,
        formula="f′(x) ≈ (f(x + h) − f(x − h)) / 2h",
        numbers="(2.001² − 1.999²) / 0.002 = 4",
        see="derivative, automatic differentiation, gradient",
    ),
    term(
        "automatic differentiation, autograd, autodiff",
        "자동 미분, 자동미분",
        en="""
        A library writes down every operation of the forward pass and then applies the chain rule to them backwards. The
        gradient is exact, and costs about as much as two more forward passes.
        """,
        ko="""
        라이브러리가 순전파의 연산을 모두 적어 두었다가 거꾸로 연쇄 법칙을 적용하는 것이다. 기울기가 정확하며, 순전파를
        두 번쯤 더 하는 만큼의 시간이 든다.
        """,
        spec="engine: autograd",
        lesson="backpropagation",
        see="backpropagation, chain rule, computational graph, engine",
    ),
    term(
        "second derivative, curvature",
        "이계도함수, 2차 미분, 곡률",
        en="""
        How fast the slope itself changes. Where it is positive the function curves upwards, as at a minimum; where it
        is large, the learning rate must be small.
        """,
        ko="기울기 자체가 얼마나 빨리 변하는지이다. 양수이면 최소점에서처럼 위로 굽고, 값이 크면 학습률이 작아야 한다.",
        formula="f″(x)",
        see="derivative, Hessian matrix, convex function",
    ),
    term(
        "Hessian matrix, Hessian",
        "헤세 행렬, 헤시안 행렬",
        en="""
        The square matrix of all second partial derivatives. At a point where the gradient is 0, its eigenvalues tell
        what it is: all positive, a minimum; all negative, a maximum; some of each, a saddle point.
        """,
        ko="""
        모든 2차 편미분을 모은 정사각 행렬이다. 기울기가 0인 점에서 고윳값이 모두 양수이면 극소점, 모두 음수이면 극대점,
        섞여 있으면 안장점이다.
        """,
        formula="Hᵢⱼ = ∂²f / ∂wᵢ∂wⱼ",
        see="second derivative, saddle point, eigenvalue",
    ),
    term(
        "Jacobian matrix, Jacobian",
        "야코비 행렬, 자코비안 행렬",
        en="""
        The matrix of the partial derivatives of every output by every input. Backpropagation multiplies by one such
        matrix for each layer without ever writing it out.
        """,
        ko="모든 출력을 모든 입력으로 편미분한 값들의 행렬이다. 역전파는 층마다 이 행렬을 직접 적지 않고 곱해 나간다.",
        formula="Jᵢⱼ = ∂yᵢ / ∂xⱼ",
        see="partial derivative, chain rule, matrix",
    ),
    term(
        "minimum, global minimum",
        "최솟값, 최소점, 전역 최솟값, 전역 최소점",
        en="""
        The point where a function is smallest of all. For a network nobody knows where it is, and nobody needs to: many
        points are nearly as good.
        """,
        ko="""
        함수값이 가장 작은 점이다. 신경망에서는 그것이 어디인지 아무도 모르며 알 필요도 없다. 거의 그만큼 좋은 점이 많기
        때문이다.
        """,
        lesson="gradient_descent",
        see="local minimum, loss surface, gradient descent",
    ),
    term(
        "local minimum, local minima",
        "지역 최솟값, 지역 최소점, 국소 최솟값, 극소점, 지역 최적점",
        en="""
        A point that is lower than everything near it, but not than everything. Gradient descent stays there; which one
        it reaches depends on where it began.
        """,
        ko="""
        가까운 어느 점보다 낮지만 모든 점보다 낮지는 않은 점이다. 경사 하강법은 거기에 머무르며, 어느 점에 이르는지는
        어디서 시작했느냐에 달려 있다.
        """,
        lesson="gradient_descent",
        see="minimum, saddle point, momentum, gradient descent",
    ),
    term(
        "saddle point",
        "안장점",
        en="""
        A point where the gradient is 0 and the function rises in some directions and falls in others, like a mountain
        pass. With many parameters saddle points are far more common than local minima.
        """,
        ko="""
        기울기가 0이지만 어떤 방향으로는 올라가고 어떤 방향으로는 내려가는, 산의 고개 같은 점이다. 매개변수가 많으면
        지역 최소점보다 훨씬 흔하다.
        """,
        formula="f(x, y) = x² − y² at (0, 0) // (0, 0)에서 f(x, y) = x² − y²",
        lesson="gradient_descent",
        see="local minimum, Hessian matrix, plateau",
    ),
    term(
        "plateau",
        "고원, 평탄 구간, 정체 구간",
        en="""
        A stretch where the loss hardly changes and the gradient is nearly 0, so that training stands still. It may be
        flat ground of the loss, or a sign that the units are saturated.
        """,
        ko="""
        손실이 거의 변하지 않고 기울기가 0에 가까워 훈련이 제자리걸음하는 구간이다. 손실의 지형이 평평한 것일 수도,
        유닛이 포화된 표시일 수도 있다.
        """,
        see="saddle point, saturation, reduce_on_plateau",
    ),
    term(
        "loss surface, loss landscape, error surface",
        "손실 곡면, 손실 지형, 오차 곡면",
        en="""
        The loss as a landscape over the parameters: each point is a setting of all weights, its height the loss.
        Training walks downhill in it.
        """,
        ko="""
        매개변수 위에 펼쳐진 지형으로 본 손실이다. 한 점은 모든 가중치의 값이고 높이는 손실이다. 훈련은 그 위에서
        내리막을 걷는다.
        """,
        lesson="gradient_descent",
        see="minimum, local minimum, saddle point, gradient descent",
    ),
    term(
        "convex function, convexity, convex",
        "볼록 함수, 볼록함수, 볼록성",
        en="""
        A function whose chord between any two points lies above it, so that every local minimum is the global one. The
        loss of a linear model is convex, that of a network with hidden layers is not.
        """,
        ko="""
        어느 두 점을 이은 선분도 함수보다 아래로 내려가지 않는 함수이다. 그래서 지역 최소점이 곧 전역 최소점이다. 선형
        모델의 손실은 볼록하고, 은닉층이 있는 신경망의 손실은 그렇지 않다.
        """,
        formula="f(½(a + b)) ≤ ½(f(a) + f(b))",
        numbers="""
        a = 1
        b = 3
        (½·(a + b))² = 4
        ½·(a² + b²) = 5
        """,
        see="local minimum, loss surface, linear regression",
    ),
    term(
        "Taylor series, Taylor approximation",
        "테일러 급수, 테일러 근사, 테일러 전개",
        en="""
        A function near a point, written by its derivatives there. Its first part is the reason for gradient descent:
        for a small step the loss changes by the gradient times the step.
        """,
        ko="""
        한 점 가까이의 함수를 그 점의 미분들로 나타낸 것이다. 그 첫 부분이 경사 하강법의 근거이다. 작은 걸음이라면
        손실은 기울기와 걸음의 곱만큼 변한다.
        """,
        formula="f(x + h) ≈ f(x) + f′(x) h + ½ f″(x) h²",
        numbers="""
        1 + 0.1 + ½ · 0.1² = 1.105
        e^0.1 = 1.105
        """,
        see="derivative, second derivative, gradient descent",
    ),
    term(
        "exponential function, exponential",
        "지수 함수, 지수함수",
        en="The function eˣ, which is its own derivative and always positive. The sigmoid and softmax are made of it.",
        ko="자기 자신이 도함수이고 언제나 양수인 함수 eˣ이다. 시그모이드와 소프트맥스가 이것으로 만들어진다.",
        numbers="""
        e^0 = 1
        e^1 = 2.718
        """,
        see="logarithm, sigmoid, softmax",
    ),
    term(
        "logarithm, natural logarithm, log, ln",
        "로그, 자연로그, 로그 함수",
        en="""
        The inverse of the exponential function: ln x is the power of e that gives x. It turns products into sums, which
        is why likelihoods of many rows are computed as sums of logarithms.
        """,
        ko="""
        지수 함수의 역함수이다. ln x는 e를 몇 제곱해야 x가 되는지 말한다. 곱을 합으로 바꾸므로, 많은 행의 가능도는
        로그의 합으로 계산한다.
        """,
        formula="ln(ab) = ln a + ln b",
        numbers="""
        ln(1) = 0
        ln(6) = ln(2) + ln(3) = 1.792
        """,
        see="exponential function, log-likelihood, cross-entropy",
    ),
)
