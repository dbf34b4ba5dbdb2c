"""Everyday names of the ImageNet classes: the file is complete, and known facts hold."""

from collections import Counter
from pathlib import Path

import pytest

from models.encoders import imagenet_everyday
from models.encoders.imagenet_everyday import everyday_classes

ROOTS = {
    "animal",
    "building",
    "clothes",
    "drink",
    "food",
    "fungus",
    "furniture",
    "instrument",
    "object",
    "person",
    "place",
    "plant",
    "structure",
    "tool",
    "vehicle",
}


def test_the_file_lists_every_class_once_in_order():
    path = Path(imagenet_everyday.__file__).with_suffix(".tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == [str(i) for i in range(1000)]
    assert len(everyday_classes()) == 1000


def test_every_class_has_its_share_of_clean_texts():
    for entry in everyday_classes():
        texts = entry.names + entry.kinds
        assert 2 <= len(entry.names) <= 5
        assert 1 <= len(entry.kinds) <= 4
        assert all(text and text == text.strip().lower() for text in texts)
        assert len(set(texts)) == len(texts)


def test_every_class_ends_in_a_root():
    assert {entry.kinds[-1] for entry in everyday_classes()} == ROOTS


def test_every_kind_has_at_least_two_classes():
    counts = Counter(kind for entry in everyday_classes() for kind in entry.kinds)
    assert [kind for kind, count in counts.items() if count < 2] == []


def test_no_text_is_both_a_name_and_a_kind():
    classes = everyday_classes()
    names = {name for entry in classes for name in entry.names}
    assert names & {kind for entry in classes for kind in entry.kinds} == set()


def test_only_classes_alike_share_a_name():
    holders: dict[str, list[int]] = {}
    for number, entry in enumerate(everyday_classes()):
        for name in entry.names:
            holders.setdefault(name, []).append(number)
    shared = {name: numbers for name, numbers in holders.items() if len(numbers) > 1}
    assert shared == {
        "husky": [248, 250],
        "swimsuit": [638, 639],
        "sunglasses": [836, 837],
        "shades": [836, 837],
        "dark glasses": [836, 837],
    }


@pytest.mark.parametrize(
    ("number", "name", "kinds"),
    [
        (21, "kite bird", ("bird of prey", "bird", "animal")),
        (134, "crane bird", ("wading bird", "water bird", "bird", "animal")),
        (207, "golden retriever", ("retriever", "dog", "pet", "animal")),
        (264, "cardigan corgi", ("sheepdog", "dog", "pet", "animal")),
        (412, "bin", ("container", "object")),
        (474, "cardigan", ("clothes",)),
        (517, "construction crane", ("machine", "object")),
        (673, "computer mouse", ("computer part", "electronic device", "object")),
        (817, "sports car", ("car", "motor vehicle", "vehicle")),
        (949, "strawberry", ("berry", "fruit", "food")),
        (999, "toilet paper", ("bathroom item", "object")),
    ],
)
def test_known_classes(number, name, kinds):
    entry = everyday_classes()[number]
    assert name in entry.names
    assert entry.kinds == kinds
