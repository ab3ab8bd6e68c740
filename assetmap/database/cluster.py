"""The private PostgreSQL cluster: made, started and stopped by AssetMap itself.

It listens on a Unix socket and on no TCP port, and asks the kernel who is at the other end (`admission`).
PostgreSQL refuses to run as root; there the server runs as `postgres`, which must be able to reach the
directory. AssetMap itself connects as plain roles: `assetmap`, which owns its one database, and those of
`roles`. What only the superuser may do is done by `psql`, run as the server's account.
"""

import fcntl
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from assetmap.database import pidfile, serverlog, trouble
from assetmap.database.account import Account, admitted, locale, server_account
from assetmap.database.admission import write_rules
from assetmap.database.extensions import missing_extensions
from assetmap.database.installation import Installation, choose_installation, find_installations
from assetmap.database.roles import LOGINS, Kind, role_name
from assetmap.database.sockets import PORT, make_socket_dir, open_socket, socket_dir
from assetmap.errors import DatabaseUnavailable, SetupError

ROLE = "assetmap"
DATABASE = "assetmap"
SUPERUSER = "postgres"
# pg_ctl puts the path between double quotes for a shell, and nothing more.
UNQUOTABLE = set('"$`\\\n')
# A demo on a small machine: data fits in memory, loads are bursts of COPY, reads are many and short.
SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "max_connections": "60",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# For tests alone: a crash of the machine may lose the data, and that is no loss.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "wal_level": "minimal"} | {
    "max_wal_senders": "0"
}


@dataclass(frozen=True, slots=True)
class Status:
    """What a cluster is doing."""

    exists: bool
    running: bool
    major: int | None
    data: Path
    socket_dir: Path
    pid: int | None


