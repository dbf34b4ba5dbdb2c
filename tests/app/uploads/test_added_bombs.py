"""Bombs among the files of a folder are refused one by one, and the rest is added."""

import pytest

from tests.app.uploads.bombs import many_scans, png
from tests.conftest import make_picture

pytestmark = pytest.mark.alone


def test_a_folder_with_bombs(pixword, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.png").write_bytes(png(60_000, 60_000))
    (folder / "b.jpg").write_bytes(many_scans(900, 5000))
    (folder / "c.png").write_bytes(make_picture("red"))
    added = pixword("add", folder, PIXWORD_MAX_DECODE_SECONDS="0.3")
    assert "60000 x 60000" in added.stdout + added.stderr
    assert "PIXWORD_MAX_DECODE_SECONDS" in added.stdout + added.stderr
    assert "red" in pixword("search", "red", "--json").stdout
    assert pixword("tag", folder / "b.jpg", PIXWORD_MAX_DECODE_SECONDS="0.3").returncode == 1
    assert "red" in pixword("tag", folder / "c.png").stdout
