"""The settings as a Markdown table, from which `docs/settings.md` is made."""

from pathlib import PurePath

from app.config import Settings
from app.setting_kinds import bounds_of, kind_of

_HEADER = """# Settings

Every setting is an environment variable. This page is made by `pixword settings`; a test fails when
it differs.
"""
_TABLE = """
## {subject}

| variable | kind | default | bounds | what it does |
| --- | --- | --- | --- | --- |
"""
# A subject goes from the setting that it names to the one before the next subject's.
_SUBJECTS = {
    "data": "Where things are kept",
    "space": "What is found, and how",
    "device": "What the encoders run on",
    "host": "Who is answered",
    "max_request_bytes": "How much is taken at once",
    "max_requests": "How much is done at once",
    "min_free_bytes": "Seeing it run",
}
_SPOKEN = {
    "data": "the user's data folder",
    "cache": "the user's cache folder",
    "catalogue": "SQLite in the data folder",
    "recipe_catalogue": "SQLite in the data folder",
    "chars": "beside the word vectors",
}


def settings_page() -> str:
    """Returns the page."""
    return _HEADER + "".join(_heading(name) + _row(name) for name in Settings.model_fields)


def _heading(name: str) -> str:
    return _TABLE.format(subject=_SUBJECTS[name]) if name in _SUBJECTS else ""


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = _SPOKEN.get(name) or _plain(field.default)
    kind, bounds = kind_of(field), bounds_of(field)
    return f"| `PIXWORD_{name.upper()}` | {kind} | {default} | {bounds} | {field.description} |\n"


def _plain(default: object) -> str:
    if default in (None, ()):
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`{','.join(map(str, default))}`"
    return f"`{default.as_posix() if isinstance(default, PurePath) else default}`"
