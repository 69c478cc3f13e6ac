"""Terms: how networks look at pictures."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "convolutional networks",
    "합성곱 신경망",
    term(
        "convolutional neural network, CNN, convnet",
        "합성곱 신경망, 컨볼루션 신경망, CNN",
        en="""
        A network whose layers slide small filters over a picture. It needs far fewer weights than dense layers, and
        sees a thing wherever it stands in the picture.
        """,
        ko="""
        층이 작은 필터를 그림 위로 미끄러뜨리는 신경망이다. 밀집층보다 가중치가 훨씬 적고, 물체가 그림 어디에 있든
        알아본다.
        """,
        spec="""
        data:
          source: digits
        model:
          layers: [{type: conv2d, channels: 16, kernel_size: 3, padding: 1}, {type: max_pool2d, size: 2}, flatten, 32]
        """,
        lesson="convolution",
        see="convolution, kernel, feature map, pooling, conv2d",
    ),
    term(
        "convolution, cross-correlation",
        "합성곱, 컨볼루션, 합성곱 연산, 교차 상관",
        en="""
        A small grid of weights moves over the input; at each place the numbers below it are multiplied by the weights
        and added up. Strictly, a convolution flips the grid first; networks do not, as it is learned anyway.
        """,
        ko="""
        작은 가중치 격자가 입력 위를 움직이며, 자리마다 그 아래의 수에 가중치를 곱해 더하는 것이다. 엄밀한 합성곱은
        격자를 먼저 뒤집지만, 어차피 배우는 것이므로 신경망은 뒤집지 않는다.
        """,
        formula="yᵢ = Σₖ wₖ xᵢ₊ₖ",
        numbers="input 1, 2, 4, 7 with weights −1, 1 // 입력 1, 2, 4, 7과 가중치 −1, 1: (2 − 1, 4 − 2, 7 − 4) = (1, 2, 3)",
        lesson="convolution",
        see="kernel, stride, padding, conv1d, conv2d",
    ),
    term(
        "kernel, filter, convolution filter",
        "커널, 필터, 합성곱 필터",
        en="""
        The small grid of weights of a convolution. Each one looks for something: an edge, a corner, later a wheel or an
        eye; training finds what.
        """,
        ko="""
        합성곱의 작은 가중치 격자이다. 커널마다 무언가를 찾는다. 처음에는 가장자리와 모서리, 나중 층에서는 바퀴나 눈을
        찾으며, 무엇을 찾을지는 훈련이 정한다.
        """,
        numbers="""
        16 kernels of 3 × 3 over 3 channels, with biases // 3채널 위 3 × 3 커널 16개, 편향 포함: 16 · (3 · 3 · 3 + 1) = 448
        """,
        lesson="convolution",
        see="convolution, feature map, kernel_size",
    ),
    term(
        "feature map, activation map",
        "특성 맵, 특징 맵, 피처 맵, 특성 지도",
        en="""
        The output of one kernel over the whole picture: it is bright where the kernel found what it looks for. A
        convolution layer makes one for each of its channels.
        """,
        ko="한 커널이 그림 전체에서 낸 출력이다. 커널이 찾는 것이 있는 자리가 밝다. 합성곱층은 채널마다 하나씩 만든다.",
        formula="side = ⌊(n + 2 · padding − kernel) / stride⌋ + 1 // 변 = ⌊(n + 2 · 패딩 − 커널) / 스트라이드⌋ + 1",
        numbers="""
        ⌊(28 + 2 · 1 − 3) / 1⌋ + 1 = 28
        ⌊(28 + 2 · 0 − 5) / 2⌋ + 1 = 12
        """,
        lesson="convolution",
        see="kernel, convolution, channel, stride, padding",
    ),
    term(
        "channel",
        "채널",
        en="""
        One of the layers of numbers of a picture: red, green and blue at first, later one feature map for each kernel.
        Convolutions sum over all channels of their input.
        """,
        ko="그림을 이루는 수의 층 가운데 하나이다. 처음에는 빨강, 초록, 파랑이고, 나중에는 커널마다 하나인 특성 맵이다.",
        lesson="convolution",
        see="feature map, kernel, channels, pixel",
    ),
    term(
        "pixel",
        "픽셀, 화소",
        en="""
        The smallest part of a picture, with a number for each channel, usually from 0 to 255. To a dense layer each
        pixel is a feature without neighbours.
        """,
        ko="""
        그림의 가장 작은 부분으로, 채널마다 수가 하나씩 있다. 보통 0에서 255 사이이다. 밀집층에게 픽셀은 이웃을 모르는
        특성일 뿐이다.
        """,
        numbers="28 · 28 = 784",
        see="channel, tensor, flatten",
    ),
    term(
        "stride, strides",
        "스트라이드, 보폭 간격",
        en="How far a kernel or a window moves at a time. A stride of 2 halves height and width.",
        ko="커널이나 윈도가 한 번에 움직이는 거리이다. 스트라이드가 2이면 높이와 너비가 절반이 된다.",
        numbers="⌊(8 − 2) / 2⌋ + 1 = 4",
        spec="""
        model:
          layers: [{type: conv2d, channels: 16, kernel_size: 3, stride: 2}]
        """,
        lesson="convolution",
        see="convolution, padding, pooling, feature map",
    ),
    term(
        "padding, zero padding",
        "패딩, 제로 패딩",
        en="""
        Zeros added around a picture, so that the kernel can also stand at its border and the size stays. In texts it is
        what fills short ones up to the common length.
        """,
        ko="""
        커널이 가장자리에도 놓이고 크기가 유지되도록 그림 둘레에 덧대는 0이다. 글에서는 짧은 글을 공통 길이까지 채우는
        것을 말한다.
        """,
        numbers="⌊(28 + 2 · 1 − 3) / 1⌋ + 1 = 28",
        spec="""
        model:
          layers: [{type: conv2d, channels: 16, kernel_size: 3, padding: 1}]
        """,
        lesson="convolution",
        see="convolution, stride, kernel",
    ),
    term(
        "pooling, max pooling, average pooling, subsampling",
        "풀링, 서브샘플링, 부표본화",
        en="""
        Putting a window's largest number, or its mean, in place of all of them. The picture becomes smaller, and small
        shifts no longer matter; there are no weights to learn.
        """,
        ko="""
        윈도 안의 수들을 가장 큰 수나 평균 하나로 바꾸는 것이다. 그림이 작아지고 조금 옮겨져도 상관없게 된다. 배울
        가중치는 없다.
        """,
        numbers="""
        max(1, 5, 2, 4) = 5
        mean(1, 5, 2, 4) = 3
        """,
        spec="""
        model:
          layers: [{type: conv2d, channels: 16, kernel_size: 3}, {type: max_pool2d, size: 2}, flatten]
        """,
        lesson="convolution",
        see="max_pool2d, average_pool2d, stride, feature map",
    ),
    term(
        "receptive field",
        "수용 영역, 수용장, 수용 필드",
        en="""
        The part of the picture that one number of a layer depends on. Every convolution and pooling makes it larger:
        two convolutions of 3 × 3 see 5 × 5.
        """,
        ko="""
        한 층의 수 하나가 의존하는 그림의 부분이다. 합성곱과 풀링을 거칠 때마다 넓어진다. 3 × 3 합성곱 둘이면 5 × 5를
        본다.
        """,
        numbers="three layers of kernel 3 // 커널 3인 세 층: 1 + 3 · (3 − 1) = 7",
        lesson="convolution",
        see="convolution, kernel, pooling",
    ),
    term(
        "weight sharing, parameter sharing",
        "가중치 공유, 매개변수 공유",
        en="""
        The same weights are used at every place of a picture, or at every step of a sequence. It makes networks small
        and lets them recognize a thing anywhere.
        """,
        ko="""
        그림의 모든 자리, 또는 시퀀스의 모든 스텝에서 같은 가중치를 쓰는 것이다. 신경망이 작아지고 어디에 있는 것이든
        알아보게 된다.
        """,
        numbers="""
        dense, 784 to 784 // 밀집층, 784에서 784로: 784 · 784 = 614,656
        convolution of 3 × 3 // 3 × 3 합성곱: 3 · 3 = 9
        """,
        lesson="convolution",
        see="convolution, recurrent neural network, kernel",
    ),
    term(
        "residual connection, skip connection, ResNet, residual network",
        "잔차 연결, 스킵 연결, 건너뛰기 연결, 잔차 신경망, 레즈넷",
        en="""
        The input of some layers is added to their output, so that they learn only the difference. Gradients go back
        along the addition undiminished, which makes networks of a hundred layers trainable (He et al. 2016).
        """,
        ko="""
        몇 층의 입력을 그 출력에 더해 층들이 차이만 배우게 하는 것이다. 기울기가 덧셈을 따라 줄지 않고 되돌아가므로 백
        층짜리 신경망도 훈련할 수 있다 (He 외 2016).
        """,
        formula="y = x + F(x), ∂y/∂x = 1 + F′(x)",
        numbers="""
        five layers of slope 0.1 // 기울기 0.1인 다섯 층: (1 + 0.1)^5 = 1.611
        without // 잔차 연결 없이: 0.1^5 = 0.00001
        """,
        spec="""
        model:
          layers: [32, {type: residual, layers: [32, 32]}]
        """,
        see="residual, vanishing gradient, layer",
    ),
    term(
        "MNIST, handwritten digits",
        "MNIST 데이터, 엠니스트",
        en="""
        70,000 handwritten digits of 28 × 28 pixels, the best known first task for networks. The built-in `digits` is a
        smaller set of 8 × 8 pixels.
        """,
        ko="""
        28 × 28 픽셀의 손글씨 숫자 7만 개로, 신경망의 첫 과제로 가장 널리 알려져 있다. 내장된 `digits`는 8 × 8 픽셀의 더
        작은 데이터이다.
        """,
        spec="""
        data:
          source: digits
        """,
        lesson="convolution",
        see="digits, idx, convolutional neural network",
    ),
)
