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
# Short words count at the beginning of a word only: Martin is no art, and Paget no age.
_DESK = re.compile(
    r"\b(?:adult|age|art|book|cafe|club|desk|food|hall|hello|help|home|hub|info|librar|mail|post|sport|team|young)"
    r"|admin|advice|befriend|centre|charity|choir|church|communit|contact|council|customer|enquir|event|family"
    r"|feedback|friend|group|inquir|manager|member|museum|office|practice|project|reception|referral|school"
    r"|secretary|service|support|surgery|training|trust|volunteer|welcome|wellbeing|youth",
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
