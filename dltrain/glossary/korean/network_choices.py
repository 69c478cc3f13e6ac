"""Layers, activations, initial weights and noises in Korean: the names of each, and what it is."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "layer activation": ("활성화층", "수마다 따로 작용하는 함수를 한 층으로 쓴 것."),
    "layer reshape": ("모양 바꾸기, 리셰이프", "한 행의 모든 수를 순서대로 다른 꼴로 배열한다. 마지막 축이 가장 빨리 돈다."),
    "layer permute": (
        "축 바꾸기, 전치층",
        "축의 순서를 바꾼다. 나가는 축 i는 들어온 축 `order[i]`이다. [1, 0]은 (스텝, 특성)을 (특성, 스텝)으로 바꾸어 "
        "시계열의 열을 하나씩 보게 한다.",
    ),
    "layer conv1d": (
        "1차원 합성곱, 1차원 합성곱층, 합성곱",
        "스텝마다 커널 아래에 놓인 스텝들의 모든 특성을 가중합하고 편향을 더한 것이 한 채널이 된다. 모든 스텝에서 같은 "
        "가중치를 쓴다 (Waibel 외 1989). 커널을 뒤집지 않는 교차 상관이다. (스텝, 특성)을 받아 (위치, 채널)을 만든다.",
    ),
    "layer conv2d": (
        "2차원 합성곱, 합성곱층, 컨볼루션, 합성곱",
        "픽셀마다 커널 아래에 놓인 픽셀들의 모든 채널을 가중합하고 편향을 더한 것이 한 채널이 된다. 모든 픽셀에서 같은 "
        "가중치를 쓴다 (LeCun 외 1998). 커널을 뒤집지 않는 교차 상관이다. (채널, 높이, 너비)를 받는다.",
    ),
    "layer dense": (
        "밀집층, 완전 연결층, 전결합층, 밀집",
        "유닛마다 모든 특성을 가중합하고 편향을 더한다: x Wᵀ + b, W는 (유닛, 특성). (특성,)을 받으며, (스텝, 특성)에서는 "
        "모든 스텝에 똑같이 작용한다.",
    ),
    "layer dropout": (
        "드롭아웃, 드롭아웃층",
        "훈련할 때 각 수를 `rate`의 확률로 끄고 나머지를 1 - rate로 나눈다 (Srivastava 외 2014).",
    ),
    "layer spatial_dropout": (
        "공간 드롭아웃, 채널 드롭아웃",
        "채널을 통째로, 모든 스텝이나 픽셀에서 한꺼번에 끄고 나머지를 1 - rate로 나눈다 (Tompson 외 2015).",
    ),
    "layer embedding": (
        "임베딩, 임베딩층",
        "코드마다 학습되는 벡터. 코드 i는 (코드 수, dimensions) 표의 i번째 행이다. 표의 처음 값은 N(0, 0.1²) (Bengio 외 "
        "2003). 글 뒤의 패딩인 코드 0의 벡터는 언제나 0이다. (스텝,)의 코드를 받아 (스텝, dimensions)를 만들며, 신경망의 "
        "맨 앞에 온다. 코드가 몇 개인지는 데이터가 정한다.",
    ),
    "layer positional_encoding": (
        "위치 인코딩, 위치 부호화",
        "스텝 t의 특성 2i에 sin(t / 10000^(2i / 특성 수))를, 특성 2i + 1에 같은 값의 cos을 더한다 (Vaswani 외 2017). "
        "learned면 스텝마다 학습되는 벡터를 더한다 (Gehring 외 2017).",
    ),
    "layer flatten": (
        "펼치기, 평탄화, 플래튼",
        "한 행의 모든 수를 한 줄로 편다: (채널, 높이, 너비)가 (채널 · 높이 · 너비,)가 된다.",
    ),
    "layer residual": (
        "잔차 블록, 잔차 연결, 스킵 연결, 건너뛰기 연결",
        "x + F(x), F는 안에 든 층들이다 (He 외 2016). F가 꼴을 바꾸면 x를 사영한다: 밀집층이나, F와 같은 수의 위치가 남는 "
        "간격의 커널 1 합성곱으로, 활성화 없이. 논문의 블록처럼 하려면 `layers`를 `activation: linear`로 끝내고 그 뒤에 "
        "활성화층을 둔다.",
    ),
    "layer concatenate": (
        "이어 붙이기, 연결, 병렬 가지",
        "같은 입력에서 가지들이 만든 것을 나란히 붙인다. 특성 뒤에 특성, 또는 채널 뒤에 채널 (Szegedy 외 2015). 빈 가지는 "
        "입력을 그대로 넘긴다 (Huang 외 2017).",
    ),
    "layer batch_norm": (
        "배치 정규화, 배치정규화, 배치 정규화층",
        "γ (x - 평균) / √(분산 + ε) + β. 훈련할 때는 배치의 평균과 분산으로, 그 뒤에는 이동 통계량으로 정규화한다 (Ioffe "
        "& Szegedy 2015).",
    ),
    "layer layer_norm": (
        "층 정규화, 레이어 정규화",
        "γ (x - 평균) / √(분산 + ε) + β. 행마다 자기 특성들로 정규화한다 (Ba, Kiros & Hinton 2016). (스텝, 특성)에서는 "
        "스텝마다 따로, 그림에서는 그림 전체로.",
    ),
    "layer group_norm": (
        "그룹 정규화",
        "γ (x - 평균) / √(분산 + ε) + β. 행마다 채널 묶음별로, 모든 스텝이나 픽셀을 함께 정규화한다. γ와 β는 채널마다 "
        "있다 (Wu & He 2018).",
    ),
    "layer conv_transpose2d": (
        "전치 합성곱, 역합성곱, 업컨볼루션",
        "거꾸로 된 합성곱. 들어온 픽셀마다 그 값을 곱한 커널을 더 큰 그림 위에 놓고, 겹치는 것은 더하고, 편향을 더한다. "
        "stride가 2이면 높이와 너비가 두 배가 된다 (Zeiler 외 2010, Dumoulin & Visin 2016). (채널, 높이, 너비)를 받고, 나가는 "
        "길이는 (길이 - 1) · stride - 2 · padding + dilation · (커널 - 1) + output_padding + 1이다.",
    ),
    "layer upsample2d": (
        "업샘플링, 확대",
        "채널마다 그림의 높이와 너비를 `factor`배로 늘린다. 가중치가 없다. 뒤에 합성곱을 두면 전치 합성곱에서 생길 수 있는 "
        "바둑판무늬가 생기지 않는다 (Odena, Dumoulin & Olah 2016). (채널, 높이, 너비)를 받는다.",
    ),
    "layer max_pool1d": (
        "1차원 최대 풀링, 최대 풀링",
        "윈도 아래 스텝들에서 특성마다 가장 큰 값. 양쪽에 덧댄 것은 뽑히지 않는다.",
    ),
    "layer max_pool2d": (
        "최대 풀링, 맥스 풀링, 2차원 최대 풀링",
        "윈도 아래 픽셀들에서 채널마다 가장 큰 값. 양쪽에 덧댄 것은 뽑히지 않는다 (Ranzato 외 2007).",
    ),
    "layer average_pool1d": ("1차원 평균 풀링, 평균 풀링", "윈도 아래 스텝들에서 특성마다 평균. 양쪽에 덧댄 것은 0으로 친다."),
    "layer average_pool2d": (
        "평균 풀링, 2차원 평균 풀링",
        "윈도 아래 픽셀들에서 채널마다 평균. 양쪽에 덧댄 것은 0으로 친다 (LeCun 외 1989).",
    ),
    "layer global_average_pool": (
        "전역 평균 풀링, 글로벌 평균 풀링",
        "그림 전체에서 채널마다, 또는 모든 스텝에서 특성마다 평균 (Lin, Chen & Yan 2014).",
    ),
    "layer global_max_pool": (
        "전역 최대 풀링, 글로벌 최대 풀링",
        "그림 전체에서 채널마다, 또는 모든 스텝에서 특성마다 가장 큰 값 (Collobert 외 2011).",
    ),
    "layer attention_pool": (
        "어텐션 풀링, 주의 풀링",
        "softmax(X q / √d)로 가중한 스텝들의 평균. 학습되는 쿼리 q와 잘 맞는 스텝일수록 크게 친다. q는 특성마다 수 하나이며 "
        "(d는 특성 수) 0에서 시작하고, 그때는 전역 평균 풀링과 같다 (Yang 외 2016, Vaswani 외 2017). (스텝, 특성)을 받는다.",
    ),
    "layer rnn": (
        "순환층, 단순 순환 신경망, 순환 신경망",
        "h = tanh(W x + U h₋₁ + b). 지난 스텝의 상태를 되먹여 시퀀스를 읽는다 (Elman 1990).",
    ),
    "layer lstm": (
        "LSTM, 장단기 메모리, 장단기 기억",
        "c = f c₋₁ + i g, h = o tanh(c). 게이트는 i, f, o = σ(W x + U h₋₁ + b), g = tanh(W x + U h₋₁ + b) (Hochreiter & "
        "Schmidhuber 1997). 망각 게이트의 편향은 1에서 시작한다 (Jozefowicz 외 2015).",
    ),
    "layer gru": (
        "GRU, 게이트 순환 유닛",
        "h = (1 - z) n + z h₋₁. 게이트는 r, z = σ(W x + U h₋₁ + b), n = tanh(W x + b + r (U h₋₁ + b')) (Cho 외 2014, "
        "PyTorch의 꼴).",
    ),
    "layer transformer": (
        "트랜스포머, 트랜스포머 블록",
        "인코더 블록: x + attention(norm(x)), 이어서 x + W₂ f(W₁ norm(x) + b₁) + b₂. 어텐션은 여러 헤드의 softmax(QKᵀ "
        "/ √(특성 / 헤드)) V로, 모든 스텝이 서로를 보거나, causal이면 자신과 앞의 스텝만 본다 (Vaswani 외 2017). 정규화가 각 "
        "부분 앞에 오므로 (Xiong 외 2020) 마지막 블록 뒤에는 layer_norm을 둔다. norm_first: false면 처음의 트랜스포머처럼 더한 "
        "뒤에 정규화한다. 앞에 positional_encoding이 없으면 스텝의 순서를 알지 못한다.",
    ),
    "activation linear": ("항등 함수, 선형 활성화, 선형", "z: 가중합을 그대로 내보낸다. 회귀의 출력층에 쓴다."),
    "activation step": (
        "계단 함수, 스텝 함수, 헤비사이드 함수",
        "z > 0이면 1, 아니면 0. 기울기가 어디서나 0이어서 그 아래층은 학습하지 못한다.",
    ),
    "activation sign": ("부호 함수", "z < 0이면 −1, 0이면 0, z > 0이면 1. 기울기가 어디서나 0이다. 출력이 ±1인 퍼셉트론의 것."),
    "activation sigmoid": (
        "시그모이드, 시그모이드 함수, 로지스틱 함수",
        "1 / (1 + e⁻ᶻ). 모든 수를 0과 1 사이로 누른다. 두 클래스의 출력층에 쓴다.",
    ),
    "activation hard_sigmoid": ("하드 시그모이드", "min(max(z + 3, 0), 6) / 6. 시그모이드를 직선으로 흉내 낸 것."),
    "activation tanh": (
        "쌍곡 탄젠트, 하이퍼볼릭 탄젠트, 탄에이치",
        "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ). 모든 수를 −1과 1 사이로 누르며 0에서 대칭이다.",
    ),
    "activation relu": (
        "렐루, ReLU 함수, 정류 선형 유닛",
        "max(z, 0). 음수는 0으로, 양수는 그대로. 양수에서 기울기가 1이라 깊은 신경망에서도 기울기가 줄지 않는다.",
    ),
    "activation leaky_relu": (
        "리키 렐루, 누설 ReLU",
        "z > 0이면 z, 아니면 az. 음수에서도 작은 기울기가 남아 유닛이 죽지 않는다.",
    ),
    "activation prelu": ("파라메트릭 렐루, 매개변수 ReLU", "z > 0이면 z, 아니면 az. 기울기 a를 층마다 하나씩 학습한다."),
    "activation elu": ("지수 선형 유닛, 이루", "z > 0이면 z, 아니면 α(eᶻ − 1). 음수 쪽이 −α로 부드럽게 눕는다."),
    "activation selu": (
        "스케일드 ELU, 셀루",
        "z > 0이면 λz, 아니면 λα(eᶻ − 1), λ = 1.0507…, α = 1.6733…. 층을 지나며 평균 0, 분산 1을 스스로 지킨다.",
    ),
    "activation gelu": (
        "겔루, 가우스 오차 선형 유닛",
        "zΦ(z), Φ는 정규 분포 함수. 근사: z(1 + tanh(√(2/π)(z + 0.044715z³))) / 2. 트랜스포머에 많이 쓴다.",
    ),
    "activation swish": ("스위시, 실루", "z / (1 + e⁻ᶻ). SiLU라고도 한다."),
    "activation mish": ("미시", "z tanh(ln(1 + eᶻ))."),
    "activation softplus": ("소프트플러스", "ln(1 + eᶻ). ReLU를 매끄럽게 한 것."),
    "activation softsign": ("소프트사인", "z / (1 + |z|)."),
    "activation hard_swish": ("하드 스위시", "z min(max(z + 3, 0), 6) / 6. 스위시를 직선으로 흉내 낸 것."),
    "activation softmax": ("소프트맥스, 소프트맥스 함수", "eᶻⁱ / Σⱼ eᶻʲ. 마지막 축의 점수들을 합이 1인 확률로 바꾼다."),
    "initializer zeros": (
        "영 초기화, 0 초기화",
        "w = 0. 선형 모델에는 알맞지만, 은닉 유닛들은 똑같이 시작하면 언제까지나 똑같다.",
    ),
    "initializer ones": ("일 초기화, 1 초기화", "w = 1. 똑같이 시작한 유닛은 언제까지나 똑같다."),
    "initializer constant": ("상수 초기화", "w = c. 똑같이 시작한 유닛은 언제까지나 똑같다."),
    "initializer normal": ("정규 초기화, 정규 분포 초기화", "w ~ N(μ, σ²). 층의 크기와 상관없다."),
    "initializer uniform": ("균등 초기화, 균등 분포 초기화", "w ~ U(a, b). 층의 크기와 상관없다. ±0.05는 Keras의 기본값이다."),
    "initializer truncated_normal": (
        "절단 정규 초기화, 절단 정규 분포",
        "w ~ N(μ, σ²)를 μ ± 2σ에서 자른 것. 표준편차는 0.88σ가 된다.",
    ),
    "initializer xavier_normal": (
        "사비에르 정규 초기화, 자비에르 초기화, 글로럿 초기화",
        "w ~ N(0, 2 / (nᵢ + nₒ)). nᵢ와 nₒ는 층의 입력과 출력의 수. 시그모이드와 tanh에 알맞다.",
    ),
    "initializer xavier_uniform": ("사비에르 균등 초기화, 글로럿 균등 초기화", "w ~ U(−a, a), a = √(6 / (nᵢ + nₒ))."),
    "initializer he_normal": ("He 정규 초기화, He 초기화, 허 초기화", "w ~ N(0, 2 / nᵢ). nᵢ는 층의 입력의 수. ReLU에 알맞다."),
    "initializer he_uniform": ("He 균등 초기화", "w ~ U(−a, a), a = √(6 / nᵢ)."),
    "initializer lecun_normal": ("르쿤 정규 초기화, 르쿤 초기화", "w ~ N(0, 1 / nᵢ)."),
    "initializer lecun_uniform": ("르쿤 균등 초기화", "w ~ U(−a, a), a = √(3 / nᵢ)."),
    "initializer orthogonal": (
        "직교 초기화",
        "WWᵀ = g²I (유닛이 입력보다 많으면 WᵀW). 벡터의 길이를 지키며 층을 지나가게 한다.",
    ),
    "initializer values": ("손으로 정한 가중치, 직접 지정", "W = `weights`, b = `bias`를 손으로 적는다. 유닛마다 한 줄."),
    "noise gaussian": ("가우스 잡음, 정규 잡음", "입력마다 정규 난수를 더한다."),
    "noise masking": ("마스킹 잡음, 가리기", "입력 일부를 무작위로 0으로 만들고 나머지는 그대로 둔다 (Vincent 외 2008)."),
}
