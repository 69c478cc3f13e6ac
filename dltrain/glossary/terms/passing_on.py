"""Terms: starting from what was learned, and making new data."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "what is passed on",
    "물려받는 학습",
    term(
        "transfer learning",
        "전이 학습, 전이학습",
        en="""
        Starting from weights that were learned on another task instead of random ones. The first layers often fit many
        tasks, so that few rows of the new one are enough.
        """,
        ko="""
        무작위 값 대신 다른 과제에서 배운 가중치로 시작하는 것이다. 앞쪽 층은 여러 과제에 두루 맞는 일이 많아, 새 과제의
        행이 적어도 된다.
        """,
        spec="""
        model:
          layers: [64, 32, 16]
          initialize_from: runs/digits-1
          freeze: [0, 1]
        """,
        see="fine-tuning, pretraining, freeze, initialize_from",
    ),
    term(
        "fine-tuning",
        "미세 조정, 미세조정, 파인튜닝, 파인 튜닝",
        en="""
        Training a network that is trained already a little further on another task, usually at a small learning rate.
        Some layers may be frozen, so that only the others change.
        """,
        ko="""
        이미 훈련된 신경망을 다른 과제에서 조금 더 훈련하는 것이다. 대개 작은 학습률을 쓴다. 일부 층을 고정하고 나머지만
        바꾸기도 한다.
        """,
        see="transfer learning, pretraining, freeze",
    ),
    term(
        "pretraining, pre-trained model, foundation model",
        "사전 훈련, 사전 학습, 사전학습 모델",
        en="""
        Training on a large amount of data first, so that a smaller task can start from there. The result is a
        pretrained model.
        """,
        ko="작은 과제가 이어받아 시작할 수 있도록 먼저 많은 데이터로 훈련하는 것이다. 그 결과를 사전 훈련된 모델이라 한다.",
        see="transfer learning, fine-tuning, self-supervised learning",
    ),
    term(
        "representation learning, representation",
        "표현 학습, 표현",
        en="""
        Learning features instead of designing them. The outputs of a hidden layer are a representation of the input
        that makes the task easier for the next layer.
        """,
        ko="특성을 설계하지 않고 배우는 것이다. 은닉층의 출력은 다음 층이 과제를 쉽게 풀도록 입력을 나타낸 표현이다.",
        see="deep learning, hidden layer, embedding",
    ),
    term(
        "generative model",
        "생성 모델, 생성 모형",
        en="""
        A model that can make new data like those it was trained on. Autoencoders, generative adversarial networks,
        diffusion models and language models are generative.
        """,
        ko="""
        훈련한 데이터와 닮은 새 데이터를 만들 수 있는 모델이다. 변분 오토인코더, 생성적 적대 신경망, 확산 모델, 언어
        모델이 그렇다.
        """,
        lesson="gan",
        see="generative adversarial network, discriminative model, language model",
    ),
    term(
        "discriminative model",
        "판별 모델, 판별 모형",
        en="""
        A model that tells classes apart, or predicts a number, without describing how the data come about. Logistic
        regression and most classifiers are discriminative.
        """,
        ko="""
        데이터가 어떻게 생겨나는지 기술하지 않고 클래스를 가르거나 수를 예측하는 모델이다. 로지스틱 회귀와 대부분의
        분류기가 그렇다.
        """,
        formula="p(y | x), rather than p(x, y) // p(x, y)가 아니라 p(y | x)",
        see="generative model, classification",
    ),
)
