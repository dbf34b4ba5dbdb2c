"""JSONL and CSV files that name pictures with captions, tags, recipes and anything else."""

from app.manifests.reading import MANIFEST_EXTENSIONS, read_manifest, read_rows
from app.manifests.rows import ManifestRow

__all__ = ["MANIFEST_EXTENSIONS", "ManifestRow", "read_manifest", "read_rows"]
