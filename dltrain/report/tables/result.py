"""What was asked, how it ended, what was found, and how to have it again."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "asked.classes": (
        "Asked: tell {target} ({classes} classes) from {features} of {source}.",
        "과제: {source}의 {features}로 {target}(클래스 {classes}개) 맞히기.",
    ),
    "asked.labels": (
        "Asked: tell which of {classes} labels hold, from {features} of {source}.",
        "과제: {source}의 {features}로 레이블 {classes}개 가운데 맞는 것 고르기.",
    ),
    "asked.several": (
        "Asked: predict {target} at once, from {features} of {source}.",
        "과제: {source}의 {features}로 {target} 한꺼번에 예측하기.",
    ),
    "asked.values": (
        "Asked: predict {target} from {features} of {source}.",
        "과제: {source}의 {features}로 {target} 예측하기.",
    ),
    "asked.ahead": (
        "Asked: forecast {target}, {horizon} ahead, from the last {steps} rows of {source} ({features}).",
        "과제: {source}의 최근 {steps}행({features})으로 {horizon} 앞까지 {target} 예측하기.",
    ),
    "asked.inputs": (
        "Asked: give back the {features} of {source} through a narrow code.",
        "과제: {source}의 {features}를 좁은 부호를 거쳐 되살리기.",
    ),
    "asked.more": (
        "Asked: make more rows like those of {source} ({features}).",
        "과제: {source}({features})와 닮은 데이터를 만들기.",
    ),
    "asked.acts": (
        "Asked: act in {source} so as to collect the most reward.",
        "과제: {source}에서 보상을 가장 많이 모으도록 행동하기.",
    ),
    "asked.text": ("Asked: write {source} on, token by token.", "과제: {source}의 글을 토큰 하나씩 이어 쓰기."),
    "asked.unknown": ("Asked: what the spec below says, of {source}.", "과제: {source}에 대해 아래 spec이 말하는 것."),
    "features.count": ("{count} columns", "열 {count}개"),
    "features.one": ("one column, {name}", "열 {name} 하나"),
    "result.accuracy": ("It gets {value} of the {rows} {split} right.", "{split} {rows}개 가운데 {value}를 맞혔습니다."),
    "result.metric": ("On the {rows} {split} its {metric} is {value}.", "{split} {rows}개에서 {metric}는 {value}입니다."),
    "result.none": ("No result was measured yet.", "아직 측정한 결과가 없습니다."),
    "beside.majority": ("Always guessing the most frequent class gets {value}.", "가장 흔한 클래스만 답하면 {value}입니다."),
    "beside.mean": ("Always answering the mean: {value}.", "항상 평균으로 답하면 {value}입니다."),
    "beside.quantile": ("Always answering that quantile: {value}.", "항상 그 분위수로 답하면 {value}입니다."),
    "beside.last_value": ("Repeating the last known value: {value}.", "마지막으로 아는 값을 되풀이하면 {value}입니다."),
    "beside.other": ("The baseline {name}: {value}.", "기준 모델 {name}: {value}."),
    "status.completed": ("Completed {epochs} in {seconds}.", "{epochs}를 {seconds} 만에 마쳤습니다."),
    "status.fitted": (
        "Fitted to all training rows at once, in {seconds}.",
        "모든 훈련 데이터에 한 번에 맞추었습니다 ({seconds}).",
    ),
    "status.stopped_early": (
        "Stopped early after {epochs}, {seconds}.",
        "{epochs}에서 일찍 멈췄습니다 ({seconds}).",
    ),
    "status.interrupted": ("Interrupted after {epochs}.", "{epochs} 뒤에 중단되었습니다."),
    "status.diverged": (
        "Diverged after {epochs}: the loss was no longer a number. What is shown is of the states before it.",
        "{epochs} 뒤에 발산했습니다. 손실이 더는 수가 아닙니다. 아래는 그 전까지의 상태입니다.",
    ),
    "status.unfinished": (
        "It has not ended: it is running, or was killed. What is shown is what {epochs} have left.",
        "아직 끝나지 않았습니다. 훈련 중이거나 강제로 종료되었습니다. 아래는 {epochs}까지의 기록입니다.",
    ),
    "status.best": (
        "The weights of epoch {best} are the best by {monitor}.",
        "{monitor} 기준으로 {best}에포크의 가중치가 가장 좋습니다.",
    ),
    "status.members": ("It is an ensemble of {members} members.", "멤버 {members}개의 앙상블입니다."),
    "status.folds": (
        "The figures are means over {folds} folds, ± their deviation.",
        "값은 {folds}개 폴드의 평균 ± 표준편차입니다.",
    ),
    "status.seeds": (
        "The figures are means over {seeds} seeds, ± their deviation.",
        "값은 {seeds}개 시드의 평균 ± 표준편차입니다.",
    ),
    "table.metric": ("metric", "지표"),
    "table.results": ("Metrics of each split", "데이터 구분별 지표"),
    "findings.none": ("Nothing is wrong with it, as far as dltrain can tell.", "dltrain이 아는 한 문제가 없습니다."),
    "findings.unknown": (
        "A run is looked at when it has ended; type: dltrain diagnose {folder}",
        "끝난 뒤에 진단합니다: dltrain diagnose {folder}",
    ),
    "findings.error": ("error", "오류"),
    "findings.warning": ("warning", "경고"),
    "findings.hint": ("hint", "참고"),
    "findings.sure": ("{confidence} sure", "확신 {confidence}"),
    "findings.evidence": ("Evidence: {evidence}", "근거: {evidence}"),
    "findings.patch": ("Write", "이렇게 쓰세요"),
    "findings.remove": ("leave out {key}", "{key} 항목을 빼세요"),
    "findings.apply": (
        "dltrain diagnose {folder} --apply writes the patched spec; --verify trains both and says whether it helps.",
        "dltrain diagnose {folder} --apply 는 고친 spec을 쓰고, --verify 는 둘 다 훈련해 도움이 되는지 알려 줍니다.",
    ),
    "baselines.caption": ("The network and each baseline on the {split}", "{split}에서 신경망과 기준 모델"),
    "baselines.network": ("the network", "신경망"),
    "reproduce.command": (
        "Train it again, to the same bits on the same machine with the same versions:",
        "같은 컴퓨터, 같은 버전이면 비트까지 같게 다시 훈련합니다:",
    ),
    "reproduce.typed": ("It was typed as:", "입력한 명령:"),
    "reproduce.spec": ("The spec, with every default written out", "기본값까지 모두 적은 spec"),
    "reproduce.fact": ("fact", "항목"),
    "reproduce.value": ("value", "값"),
    "reproduce.facts": ("Seed, machine, versions, data", "시드, 장치, 버전, 데이터"),
    "reproduce.seed": ("seed", "시드"),
    "reproduce.device": ("device", "장치"),
    "reproduce.threads": ("threads", "스레드"),
    "reproduce.fingerprint": ("SHA-256 of the data", "데이터의 SHA-256"),
    "reproduce.started": ("started", "시작"),
    "reproduce.note": ("note", "메모"),
    "reproduce.seconds": ("seconds of training", "훈련 시간(초)"),
    "reproduce.steps": ("steps", "스텝 수"),
}
