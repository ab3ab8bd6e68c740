"""Days and times of one piece of text, gathered into clauses: these days, these times, these notes."""

from dataclasses import dataclass, field
from datetime import time

from assetmap.opening.clock import read_clock, say_time, span, to_time
from assetmap.opening.days import Days, read_days
from assetmap.opening.tokens import Token
from assetmap.opening.value import LAST_MINUTE

_PARTS = {"m": "morning", "a": "afternoon", "e": "evening", "n": "evening"}
_ROUND_THE_CLOCK = (time(0), LAST_MINUTE)


class Unreadable(Exception):
    """The text means two things, or nothing that we know."""


@dataclass(slots=True)
class Clause:
    """Days, and what was said of them."""

    days: list[Days] = field(default_factory=list)
    spans: list[tuple[time, time]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    closed: bool = False
    without: list[str] = field(default_factory=list)

    @property
    def timed(self) -> bool:
        """Whether anything was said of the days yet."""
        return bool(self.spans or self.notes or self.closed)


class ClauseReader:
    """Reads the tokens of one piece of text from left to right."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.place = text, tokens, 0
        self.clauses: list[Clause] = [Clause()]
        self.every_other = False

    @property
    def clause(self) -> Clause:
        """The clause being read."""
        return self.clauses[-1]

    def read(self) -> list[Clause]:
        """Every clause of the text; raises Unreadable when one of them is not clear."""
        while self.place < len(self.tokens):
            self._step(self.tokens[self.place])
        return [clause for clause in self.clauses if clause.days or clause.timed]

    def _step(self, token: Token) -> None:
        if token.kind == "danger":
            raise Unreadable
        if token.kind == "except" and self._take_exception():
            return
        if token.kind == "alternate":
            self.every_other = True
            self.place += 1
        elif found := read_days(self.tokens, self.place, every_other=self.every_other):
            self._take_days(*found)
        elif token.kind in ("time", "number"):
            self._take_time(token)
        elif token.kind == "closed":
            self._begin_unless(not self.clause.timed or not self.clause.days)
            self.clause.closed = True
            self.place += 1
        elif token.kind == "part":
            self.clause.notes.append(_PARTS[token.text[0]])
            self.place += 1
        elif token.kind in ("word", "ordinal", "except"):
            self._take_note()
        else:
            self.place += 1

    def _word(self) -> str:
        return self.tokens[self.place].text.replace(" ", "")

    def _begin_unless(self, going_on: bool) -> None:
        if not going_on:
            self.clauses.append(Clause())

    def _take_days(self, days: Days, place: int) -> None:
        self._begin_unless(not (self.clause.days and self.clause.timed))
        if "24/7" in self._word():
            self.clause.spans.append(_ROUND_THE_CLOCK)
        if self.clause.closed and self.clause.days:
            self.clauses.append(Clause())
        self.clause.days.append(days)
        self.every_other = False
        self.place = place

    def _take_exception(self) -> bool:
        found = read_days(self.tokens, self.place + 1)
        if not found:
            return False
        self.clause.without.extend(found[0].byday)
        self.place = found[1]
        return True

    def _take_time(self, token: Token) -> None:
        if "all day" in token.text or (token.text.startswith("24") and ":" not in token.text):
            self._add_span(_ROUND_THE_CLOCK, 1)
            return
        first = read_clock(token.text)
        ends = self._token(1), self._token(2)
        if ends[0] and ends[1] and ends[0].kind == "range" and ends[1].kind in ("time", "number"):
            last = read_clock(ends[1].text)
            times = span(first, last) if first and last else None
            if times is None:
                raise Unreadable
            self._add_span(times, 3)
        elif token.kind == "time" and first and not token.text.isdigit():
            until = self.place and self.tokens[self.place - 1].kind == "range"
            word = "until" if until else "from"
            self.clause.notes.append(f"{word} {say_time(to_time(first.minutes))}")
            self.place += 1
        else:
            raise Unreadable  # "Monday 9": a number, and not clear of what

    def _add_span(self, times: tuple[time, time], used: int) -> None:
        if any(times[0] < closes and opens < times[1] for opens, closes in self.clause.spans):
            raise Unreadable  # two stretches at once: one of them belongs to other days
        self.clause.spans.append(times)
        self.place += used

    def _take_note(self) -> None:
        first = last = self.place
        while (token := self._token(last + 1 - self.place)) and token.kind in (
            "word", "filler", "number", "join", "range", "ordinal", "month",
        ):  # fmt: skip
            if read_days(self.tokens, last + 1) or self._opens_span(last + 1):
                break
            last += 1
        while last > first and self.tokens[last].kind in ("filler", "join", "range"):
            last -= 1
        self.clause.notes.append(self.text[self.tokens[first].start : self.tokens[last].end].strip(" ()"))
        self.place = last + 1

    def _opens_span(self, place: int) -> bool:
        kinds = [token.kind for token in self.tokens[place : place + 3]]
        return (
            len(kinds) == 3
            and kinds[0] == "number"
            and kinds[1] == "range"
            and kinds[2] in ("time", "number")
        )

    def _token(self, ahead: int) -> Token | None:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else None
