"""Heads on disk: what was saved comes back, and nothing else is opened."""

import json
import shutil

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models import load_space
from models.carded import card_path
from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.encoders.protocols import Encoded
from models.exceptions import HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.heads import HeadKind, HeadShape, ProjectionHead, load_heads, save_heads
from models.heads.shape import AnchorShape
from models.packing import pack, unpack
from models.space import DEFAULT_HEADS, Space

NAMED = {"name": "colour-names", "fingerprint": "colour-names/1"}
EVERYDAY = {
    "zebra": "zebra",
    "tiger-walking": "tiger",
    "elephant": "elephant",
    "brown-horse": "horse",
    "bison": "bison",
    "koala": "koala",
    "king-penguin": "penguin",
    "peacock": "peacock",
    "flamingo": "flamingo",
    "goose": "goose",
    "banana": "banana",
    "strawberry": "strawberry",
    "broccoli": "broccoli",
    "lemon": "lemon",
    "mug": "cup",
    "teapot": "teapot",
    "candle": "candle",
    "stethoscope": "stethoscope",
    "soccer-ball": "soccer ball",
    "green-bus": "bus",
    "garbage-truck": "garbage truck",
    "tricycle": "tricycle",
    "airplane": "airplane",
    "hot-air-balloon": "hot air balloon",
    "red-rose": "rose",
}
FEATURES = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)


TOLD = Encoded(FEATURES)


def make_head(inputs=64, hidden=16, outputs=8, power=1.0):
    return ProjectionHead(HeadShape(HeadKind.MLP, (inputs,), outputs, hidden, power)).eval()


@pytest.fixture
def heads(tmp_path):
    """A pair of small heads on disk, for the weightless encoders."""
    torch.manual_seed(0)
    image, text = make_head(power=0.5), make_head()
    path = tmp_path / "heads.safetensors"
    save_heads(path, image, text, {"encoders": {"image": NAMED, "text": NAMED}})
    return path, image, text


def rewrite(path, change):
    card = json.loads(card_path(path).read_text())
    change(card)
    card_path(path).write_text(json.dumps(card))


def test_unknown_spaces_and_missing_heads_are_refused(compute, tmp_path):
    with pytest.raises(UnknownEncoder, match="'default'"):
        load_space("moon", compute())
    with pytest.raises(UnknownEncoder, match="no heads at"):
        load_space("nowhere.safetensors", compute())
    (tmp_path / "folder.safetensors").mkdir()
    with pytest.raises(UnknownEncoder, match="no heads at"):
        load_heads(tmp_path / "folder.safetensors")


@pytest.mark.parametrize("place", [0, 8, 100, -1])
def test_a_flipped_byte_is_refused(heads, place):
    path, *_ = heads
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_heads(path)


@pytest.mark.parametrize(
    "card", [None, b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"format": 99}', b'{"format": 1}']
)
def test_heads_without_their_card_are_refused(heads, card):
    path, *_ = heads
    card_path(path).unlink()
    if card is not None:
        card_path(path).write_bytes(card)
    with pytest.raises(WeightsCorrupt, match=r"heads\.safetensors"):
        load_heads(path)


@pytest.mark.parametrize("number", [1, 99, None])
def test_heads_of_another_format_say_what_to_do(heads, number):
    path, *_ = heads
    rewrite(path, lambda card: card.update(format=number))
    with pytest.raises(WeightsCorrupt, match="another format than 2: train the heads again"):
        load_heads(path)


