"""API keys: how they are made, and how they are known again without being kept."""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.access.exceptions import BadKeyName
from app.access.scopes import Scope

_SECRET_BYTES = 32
_ID_BYTES = 6
_SHAPE = re.compile(r"pxw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")


class Key(BaseModel):
    """What is kept of a key.

    Attributes:
        id: Public part of the key.
        name: What its owner calls it.
        scope: What it lets do.
        digest: SHA-256 of the whole key. A slow hash protects secrets that people choose and
            others may guess; nobody guesses 256 random bits, and a slow hash would let anybody keep
            the processor busy with wrong keys.
        created: When it was made.
        expires: From when on it is refused; None for never.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    scope: Scope
    digest: str = Field(repr=False, pattern="^[0-9a-f]{64}$")
    created: AwareDatetime
    expires: AwareDatetime | None

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and datetime.now(UTC) >= self.expires

    def fits(self, presented: str) -> bool:
        """Compares with what a client sent, in a time that does not depend on it."""
        return hmac.compare_digest(self.digest, _digest(presented))


def make_key(name: str, scope: Scope, lifetime: timedelta | None) -> tuple[Key, str]:
    """Makes a key.

    Args:
        name: What its owner calls it.
        scope: What it lets do.
        lifetime: How long it is valid; None for ever.

    Returns:
        What is kept, and the key itself, which is shown once.

    Raises:
        BadKeyName: The name is too long, or has other characters than letters, digits and `_.@-`.
    """
    if not _NAME.fullmatch(name):
        raise BadKeyName("a key's name has 1 to 64 letters, digits and characters of _.@-")
    identity = secrets.token_hex(_ID_BYTES)
    key = f"pxw_{identity}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    created = datetime.now(UTC).replace(microsecond=0)
    kept = Key(
        id=identity,
        name=name,
        scope=scope,
        digest=_digest(key),
        created=created,
        expires=None if lifetime is None else created + lifetime,
    )
    return kept, key


def id_of(presented: str) -> str | None:
    """Returns the public part of what a client sent; None if it is no key at all."""
    found = _SHAPE.fullmatch(presented)
    return found and found[1]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
