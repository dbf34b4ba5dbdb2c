"""An unfinished run on disk: a kill at any moment leaves the one before, and nothing is rounded."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from models.exceptions import WeightsCorrupt
from models.training.checkpoint import (
    Checkpoint,
    flatten_optimiser,
    load_checkpoint,
    restore_optimiser,
    save_checkpoint,
)
from models.unfinished import FORMAT, _digest, unfinished_path


@pytest.mark.parametrize("notes", [None, "{", ""])
def test_a_file_without_readable_notes_is_refused(tmp_path, notes):
    place, tensors = tmp_path / "heads.unfinished", {"a": np.arange(3)}
    written = {} if notes is None else {"notes": notes, "sha256": _digest(tensors, notes)}
    save_file(tensors, place, metadata={"format": FORMAT} | written)
    with pytest.raises(WeightsCorrupt, match="delete it"):
        load_checkpoint(place)


def test_every_prefix_of_a_checkpoint_is_refused(tmp_path):
    place = tmp_path / "heads.unfinished"
    save_checkpoint(place, Checkpoint({"a": torch.arange(3), "b": torch.ones(2, 2)}, {"epoch": 1}))
    whole = place.read_bytes()
    for length in range(len(whole)):
        place.write_bytes(whole[:length])
        with pytest.raises(WeightsCorrupt):
            load_checkpoint(place)


def test_every_flipped_bit_of_a_checkpoint_is_refused(tmp_path):
    """Names, shapes, numbers and counters alike: a run must not go on with any of them wrong."""
    place = tmp_path / "heads.unfinished"
    tensors = {"a": torch.arange(3), "b": torch.tensor([[1.5, -2.0], [0.25, 8.0]])}
    save_checkpoint(place, Checkpoint(tensors, {"started_with": "these", "loss": 0.625}))
    whole = place.read_bytes()
    header = json.loads(whole[8 : 8 + int.from_bytes(whole[:8], "little")])
    assert set(header) == {"a", "b", "__metadata__"}
    for position in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[position // 8] ^= 1 << position % 8
        place.write_bytes(damaged)
        with pytest.raises(WeightsCorrupt, match="delete it"):
            load_checkpoint(place)


@pytest.mark.parametrize(
    ("written", "instead"), [(b"[4,1]", b"[1,4]"), (b'"F32"', b'"I32"'), (b"[0,16]", b"[16,0]")]
)
def test_the_same_numbers_read_in_another_way_are_refused(tmp_path, written, instead):
    place = tmp_path / "heads.unfinished"
    save_checkpoint(place, Checkpoint({"a": torch.ones(4, 1)}, {}))
    whole = place.read_bytes()
    assert whole.count(written) == 1
    place.write_bytes(whole.replace(written, instead))
    with pytest.raises(WeightsCorrupt, match="delete it"):
        load_checkpoint(place)


def test_a_kill_between_writing_and_renaming_leaves_the_one_before(tmp_path, monkeypatch):
    place = tmp_path / "heads.unfinished"
    save_checkpoint(place, Checkpoint({"a": torch.arange(3)}, {"epoch": 1}))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            save_checkpoint(place, Checkpoint({"a": torch.zeros(9)}, {"epoch": 2}))
    found = load_checkpoint(place)
    assert found.notes == {"epoch": 1}
    assert torch.equal(found.tensors["a"], torch.arange(3))
    save_checkpoint(place, Checkpoint({"a": torch.ones(1)}, {"epoch": 3}))
    assert load_checkpoint(place).notes == {"epoch": 3}
    assert [path.name for path in tmp_path.iterdir()] == [place.name], "a draft was left"


@given(st.floats(width=32), st.floats(), st.text())
def test_nothing_is_rounded_on_the_way(tmp_path_factory, number, loss, name):
    place = unfinished_path(tmp_path_factory.mktemp("kept") / "heads.safetensors")
    tensors = {
        "moments": torch.full((3, 2), number).T,  # not contiguous
        "random": torch.get_rng_state(),
        "weights": torch.nn.Parameter(torch.randn(2)),
        "step": torch.tensor(7),
    }
    save_checkpoint(place, Checkpoint(tensors, {"loss": loss, "started_with": name}))
    found = load_checkpoint(place)
    assert set(found.tensors) == set(tensors)
    for key, tensor in tensors.items():
        kept = found.tensors[key]
        assert kept.dtype == tensor.dtype
        assert torch.equal(kept.nan_to_num(nan=0.5), tensor.detach().nan_to_num(nan=0.5))
    assert json.dumps(found.notes) == json.dumps({"loss": loss, "started_with": name})


def test_an_optimiser_goes_on_where_another_was():
    def fresh():
        torch.manual_seed(0)
        weights = [torch.nn.Parameter(torch.randn(3)), torch.nn.Parameter(torch.randn(2, 2))]
        return weights, torch.optim.AdamW(weights, lr=0.1)

    def step(weights, optimiser, number):
        optimiser.zero_grad()
        sum(((weight - number) ** 2).sum() for weight in weights).backward()
        optimiser.step()

    weights, optimiser = fresh()
    for number in range(3):
        step(weights, optimiser, number)
    others, resumed = fresh()
    for other, weight in zip(others, weights, strict=True):
        other.data.copy_(weight.data)
    restore_optimiser(resumed, {k: t.clone() for k, t in flatten_optimiser(optimiser).items()})
    step(weights, optimiser, 5)
    step(others, resumed, 5)
    assert all(torch.equal(a, b) for a, b in zip(weights, others, strict=True))
