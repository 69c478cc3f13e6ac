"""What is told of a training that is a fact and no problem, a phrase or several for each by its name."""

from __future__ import annotations

from dltrain.diagnosis.words import Words

THRESHOLD = Words(
    en="the answer changes from {below} to {above} at {where} = {value}",
    ko="{where} = {value}에서 답이 {below}에서 {above}(으)로 바뀝니다",
)
COVERAGE = Words(
    en="the generated rows reach {reached} of {clusters} clusters of the training rows, with {variance} of their variance",
    ko="생성된 행이 훈련 행의 군집 {clusters}개 가운데 {reached}개에 있고, 분산은 훈련 행의 {variance}입니다",
)
SHARES = {  # what a classical model tells of a column by itself
    "impurity": Words(en="share of the decrease in impurity", ko="불순도 감소에서 차지하는 비율"),
    "gain": Words(en="share of the gain", ko="이득에서 차지하는 비율"),
    "coefficients": Words(en="share of the coefficients of scaled columns", ko="스케일링한 열의 계수에서 차지하는 비율"),
}
PARTS = {"validation": Words(en="validation", ko="검증"), "train": Words(en="train", ko="훈련")}
OWN_IMPORTANCES = {
    name: Words(
        en=f"what counts most is {{columns}}, by its {share.en}", ko=f"가장 크게 작용하는 열은 {{columns}}입니다({share.ko})"
    )
    for name, share in SHARES.items()
}
SHUFFLED_IMPORTANCES = {
    name: Words(
        en=f"what counts most is {{columns}}, by how much worse {{metric}} is on {part.en} rows where its values are shuffled",
        ko=f"가장 크게 작용하는 열은 {{columns}}입니다({part.ko} 행에서 값을 뒤섞으면 {{metric}} 값이 나빠지는 정도)",
    )
    for name, part in PARTS.items()
}
FACTS: dict[str, tuple[Words, ...]] = {
    "threshold": (THRESHOLD,),
    "coverage": (COVERAGE,),
    "importances": (*OWN_IMPORTANCES.values(), *SHUFFLED_IMPORTANCES.values()),
}
