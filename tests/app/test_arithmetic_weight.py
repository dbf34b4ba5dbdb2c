"""Queries of pictures and words in a space whose heads say what a word weighs."""

import json

import pytest

from models.heads import HeadKind, HeadShape, ProjectionHead, save_heads
from tests.conftest import COLOURS, make_picture, running

NAMED = {"name": "colour-names", "fingerprint": "colour-names/1"}
WEIGHT = 2.5


@pytest.fixture
def heads(tmp_path):
    """Heads that change nothing but the weight of words: untrained residuals."""
    image, text = (ProjectionHead(HeadShape(HeadKind.RESIDUAL, (64,), 64)) for _ in range(2))
    path = tmp_path / "heads.safetensors"
    card = {
        "encoders": {"image": NAMED, "text": NAMED},
        "fitted": {"arithmetic_weight": WEIGHT},
    }
    save_heads(path, image, text, card)
    return path


@pytest.fixture
def both(heads, environment, tmp_path):
    """A server with those heads and one without any, over the same three pictures."""
    weighing = environment | {"PIXWORD_SPACE": str(heads)}
    plain = environment | {"PIXWORD_DATA": str(tmp_path / "plain")}
    files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
    with running(weighing) as first, running(plain) as second:
        for server in (first, second):
            server.http.post("/v1/items", files=files).raise_for_status()
        yield first, second


def ask(server, q):
    answer = server.http.get("/v1/search", params={"q": q}).json()
    hits = [
        (hit["id"], hit["score"], *(part["score"] for part in hit["contributions"]))
        for hit in answer["hits"]
    ]
    return hits, answer["query"]


def assert_same_hits(first, second):
    assert [hit[0] for hit in first] == [hit[0] for hit in second]
    for one, other in zip(first, second, strict=True):
        assert one[1:] == pytest.approx(other[1:], abs=1e-5)


def test_a_card_without_a_sound_weight_is_one_clear_error(pixword, heads):
    card = json.loads(heads.with_suffix(".json").read_text())
    card["fitted"]["arithmetic_weight"] = -1
    heads.with_suffix(".json").write_text(json.dumps(card))
    refused = pixword("info", PIXWORD_SPACE=str(heads))
    assert (refused.returncode, "arithmetic_weight of -1" in refused.stderr) == (1, True)


def test_words_beside_a_picture_weigh_what_the_heads_say(both):
    weighing, plain = both
    found, query = ask(weighing, "#1 - red + 0.5*green")
    typed, _ = ask(plain, f"#1 - {WEIGHT}*red + {WEIGHT / 2}*green")
    unweighted, _ = ask(plain, "#1 - red + 0.5*green")
    assert_same_hits(found, typed)
    assert found[0][1] != pytest.approx(unweighted[0][1], abs=1e-3)
    assert query["q"] == "#1 - red + 0.5*green"
    assert [term["weight"] for term in query["terms"]] == [1.0, -1.0, 0.5]


def test_contributions_are_those_of_what_was_summed(both):
    found, _ = ask(both[0], "#1 - red + green + 0.5*#3")
    for _, score, *parts in found:
        assert len(parts) == 4
        assert sum(parts) == pytest.approx(score, abs=1e-5)


def test_an_uploaded_picture_counts_as_one(both):
    hits = []
    for server, q in zip(both, ("a.png - red + blue", "a.png - 2.5*red + 2.5*blue"), strict=True):
        response = server.http.post(
            "/v1/search",
            data={"query": json.dumps({"q": q})},
            files={"pictures": ("a.png", make_picture("red", (9, 9)))},
        )
        hits.append([(hit["id"], hit["score"]) for hit in response.json()["hits"]])
    assert_same_hits(*hits)


@pytest.mark.parametrize("q", ["red + 0.5*green", "red - blue", "#1 + 0.5*#2", "green"])
def test_texts_alone_and_pictures_alone_are_summed_as_typed(both, q):
    weighing, plain = both
    assert_same_hits(ask(weighing, q)[0], ask(plain, q)[0])
