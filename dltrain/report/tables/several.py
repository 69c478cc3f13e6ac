"""Several runs, and sweeps."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "several.title": ("{count} runs compared", "실행 {count}개 비교"),
    "several.best": (
        "{name} is the best by {metric} on the {split}: {value}.",
        "{split}의 {metric} 기준으로 {name} 실행이 가장 좋습니다: {value}.",
    ),
    "several.test": ("On the test rows it has {value}.", "시험 데이터에서는 {value}입니다."),
    "several.chosen": (
        "★ marks the best on the rows that choose. The test rows stand beside them and choose nothing.",
        "★는 고르는 데 쓴 데이터에서 가장 좋은 것입니다. 시험 데이터의 값은 옆에 보일 뿐 고르는 데 쓰지 않습니다.",
    ),
    "several.curves": ("The course of {name} over the epochs, a line a run", "에포크에 따른 {name}. 실행마다 선 하나"),
    "sweep.count": ("{count} members, of which {ended} have ended.", "멤버 {count}개 가운데 {ended}개가 끝났습니다."),
    "sweep.best": (
        "Member {number} is the best by {monitor}: {value}.",
        "{monitor} 기준으로 {number}번 멤버가 가장 좋습니다: {value}.",
    ),
    "sweep.values": ("Its values: {values}.", "그 값은 {values}입니다."),
    "sweep.chosen": (
        "The best was chosen by what it is the best in, which flatters it there; its test rows were measured once it was chosen.",
        "고른 기준에서는 가장 좋은 것의 값이 실제보다 좋게 보입니다. 시험 데이터는 고른 뒤에 한 번만 쟀습니다.",
    ),
    "sweep.member": ("The best member", "가장 좋은 멤버"),
    "sweep.first_seed": (
        "Of its {count} seeds the first, {seed}, is shown here and below. "
        "Over all of them the {metric} on the {split} is {value}.",
        "시드 {count}개 가운데 첫째인 {seed}번의 결과를 여기와 아래에 보입니다. 시드 전체로는 {split}의 {metric}: {value}.",
    ),
    "seeds.count": ("The same spec with {count} seeds.", "같은 spec을 시드 {count}개로 훈련했습니다."),
    "seeds.result": (
        "Over them the {metric} on the {split} is {value} (mean ± standard deviation).",
        "{split}의 {metric}: {value} (평균 ± 표준편차).",
    ),
    "seeds.none_chosen": (
        "They differ in the seed alone: in the first weights and in the order of the rows.",
        "서로 다른 것은 시드, 곧 처음 가중치와 데이터의 순서뿐입니다.",
    ),
    "seeds.one": ("Seed {seed}", "시드 {seed}"),
    "seeds.below": ("What follows is of the first of them alone.", "아래는 그 가운데 첫째의 결과입니다."),
    "seeds.seed": ("seed", "시드"),
    "seeds.epochs": ("epochs", "에포크"),
    "seeds.mean": ("mean ± deviation", "평균 ± 표준편차"),
    "sweep.number": ("member", "멤버"),
    "sweep.seeds": ("seeds", "시드 수"),
    "sweep.status": ("status", "상태"),
    "sweep.completed": ("completed", "마침"),
    "sweep.stopped_early": ("stopped early", "조기 종료"),
    "sweep.interrupted": ("interrupted", "중단"),
    "sweep.diverged": ("diverged", "발산"),
    "sweep.pruned": ("ended early", "일찍 끝냄"),
    "sweep.failed": ("failed", "실패"),
    "sweep.running": ("running", "훈련 중"),
    "sweep.more": ("… and {count} more members", "… 그 밖에 멤버 {count}개"),
    "sweep.key": ("key", "키"),
    "sweep.share": ("share in what the members differ by", "멤버들의 차이에서 차지하는 몫"),
    "sweep.parallel": (
        "A line a member, through its values to {monitor}",
        "멤버마다 선 하나가 그 값을 지나 {monitor}에 이릅니다",
    ),
    "sweep.parallel_caption": (
        "A line a member, through its values to what it was chosen by: the better, the bluer; the best is orange.",
        "멤버마다 선 하나가 그 값을 지나 고른 기준에 이릅니다. 좋을수록 파랗고 가장 좋은 것은 주황입니다.",
    ),
    "sweep.too_few": (
        "There are no charts of the keys: they take two measured members that differ in one.",
        "키의 차트는 없습니다. 키의 값이 서로 다르고 결과를 잰 멤버가 둘은 있어야 합니다.",
    ),
    "sweep.against": ("{key} against {monitor}", "{key}에 따른 {monitor}"),
}
