"""Manifests with lines that cannot be read: each is named and refused alone."""

import json

import pytest

from app.datasets import read_split
from app.exceptions import BadManifest
from app.manifests import read_manifest, read_rows
from tests.conftest import make_picture

LINES = {
    "not JSON": (b"{", "not JSON (Expecting"),
    "nested": (b'{"captions": ' + b"[" * 100_000 + b"}", "not JSON (nested too deeply)"),
    "not UTF-8": ('{"captions": "crème"}'.encode("latin-1"), "not a text in UTF-8"),
    "a list": (b"[]", "not a JSON object"),
    "nothing": (b"{}", "neither a picture (key 'image') nor a caption"),
    "a number": (b'{"image": 5}', "the picture's path is not text"),
    "no texts": (b'{"captions": 5}', "captions must be a text or a list of texts"),
    "a huge number": (b'{"year": ' + b"9" * 5000 + b"}", "not JSON (Exceeds the limit"),
    "too long": (b'{"caption": "' + b"x" * 1001 + b'"}', "captions.0: String should have at most"),
    "too many": (json.dumps({"captions": ["x"] * 101}).encode(), "captions: List should have at"),
    "a long tag": (b'{"caption": "x", "tag": "' + b"x" * 201 + b'"}', "tags.0: String should have"),
}


@pytest.mark.parametrize("kind", LINES)
def test_a_line_of_json_is_refused_and_the_others_added(pixword, tmp_path, kind):
    line, says = LINES[kind]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"captions": ["one"]}\n' + line + b'\n\n{"captions": ["two"]}\n')
    result = pixword("add", path)
    assert (result.returncode, result.stdout) == (1, "added 2, known 0, refused 1\n")
    told = " ".join(result.stderr.split())
    assert f"refused rows.jsonl, line 2: {says}" in told
    assert "Traceback" not in told
    with pytest.raises(BadManifest) as refused:
        read_split(tmp_path, "all")
    assert str(refused.value).startswith(f"rows.jsonl, line 2: {says}")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"b.png,cr\xe8me,3", "not a text in UTF-8"),
        (b"b.png,a,3,4,5", "more cells than the header has"),
        (b",,3", "neither a picture (key 'image') nor a caption"),
    ],
)
def test_a_line_of_csv_is_refused_and_the_others_added(pixword, tmp_path, line, says):
    (tmp_path / "a.png").write_bytes(make_picture("red"))
    path = tmp_path / "rows.csv"
    path.write_bytes(b"image,captions,year\n,one,1\n" + line + b"\na.png,two,2\n")
    result = pixword("add", path)
    assert (result.returncode, result.stdout) == (1, "added 2, known 0, refused 1\n")
    assert f"refused rows.csv, line 3: {says}" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rows.csv", b"image,cr\xe8me\na.png,x\n", "rows.csv, line 1: not a text in UTF-8"),
        (
            "rows.csv",
            b'image,captions\na.png,"' + b"x" * 200_000 + b'"',
            "rows.csv, after line 1: field larger",
        ),
        ("rows.jsonl", None, "rows.jsonl cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content) if content is not None else path.mkdir()
    with pytest.raises(BadManifest, match=says):
        list(read_rows(path))


def test_every_line_in_utf_16_is_refused(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"caption": "one"}\n{"caption": "two"}\n', encoding="utf-16")
    assert all(row.error for row in read_rows(path))
    with pytest.raises(BadManifest, match=r"rows\.jsonl, line 1: not a text in UTF-8"):
        list(read_manifest(path))


def test_what_is_well_is_read_as_ever(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes('\ufeff{"image": "a.png", "caption": "crème"}\r\n\r\n{"title": "b"}'.encode())
    first, second = read_manifest(path)
    assert (first.picture, first.captions) == (tmp_path / "a.png", ("crème",))
    assert (second.captions, second.place) == (("b",), "rows.jsonl, line 3")
