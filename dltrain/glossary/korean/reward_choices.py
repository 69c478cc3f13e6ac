"""Environments, algorithms, explorations and metrics of policies in Korean: the names of each, and what it is."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "environment grid_world": (
        "격자 세계",
        "행과 열로 놓인 칸들. 지도 밖이나 벽으로 가려는 이동은 제자리에 머문다. 목표나 구덩이에서 에피소드가 끝난다. 이동의 "
        "보상은 `step_reward`에 들어간 칸의 `goal_reward`나 `pit_reward`를 더한 것이다. 상태는 0부터 행마다 차례로 센 칸의 "
        "번호다.",
    ),
    "environment bandit": (
        "밴딧, 멀티 암드 밴딧",
        "당길 때마다 보상을 새로 뽑는 손잡이들. 손잡이의 평균을 가진 정규분포에서 뽑는다. 한 번 당기는 것이 한 에피소드다.",
    ),
    "algorithm value_iteration": (
        "가치 반복",
        "모든 상태에서 한꺼번에 v(s) ← max_a r(s, a) + γ Σ p(s' | s, a) v(s'). 갱신 하나가 훑기 한 번이다 (Bellman 1957).",
    ),
    "algorithm policy_iteration": (
        "정책 반복",
        "지금 정책의 가치를 구하고, 그 가치에 대해 탐욕적인 정책으로 바꾼다. 둘이 갱신 하나다 (Howard 1960).",
    ),
    "algorithm monte_carlo": (
        "몬테카를로",
        "에피소드에서 상태와 행동을 처음 만난 뒤의 누적 보상 G로 q(s, a) ← q + η (G - q) (Sutton & Barto, 5장).",
    ),
    "algorithm sarsa": (
        "살사, SARSA",
        "다음에 실제로 하는 행동 a'로 q(s, a) ← q + η (r + γ q(s', a') - q) (Rummery & Niranjan 1994).",
    ),
    "algorithm q_learning": (
        "Q 학습, 큐러닝",
        "다음에 무엇을 하든 q(s, a) ← q + η (r + γ max q(s', ·) - q) (Watkins 1989).",
    ),
    "exploration constant": ("일정한 탐험", "늘 같은 ε."),
    "exploration linear": (
        "선형 탐험",
        "훈련의 한 부분 동안 ε을 `start`에서 `end`까지 곧게 줄인다 (Mnih 외 2015).",
    ),
    "exploration exponential": (
        "지수 탐험",
        "훈련의 한 부분 동안 ε을 `start`에서 `end`까지 갱신마다 같은 비율로 줄인다: start · (end / start)^t.",
    ),
    "metric return": (
        "누적 보상, 이득, 리턴",
        "에피소드마다 할인하지 않은 보상의 합을 에피소드들에서 평균한 것 (Sutton & Barto, 3.3절).",
    ),
    "metric return_deviation": (
        "누적 보상의 표준편차",
        "에피소드들의 누적 보상 G의 표준편차: √(Σ (G - 평균)² / (에피소드 수 - 1)). 에피소드가 하나면 없다.",
    ),
    "metric length": (
        "에피소드 길이",
        "스텝 수 / 에피소드 수. 긴 것이 좋은지 짧은 것이 좋은지는 환경에 달렸다.",
    ),
    "environment cartpole": (
        "카트폴, 막대 세우기",
        "Gymnasium의 CartPole-v1: 막대를 세운 수레를 왼쪽이나 오른쪽으로 민다. 막대가 넘어질 때까지 스텝마다 보상 1, 많아야 500 "
        "(Barto, Sutton & Anderson 1983).",
    ),
    "environment mountain_car": (
        "산악 자동차, 마운틴카",
        "Gymnasium의 MountainCar-v0: 힘이 모자란 차가 앞뒤로 흔들어 언덕을 오른다. 다다를 때까지 스텝마다 -1, 많아야 200 스텝 "
        "(Moore 1990).",
    ),
    "environment acrobot": (
        "아크로봇",
        "Gymnasium의 Acrobot-v1: 두 마디가 흔들려 끝이 충분히 높아질 때까지 스텝마다 -1, 많아야 500 스텝 (Sutton 1996).",
    ),
    "environment frozen_lake": (
        "얼어붙은 호수, 프로즌레이크",
        "Gymnasium의 FrozenLake-v1: 구멍을 피해 얼음을 건너 목표까지. 목표에서만 보상 1.",
    ),
    "environment taxi": (
        "택시",
        "Gymnasium의 Taxi-v4: 손님을 태워 가려는 곳에 내려 준다. 스텝마다 -1, 내려 주면 20, 태우거나 내릴 수 없는 곳에서 그러면 "
        "-10 (Dietterich 2000).",
    ),
    "environment gymnasium": ("짐나지움", "Gymnasium에 등록된, 행동이 몇 가지 가운데 하나인 모든 환경."),
    "algorithm dqn": (
        "심층 Q 신경망, DQN, 심층 큐러닝",
        "신경망으로 하는 Q 학습: 기억에서 뽑은 스텝으로 q(s, a)를 r + γ q̂(s', argmax q(s', ·))에 가깝게 한다. q̂는 조금 전의 "
        "신경망이다 (Mnih 외 2015; 이중: van Hasselt 외 2016).",
    ),
    "algorithm reinforce": (
        "리인포스, REINFORCE, 정책 기울기",
        "에피소드를 끝까지 해 보고 θ ← θ + η Σ (G - v(s)) ∇ ln π(a | s). 신경망이 함께 배우는 가치 v(s)가 기준선이다 "
        "(Williams 1992).",
    ),
    "algorithm actor_critic": (
        "행위자-비평자, 액터-크리틱, A2C",
        "몇 스텝마다 θ ← θ + η Σ A ∇ ln π(a | s). 이점 A = Σ γ^k r + γ^n v(s_n) - v(s) (Mnih 외 2016, 동기식).",
    ),
    "algorithm ppo": (
        "근접 정책 최적화, PPO",
        "같은 스텝들을 여러 번 배우되 어떤 확률도 1 ± clip배 넘게 바뀌지 않게 한다 (Schulman 외 2017). 이점은 일반화된 이점이다.",
    ),
}
