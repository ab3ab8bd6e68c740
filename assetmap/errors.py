"""Every error that AssetMap raises on purpose.

AssetMapError                 500
├── InvalidQuery              400  a search that cannot be understood; names each bad field
├── PostcodeInvalid           400  text that is no postcode
├── NotFound                  404  nothing has that name, id or code
├── Gone                      410  what was here was taken down
├── Ambiguous                 409  words that could mean several things
├── ImportRefused             409  a good file whose import would do harm
├── SourceBusy                409  a source that is being read at this moment
├── ScheduleRefused           409  a source that cannot be read again by itself
├── DecisionRefused           409  two services that cannot be shown as one
├── ErasureRefused            422  a text that cannot be erased as asked
├── ReasonRefused             422  a reason that is missing, or holds a value that must not be kept
├── Misdirected               421  a request under a name that this site does not have
├── FileRefused               422  a file that cannot be imported at all
├── ExportRefused             409  a file that cannot be written as asked
├── ExportUnwritable          500  a file that this machine cannot write
├── GeographyError            422  boundaries, postcodes or figures that cannot be loaded
├── FeedUnavailable           502  a feed that does not answer as a feed should
├── DatabaseUnavailable       503  no database answers
├── AnswerUnavailable         503  an answer that is heavy to make and cannot be made now
└── SetupError                500  this machine, its settings or the cluster need attention
"""

from collections.abc import Sequence


class AssetMapError(Exception):
    """Something a person can act on: what came, what was wanted, and what to do (the hint)."""

    status = 500
    title = "AssetMap could not do this"
    #: Whether a page may say it; else it speaks to whoever runs AssetMap, and may name a file or a machine.
    public = False
    #: Seconds after which trying again makes sense, where that is known.
    retry_after_s: int | None = None

    def __init__(self, message: str, *, hint: str | None = None, detail: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        #: What only the log and the command line see, such as where the database was looked for.
        self.detail = detail

    @property
    def explained(self) -> str:
        """The message with its detail, for whoever runs AssetMap."""
        return f"{self.message.removesuffix('.')}: {self.detail}" if self.detail else self.message

    def in_public(self) -> "AssetMapError":
        """Return what a page may say of it, without a path, a user or a command of this machine."""
        if self.public and not self.detail:
            return self
        told = AssetMapError(
            self.message if self.public else "AssetMap could not do this. The reason is in its log.",
            hint="Try again in a minute.",
        )
        told.status, told.retry_after_s = self.status, self.retry_after_s
        told.title = self.title if self.public else AssetMapError.title
        return told


class InvalidQuery(AssetMapError):
    """A search that cannot be understood, with each bad field and what is wrong with it."""

    status = 400
    title = "The search cannot be understood"
    public = True

    def __init__(self, problems: Sequence[tuple[str, str]], *, hint: str | None = None) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{field}: {message}" for field, message in self.problems), hint=hint)


class PostcodeInvalid(AssetMapError):
    """Text that is no postcode, with the reason."""

    status = 400
    title = "Not a postcode"
    public = True


class NotFound(AssetMapError):
    """Nothing has that name, id or code."""

    status = 404
    title = "Not found"
    public = True


class Gone(AssetMapError):
    """What had this address was taken down."""

    status = 410
    title = "No longer published"
    public = True


class Ambiguous(AssetMapError):
    """Words that could mean several things, which the message lists."""

    status = 409
    title = "That could mean several things"


class ImportRefused(AssetMapError):
    """A good file whose import would do harm, such as removing a fifth of what is there."""

    status = 409
    title = "The import was refused"


class SourceBusy(AssetMapError):
    """A source that is being read at this moment, by another command or by the worker."""

    status = 409
    title = "The source is busy"


class ScheduleRefused(AssetMapError):
    """A source that cannot be read again by itself, because it has no address."""

    status = 409
    title = "The schedule was refused"


class DecisionRefused(AssetMapError):
    """Two services that cannot be shown as one, with the reason."""

    status = 409
    title = "The decision was refused"


class ErasureRefused(AssetMapError):
    """A text that can't be erased as asked: too short, or in something that can't be without it."""

    status = 422
    title = "The text can't be erased so"


class ReasonRefused(AssetMapError):
    """A reason for the audit that is missing, too long, or holds a value that must not be kept."""

    status = 422
    title = "The reason was refused"


class Misdirected(AssetMapError):
    """A request under a name that this site does not have."""

    status = 421
    title = "Not the address of this site"
    public = True


class FileRefused(AssetMapError):
    """A file that cannot be imported at all."""

    status = 422
    title = "The file cannot be imported"


class ExportRefused(AssetMapError):
    """A file that cannot be written as asked: it is there already, or would hold too much."""

    status = 409
    title = "The file cannot be made"
    public = True


class ExportUnwritable(AssetMapError):
    """A file that this machine cannot write, with its path and the reason."""

    title = "The file cannot be written"


class GeographyError(AssetMapError):
    """Boundaries, postcodes or figures that cannot be loaded."""

    status = 422
    title = "The geography cannot be loaded"


class FeedUnavailable(AssetMapError):
    """A feed that does not answer, or not as a feed should."""

    status = 502
    title = "The feed does not answer"


class DatabaseUnavailable(AssetMapError):
    """No database answers."""

    status = 503
    title = "The database is not available"
    public = True


class AnswerUnavailable(AssetMapError):
    """An answer that is heavy to make: too many are waiting, or making this one failed."""

    status = 503
    title = "This cannot be made at the moment"
    public = True
    retry_after_s = 60


class SetupError(AssetMapError):
    """This machine, its settings or the cluster need attention."""

    title = "AssetMap is not set up"
