"""Settings: bounds hold, and the page of them is the one in the docs."""

import pytest
from pydantic import ValidationError

from app.config import Settings
from app.settings_page import settings_page
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_k", 0),
        ("max_k", 10**6),
        ("port", 70_000),
        ("device", "toaster"),
        ("max_pixels", 0),
        ("space", ""),
    ],
)
def test_values_out_of_bounds_are_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})


def test_environment_is_read(monkeypatch):
    monkeypatch.setenv("PIXWORD_MAX_K", "7")
    monkeypatch.setenv("PIXWORD_PRECISION", "float32")
    settings = Settings()
    assert settings.max_k == 7
    assert settings.compute.precision == "float32"


def test_page_in_the_docs_is_current():
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page()


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())


def test_every_number_has_bounds():
    for name, field in Settings.model_fields.items():
        if field.annotation in (int, float):
            rules = {
                rule
                for rule in ("ge", "gt", "le", "lt")
                for m in field.metadata
                if hasattr(m, rule)
            }
            assert rules & {"ge", "gt"}, f"{name} has no least value"
            assert rules & {"le", "lt"}, f"{name} has no greatest value"


def test_every_text_is_bounded_or_one_of_a_few():
    free = {"host"}  # the system looks it up
    for name, field in Settings.model_fields.items():
        if field.annotation in (str, str | None) and name not in free:
            assert any(hasattr(rule, "max_length") for rule in field.metadata), name


def test_page_has_every_setting_once_and_under_a_subject():
    page = settings_page()
    for name in Settings.model_fields:
        assert page.count(f"| `PIXWORD_{name.upper()}` |") == 1
    assert page.index("\n## ") < page.index("| variable |"), "a table without a subject"
    assert page.count("\n## ") == page.count("| variable |")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("log_level", "`debug`, `info`, `warning`, `error` | `info` |"),
        ("device", "`auto`, `cpu`, `cuda`, `torch-cpu` |"),
        ("collection", "text | `default` | ≥ 1 characters, ≤ 63 characters, `^[a-z0-9]"),
        ("remote_ports", "list of: whole number | `80,443` | each ≥ 1, ≤ 65,535 |"),
        ("mcp", "`true` or `false` |"),
        ("heads", "path | none |"),
    ],
)
def test_page_says_what_a_setting_may_be(name, says):
    assert f"| `PIXWORD_{name.upper()}` | {says}" in settings_page()
