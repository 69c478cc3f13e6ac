"""Learning by reward: what actions are worth, and how it is found out."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "learning by reward",
    "보상으로 배우기",
    term(
        "Markov decision process, MDP",
        "마르코프 결정 과정, 마르코프 의사 결정 과정",
        en="""
        States, actions, and for each of both the chances of the next state and of the reward. What comes next depends on
        the state alone, not on how it was reached. Where it is known, the best policy can be computed without trying.
        """,
        ko="""
        상태와 행동, 그리고 그 둘마다 다음 상태와 보상의 확률이다. 다음은 지금 상태에만 달려 있고 거기 이른 길에는 달려
        있지 않다. 이것을 알면 해 보지 않고도 가장 좋은 정책을 계산할 수 있다.
        """,
        lesson="reinforcement_learning",
        see="environment, policy, action value",
    ),
    term(
        "action value, Q value, state value",
        "행동 가치, Q 값, 상태 가치",
        en="""
        The return that can be expected from a state once an action is taken there. Whoever knows the value of every
        action acts best by taking the greatest; that greatest value is what the state is worth.
        """,
        ko="""
        어떤 상태에서 한 행동을 했을 때 기대되는 누적 보상이다. 모든 행동의 가치를 알면 가장 큰 것을 고르는 것이 최선이고,
        그 가장 큰 값이 그 상태의 가치이다.
        """,
        formula="q(s, a) = r + γ max q(s', ·)",
        numbers="-0.04 + 0.9 · 1 = 0.86",
        lesson="reinforcement_learning",
        see="reward, q_learning, value_iteration",
    ),
    term(
        "exploitation, ε-greedy",
        "활용, ε-탐욕, 엡실론 탐욕, 이용",
        en="""
        Taking the action that looks best. Whoever does nothing else never finds out whether another one is better: hence
        an action at random with a small probability ε, often at first and more seldom later.
        """,
        ko="""
        가장 좋아 보이는 행동을 고르는 것이다. 그것만 하면 다른 행동이 더 나은지 영영 모르므로, 작은 확률 ε으로 아무
        행동이나 해 본다. 처음에는 자주, 나중에는 드물게 한다.
        """,
        lesson="reinforcement_learning",
        see="exploration, agent",
    ),
    term(
        "experience replay",
        "경험 재생, 리플레이, 재생 메모리",
        en="""
        A memory of many steps in an environment, from which batches are drawn at random. Steps that follow one another
        are alike, and a network that learns from them in their order forgets what came before.
        """,
        ko="""
        환경에서 겪은 많은 스텝을 담아 두고 거기서 배치를 무작위로 뽑는 것이다. 이어지는 스텝은 서로 비슷해서, 그 차례대로만
        배우는 신경망은 앞의 것을 잊는다.
        """,
        see="dqn, target network",
    ),
    term(
        "target network",
        "목표 신경망, 타깃 네트워크",
        en="""
        An older copy of a network of action values, which says what the next state is worth. Without it the network would
        chase targets that move with each of its own steps.
        """,
        ko="""
        행동 가치 신경망의 조금 지난 복사본으로, 다음 상태의 가치를 말해 준다. 이것이 없으면 신경망은 자기 스텝마다 움직이는
        목표를 뒤쫓게 된다.
        """,
        see="dqn, experience replay",
    ),
    term(
        "policy gradient",
        "정책 경사, 정책 그레이디언트, 정책 기울기법",
        en="""
        Makes actions more likely that were followed by more than what was expected, and others less likely. It is gradient
        ascent on the expected return, by the logarithm of the probability of what was done.
        """,
        ko="""
        기대보다 좋은 결과가 따른 행동은 더 자주, 그렇지 않은 행동은 덜 하도록 확률을 바꾸는 것이다. 한 행동의 확률의 로그를
        따라 기대되는 누적 보상을 높이는 경사 상승법이다.
        """,
        formula="θ ← θ + η (G - v(s)) ∇ ln π(a | s)",
        see="reinforce, actor_critic, ppo, advantage",
    ),
    term(
        "advantage",
        "이점, 어드밴티지",
        en="""
        By how much an action turned out better than what its state is worth on average. Learning from advantages in
        place of returns has the same mean gradient and far less noise.
        """,
        ko="""
        어떤 행동의 결과가 그 상태의 평균 가치보다 얼마나 나았는지이다. 누적 보상 대신 이점으로 배우면 기울기의 평균은 같고
        잡음은 훨씬 작다.
        """,
        formula="A = G - v(s)",
        numbers="5 - 3 = 2",
        see="policy gradient, actor_critic",
    ),
)
