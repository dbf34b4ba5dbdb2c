"""Every command that judges, and every part of an aid's name, is in the docs."""

import re

from app.cli.evaluate import EVALUATED
from models.ranking.aid import BiasKind
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "evaluation.md").read_text()


def test_every_command_is_named():
    assert {"joint", "aids", "words"} <= set(EVALUATED)
    for name in EVALUATED:
        assert re.search(rf"pixword evaluate {name}\b", PAGE), (
            f"{name} is not in docs/evaluation.md"
        )


def test_every_part_of_an_aid_is_named():
    for part in ("centre", "rotate", "first-N", *(f"{kind}-N" for kind in BiasKind)):
        assert f"`{part}`" in PAGE
