"""The database's roles: what each may do, what is missing for that, and putting it in force.

The owner runs the migrations. `worker` imports and publishes, `web` reads what is published, `web_write` and
`staff` are for what signs people in. Roles belong to the whole server, so each name begins with that of its
database. What is in force is compared with what should be, and only the difference is done: so the same code
makes roles, mends them, and lists for an administrator what this user may not do.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from psycopg.sql import Literal as Value
from sqlalchemy import Connection, text

from assetmap.errors import SetupError
from assetmap.migrations.jobs import SCHEMA as JOBS
from assetmap.model import access

Kind = Literal["web", "worker", "web_write", "staff"]
KINDS: tuple[Kind, ...] = ("web", "worker", "web_write", "staff")
LOGINS: frozenset[Kind] = frozenset(("web", "worker"))
LONGEST_NAME = 63
#: Sessions of the site that the server takes; AssetMap's own cluster has 60 for everybody.
MOST_SESSIONS = {"web": 40, "worker": 20, "web_write": 20, "staff": 10}
#: With what a session of the site begins. PostgreSQL lets every role change them: see `watch`.
WEB_SETTINGS = {
    "default_transaction_read_only": "on",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "2s",
    "statement_timeout": "2s",
}
#: Functions of PostgreSQL itself that anybody may call, and that do more than read.
CLOSED_FUNCTIONS = (
    "set_config lo_creat lo_create lo_from_bytea lo_open lo_put lo_truncate lo_truncate64 lo_unlink lowrite"
    " pg_advisory_lock pg_advisory_lock_shared pg_advisory_xact_lock pg_advisory_xact_lock_shared"
    " pg_try_advisory_lock pg_try_advisory_lock_shared pg_try_advisory_xact_lock"
    " pg_try_advisory_xact_lock_shared pg_cancel_backend pg_terminate_backend"
    " pg_notify pg_export_snapshot pg_logical_emit_message"
).split()
#: What the worker needs of them.
WORKER_FUNCTIONS = frozenset(
    (
        "set_config",
        "pg_notify",
        "pg_advisory_xact_lock",
        "pg_try_advisory_xact_lock",
        "pg_cancel_backend",
        "pg_terminate_backend",
    )
)
_CATALOGUE = Path(__file__).with_name("catalogue.sql")


@dataclass(frozen=True, slots=True)
class Step:
    """One statement that is missing; without one that is not `essential` the site is still kept apart."""

    statement: str
    essential: bool = True


def role_name(database: str, kind: Kind) -> str:
    """Return the name of a role, which no other database of the server uses."""
    name = f"{database}_{kind}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(database.encode()).hexdigest()[:12]
    return f"{database.encode()[:30].decode(errors='ignore')}_{digest}_{kind}"


def put_in_force(connection: Connection) -> list[Step]:
    """Make and mend roles and grants as far as this user may; return what somebody else must do."""
    driver = _driver(connection)
    for step in missing_steps(connection):
        try:
            with driver.transaction():
                driver.execute(step.statement.encode())
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject):
            # What it needs may be what could not be made a step before.
            continue
    return missing_steps(connection)


def missing_steps(connection: Connection) -> list[Step]:
    """Return the statements that would bring roles and grants to what they should be; none where they are."""
    driver = _driver(connection)
    names = [role_name(driver.info.dbname, kind) for kind in KINDS]
    values = {"jobs": JOBS, "closed": CLOSED_FUNCTIONS, "names": names}
    row = driver.execute(_catalogue_query(), values).fetchone()
    return list(_Comparison(json.loads(row[0])).steps(driver)) if row else []


def require_roles(connection: Connection) -> None:
    """Refuse a database of AssetMap's own in which the site can't log in as itself."""
    lacking = [step for step in missing_steps(connection) if step.essential]
    if lacking:
        raise SetupError(
            "The database's roles are not as they should be.",
            hint="Bring them into force with: assetmap db upgrade",
        )


@cache
def _catalogue_query() -> bytes:
    return _CATALOGUE.read_bytes()


def as_script(steps: list[Step]) -> str:
    """Return the statements as a script of one transaction."""
    return "".join(f"{line};\n" for line in ("BEGIN", *(step.statement for step in steps), "COMMIT"))


def state_of(connection: Connection) -> str:
    """Say whether this session is kept from what is not published, and by what."""
    row = connection.execute(_STATE).one()
    if row.reads_now:
        return "not in force"
    return "by SET ROLE alone" if row.could_read else "in force"


_STATE = text(
    """
    SELECT coalesce(bool_or(has_table_privilege(current_user, c.oid, 'SELECT, INSERT')), true) AS reads_now,
           coalesce(bool_or(has_table_privilege(session_user, c.oid, 'SELECT, INSERT')), true) AS could_read
    FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN ('location', 'contact', 'source_record')
    """
)


class _Comparison:
    """What the catalogue says, beside what it should say."""

    def __init__(self, catalogue: dict[str, Any]) -> None:
        self._is = catalogue
        self._database: str = catalogue["database"]
        self._names = {kind: role_name(self._database, kind) for kind in KINDS}
        self._roles: dict[str, dict[str, Any]] = {one["name"]: one for one in catalogue["roles"]}
        self._strangers = set(catalogue["strangers"]) - set(self._names.values())

    def steps(self, driver: psycopg.Connection[Any]) -> Iterator[Step]:
        """Yield each statement that is missing, in the order that they can be run in."""
        for statements, essential in (
            (self._make_roles(), True),
            (self._memberships(), True),
            (self._database_and_schemas(), True),
            (self._objects(), True),
            (self._closed(), False),
        ):
            for statement in statements:
                yield Step(statement.as_string(driver), essential)

    def _make_roles(self) -> Iterator[Composed]:
        for kind, name in self._names.items():
            there = self._roles.get(name)
            login = "LOGIN" if kind in LOGINS else "NOLOGIN"
            wanted = {"login": kind in LOGINS, "limit": MOST_SESSIONS[kind], "powers": []}
            if there is None or {key: there[key] for key in wanted} != wanted:
                taken = [f"NO{power}" for power in there["powers"]] if there else []
                verb = "ALTER" if there else "CREATE"
                attributes = " ".join([login, *taken])
                yield SQL("{} ROLE {} {} CONNECTION LIMIT {}").format(
                    SQL(verb), Identifier(name), SQL(attributes), Value(MOST_SESSIONS[kind])
                )
            mark = f"AssetMap: {kind} of the database {self._database}"
            if there is None or there["comment"] != mark:
                yield SQL("COMMENT ON ROLE {} IS {}").format(Identifier(name), Value(mark))
            if kind == "web":
                yield from self._settings(name, there["settings"] if there else [])

    def _settings(self, name: str, are: list[str]) -> Iterator[Composed]:
        for setting, value in WEB_SETTINGS.items():
            if f"{setting}={value}" not in are:
                yield SQL("ALTER ROLE {} SET {} = {}").format(
                    Identifier(name), Identifier(setting), Value(value)
                )

    def _memberships(self) -> Iterator[Composed]:
        owner = self._is["owner"]
        for name in self._names.values():
            there = self._roles.get(name, {"members": [], "of": []})
            if not self._is["owner_is_superuser"] and owner not in there["members"]:
                yield SQL("GRANT {} TO {}").format(Identifier(name), Identifier(owner))
            for other in there["of"]:
                yield SQL("REVOKE {} FROM {}").format(Identifier(other), Identifier(name))

    def _database_and_schemas(self) -> Iterator[Composed]:
        database = SQL("DATABASE {}").format(Identifier(self._database))
        wanted = {(self._names["web"], "CONNECT")}
        wanted |= {(self._names["worker"], what) for what in ("CONNECT", "TEMPORARY")}
        wanted |= {(self._names["staff"], "CONNECT"), (self._names["web_write"], "CONNECT")}
        yield from self._settle(database, self._is["database_acl"], wanted)
        for schema, acl in self._is["schemas"].items():
            wanted = {("", "USAGE")} if schema != JOBS else {(self._names["worker"], "USAGE")}
            yield from self._settle(SQL("SCHEMA {}").format(Identifier(schema)), acl, wanted)

    def _objects(self) -> Iterator[Composed]:
        for one in self._is["tables"]:
            what = SQL("SEQUENCE {}" if one["sequence"] else "TABLE {}").format(
                Identifier(one["schema"], one["name"])
            )
            yield from self._settle(what, one["acl"], self._wanted_of(one), mixed=one["columns"])
        for one in self._is["definer_functions"]:
            kind = access.DEFINER_FUNCTIONS.get(one["name"])
            wanted = {(self._names[cast("Kind", kind)], "EXECUTE")} if kind else set()
            yield from self._settle(_function(one), one["acl"], wanted)

    def _wanted_of(self, one: dict[str, Any]) -> set[tuple[str, str]]:
        worker = self._names["worker"]
        if one["sequence"]:
            # A number for a row of the audit is given by its identity, whoever writes it.
            return {(worker, "USAGE")}
        if one["schema"] == JOBS:
            return {(worker, may) for may in access.WRITE}
        return {
            (name, may)
            for kind, name in self._names.items()
            for may in access.privileges_on(one["name"], kind)
        }

    def _closed(self) -> Iterator[Composed]:
        """Shut what PostgreSQL itself leaves open to all; only a superuser may."""
        owners = set() if self._is["owner_is_superuser"] else {str(self._is["owner"])}
        worker = self._names["worker"]
        for one in self._is["closed_functions"]:
            wanted = {(owner, "EXECUTE") for owner in owners}
            if one["name"] in WORKER_FUNCTIONS:
                wanted.add((worker, "EXECUTE"))
            yield from self._settle(_function(one), one["acl"], wanted, more=owners)
        wanted = {(owner, "USAGE") for owner in owners}
        yield from self._settle(SQL("LANGUAGE plpgsql"), self._is["plpgsql_acl"], wanted, more=owners)
        yield from self._settle(
            SQL("TABLE pg_catalog.pg_settings"), self._is["settings_acl"], {("", "SELECT")}
        )

    def _settle(
        self,
        what: Composed | SQL,
        acl: list[list[str]],
        wanted: set[tuple[str, str]],
        *,
        mixed: bool = False,
        more: set[str] | None = None,
    ) -> Iterator[Composed]:
        """Bring the rights of everybody, of our roles and of other databases' to what is wanted."""
        ours = {"", *self._names.values(), *self._strangers, *(more or ())}
        have = {(who, may) for who, may in acl if who in ours}
        for who in sorted(
            {who for who, _ in have - wanted} | (set(self._names.values()) if mixed else set())
        ):
            yield SQL("REVOKE ALL ON {} FROM {}").format(what, _grantee(who))
            have = {(other, may) for other, may in have if other != who}
        for who in sorted({who for who, _ in wanted - have}):
            rights = SQL(", ").join(SQL(may) for may in sorted(may for one, may in wanted if one == who))
            yield SQL("GRANT {} ON {} TO {}").format(rights, what, _grantee(who))


def _grantee(name: str) -> Composed | SQL:
    return Identifier(name) if name else SQL("PUBLIC")  # type: ignore[return-value]


def _function(one: dict[str, Any]) -> Composed:
    # The catalogue writes the types of its arguments as SQL does.
    return SQL("FUNCTION {}({})").format(Identifier(one["schema"], one["name"]), SQL(one["arguments"]))


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver: Any = connection.connection.driver_connection
    return cast("psycopg.Connection[Any]", driver)
