"""Kinds of settings that say who is let in."""

from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _split(value: object) -> object:
    """Reads a list with commas between."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _check_network(value: str) -> str:
    ip_network(value)  # says what is wrong with it
    return value


def _check_origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or value != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(f"{value!r} is no origin: name scheme and host, https://example.org")
    return value


def _check_host(value: str) -> str:
    if not value.strip(".") or set(value) & set("/:* \t"):
        raise ValueError(f"{value!r} is no host name")
    return value


LISTED = (NoDecode, BeforeValidator(_split))
"""What makes a tuple of a list with commas between."""

Hosts = Annotated[tuple[Annotated[str, AfterValidator(_check_host)], ...], *LISTED]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_check_network)], ...], *LISTED]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_check_origin)], ...], *LISTED]
