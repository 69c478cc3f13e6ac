"""Terms: what a training runs on, and what is kept of it."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "machines and practice",
    "기계와 실무",
    term(
        "GPU, graphics processing unit, CUDA",
        "GPU, 그래픽 처리 장치, 쿠다",
        en="""
        A processor that does the same operation on thousands of numbers at once, which is what layers need. Small
        networks are faster without one, because every call takes its time.
        """,
        ko="""
        수천 개의 수에 같은 연산을 한꺼번에 하는 프로세서로, 층의 계산에 꼭 맞는다. 작은 신경망은 호출마다 시간이 들어
        GPU 없이가 더 빠르다.
        """,
        spec="device: cuda",
        see="device, tensor, floating-point number",
    ),
    term(
        "floating-point number, float32, float16, bfloat16, mixed precision",
        "부동소수점 수, 부동 소수점, 단정밀도, 혼합 정밀도",
        en="""
        A number as a computer keeps it, with so many digits and a range. float32 has about 7 digits; bfloat16 has the
        same range with about 3, and is twice as fast where the processor has units for it.
        """,
        ko="""
        컴퓨터가 수를 담는 방식으로, 자릿수와 범위가 정해져 있다. float32는 약 7자리이고, bfloat16은 범위는 같되 약
        3자리이며 전용 장치가 있으면 두 배 빠르다.
        """,
        numbers="2^24 = 16,777,216",
        spec="precision: bfloat16",
        see="precision, GPU, not a number",
    ),
    term(
        "spec, configuration, config file, YAML",
        "명세, 설정 파일, 스펙, 야믈",
        en="""
        The YAML file that says everything of an experiment: data, model, training. The resolved spec in the run
        directory trains to the same result again.
        """,
        ko="""
        실험의 모든 것, 곧 데이터, 모델, 훈련을 적은 YAML 파일이다. 실행 폴더에 남는 완성된 spec으로 훈련하면 같은
        결과가 다시 나온다.
        """,
        spec="""
        data:
          source: iris
        model:
          layers: [8]
        """,
        see="run, hyperparameter, random seed",
    ),
    term(
        "run, run directory, experiment",
        "실행, 실행 폴더, 실험",
        en="""
        One training, and the folder that it leaves behind: the resolved spec, the metrics of every epoch, the summary,
        pictures and checkpoints. Nothing in it is ever overwritten.
        """,
        ko="훈련 한 번과 그것이 남기는 폴더이다. 완성된 spec, 에포크마다의 지표, 요약, 그림, 체크포인트가 들어 있다.",
        see="spec, checkpoint, name",
    ),
    term(
        "end-to-end learning, pipeline",
        "종단간 학습, 종단 간 학습, 파이프라인",
        en="""
        Learning the whole way from raw input to answer in one network, rather than in stages that are made one by one.
        The features in between are learned, not designed.
        """,
        ko="""
        단계별로 따로 만들지 않고 날것의 입력에서 답까지 전체를 한 신경망으로 배우는 것이다. 중간의 특성도 사람이 정하지
        않는다.
        """,
        see="representation learning, feature engineering, deep learning",
    ),
    term(
        "explainability, interpretability, black box",
        "설명 가능성, 해석 가능성, 블랙박스",
        en="""
        How well a person can tell why a model answers as it does. A linear model or a small tree can be read; a deep
        network needs methods that show what it looked at.
        """,
        ko="""
        모델이 왜 그렇게 답하는지 사람이 얼마나 알 수 있는지이다. 선형 모델이나 작은 나무는 읽을 수 있지만, 깊은
        신경망은 무엇을 보았는지 보여 주는 방법이 필요하다.
        """,
        see="linear regression, decision tree, fairness",
    ),
    term(
        "fairness, algorithmic bias",
        "공정성, 알고리즘 편향",
        en="""
        A model learns the injustices of its data, too: what was decided unfairly before, it decides again. Measuring
        the errors for each group of people by itself shows it.
        """,
        ko="""
        모델은 데이터에 담긴 불공정도 배운다. 전에 불공정하게 정해진 것을 다시 그렇게 정한다. 집단마다 따로 오차를 재면
        드러난다.
        """,
        see="population, distribution shift, explainability",
    ),
    term(
        "adversarial example, adversarial attack",
        "적대적 예제, 적대적 예시, 적대적 공격",
        en="""
        An input changed so little that people do not notice, and just so that a network answers wrongly. The change
        follows the gradient of the loss by the input.
        """,
        ko="사람은 알아채지 못할 만큼만, 그러나 신경망이 틀리도록 바꾼 입력이다. 입력에 대한 손실의 기울기를 따라 바꾼다.",
        formula="x′ = x + ε sign(∂L/∂x)",
        numbers="(0.5, 0.5) + 0.01 · (1, −1) = (0.51, 0.49)",
        see="gradient, generalization, explainability",
    ),
)
