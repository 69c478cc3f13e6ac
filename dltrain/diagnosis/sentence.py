"""A finding as a sentence in the language that is spoken. In English it is the finding's own message."""

from __future__ import annotations

import re

from dltrain.diagnosis.check import PROBLEMS, advice
from dltrain.diagnosis.facts import FACTS
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.words import Words

LOST = Words(en="{members} of {of} members diverged", ko="멤버 {of}개 가운데 {members}개가 발산했습니다")
IN_NETWORK = re.compile(r"in ((?:the \w+|\w+ \d+)(?:, \w+ \d+)*): ")  # of several networks the one that shows it
NETWORKS = {
    "the generator": "생성자",
    "the discriminator": "판별자",
    "seed": "시드",
    "member": "멤버",
    "fold": "폴드",
}


def sentence(finding: Finding, language: str) -> str:
    """What was found, with its numbers, and what to write. `language` is en or ko; what nothing is known of stays English."""
    if language != "ko":
        return finding.message
    if finding.problem in PROBLEMS:
        return _problem(finding)
    read = ((words, words.read(finding.message)) for words in FACTS.get(finding.fact, ()))
    return next((words.ko.format(**values) for words, values in read if values is not None), finding.message)


def _problem(finding: Finding) -> str:
    """A problem in Korean: how many members it was the end of, and the network that shows it, before what the check says."""
    message, told = finding.message, ""
    if {"members", "of"} <= finding.evidence.keys():
        if finding.problem == "diverged" and "rate" not in finding.evidence:
            return LOST.ko.format(**finding.evidence) + advice(finding.patch, "ko")
        lost = f"{LOST.en.format(**finding.evidence)}: "
        if message.startswith(lost):
            message, told = message.removeprefix(lost), f"{LOST.ko.format(**finding.evidence)}. "
    if network := IN_NETWORK.match(message):
        told += f"{', '.join(map(_network, network[1].split(', ')))}: "
    return told + PROBLEMS[finding.problem].message(finding, "ko")


def _network(english: str) -> str:
    """`시드 3` for `seed 3`."""
    name, _, number = english.rpartition(" ")
    return NETWORKS.get(english) or f"{NETWORKS.get(name, name)} {number}"
