"""Terms: kinds of learning, and the words for what is learned from and by."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "machine learning",
    "기계 학습",
    term(
        "artificial intelligence, AI",
        "인공지능, 인공 지능",
        en="""
        Machines that do what would take intelligence if a person did it: see, read, decide, play. Machine learning is
        the part of it in which the rule is not written but learned from examples.
        """,
        ko="""
        사람이 한다면 지능이 필요할 일, 이를테면 보고 읽고 판단하고 게임하는 일을 기계가 하게 하는 분야이다. 그 가운데
        규칙을 사람이 쓰지 않고 예에서 배우게 하는 것이 기계 학습이다.
        """,
        see="machine learning, deep learning",
    ),
    term(
        "machine learning, ML, statistical learning",
        "기계 학습, 기계학습, 머신러닝, 머신 러닝",
        en="""
        A program finds its rule from examples instead of having it written by a person. It has a model with parameters,
        a loss that says how wrong the model is, and a method that makes the loss small. What counts is how well it does
        on examples it has not seen.
        """,
        ko="""
        사람이 규칙을 써 주는 대신 프로그램이 예로부터 규칙을 찾는 것이다. 매개변수를 가진 모델, 얼마나 틀렸는지 말하는
        손실, 손실을 작게 만드는 방법으로 이루어진다. 중요한 것은 보지 못한 예에서 얼마나 잘하느냐이다.
        """,
        lesson="tangerines",
        see="deep learning, supervised learning, unsupervised learning, reinforcement learning, generalization",
    ),
    term(
        "deep learning, DL",
        "딥러닝, 딥 러닝, 심층 학습",
        en="""
        Machine learning with neural networks of many layers. Each layer makes new features out of those of the layer
        before, so that features need not be thought up by hand.
        """,
        ko="""
        층이 많은 신경망으로 하는 기계 학습이다. 각 층이 앞 층의 특성에서 새로운 특성을 만들어 내므로, 사람이 특성을
        궁리해 줄 필요가 없다.
        """,
        see="neural network, hidden layer, feature, representation learning",
    ),
    term(
        "supervised learning",
        "지도 학습, 지도학습",
        en="""
        Learning from examples whose right answer is known: each row has features and a target. Predicting a class is
        classification, predicting a number is regression.
        """,
        ko="""
        정답이 알려진 예로부터 배우는 것이다. 행마다 특성과 타깃이 있다. 클래스를 예측하면 분류, 수를 예측하면 회귀이다.
        """,
        spec="""
        data:
          source: iris
          target: target
        """,
        lesson="tangerines",
        see="classification, regression, label, unsupervised learning",
    ),
    term(
        "unsupervised learning",
        "비지도 학습, 비지도학습, 자율 학습",
        en="""
        Learning from examples without right answers: finding groups, directions of large variance, or short codes for
        the data. Clustering, principal component analysis and autoencoders belong here.
        """,
        ko="""
        정답이 없는 예로부터 배우는 것이다. 무리를 찾거나, 분산이 큰 방향을 찾거나, 데이터를 짧은 코드로 나타낸다.
        군집화, 주성분 분석, 오토인코더가 여기에 든다.
        """,
        spec="""
        model:
          type: autoencoder
          encoder: [64, 8]
          decoder: [64]
        """,
        lesson="autoencoder",
        see="clustering, principal component analysis, autoencoder, supervised learning",
    ),
    term(
        "self-supervised learning",
        "자기 지도 학습, 자기지도학습",
        en="""
        Learning in which the data give their own targets: the next word of a text, a hidden part of a picture. It needs
        no labels written by people, and is how large language models begin.
        """,
        ko="""
        데이터가 스스로 정답을 내주는 학습이다. 글의 다음 낱말이나 그림의 가려진 부분을 맞히는 식이다. 사람이 단
        레이블이 필요 없으며, 대규모 언어 모델이 이렇게 훈련을 시작한다.
        """,
        see="language model, unsupervised learning, pretraining",
    ),
    term(
        "semi-supervised learning",
        "준지도 학습, 준지도학습",
        en="""
        Learning from a few labelled examples and many without labels. The unlabelled ones show where the data lie, the
        labelled ones what they are called.
        """,
        ko="""
        레이블이 있는 적은 예와 레이블이 없는 많은 예를 함께 써서 배우는 것이다. 레이블이 없는 예는 데이터가 어디에 모여
        있는지를, 레이블이 있는 예는 그 이름을 알려 준다.
        """,
        see="supervised learning, unsupervised learning",
    ),
    term(
        "reinforcement learning, RL",
        "강화 학습, 강화학습",
        en="""
        An agent learns by acting: it sees a state, chooses an action, and gets a reward. It looks for the policy with
        the largest sum of rewards, and has to find out itself which actions earned them.
        """,
        ko="""
        에이전트가 행동하면서 배우는 것이다. 상태를 보고, 행동을 고르고, 보상을 받는다. 보상의 합이 가장 큰 정책을
        찾으며, 어떤 행동 덕분에 보상을 받았는지도 스스로 알아내야 한다.
        """,
        see="agent, reward, policy, supervised learning",
    ),
    term(
        "agent",
        "에이전트, 행위자",
        en="""
        In reinforcement learning, whoever acts: it sees the state of its environment and chooses what to do next. Its
        behaviour is its policy.
        """,
        ko="강화 학습에서 행동하는 주체이다. 환경의 상태를 보고 다음에 무엇을 할지 고르며, 그 행동 방식이 정책이다.",
        see="reinforcement learning, environment, policy",
    ),
    term(
        "environment, state, action",
        "환경, 상태, 행동",
        en="""
        In reinforcement learning, what the agent acts in. In each step it shows a state, takes an action, and answers
        with a reward and the next state.
        """,
        ko="강화 학습에서 에이전트가 움직이는 세계이다. 스텝마다 상태를 보여 주고 행동을 받아, 보상과 다음 상태로 답한다.",
        see="agent, reward",
    ),
    term(
        "reward, return, discount factor",
        "보상, 누적 보상, 수익, 할인율",
        en="""
        A number that says how good the last step was. What is to be made large is the return: the sum of all rewards,
        later ones counting less by a discount factor γ.
        """,
        ko="""
        지난 스텝이 얼마나 좋았는지 말해 주는 수이다. 크게 만들려는 것은 누적 보상, 곧 나중의 보상일수록 할인율 γ만큼 덜
        치는 보상의 합이다.
        """,
        formula="G = r₁ + γ r₂ + γ² r₃ + …",
        numbers="1 + 0.9 · 1 + 0.9² · 1 = 2.71",
        see="policy, reinforcement learning",
    ),
    term(
        "policy",
        "정책",
        en="""
        What an agent does in each state: a rule, or a probability for each action. A neural network whose outputs are
        the probabilities of the actions is a policy that can be trained.
        """,
        ko="""
        에이전트가 각 상태에서 무엇을 할지 정하는 규칙, 또는 행동마다의 확률이다. 행동의 확률을 출력하는 신경망은 훈련할
        수 있는 정책이다.
        """,
        formula="π(a | s)",
        see="reinforcement learning, agent, reward",
    ),
)
