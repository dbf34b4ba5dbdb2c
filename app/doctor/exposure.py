"""Who can reach the service."""

from collections.abc import Iterator

from app.access.exceptions import Exposed, KeysUnreadable
from app.access.exposure import require_keys_if_exposed
from app.access.key_file import KeyFile
from app.config import Settings
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup


def check_exposure(setup: Setup) -> Iterator[Finding]:
    """Checks that not everybody may do everything."""
    settings = setup.settings
    try:
        require_keys_if_exposed(settings)
        has_keys = bool(KeyFile(settings.keys_file).read())
    except (Exposed, KeysUnreadable) as error:
        yield wrong("exposure", str(error))
        return
    yield _with_keys(settings) if has_keys else _without_keys(settings)


def _with_keys(settings: Settings) -> Finding:
    if settings.open:
        return note("exposure", "whoever reaches the server needs a key: PIXWORD_OPEN does nothing")
    return good("exposure", "whoever reaches the server needs a key")


def _without_keys(settings: Settings) -> Finding:
    if settings.open:
        return note("exposure", "PIXWORD_OPEN lets whoever reaches the server do everything")
    if settings.proxies or settings.hosts:
        return wrong(
            "exposure",
            "PIXWORD_PROXIES or PIXWORD_HOSTS tell of a proxy, and without keys everybody whom it "
            "passes on may do everything: add one (`pixword keys add NAME --scope admin`), or say "
            "that this is meant (PIXWORD_OPEN=true)",
        )
    return good("exposure", "the server is reached from this machine alone")
