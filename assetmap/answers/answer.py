"""An answer that is made, and who makes it."""

from dataclasses import dataclass
from typing import IO, Protocol

from assetmap.answers.question import Question

#: Whoever asks waits so long at most before being told where to look again.
WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished file, open at its beginning, and the tag of what it answers in which state of the data."""

    file: IO[bytes]
    tag: str


class Answers(Protocol):
    """Who makes heavy answers: other processes (`Apart`), or this one (`Here`)."""

    def ask(self, question: Question, state: str, wait_s: float, asker: str = "") -> Answer | None:
        """Return the answer; None where it takes longer than `wait_s` seconds and goes on being made.

        Where many wait, each asker has a turn before any has two.

        Raises what making it raises, and AnswerUnavailable where it cannot be made now.
        """
