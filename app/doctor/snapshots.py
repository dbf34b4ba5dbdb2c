"""Snapshots of a collection's indexes: whole, and not too far behind."""

from collections.abc import Iterator
from pathlib import Path

from app.doctor.findings import Finding, good, note, wrong
from index.catalogue.inspection import CatalogueReport
from index.exceptions import BadSnapshot
from index.snapshots.manifest import Manifest
from index.snapshots.store import SnapshotStore
from index.upkeep.indexes import MOST_REPLAYED


def check_snapshots_of(subject: str, folder: Path, report: CatalogueReport) -> Iterator[Finding]:
    """Reads every byte of the snapshots, and compares the newest with the catalogue."""
    store = SnapshotStore(folder)
    names, whole = store.names(), []
    for name in names:
        try:
            whole.append(store.checked(name).manifest)
        except BadSnapshot as error:
            yield wrong(subject, f"{name}: {error}; write it anew with `pixword index build`")
    if whole:
        yield _compared(subject, whole[0], report)
    elif not names:
        yield note(subject, "there is no snapshot; the index is built at the next start")


def _compared(subject: str, newest: Manifest, report: CatalogueReport) -> Finding:
    if (newest.catalogue, newest.space) != (report.identity, report.space.fingerprint):
        return note(
            subject, "the snapshot is of another catalogue or space: the next start builds it anew"
        )
    behind = report.sequence - newest.sequence
    if not 0 <= behind <= max(MOST_REPLAYED, newest.sequence):
        return note(subject, f"the snapshot is {behind:,} changes off: a start builds it anew")
    return good(subject, f"the snapshot is whole, and {behind:,} changes behind")
