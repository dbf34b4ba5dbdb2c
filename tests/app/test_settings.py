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
