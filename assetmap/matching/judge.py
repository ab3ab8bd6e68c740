"""Judging a pair: how likely two services are one, why, and whether that is sure enough to act on.

A pair is sure when the names are the same word by word, the place is the same (or neither needs one),
something else says that one organisation is behind both, and nothing speaks against it. All else is for a
person, and so is a pair of one source, which waits only if it would otherwise be sure.
"""

from dataclasses import dataclass

from assetmap.matching.names import Likeness, compare_names, compare_organizations, words_of
from assetmap.matching.profile import Profile

#: The same place: points this near, or one postcode and points within the second distance.
SAME_PLACE_M = 75
SAME_POSTCODE_M = 400
NEAR_M = 200
#: Further apart than this, two places are two places.
FAR_M = 1_000
#: From this score on, a pair waits for a person.
POSSIBLE = 55
#: A pair that is sure scores at least this.
SURE = 85


@dataclass(frozen=True, slots=True)
class Judgement:
    """A score of 0 to 100, its reasons in words for a person, and whether the rule may act by itself.

    What `waits` is for a person to see, if the rule does not act.
    """

    score: int
    sure: bool
    reasons: tuple[str, ...]
    waits: bool = True


@dataclass(frozen=True, slots=True)
class _Evidence:
    name: Likeness
    organization: Likeness
    here: bool
    near: bool
    far: bool
    placeless: bool
    charity: bool
    phone: bool
    email: bool
    page: bool
    host: bool
    secret: bool
    against: tuple[str, ...]

    @property
    def contacts(self) -> int:
        return self.phone + self.email + self.page

    @property
    def proofs(self) -> int:
        """A page lies on its site: together they are one proof, and two services of one site share it."""
        return self.phone + self.email + (self.page or self.host)


def judge(first: Profile, second: Profile, metres: float | None) -> Judgement:
    """Judge two services whose nearest places lie this far apart, None where one has no place."""
    evidence = _weigh(first, second, metres)
    certain = _is_sure(evidence)
    sure = certain and not evidence.secret
    if first.source_id == second.source_id:
        # A source knows its own services apart, unless it says the very same of two.
        reasons = (*_reasons(evidence, metres), "told twice by one source")
        return Judgement(min(_score(evidence), SURE - 1), sure=False, reasons=reasons, waits=certain)
    # What is secret is no less likely the same: it is told, and only a person joins it.
    score = max(_score(evidence), SURE) if sure else min(_score(evidence), SURE - 1)
    return Judgement(score, sure, _reasons(evidence, metres), waits=score >= POSSIBLE)


def _weigh(first: Profile, second: Profile, metres: float | None) -> _Evidence:
    context = words_of(f"{first.organization} {second.organization} {first.context} {second.context}")
    one_postcode = bool(first.postcodes & second.postcodes)
    nearest = float("inf") if metres is None else metres
    return _Evidence(
        name=compare_names(first.name, second.name, context),
        organization=compare_organizations(first.organization, second.organization),
        here=nearest <= SAME_PLACE_M or (one_postcode and (metres is None or metres <= SAME_POSTCODE_M)),
        near=nearest <= NEAR_M,
        far=metres is not None and metres > FAR_M,
        placeless=not first.located and not second.located,
        charity=bool(first.charities & second.charities),
        phone=bool(first.phones & second.phones),
        email=bool(first.emails & second.emails),
        page=first.page is not None and first.page == second.page,
        host=bool(first.hosts & second.hosts),
        secret=first.confidential or second.confidential,
        against=_contradictions(first, second),
    )


def _contradictions(first: Profile, second: Profile) -> tuple[str, ...]:
    found = {
        "one of them is invented": first.sample != second.sample,
        "different charity numbers": _apart(first.charities, second.charities),
        "given in different ways": _apart(first.delivery, second.delivery),
        "for different ages": _ages_apart(first, second),
        "at different times": _times_apart(first, second),
    }
    return tuple(words for words, holds in found.items() if holds)


def _apart(first: frozenset[str], second: frozenset[str]) -> bool:
    return bool(first) and bool(second) and not first & second


def _ages_apart(first: Profile, second: Profile) -> bool:
    bounds = (first.minimum_age, first.maximum_age, second.minimum_age, second.maximum_age)
    lowest, highest, other_lowest, other_highest = bounds
    return (highest is not None and other_lowest is not None and highest <= other_lowest) or (
        other_highest is not None and lowest is not None and other_highest <= lowest
    )


def _times_apart(first: Profile, second: Profile) -> bool:
    if not first.sessions or not second.sessions:
        return False
    return not any(one.meets(other) for one in first.sessions for other in second.sessions)


def _is_sure(evidence: _Evidence) -> bool:
    if not evidence.name.same or evidence.against:
        return False
    if not evidence.here and not evidence.placeless:
        return False
    if evidence.organization.same or evidence.charity:
        return not evidence.placeless or evidence.contacts > 0
    return evidence.proofs >= 2


def _score(evidence: _Evidence) -> int:
    # Who is reached alike has moved more likely than opened a branch.
    distance = (-5 if evidence.contacts else -15) if evidence.far else 0
    place = 20 if evidence.here else 12 if evidence.near else distance
    score = (
        40 * evidence.name.score / 100
        + 14 * evidence.organization.score / 100
        + place
        + 10 * evidence.phone
        + 8 * evidence.email
        + (8 if evidence.page else 4 if evidence.host else 0)
        + 6 * evidence.charity
        - 10 * len(evidence.against)
    )
    return round(min(max(score, 0), 100))


def _reasons(evidence: _Evidence, metres: float | None) -> tuple[str, ...]:
    apart = "" if metres is None else f"{metres:,.0f} m apart"
    found = {
        "same name": evidence.name.same,
        f"names {evidence.name.score:.0f} % alike": not evidence.name.same,
        "same organisation": evidence.organization.same,
        "same charity number": evidence.charity,
        "same place": evidence.here,
        apart: bool(apart) and not evidence.here,
        "neither has a place": evidence.placeless,
        "same telephone": evidence.phone,
        "same e-mail address": evidence.email,
        "same web page": evidence.page,
        "same web site": evidence.host and not evidence.page,
        "but a place that is kept secret": evidence.secret,
        **{f"but {words}": True for words in evidence.against},
    }
    return tuple(words for words, holds in found.items() if holds)
