"""What an import came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from assetmap.ingest.ledger import Counts, Run, Settled


@dataclass(frozen=True, slots=True)
class Summary:
    """One import in figures; every row that came in is listed, unlocated or refused."""

    import_id: int
    source: str
    read_as: str
    header_row: int
    mapping: Mapping[str, list[str]]
    unused: tuple[str, ...]
    partial: bool
    rows_in: int
    listed: int
    unlocated: int
    refused: int
    created: int
    updated: int
    unchanged: int
    retired: int
    issues: int

    def __post_init__(self) -> None:
        if self.rows_in != self.listed + self.unlocated + self.refused:
            raise AssertionError(f"rows were lost: {self}")


def summarise(run_id: int, source: str, run: Run, counts: Counts, settled: Settled) -> Summary:
    """Put the figures of a run together."""
    return Summary(
        import_id=run_id,
        source=source,
        read_as=run.table.read_as,
        header_row=run.table.header_row,
        mapping=run.columns.as_told(),
        unused=run.columns.unused,
        partial=run.partial,
        **counts._asdict(),
        **settled._asdict(),
    )


def describe_mapping(summary: Summary) -> list[str]:
    """Which column fills which field, for a preview."""
    lines = [f"Read as {summary.read_as}; the header is row {summary.header_row}."]
    width = max(len(field) for field in summary.mapping)
    lines += [f"  {field:<{width}}  {' + '.join(headers)}" for field, headers in summary.mapping.items()]
    if summary.unused:
        lines.append(f"Not used: {', '.join(summary.unused)}.")
    return lines


def describe_counts(summary: Summary) -> list[str]:
    """The figures in sentences."""
    came = f"{summary.listed:,} listed + {summary.unlocated:,} unlocated + {summary.refused:,} refused"
    were = f"{summary.created:,} new, {summary.updated:,} changed, {summary.unchanged:,} as before"
    lines = [f"{summary.rows_in:,} rows in = {came}.", f"{were}, {summary.retired:,} retired."]
    if summary.partial:
        lines.append("The file holds only some of the source's rows, so the others stay as they are.")
    return lines
