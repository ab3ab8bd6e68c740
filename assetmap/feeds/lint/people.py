"""Whether an e-mail address looks like one person's own: `jo.bloggs@…`, or anything at a free provider."""

import re
from typing import Any

_PROVIDERS = frozenset(
    """
    gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.co.uk live.com msn.com yahoo.com
    yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com btinternet.com btopenworld.com sky.com
    talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk proton.me protonmail.com gmx.com gmx.co.uk
    """.split()
)
_DESK = re.compile(
    r"\b(?:admin|adult|advice|age|art|book|cafe|care|centre|charity|choir|church|club|communit|contact|council|"
    r"customer|desk|enquir|event|family|feedback|food|friend|group|hall|hello|help|home|hub|info|inquir|"
    r"librar|mail|manager|member|museum|office|post|practice|project|reception|referral|school|secretary|"
    r"service|sport|support|surgery|team|training|trust|volunteer|welcome|wellbeing|young|youth)",
    re.I,
)
_NAMED = re.compile(r"[a-z]{1,20}[._-][a-z]{2,25}\d{0,3}", re.I)


def looks_personal(email: Any) -> bool:
    """Guess whether an address is a person's and not a desk's; a guess, good enough for a hint."""
    if not isinstance(email, str) or email.count("@") != 1:
        return False
    name, host = email.lower().split("@")
    if _DESK.search(re.sub(r"[._-]", " ", name)):
        return False
    return host in _PROVIDERS or _NAMED.fullmatch(name) is not None
