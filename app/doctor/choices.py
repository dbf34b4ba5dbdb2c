"""Settings that are misspelt, contradict each other, or ask for what is not there."""

from collections.abc import Iterator
from importlib.util import find_spec

from app.config import Settings
from app.doctor.findings import Finding, good, wrong
from app.doctor.setup import Setup
from app.embeddings.token_vocabulary import TokenVocabulary
from app.exceptions import VocabularyFailed
from app.setting_names import misspelt_settings

_SUBJECT = "settings"


def check_choices(setup: Setup) -> Iterator[Finding]:
    """Checks what is set, and what it needs."""
    settings = setup.settings
    found = [
        *misspelt_settings(setup.machine.variables()),
        *_about_fetching(settings),
        *_about_files(settings),
        *_about_packages(settings),
    ]
    yield from (wrong(_SUBJECT, says) for says in found)
    if not found:
        yield good(_SUBJECT, "every one is known, and what they name is there")


def _about_fetching(settings: Settings) -> Iterator[str]:
    if settings.image_url == "hosts" and not settings.remote_hosts:
        yield (
            "PIXWORD_IMAGE_URL=hosts lets no picture be fetched while PIXWORD_REMOTE_HOSTS names "
            "no host: name some, or set it to off"
        )


def _about_files(settings: Settings) -> Iterator[str]:
    if settings.heads is not None and not settings.heads.is_dir():
        yield f"PIXWORD_HEADS names {settings.heads}, which is no folder: make it, or name another"
    if settings.token_vocabulary is not None:
        try:
            TokenVocabulary.open(settings.token_vocabulary)
        except VocabularyFailed as error:
            yield f"PIXWORD_TOKEN_VOCABULARY names {settings.token_vocabulary}: {error}"


def _about_packages(settings: Settings) -> Iterator[str]:
    if settings.mcp and not _is_installed("mcp"):
        yield (
            "PIXWORD_MCP needs the package mcp: `pip install 'pixword[mcp]'`, or leave the "
            "setting out"
        )
    if settings.otlp_endpoint and not _is_installed("opentelemetry.sdk", "opentelemetry.exporter"):
        yield (
            "PIXWORD_OTLP_ENDPOINT needs OpenTelemetry: `pip install 'pixword[otel]'`, or leave "
            "the setting out"
        )


def _is_installed(*modules: str) -> bool:
    try:
        return all(find_spec(module) for module in modules)
    except ModuleNotFoundError:  # not even the package around it
        return False
