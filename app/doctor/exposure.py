"""Who can reach the service."""

from collections.abc import Iterator

from app.access.exceptions import Exposed, KeysUnreadable
from app.access.exposure import is_exposed, require_keys_if_exposed
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup


def check_exposure(setup: Setup) -> Iterator[Finding]:
    """Checks that not everybody may do everything."""
    settings = setup.settings
    try:
        require_keys_if_exposed(settings)
    except (Exposed, KeysUnreadable) as error:
        yield wrong("exposure", str(error))
        return
    if not is_exposed(settings.host):
        yield good("exposure", "the server is reached from this machine alone")
    elif settings.open:
        yield note("exposure", "PIXWORD_OPEN lets whoever reaches the server do everything")
    else:
        yield good("exposure", "other machines reach the server, and need a key")
