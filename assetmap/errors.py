"""Every error that AssetMap raises on purpose.

AssetMapError                 500
├── InvalidQuery              400  a search that cannot be understood; names each bad field
├── PostcodeInvalid           400  text that is no postcode
├── NotFound                  404  nothing has that name, id or code
├── ImportRefused             409  a good file whose import would do harm
├── SourceBusy                409  a source that is being read at this moment
├── ScheduleRefused           409  a source that cannot be read again by itself
├── DecisionRefused           409  two services that cannot be shown as one
├── ReasonRefused             422  a reason that is missing, or holds a value that must not be kept
├── FileRefused               422  a file that cannot be imported at all
├── ExportRefused             409  a file that cannot be written as asked
├── GeographyError            422  boundaries, postcodes or figures that cannot be loaded
├── FeedUnavailable           502  a feed that does not answer as a feed should
├── DatabaseUnavailable       503  no database answers
└── SetupError                500  this machine, its settings or the cluster need attention
"""

from collections.abc import Sequence


class AssetMapError(Exception):
    """Something a person can act on: what came, what was wanted, and what to do (the hint)."""

    status = 500
    title = "AssetMap could not do this"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidQuery(AssetMapError):
    """A search that cannot be understood, with each bad field and what is wrong with it."""

    status = 400
    title = "The search cannot be understood"

    def __init__(self, problems: Sequence[tuple[str, str]], *, hint: str | None = None) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{field}: {message}" for field, message in self.problems), hint=hint)


class PostcodeInvalid(AssetMapError):
    """Text that is no postcode, with the reason."""

    status = 400
    title = "Not a postcode"


class NotFound(AssetMapError):
    """Nothing has that name, id or code."""

    status = 404
    title = "Not found"


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


class ReasonRefused(AssetMapError):
    """A reason for the audit that is missing, too long, or holds a value that must not be kept."""

    status = 422
    title = "The reason was refused"


class FileRefused(AssetMapError):
    """A file that cannot be imported at all."""

    status = 422
    title = "The file cannot be imported"


class ExportRefused(AssetMapError):
    """A file that cannot be written as asked: it is there already, or would hold too much."""

    status = 409
    title = "The file cannot be made"


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


class SetupError(AssetMapError):
    """This machine, its settings or the cluster need attention."""

    title = "AssetMap is not set up"