CHANGES = {
    "another width": lambda card: card["image_head"].update(hidden=17),
    "a width below zero": lambda card: card["image_head"].update(hidden=-1),
    "a width that is a word": lambda card: card["text_head"].update(outputs="wide"),
    "an unknown size": lambda card: card["text_head"].update(depth=3),
    "an unknown kind": lambda card: card["text_head"].update(kind="cubic"),
    "other levels": lambda card: card["image_head"].update(levels=[65]),
    "no levels": lambda card: card["image_head"].pop("levels"),
    "an anchor that is not there": lambda card: card["image_head"].update(
        anchor={"outputs": 2, "weight": 0.1, "classes": 3}
    ),
    "an anchor of one number": lambda card: card["image_head"].update(anchor=2),
    "no sizes": lambda card: card.pop("text_head"),
    "sizes of another kind": lambda card: card.update(text_head=[64, 16, 8]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_heads_that_do_not_fit_their_card_are_refused(heads, change):
    path, *_ = heads
    rewrite(path, CHANGES[change])
    with pytest.raises(WeightsCorrupt, match="does not fit its card"):
        load_heads(path)


@pytest.mark.parametrize("encoders", [None, {}, {"image": NAMED}, {"image": 1, "text": 2}, "x"])
def test_heads_that_name_no_encoders_make_no_space(heads, compute, encoders):
    path, *_ = heads
    rewrite(path, lambda card: card.update(encoders=encoders))
    with pytest.raises(WeightsCorrupt, match=r"names no (image|text) encoder"):
        load_space(str(path), compute())


@pytest.mark.parametrize("side", ["image", "text"])
def test_heads_of_other_weights_are_refused(heads, compute, side):
    path, *_ = heads
    rewrite(path, lambda card: card["encoders"][side].update(fingerprint="colour-names/0"))
    with pytest.raises(HeadsMismatch, match="other weights of colour-names"):
        load_space(str(path), compute())


def test_heads_of_other_dimensions_are_refused(tmp_path, compute):
    path = tmp_path / "wide.safetensors"
    save_heads(path, make_head(65), make_head(), {"encoders": {"image": NAMED, "text": NAMED}})
    with pytest.raises(HeadsMismatch, match="do not fit"):
        load_space(str(path), compute())


def test_encoders_of_two_dimensions_share_no_space_without_heads(monkeypatch):
    monkeypatch.setattr(ColourNamesTextEncoder, "dimension", 63)
    with pytest.raises(HeadsMismatch, match="without heads"):
        Space("x", ColourNamesImageEncoder(), ColourNamesTextEncoder())


def test_heads_come_back_as_they_were(heads):
    path, image, text = heads
    loaded = load_heads(path)
    assert (loaded.image.shape, loaded.text.shape) == (image.shape, text.shape)
    for saved, found in ((image, loaded.image), (text, loaded.text)):
        tensors = found.state_dict()
        for name, tensor in saved.state_dict().items():
            steps = tensor.abs().amax(dim=-1, keepdim=True) / 127 if tensor.ndim == 2 else 0
            assert ((tensors[name] - tensor).abs() <= steps * 0.501).all(), name
        cosines = (found.project(TOLD) * saved.project(TOLD)).sum(axis=1)
        assert cosines.min() > 0.9995
        assert np.allclose(np.linalg.norm(found.project(TOLD), axis=1), 1, atol=1e-5)


KINDS = [
    HeadShape(HeadKind.LINEAR, (6, 4), 8),
    HeadShape(HeadKind.RESIDUAL, (8,), 8),
    HeadShape(HeadKind.MLP, (6, 4), 8, hidden=16, anchor=AnchorShape(3, 0.3, classes=7)),
    HeadShape(HeadKind.ATTENTION, (6, 4), 8, 16, 0.5, state_width=5, queries=2),
]


@pytest.mark.parametrize("shape", KINDS, ids=lambda shape: shape.kind)
def test_every_kind_of_head_comes_back(tmp_path, shape):
    """With all that is fitted rather than trained: scaling, anchor and rotation."""
    torch.manual_seed(0)
    head, text = ProjectionHead(shape).eval(), make_head()
    for tensor in head.state_dict().values():
        tensor.normal_()
    head.rotation = torch.linalg.qr(head.rotation).Q
    head.scaler.deviation = head.scaler.deviation.abs() + 0.5
    save_heads(tmp_path / "kind.safetensors", head, text, {})
    found = load_heads(tmp_path / "kind.safetensors").image
    rng = np.random.default_rng(0)
    states = rng.normal(size=(20, 3, 5)).astype(np.float32) if shape.reads_states else None
    told = Encoded(rng.normal(size=(20, shape.inputs)).astype(np.float32), states)
    assert found.shape == shape
    assert (found.project(told) * head.project(told)).sum(axis=1).min() > 0.9995


@given(st.integers(1, 6), st.integers(1, 40), st.floats(1e-4, 1e4), st.integers(0, 10_000))
def test_a_packed_matrix_is_right_to_half_a_step_of_its_row(rows, columns, size, seed):
    rng = np.random.default_rng(seed)
    scales = size * rng.uniform(0, 1, (rows, 1)).round(1)  # also rows of nothing
    exact = torch.from_numpy((rng.normal(size=(rows, columns)) * scales).astype(np.float32))
    packed = pack({"m": exact, "v": exact[0]})
    assert packed["m"].dtype == torch.int8
    found = unpack(packed)
    step = exact.abs().amax(dim=1, keepdim=True) / 127
    assert ((found["m"] - exact).abs() <= step * 0.501).all()
    assert torch.equal(found["v"], exact[0])
    assert set(found) == {"m", "v"}


def test_a_packed_matrix_without_its_scale_is_refused():
    packed = pack({"m": torch.ones(2, 2)})
    del packed["m.scale"]
    with pytest.raises(KeyError, match=r"m\.scale"):
        unpack(packed)


def test_what_was_kept_beside_comes_back_exactly(heads, tmp_path):
    _, image, text = heads
    kept = {
        "moments": np.arange(6, dtype=np.float32).reshape(2, 3) / 7,
        "moments.scale": np.ones(2, dtype=np.float32),  # as the scale of a matrix is called
    }
    path = tmp_path / "more.safetensors"
    save_heads(path, image, text, {}, kept)
    found = load_heads(path).arrays
    assert sorted(found) == sorted(kept)
    assert all(np.array_equal(found[name], array) for name, array in kept.items())


def test_a_card_says_whether_pictures_are_mirrored(heads):
    path, *_ = heads
    assert not load_heads(path).mirrored
    rewrite(path, lambda card: card.update(settings={"mirrored": True}))
    assert load_heads(path).mirrored


def test_a_head_computes_what_its_formula_says(heads):
    """Power, length, two layers with GELU between, length: once in plain NumPy."""
    _, image, _ = heads
    weights = {name: tensor.numpy() for name, tensor in image.state_dict().items()}
    powered = np.sign(FEATURES) * np.sqrt(np.abs(FEATURES))
    scaled = powered / np.linalg.norm(powered, axis=1, keepdims=True) * 8
    hidden = scaled @ weights["body.layers.0.weight"].T + weights["body.layers.0.bias"]
    gelu = torch.nn.functional.gelu(torch.from_numpy(hidden)).numpy()
    output = gelu @ weights["body.layers.3.weight"].T + weights["body.layers.3.bias"]
    expected = output / np.linalg.norm(output, axis=1, keepdims=True)
    assert np.allclose(image.project(TOLD), expected, atol=1e-5)
    assert np.allclose(image.project(Encoded(FEATURES * 7)), expected, atol=1e-5)


def test_heads_saved_again_with_the_card_they_came_with_can_be_read(heads, tmp_path):
    path, image, text = heads
    again = tmp_path / "again.safetensors"
    save_heads(again, text, image, load_heads(path).card)
    loaded = load_heads(again)
    assert loaded.fingerprint != load_heads(path).fingerprint
    assert loaded.image.shape == text.shape


def test_moved_heads_are_the_same_space(heads, compute, tmp_path):
    path, *_ = heads
    other = tmp_path / "elsewhere" / "other.safetensors"
    other.parent.mkdir()
    shutil.copy(path, other)
    shutil.copy(card_path(path), card_path(other))
    first, second = (load_space(str(place), compute()) for place in (path, other))
    assert first.fingerprint == second.fingerprint
    assert first.dimension == 8
    assert np.array_equal(first.encode_texts(["red"]), second.encode_texts(["red"]))
    assert first.fingerprint != load_space("colour-names", compute()).fingerprint


def test_a_space_of_nothing_encodes_nothing(compute):
    space = load_space("colour-names", compute())
    assert space.encode_texts([]).shape == space.encode_pictures([]).shape == (0, 64)


@pytest.fixture(scope="module")
def default_space(compute):
    if not DEFAULT_HEADS.is_file():
        pytest.skip("the default heads are not trained yet")
    return load_space("default", compute())


def test_default_heads_keep_their_size(default_space):
    assert default_space.dimension == 512
    assert DEFAULT_HEADS.stat().st_size < 8_000_000


def test_default_space_matches_photos_and_words(default_space, real_picture):
    """Of 25 words for 25 photos the space may get three wrong in either direction."""
    pictures = default_space.encode_pictures([real_picture(stem) for stem in EVERYDAY])
    texts = default_space.encode_texts(list(EVERYDAY.values()))
    for vectors in (pictures, texts):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    scores, answers = pictures @ texts.T, np.arange(len(EVERYDAY))
    assert (scores.argmax(axis=1) == answers).sum() >= 22
    assert (scores.argmax(axis=0) == answers).sum() >= 22


def test_a_batch_of_texts_over_the_limit_is_its_parts(default_space):
    texts = [f"{number} dogs" for number in range(130)]
    together = default_space.encode_texts(texts)
    assert np.allclose(together[100:], default_space.encode_texts(texts[100:]), atol=1e-3)
