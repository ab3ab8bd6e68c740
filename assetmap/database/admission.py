"""Who may connect to AssetMap's own cluster, and as whom: `pg_hba.conf` and `pg_ident.conf`.

The kernel says who is at the other end of the socket (`peer`), and a map says which roles that user may have.
Nobody but the server's own account becomes the superuser. Both files are AssetMap's, and are written anew
where they hold something else.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from assetmap.database.account import Account

MAP = "assetmap"
HEAD = "# AssetMap writes this file anew whenever its cluster starts; what is changed here is lost.\n"
RULES = f"""{HEAD}
# type  database  user  method
local   all       all   peer map={MAP}
"""

#: A system user, and the roles that it may connect as.
Line = tuple[str, Iterable[str]]


def write_rules(data: Path, account: Account, lines: Iterable[Line]) -> bool:
    """Write both files where they are not so already; True if the server must read them anew."""
    pairs = sorted({(user, role) for user, roles in lines for role in roles})
    names = f"{HEAD}\n# map  system user  role\n" + "".join(
        f"{MAP}  {_quoted(user)}  {_quoted(role)}\n" for user, role in pairs
    )
    changed = [
        _write(data / name, text, account)
        for name, text in (("pg_hba.conf", RULES), ("pg_ident.conf", names))
    ]
    return any(changed)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(path: Path, text: str, account: Account) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    new = path.with_suffix(".new")
    new.write_text(text)
    new.chmod(0o600)
    if os.geteuid() != account.uid:
        os.chown(new, account.uid, account.gid)
    new.rename(path)
    return True
