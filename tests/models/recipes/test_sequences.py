"""From a sequence to one vector: whoever its neighbours are, and in its order or in any."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.recipes.features import SequenceBatch
from models.recipes.sequences import MeanEncoder, Order, RecurrentEncoder, make_sequence_encoder
from tests.models.recipes.conftest import sequences

KINDS = {
    "lstm": (Order.LSTM, False),
    "both ways": (Order.LSTM, True),
    "mean": (Order.MEAN, False),
}


def make(kind="both ways"):
    torch.manual_seed(0)
    order, bidirectional = KINDS[kind]
    return make_sequence_encoder(order, 3, 4, bidirectional=bidirectional).eval()


def batch_of(*lengths):
    return sequences(lengths, 3).take(np.arange(len(lengths)))


def alone(batch, row):
    end = int(batch.lengths[: row + 1].sum())
    return batch.vectors[end - int(batch.lengths[row]) : end]


def one(vectors):
    return SequenceBatch(vectors, torch.tensor([len(vectors)]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lengths", [(), (0,), (0, 0, 0)])
def test_empty_sequences_become_zeros(kind, lengths):
    assert torch.equal(make(kind)(batch_of(*lengths)), torch.zeros(len(lengths), 4))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_sequence_among_others_becomes_zeros(kind):
    encoded = make(kind)(batch_of(0, 3, 0, 1))
    assert (encoded.abs().sum(dim=1) > 0.01).tolist() == [False, True, False, True]


@given(st.sampled_from(list(KINDS)), st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_a_sequence_is_encoded_the_same_whoever_its_neighbours_are(kind, lengths):
    encoder, batch = make(kind), batch_of(*lengths)
    expected = [encoder(one(alone(batch, row)))[0] for row in range(len(lengths))]
    assert torch.allclose(encoder(batch), torch.stack(expected), atol=1e-6)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_last_state_of_either_direction_is_taken(bidirectional):
    encoder = make("both ways" if bidirectional else "lstm")
    batch = batch_of(5, 2)
    for row in range(2):
        states, _ = encoder.lstm(alone(batch, row)[None])  # [1, l, outputs]
        expected = states[0, -1]
        if bidirectional:
            expected = torch.cat([states[0, -1, :2], states[0, 0, 2:]])
        assert torch.allclose(encoder(batch)[row], expected, atol=1e-6)


@pytest.mark.parametrize("kind", ["lstm", "both ways"])
def test_a_recurrent_encoder_knows_the_order(kind):
    encoder, batch = make(kind), batch_of(4)
    reverse = SequenceBatch(batch.vectors.flip(0), batch.lengths)
    assert (encoder(batch) - encoder(reverse)).abs().max() > 0.01
    assert isinstance(encoder, RecurrentEncoder)


@given(st.permutations(range(4)))
def test_a_mean_does_not_know_the_order(order):
    encoder, batch = make("mean"), batch_of(4)
    shuffled = SequenceBatch(batch.vectors[list(order)], batch.lengths)
    assert torch.allclose(encoder(shuffled), encoder(batch), atol=1e-6)
    assert isinstance(encoder, MeanEncoder)


def test_a_mean_is_taken_over_what_the_layer_makes_of_each():
    encoder, batch = make("mean"), batch_of(3, 1)
    layer = {name: tensor.detach().numpy() for name, tensor in encoder.layer.named_parameters()}
    linear = torch.from_numpy(batch.vectors.numpy() @ layer["weight"].T + layer["bias"])
    made = torch.nn.functional.gelu(linear).numpy()
    expected = [made[:3].mean(axis=0), made[3]]
    assert np.allclose(encoder(batch).detach(), expected, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sequence_teaches_the_encoder(kind):
    encoder = make(kind)
    batch = batch_of(2, 0, 3)
    vectors = batch.vectors.clone().requires_grad_()
    encoder(SequenceBatch(vectors, batch.lengths)).square().sum().backward()
    assert (vectors.grad.abs().sum(dim=1) > 0).all()
    assert all(parameter.grad.abs().sum() > 0 for parameter in encoder.parameters())


@pytest.mark.parametrize("kind", KINDS)
@given(lengths=st.lists(st.integers(0, 6), max_size=4))
@settings(max_examples=30)
def test_without_each_is_the_sequence_without_each(kind, lengths):
    encoder, batch = make(kind), batch_of(*lengths)
    found = encoder.without_each(batch)
    assert [len(own) for own in found] == [length + 1 for length in lengths]
    for row, own in enumerate(found):
        vectors = alone(batch, row)
        rest = [torch.cat([vectors[:at], vectors[at + 1 :]]) for at in range(len(vectors))]
        with torch.inference_mode():
            expected = torch.cat([encoder(one(kept)) for kept in (vectors, *rest)])
        assert torch.allclose(own, expected, atol=1e-5)
