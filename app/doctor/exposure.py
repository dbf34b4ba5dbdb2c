"""Who can reach the service."""

from collections.abc import Iterator

from app.doctor.findings import Finding, good, wrong
from app.doctor.port import is_loopback
from app.doctor.setup import Setup


def check_exposure(setup: Setup) -> Iterator[Finding]:
    """Checks that not everybody may do everything."""
    if is_loopback(setup.settings.host):
        yield good("exposure", "the server is reached from this machine alone")
    else:
        yield wrong(
            "exposure",
            f"whoever reaches {setup.settings.host} may change everything: set PIXWORD_HOST to 127.0.0.1",
        )
