"""Folders of captioned pictures: splits, several folders as one, and what is left out."""

import json

import pytest

from app.datasets import read_split, read_splits
from app.exceptions import BadManifest
from tests.conftest import make_picture


def write(folder, rows):
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        if row.get("image"):
            (folder / row["image"]).write_bytes(make_picture("red", (8, 8)))
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_a_split_that_no_row_has_is_refused_with_those_there_are(tmp_path):
    folder = write(tmp_path / "a", [{"image": "1.png", "captions": ["x"], "split": "train"}])
    with pytest.raises(BadManifest, match=r"no split 'dev'; it has train"):
        read_split(folder, "dev")
    with pytest.raises(BadManifest, match="no folder"):
        read_split(tmp_path / "nowhere", "dev")
    with pytest.raises(BadManifest, match=r"no split 'dev'; it has train"):
        read_splits([write(tmp_path / "b", [{"image": "1.png", "split": "dev"}]), folder], "dev")


def test_a_folder_holds_one_manifest(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(BadManifest, match=r"one \.jsonl or \.csv file; it holds 0"):
        read_split(tmp_path / "a", "all")
    folder = write(tmp_path / "a", [{"image": "1.png", "captions": ["x"]}])
    (folder / "more.CSV").write_text("image,captions\n1.png,y\n")
    with pytest.raises(BadManifest, match="it holds 2"):
        read_split(folder, "all")


def test_an_empty_manifest_has_no_split(tmp_path):
    with pytest.raises(BadManifest, match="no split 'all'"):
        read_split(write(tmp_path / "a", []), "all")


def test_rows_that_cannot_be_used_are_counted(tmp_path):
    rows = [
        {"image": "1.png", "captions": ["a dog", " "], "split": "dev"},
        {"image": "2.png", "captions": ["", "  "], "split": "dev"},
        {"image": "3.png", "tags": ["cat", "sofa"], "split": "dev"},
        {"image": "4.png", "captions": ["a bird"], "split": "train"},
        {"captions": ["no picture at all"], "split": "dev"},
    ]
    folder = write(tmp_path / "a", rows)
    found = read_split(folder, "dev")
    assert found.texts == ["a dog", "cat, sofa"]
    assert found.owners == [0, 1]
    assert [path.name for path in found.pictures] == ["1.png", "3.png"]
    assert found.skipped == 2
    assert found.tags == [(), ("cat", "sofa")]
    (folder / "1.png").unlink()
    assert read_split(folder, "dev").skipped == 3


def test_where_nothing_says_so_every_tenth_row_is_dev(tmp_path):
    rows = [{"image": f"{n}.png", "captions": [f"picture {n}"]} for n in range(1, 26)]
    folder = write(tmp_path / "a", rows)
    dev, train, whole = (read_split(folder, split) for split in ("dev", "train", "all"))
    assert dev.texts == ["picture 10", "picture 20"]
    assert len(train.texts) == 23
    assert sorted(dev.texts + train.texts) == sorted(whole.texts)


def test_rows_without_a_split_among_others_are_in_none(tmp_path):
    rows = [{"image": f"{n}.png", "captions": [f"picture {n}"]} for n in range(1, 26)]
    rows[3]["split"] = "train"
    folder = write(tmp_path / "a", rows)
    assert read_split(folder, "train").texts == ["picture 4"]
    assert len(read_split(folder, "all").texts) == 25
    with pytest.raises(BadManifest, match="no split 'dev'"):
        read_split(folder, "dev")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_splits_may_be_numbers(tmp_path, kind):
    write(tmp_path, [{"image": "1.png", "captions": ["a dog"], "split": 1}])
    if kind == "csv":
        (tmp_path / "rows.jsonl").unlink()
        (tmp_path / "rows.csv").write_text("image,captions,split\n1.png,a dog,1\n")
    assert read_split(tmp_path, "1").texts == ["a dog"]


def test_a_csv_is_read_as_well(tmp_path):
    (tmp_path / "1.png").write_bytes(make_picture("red", (8, 8)))
    (tmp_path / "rows.csv").write_text("image,captions,split\n1.png,a dog;a brown dog,dev\n")
    found = read_split(tmp_path, "dev")
    assert found.texts == ["a dog", "a brown dog"]
    assert found.owners == [0, 0]


def test_several_folders_are_one_with_the_right_owners(tmp_path):
    first = write(
        tmp_path / "a",
        [
            {"image": "1.png", "captions": ["a", "b"], "split": "train"},
            {"image": "2.png", "captions": ["c"], "split": "train"},
        ],
    )
    second = write(
        tmp_path / "b",
        [
            {"image": "3.png", "captions": ["d", "e"], "split": "train"},
            {"image": "4.png", "captions": [], "tags": [], "split": "train"},
        ],
    )
    joined = read_splits([first, second], "train")
    assert joined.captions_by_picture() == [["a", "b"], ["c"], ["d", "e"]]
    assert [path.name for path in joined.pictures] == ["1.png", "2.png", "3.png"]
    assert joined.skipped == 1
    assert joined.name == "a/train, b/train"
