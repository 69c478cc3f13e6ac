"""Terms: autoencoders, generators, and classic learners."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "codes and making",
    "코드와 생성",
    term(
        "autoencoder, bottleneck",
        "오토인코더, 자기 부호화기, 자동 부호화기, 병목",
        en="""
        A network that gives back its own input through a narrow middle. What it has to keep in the few numbers there,
        the code, is a short description of the data.
        """,
        ko="""
        좁은 가운데를 거쳐 자기 입력을 되돌려 주는 신경망이다. 가운데의 몇 안 되는 수, 곧 코드에 담아야 하는 것이
        데이터의 짧은 표현이 된다.
        """,
        formula="x̂ = decoder(encoder(x)), loss (x̂ − x)² // x̂ = 디코더(인코더(x)), 손실 (x̂ − x)²",
        numbers="digits through 8 numbers // 수 8개를 거치는 숫자: 64 / 8 = 8",
        spec="""
        model:
          type: autoencoder
          encoder: [64, 8]
          decoder: [64]
        """,
        lesson="autoencoder",
        see="latent space, principal component analysis, denoising autoencoder, encoder and decoder",
    ),
    term(
        "latent space, latent variable, code",
        "잠재 공간, 잠재 변수, 코드, 잠재 벡터",
        en="""
        The space of the codes in the middle of an autoencoder, or of the random numbers that a generator starts from.
        Points near each other mean similar data.
        """,
        ko="""
        오토인코더 가운데의 코드들이 놓인 공간, 또는 생성자가 출발하는 난수의 공간이다. 가까운 점은 비슷한 데이터를
        뜻한다.
        """,
        lesson="autoencoder",
        see="autoencoder, generative adversarial network, latent",
    ),
    term(
        "denoising autoencoder",
        "잡음 제거 오토인코더, 디노이징 오토인코더",
        en="""
        An autoencoder that is given a damaged input and must give back the whole one. It cannot simply copy, and learns
        what the data usually look like.
        """,
        ko="""
        망가진 입력을 받아 온전한 것을 되돌려야 하는 오토인코더이다. 그냥 베낄 수 없으므로 데이터가 보통 어떻게
        생겼는지를 배운다.
        """,
        spec="""
        model:
          type: autoencoder
          encoder: [64, 8]
          decoder: [64]
          noise: 0.2
        """,
        lesson="autoencoder",
        see="autoencoder, noise, gaussian, masking",
    ),
    term(
        "variational autoencoder, VAE",
        "변분 오토인코더, 변분 자기 부호화기",
        en="""
        An autoencoder whose code is a distribution held near the normal one, so that a random code gives new data that
        look real. Its loss adds how far that distribution is from the normal one.
        """,
        ko="""
        코드가 정규 분포 가까이에 붙들린 분포여서, 무작위 코드로도 진짜 같은 새 데이터를 만드는 오토인코더이다. 손실에
        그 분포가 정규 분포와 얼마나 다른지를 더한다.
        """,
        see="autoencoder, latent space, Kullback-Leibler divergence, generative model",
    ),
    term(
        "generative adversarial network, GAN, adversarial training",
        "생성적 적대 신경망, 적대적 생성 신경망, 갠",
        en="""
        Two networks against each other: the generator makes data out of random numbers, the discriminator tells them
        from real ones. Each gets better because the other does (Goodfellow et al. 2014).
        """,
        ko="""
        서로 겨루는 두 신경망이다. 생성자는 난수로 데이터를 만들고, 판별자는 그것을 진짜와 가려낸다. 한쪽이 나아지면
        다른 쪽도 나아진다 (Goodfellow 외 2014).
        """,
        formula="min over G, max over D: E[ln D(x)] + E[ln(1 − D(G(z)))] // G는 작게, D는 크게: E[ln D(x)] + E[ln(1 − D(G(z)))]",
        numbers="a discriminator that cannot tell // 구별하지 못하는 판별자: ln(0.5) + ln(0.5) = −1.386",
        spec="""
        model:
          type: gan
          generator: [64]
          discriminator: [64]
          latent: 8
        """,
        lesson="gan",
        see="generator, discriminator, mode collapse, wasserstein, latent space",
    ),
    term(
        "mode collapse",
        "모드 붕괴, 모드 붕괴 현상",
        en="""
        A generator makes only a few kinds of what there is in the data, because these are enough to fool the
        discriminator. The Wasserstein loss and a slower generator help.
        """,
        ko="""
        생성자가 데이터에 있는 것 가운데 몇 가지만 만드는 것이다. 그것만으로 판별자를 속일 수 있기 때문이다. 바서슈타인
        손실과 더 느린 생성자가 도움이 된다.
        """,
        spec="""
        training:
          loss: wasserstein
        """,
        lesson="gan",
        see="generative adversarial network, wasserstein, energy_distance",
    ),
    term(
        "diffusion model",
        "확산 모델, 디퓨전 모델",
        en="""
        A generative model that learns to take noise away little by little. Starting from pure noise and cleaning it in
        many steps makes a picture.
        """,
        ko="""
        잡음을 조금씩 걷어 내는 법을 배우는 생성 모델이다. 순수한 잡음에서 시작해 여러 스텝에 걸쳐 걷어 내면 그림이
        된다.
        """,
        see="generative model, denoising autoencoder, noise",
    ),
    term(
        "decision tree, CART",
        "결정 트리, 의사 결정 나무, 의사결정나무, 결정나무",
        en="""
        A learner that asks one question of a feature after another, each parting the rows as purely as it can. It is
        easy to read and overfits easily; a random forest lets many vote.
        """,
        ko="""
        특성에 대한 질문을 차례로 던져 행들을 되도록 순수하게 가르는 학습기이다. 읽기 쉽지만 과적합하기도 쉽다. 랜덤
        포레스트는 여러 나무에 투표를 시킨다.
        """,
        spec="baselines: [tree, forest]",
        see="tree, forest, ensemble, baseline",
    ),
    term(
        "random forest",
        "랜덤 포레스트, 랜덤포레스트, 무작위 숲",
        en="""
        Many decision trees, each on a bootstrap of the rows and asking about a random few of the features, which vote.
        On tables it is hard to beat.
        """,
        ko="""
        행의 부트스트랩으로 키우고 무작위로 고른 몇 특성만 물어보는 결정 트리 여럿의 투표이다. 표 데이터에서는 이기기
        어렵다.
        """,
        spec="baselines: [{type: forest, trees: 100}]",
        see="forest, decision tree, bagging, bootstrap",
    ),
    term(
        "k-nearest neighbors, kNN, nearest neighbors, nearest neighbor",
        "k-최근접 이웃, 최근접 이웃, 최근접 이웃법",
        en="""
        The answer for a row is that of the k training rows nearest to it, by vote or mean. It learns nothing but
        remembers everything.
        """,
        ko="한 행의 답을 가장 가까운 훈련 행 k개의 투표나 평균으로 정하는 것이다. 배우는 것은 없고 모두 기억할 뿐이다.",
        spec="baselines: [{type: nearest_neighbors, neighbors: 5}]",
        see="Euclidean distance, curse of dimensionality",
    ),
    term(
        "support vector machine, SVM, kernel trick",
        "서포트 벡터 머신, 지지 벡터 기계",
        en="""
        A classifier that looks for the boundary with the widest margin on both sides; only the rows at the margin
        matter. Kernels let the boundary bend.
        """,
        ko="양쪽 여백이 가장 넓은 경계를 찾는 분류기이다. 여백에 걸친 행들만 중요하다. 커널을 쓰면 경계가 굽을 수 있다.",
        spec="baselines: [{type: svm, kernel: rbf}]",
        see="hinge loss, decision boundary",
    ),
    term(
        "k-means, k-means clustering",
        "k-평균, k-평균 군집화, 케이 평균",
        en="""
        Puts k centres among the rows: each row goes to the nearest centre, each centre to the mean of its rows, again
        and again until nothing changes. The result depends on where the centres began, so several starts are tried.
        """,
        ko="""
        행들 사이에 중심 k개를 놓고, 행은 가장 가까운 중심으로, 중심은 자기 행들의 평균으로 옮기기를 아무것도 바뀌지
        않을 때까지 되풀이한다. 처음 놓은 자리에 따라 결과가 달라지므로 여러 번 시작해 본다.
        """,
        numbers="centre of 2, 4 and 9 // 2, 4, 9의 중심: (2 + 4 + 9) / 3 = 5",
        spec="""
        data: {source: iris}
        model: {type: k_means, clusters: 3}
        """,
        lesson="clustering",
        see="clustering, Euclidean distance, inertia, elbow method, Gaussian mixture",
    ),
)
