"""Problems told as they arise: looked for now and then while training goes on, each said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dltrain.commands.training.display import Say
from dltrain.diagnosis import Course, findings_in_training, in_a_line
from dltrain.diagnosis.given import Given
from dltrain.kinds import kind_of

if TYPE_CHECKING:
    from dltrain.training.session import Session

FIRST = 8  # the epoch after which the first look is taken
SPREAD = 2  # times as many epochs until the next: the looks together take as long as two of the last one


class FindingsInTraining:
    """Looks at the records of a session after some of its epochs, and says what has arisen since the last look."""

    def __init__(self, session: Session[Any], say: Say) -> None:
        self.session, self.say, self.next = session, say, FIRST
        self.said: set[str] = set()
        self.given = Given(session.resolved, session.dataset)
        self._constant: float | None = None

    def look(self, epochs: int) -> None:
        """Takes a look where it is time to, after so many epochs."""
        if epochs >= self.next:
            self._look(epochs)

    def _look(self, epochs: int) -> None:
        if self._constant is None:
            self._constant = kind_of(self.session.resolved).constant(self.session)
        self.next = int(epochs * SPREAD) + 1
        for finding in findings_in_training(
            Course(self.given, self.session.history, constant_loss=self._constant, health=self.session.health)
        ):
            if finding.problem not in self.said:
                self.said.add(finding.problem)
                self.say(f"after epoch {epochs:,}: {in_a_line(finding)}")