def open_lock(path: Path) -> int:
    """Open a file for locks that only its owner may take: anybody's would keep the cluster from starting."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.fchmod(lock, 0o600)
    return lock


class Cluster:
    """A PostgreSQL cluster under `home`.

    `durable=False` trades safety for speed, and `databases` names those that roles log in to: for tests.
    """

    def __init__(self, home: Path, *, durable: bool = True, databases: tuple[str, ...] = (DATABASE,)) -> None:
        self.home = home
        self.directory = home / "cluster"
        self.data = self.directory / "data"
        self.log = self.directory / "postgres.log"
        self._durable = durable
        self._databases = databases

    @property
    def url(self) -> URL:
        """Where AssetMap connects."""
        return self._url(ROLE, DATABASE)

    def url_of(self, kind: Kind, database: str = DATABASE) -> URL:
        """Where AssetMap connects as one of the database's roles."""
        return self._url(role_name(database, kind), database)

    def administer(self, script: str, database: str = DATABASE) -> str:
        """Run a script as the cluster's superuser, up to the first statement that fails."""
        installation = choose_installation(find_installations(), self._data_major(), self.data)
        where: list[str | Path] = ["-h", self._socket_dir(), "-p", str(PORT), "-U", SUPERUSER, "-d", database]
        options = ["-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        done = self._account().run(installation.bindir / "psql", *where, *options, script=script)
        if done.returncode == 0:
            return done.stdout
        if trouble.NO_SPACE in done.stderr:
            raise trouble.disk_full("make the database", self.directory)
        raise DatabaseUnavailable(
            "The database does not answer.",
            detail=f"the cluster in {self.data} says: {trouble.last_words(done)}",
        )

    def prepare_home(self) -> None:
        """Make the directory that the cluster lies in, where the server's account can reach it."""
        account = self._account()
        if UNQUOTABLE & set(str(self.home)):
            raise SetupError(
                f"PostgreSQL cannot work in {self.home}, because of the marks in its name.",
                hint="Choose a plain name: ASSETMAP_HOME=/some/directory",
            )
        try:
            account.make_parents(self.home)
            account.make_directory(self.directory)
        except OSError as error:
            raise SetupError(
                f"The cluster's directory {self.directory} cannot be made: {error.strerror}.",
                hint="Give AssetMap a place that it may write to: ASSETMAP_HOME=/some/directory",
            ) from error

    def start(self) -> bool:
        """Start the server, making the cluster first where there is none; True if it was not running."""
        self.prepare_home()
        account = self._account()
        with self._locked():
            serverlog.turn_over(self.log)
            if self.status().running:
                if self._admit(account):
                    self._reload(account)
                open_socket(self._socket_dir(), account)
                self._prepare_database()
                return False
            installation = choose_installation(find_installations(), self._data_major(), self.data)
            if not self.data.exists():
                self._initialise(account, installation)
            self._admit(account)
            pidfile.clear_stale(self.data)
            self._launch(account, installation)
            try:
                self._prepare_database()
            except BaseException:
                self.stop()
                raise
            return True

    def stop(self, *, mode: Literal["fast", "immediate"] = "fast") -> bool:
        """Stop the server, at once if what it holds is to be thrown away; False if it was not running."""
        now = self.status()
        if not now.running:
            return False
        installation = choose_installation(find_installations(), self._data_major(), self.data)
        done = self._account().run(
            installation.bindir / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w"
        )
        if done.returncode != 0:
            raise SetupError(f"The cluster in {self.data} did not stop: {trouble.last_words(done)}")
        if now.socket_dir.parent != self.directory:
            now.socket_dir.rmdir()
        return True

    def reset(self) -> None:
        """Stop the server and remove all that the cluster holds; its lock files stay."""
        self.stop(mode="immediate")
        shutil.rmtree(self.data, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def status(self) -> Status:
        """Say whether there is a cluster, whether it runs, and where."""
        # Before anything is read: what belongs to somebody else cannot be.
        self._account()
        known = pidfile.PidFile.read(self.data)
        running = known is not None and known.is_alive(self.data)
        return Status(
            exists=(self.data / "PG_VERSION").exists(),
            running=running,
            major=self._data_major(),
            data=self.data,
            socket_dir=self._socket_dir(),
            pid=known.pid if known and running else None,
        )

    def _url(self, user: str, database: str) -> URL:
        query = {"host": str(self._socket_dir()), "port": str(PORT)}
        return URL.create("postgresql+psycopg", username=user, database=database, query=query)

    def _socket_dir(self) -> Path:
        known = pidfile.PidFile.read(self.data)
        if known and known.socket_dir and known.is_alive(self.data):
            return known.socket_dir
        return socket_dir(self.directory, self._account().uid)

    def _account(self) -> Account:
        return server_account(self.directory)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = open_lock(self.directory / "starting.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _data_major(self) -> int | None:
        try:
            text = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return None
        if not text.isdigit():
            raise SetupError(f"{self.data / 'PG_VERSION'} holds {text!r}, which is no version of PostgreSQL.")
        return int(text)

    def _initialise(self, account: Account, installation: Installation) -> None:
        """Make the cluster beside its place and move it there whole, so that a broken start leaves none."""
        unfinished = self.directory / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["-U", SUPERUSER, "-E", "UTF8", f"--locale={locale()}", "--auth-local=peer"]
        options += ["--auth-host=reject"] + ([] if self._durable else ["--no-sync"])
        done = account.run(installation.bindir / "initdb", "-D", unfinished, *options)
        if done.returncode != 0:
            raise trouble.explain("make", self.directory, done, installation.major)
        settings = SETTINGS if self._durable else SETTINGS | HASTY
        with (unfinished / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        unfinished.rename(self.data)

    def _launch(self, account: Account, installation: Installation) -> None:
        directory = socket_dir(self.directory, account.uid)
        make_socket_dir(directory, account)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{directory}"',
            # Who may reach it is up to the directory, and who may connect to `admission`.
            "unix_socket_permissions": "0777",
            **serverlog.SETTINGS,
        }
        options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        begins = self.log.stat().st_size if self.log.exists() else 0
        command = ["start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "-o", options]
        done = account.run(installation.bindir / "pg_ctl", *command)
        if done.returncode != 0:
            raise trouble.explain("start", self.directory, done, installation.major, self.log, begins)

    def _admit(self, account: Account) -> bool:
        """Write down who may connect as whom; True if the server doesn't know it yet."""
        logins = {kind: [role_name(name, kind) for name in self._databases] for kind in LOGINS}
        return write_rules(self.data, account, admitted(account, SUPERUSER, ROLE, logins))

    def _reload(self, account: Account) -> None:
        installation = choose_installation(find_installations(), self._data_major(), self.data)
        account.run(installation.bindir / "pg_ctl", "reload", "-D", self.data)

    def _prepare_database(self) -> None:
        """Make the owner, the database and the extensions where they are missing."""
        self.administer(_PREPARE, "postgres")
        try:
            with _connect(self.url) as connection:
                missing = missing_extensions(connection)
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(
                "The database does not answer.", detail=f"the cluster in {self.data} says: {error}"
            ) from error
        if missing:
            self.administer("".join(f'CREATE EXTENSION IF NOT EXISTS "{name}";\n' for name in missing))


# psql asks first, and runs what the answer says.
_PREPARE = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
SELECT format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
WHERE datname IN ('postgres', 'template1') AND has_database_privilege('public', oid, 'CONNECT') \\gexec
"""  # noqa: S608 - both names are constants


def _connect(url: URL) -> psycopg.Connection[tuple[str]]:
    where = {name: str(value) for name, value in url.query.items()}
    info = make_conninfo("", user=url.username, dbname=url.database, connect_timeout=10, **where)
    return psycopg.connect(info)
