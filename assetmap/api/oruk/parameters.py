"""Parameters as values: each says what it takes, and the same words read a request and describe it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from assetmap.api.oruk.reading import Reading
from assetmap.errors import InvalidQuery

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query string: how its text is read, what it is for, and an example of it."""

    name: str
    reading: Reading
    description: str
    example: Any = None

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI 3.1 describes it."""
        example = {} if self.example is None else {"example": self.example}
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.description,
            "schema": dict(self.reading.schema),
            **example,
        }


@dataclass(slots=True)
class Given:
    """The values of a request's parameters by name, and what is wrong with the others."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def refuse_problems(self) -> None:
        """Raise InvalidQuery with every problem at once, if there is any."""
        if self.problems:
            raise InvalidQuery(self.problems)


def read(parameters: Sequence[Parameter], args: Mapping[str, Sequence[str]]) -> Given:
    """Read a query string; what it cannot hold is kept as a problem that names the parameter."""
    given = Given()
    known = {parameter.name: parameter for parameter in parameters}
    for name, texts in args.items():
        if name not in known:
            given.problems.append((name, _unknown(name, known)))
        elif len(texts) > 1:
            given.problems.append((name, f"was given {len(texts)} times; give it once"))
        else:
            _read_one(given, known[name], texts[0])
    return given


def _read_one(given: Given, parameter: Parameter, text: str) -> None:
    try:
        given.values[parameter.name] = parameter.reading.read(text)
    except ValueError as error:
        given.problems.append((parameter.name, f"{error}, not '{_shortened(text)}'"))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _unknown(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = get_close_matches(name, names, n=1) or [each for each in names if each.startswith(name)]
    perhaps = f"; perhaps '{close[0]}' was meant" if close else ""
    taken = f"it takes {', '.join(names)}" if names else "it takes none"
    return f"is no parameter here{perhaps}; {taken}"
