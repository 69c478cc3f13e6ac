"""A finding in Korean has the numbers, names and keys that it has in English."""

import re

import pytest

from dltrain.diagnosis import PROBLEMS, Change, Finding, sentence
from dltrain.diagnosis.check import Seen, finding_of
from dltrain.diagnosis.facts import COVERAGE, FACTS, OWN_IMPORTANCES, SHUFFLED_IMPORTANCES, THRESHOLD


def braces(text):
    return sorted(re.findall(r"\{[^}]*\}", text))


@pytest.mark.parametrize("problem", list(PROBLEMS))
def test_what_was_seen_of_a_problem_has_the_same_numbers_in_korean(problem):
    check = PROBLEMS[problem]
    assert braces(check.evident.ko) == braces(check.evident.en)
    assert all(re.search("[가-힣]", words.ko) for words in (check.general, check.evident))


@pytest.mark.parametrize("fact", list(FACTS))
def test_so_has_a_fact(fact):
    for words in FACTS[fact]:
        assert braces(words.ko) == braces(words.en)
        assert re.search("[가-힣]", words.ko)


def test_in_english_a_finding_is_its_own_message():
    assert sentence(Finding(problem="diverged", message="2 of 6 members diverged"), "en") == "2 of 6 members diverged"


def test_how_many_members_diverged_is_told_in_korean():
    evidence = {"members": 2, "of": 6}
    alone = Finding(problem="diverged", evidence=evidence, message="2 of 6 members diverged")
    assert sentence(alone, "ko") == "멤버 6개 가운데 2개가 발산했습니다"
    seen = finding_of("validation_too_small", Seen(0.9, {"rows": 16, "error": 0.1}))
    both = Finding(**{**vars(seen), "evidence": {**seen.evidence, **evidence}, "message": f"{alone.message}: {seen.message}"})
    assert sentence(both, "ko") == f"멤버 6개 가운데 2개가 발산했습니다. {sentence(seen, 'ko')}"


@pytest.mark.parametrize(
    ("english", "korean"),
    [("seed 5", "시드 5"), ("member 2, fold 1", "멤버 2, 폴드 1"), ("the generator", "생성자")],
)
def test_which_of_several_networks_shows_it_is_told_in_korean(english, korean):
    seen = finding_of("dying_relu", Seen(0.9, {"dead": 0.75, "step": 3}, where="layers.0"))
    told = Finding(**{**vars(seen), "message": f"in {english}: {seen.message}"})
    assert sentence(told, "ko") == f"{korean}: {sentence(seen, 'ko')}"


def test_evidence_that_an_older_run_lacks_is_passed_over():
    patch = [Change("training.learning_rate", 3, 0.1)]
    told = Finding(problem="learning_rate_too_high", evidence={"rate": 3}, message="…", patch=patch)
    assert sentence(told, "ko") == "학습률이 너무 높습니다; training.learning_rate: 0.1 라고 쓰세요"


@pytest.mark.parametrize(
    ("fact", "words", "values", "korean"),
    [
        (
            "threshold",
            THRESHOLD,
            {"below": "초록", "above": "익음", "where": "지름_cm", "value": "7.47 cm"},
            "지름_cm = 7.47 cm에서 답이 초록에서 익음(으)로 바뀝니다",
        ),
        (
            "coverage",
            COVERAGE,
            {"reached": 7, "clusters": 8, "variance": "91%"},
            "생성된 행이 훈련 행의 군집 8개 가운데 7개에 있고, 분산은 훈련 행의 91%입니다",
        ),
        (
            "importances",
            OWN_IMPORTANCES["gain"],
            {"columns": "키 (0.71), 나이 (0.20)"},
            "가장 크게 작용하는 열은 키 (0.71), 나이 (0.20)입니다(이득에서 차지하는 비율)",
        ),
        (
            "importances",
            SHUFFLED_IMPORTANCES["validation"],
            {"columns": "키 (0.71)", "metric": "accuracy"},
            "가장 크게 작용하는 열은 키 (0.71)입니다(검증 행에서 값을 뒤섞으면 accuracy 값이 나빠지는 정도)",
        ),
    ],
)
def test_a_fact_is_read_from_its_message(fact, words, values, korean):
    assert sentence(Finding(fact=fact, message=words.en.format(**values)), "ko") == korean


def test_what_nothing_is_known_of_stays_as_it_is():
    assert sentence(Finding(fact="threshold", message="of another dltrain"), "ko") == "of another dltrain"
    assert sentence(Finding(problem="of_another_dltrain", message="what it says"), "ko") == "what it says"
