"""Environment variables that look like settings and are none."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from app.config import Settings

_PREFIX = "PIXWORD_"


def misspelt_settings(variables: Iterable[str]) -> Iterator[str]:
    """Yields a sentence for each variable that begins as a setting does, and is none.

    Args:
        variables: Names of environment variables.
    """
    known = [_PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(variables):
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            nearest = get_close_matches(name.upper(), known, n=1)
            meant = f"do you mean {nearest[0]}?" if nearest else "`pixword settings` lists them"
            yield f"{name} is no setting and does nothing: {meant}"
