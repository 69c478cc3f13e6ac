"""Words that are probably one, told apart by blanks, case or Unicode form alone, and labels that probably stand for none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from dltrain.data.checks import synonyms
from dltrain.data.columns import spelled
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.targets import label_sets
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.word_forms import bare, composed, plain, quoted
from dltrain.errors import listing

MAX_VALUES = 1000  # of a feature: more are names, codes or texts
ABSENT = frozenset({"NA", "N/A", "#N/A", "n/a", "NaN", "nan", "null", "NULL"})


def notices(encoding: Encoding) -> list[str]:
    """A notice for each column whose words are probably fewer than it has."""
    texts = []
    if isinstance(encoding.target, ClassTarget):
        name, labels = encoding.target.columns[0], [label for label in encoding.target.classes if isinstance(label, str)]
        texts += _alike(name, labels, "labels", "classes")
        texts += synonyms.notices(name, encoding.target.classes, "classes")
        texts += label_sets.notices(name, labels)
        texts += [_absent(name, label) for label in labels if label.strip() in ABSENT]
    for feature in encoding.features:
        if isinstance(feature, CategoryFeature) and len(feature.levels) <= MAX_VALUES:
            texts += _alike(feature.name, feature.levels, "values", "values")
            texts += synonyms.notices(feature.name, feature.levels, "values")
    return texts


def _alike(column: str, words: Sequence[str], what: str, are: str) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for word in words:
        is_code = what == "values" and len(word.strip()) == 1  # of which a and A are two
        groups[bare(composed(word)) if is_code else plain(word)].append(word)
    alike = [group for group in groups.values() if len(group) > 1]
    if not alike:
        return []
    forms = any(len(set(map(composed, group))) < len(group) for group in alike)
    shown = listing((" and ".join(map(quoted if forms else repr, group)) for group in alike), 3)
    ways = [name for way, name in _WAYS.items() if any(len(set(map(way, group))) < len(set(group)) for group in alike)]
    differ = listing(ways) or ("blanks and case" if not forms else "blanks, case and Unicode form together")
    problem = f"{what} that differ only in {differ} are {are} of their own"
    return [f"column '{column}': {problem}: {shown}; where they are one, correct the file"]


def _absent(column: str, label: str) -> str:
    missing = f"missing_values: [{spelled(label.strip())}] and missing_target: drop"
    return f"column '{column}': '{label}' is a class of its own; where it stands for none write {missing} under 'data'"


_WAYS: dict[Callable[[str], str], str] = {bare: "blanks", str.casefold: "case", composed: "Unicode form"}
