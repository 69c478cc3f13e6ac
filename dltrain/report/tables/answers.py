"""What was predicted: matrices, probabilities, values and mistakes."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "confusion.label": (
        "Confusion matrix of the {split}: {right} of {rows} right",
        "{split}의 혼동 행렬: {rows}개 중 {right}개 정답",
    ),
    "confusion.caption": (
        "{split}: a row is a true class, a column what was predicted; blue is right, orange wrong, as a share of the true class.",
        "{split}. 행은 참 클래스, 열은 예측 클래스입니다. 파랑은 정답, 주황은 오답이며 참 클래스 안의 비율입니다.",
    ),
    "confusion.pairs": ("Most often confused", "가장 자주 헷갈린 짝"),
    "confusion.pair": ("{true} taken for {predicted}", "{true}을(를) {predicted}(으)로"),
    "confusion.count": ("rows", "행 수"),
    "confusion.share": ("of the class", "클래스 안 비율"),
    "confusion.none": ("No row was taken for another class.", "다른 클래스로 잘못 본 행이 없습니다."),
    "confusion.counts": ("The counts as a table", "표로 보기"),
    "confusion.corner": ("true \\ predicted", "참 \\ 예측"),
    "confusion.labels": ("Each label", "레이블별"),
    "confusion.no_no": ("true no, said no", "아님을 아님으로"),
    "confusion.no_yes": ("true no, said yes", "아님을 맞음으로"),
    "confusion.yes_no": ("true yes, said no", "맞음을 아님으로"),
    "confusion.yes_yes": ("true yes, said yes", "맞음을 맞음으로"),
    "confusion.label_of": ("label", "레이블"),
    "calibration.caption": (
        "Of the {split}: how often the answer is right, by how sure the network is of it. On the dashed line both agree; "
        "their mean distance from it, the expected calibration error (ECE), is {error}.",
        "{split}에서 신경망의 확신에 따라 답이 실제로 맞은 비율입니다. 점선 위에서는 둘이 같습니다. 점선까지의 평균 거리, "
        "곧 기대 보정 오차(ECE)는 {error}입니다.",
    ),
    "calibration.sure": (
        "On the whole it is surer than it should be: {confidence} sure, {right} right.",
        "전체로 보면 확신이 지나칩니다. 평균 확신 {confidence}, 실제 정답 {right}.",
    ),
    "calibration.shy": (
        "On the whole it is not surer than it should be: {confidence} sure, {right} right.",
        "전체로 보면 확신이 지나치지 않습니다. 평균 확신 {confidence}, 실제 정답 {right}.",
    ),
    "calibration.confidence": ("probability of the answer", "답의 확률"),
    "calibration.right": ("share that is right", "맞은 비율"),
    "calibration.label": (
        "Reliability diagram: the share of right answers over their probability; expected calibration error {error}",
        "신뢰도 그림: 답의 확률에 따른 정답 비율. 기대 보정 오차 {error}",
    ),
    "calibration.counts": ("How many of the {split} are answered with which probability", "확률별로 답한 {split} 수"),
    "ranking.one": (
        "The {split} ranked by the probability of {name}: the area under the ROC curve is {area}, the average precision "
        "{average}.",
        "{split}를 {name}의 확률로 줄 세웠을 때 ROC 곡선 아래 넓이는 {area}, 평균 정밀도는 {average}입니다.",
    ),
    "ranking.all": (
        "The {split} ranked by the probability of each class, against the rest.",
        "{split}를 각 클래스의 확률로 줄 세워 나머지와 견준 곡선입니다.",
    ),
    "ranking.worst": (
        "The {split} ranked by the probability of each class, against the rest; drawn are the classes that are ranked worst.",
        "{split}를 각 클래스의 확률로 줄 세워 나머지와 견준 곡선입니다. 가장 못 가려낸 클래스들을 그렸습니다.",
    ),
    "ranking.title": ("precision and recall", "정밀도와 재현율"),
    "ranking.false": ("false positive rate", "거짓 양성 비율"),
    "ranking.true": ("true positive rate", "참 양성 비율"),
    "ranking.recall": ("recall", "재현율"),
    "ranking.precision": ("precision", "정밀도"),
    "ranking.roc_label": ("ROC curves; areas: {areas}", "ROC 곡선. 넓이: {areas}"),
    "ranking.precision_label": ("Precision over recall on the {split}", "{split}의 재현율에 따른 정밀도"),
    "ranking.areas": ("The areas under the curves", "곡선 아래 넓이"),
    "residuals.caption": (
        "{rows} of the {all} {split}: on the dashed line the prediction is what is true.",
        "{split} {all}개 가운데 {rows}개. 점선 위에서는 예측이 참값과 같습니다.",
    ),
    "residuals.label": ("Predicted against true values of {name}", "{name}의 참값과 예측값"),
    "residuals.true": ("true", "참값"),
    "residuals.predicted": ("predicted", "예측값"),
    "residuals.error": ("predicted − true", "예측값 − 참값"),
    "residuals.histogram": (
        "Histogram of the errors: mean {mean}, deviation {deviation}",
        "오차의 히스토그램: 평균 {mean}, 표준편차 {deviation}",
    ),
    "residuals.told": ("Mean error {mean}, deviation {deviation}.", "오차 평균 {mean}, 표준편차 {deviation}."),
    "forecast.caption": (
        "The last {count} windows of the {split}, in the order of time.",
        "{split}의 마지막 창 {count}개를 시간 순서로 그렸습니다.",
    ),
    "forecast.label": ("{name}, {ahead} ahead", "{name}, {ahead} 앞"),
    "forecast.true": ("true", "참값"),
    "forecast.predicted": ("forecast", "예측"),
    "forecast.row": ("row of the file", "파일의 행"),
    "importance.caption": (
        "How much worse {metric} is when the values of one column are shuffled among {rows} {split}, where it is {whole} "
        "with all of them: the mean of {repeats} shuffles, and their deviation. Columns that tell the same share their "
        "importance.",
        "{split} {rows}개에서 한 열의 값을 뒤섞었을 때 {metric}(섞기 전 {whole})가 얼마나 나빠지는지, {repeats}번의 평균과 "
        "표준편차입니다. 같은 것을 말하는 열들은 중요도를 나누어 가집니다.",
    ),
    "importance.by_impurity": (
        "By the model's own account: the share of each column in what the questions lessen the impurity of the training rows "
        "(Breiman 2001). Columns with many values have more questions to offer, and are made too much of.",
        "모델 자신의 계산: 훈련 데이터에서 질문들이 불순도를 줄인 양 가운데 각 열의 몫입니다(Breiman 2001). 값의 종류가 많은 "
        "열은 질문할 자리도 많아 중요도가 부풀려지기 쉽습니다.",
    ),
    "importance.by_gain": (
        "By the model's own account: the share of each column in what the questions of all trees gain on the training rows.",
        "모델 자신의 계산: 모든 나무의 질문들이 훈련 데이터에서 얻은 이득 가운데 각 열의 몫입니다.",
    ),
    "importance.by_coefficients": (
        "By the model's own account: the share of each column in the sizes of the coefficients, each times the deviation of its "
        "number among the training rows, so that units do not count.",
        "모델 자신의 계산: 계수의 크기에 훈련 데이터에서의 표준편차를 곱해 단위의 영향을 없앤 값 가운데 각 열의 몫입니다.",
    ),
    "importance.share": ("share", "몫"),
    "importance.number": ("of it", "그 가운데"),
    "importance.own_table": ("All columns, and what they are made of, as a table", "모든 열과 그 안의 값을 표로 보기"),
    "importance.axis": ("how much worse {metric} is without it", "이 열이 없을 때 {metric}가 나빠지는 정도"),
    "importance.label": ("Importance of the columns, the most important first: {first}", "열의 중요도. 큰 것부터: {first}"),
    "importance.table": ("All columns as a table", "모든 열을 표로 보기"),
    "importance.drop": ("worse by", "나빠짐"),
    "importance.deviation": ("deviation", "표준편차"),
    "mistakes.classes": (
        "The {split} that are wrong, those of which the network was surest first.",
        "틀린 {split} 가운데 신경망이 가장 확신한 것부터입니다.",
    ),
    "mistakes.labels": (
        "The {split} whose probabilities are the farthest from the truth.",
        "확률이 참에서 가장 먼 {split}입니다.",
    ),
    "mistakes.values": ("The {split} with the largest errors.", "오차가 가장 큰 {split}입니다."),
    "mistakes.none": ("None of the {split} is wrong.", "틀린 {split}가 없습니다."),
    "mistakes.named": ("row {row}", "{row}행"),
    "mistakes.row": ("row", "행"),
    "mistakes.true": ("true", "참"),
    "mistakes.predicted": ("predicted", "예측"),
    "mistakes.by": ("sure, or wrong by", "확신 또는 오차"),
    "mistakes.picture": ("{true}, taken for {predicted}, {by} sure", "{true}을(를) {predicted}(으)로, 확신 {by}"),
}
