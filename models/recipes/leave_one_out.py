"""What an LSTM makes of a sequence, and of the same sequence without each of its vectors."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.recipes.features import SequenceBatch


@torch.inference_mode()
def leave_one_out(lstm: nn.LSTM, sequences: SequenceBatch) -> list[Tensor]:
    """Returns last states with all vectors of a sequence, and without each of them.

    What stands before a vector that is left out is read once for all, and every vector meets the
    first matrix once: for ten recipes of nine ingredients that takes two fifths of the time that
    reading a hundred shorter sequences takes.

    Args:
        lstm: Of one layer.
        sequences: Any number of them; an empty one has the zeros that an LSTM starts with.

    Returns:
        For each sequence of l vectors `[l + 1, directions * hidden]`; the first row leaves out
        nothing.
    """
    lengths: list[int] = sequences.lengths.tolist()
    order = sorted(range(len(lengths)), key=lambda own: -lengths[own])  # the longest first
    steps = _ordered(sequences, order)
    states = _run(_Cell.of(lstm), steps, [lengths[own] for own in order])
    read = {own: _in_order(states[:, : lengths[own] + 1, at]) for at, own in enumerate(order)}
    return [read[own] for own in range(len(lengths))]


@dataclass(frozen=True, eq=False)
class _Cell:
    """The weights of an LSTM, its directions side by side.

    Attributes:
        inputs: `[directions, d, 4 hidden]`, gates in torch's order: input, forget, cell, output.
        recurrent: `[directions, hidden, 4 hidden]`.
        bias: `[directions, 1, 1, 4 hidden]`.
    """

    inputs: Tensor
    recurrent: Tensor
    bias: Tensor

    @classmethod
    def of(cls, lstm: nn.LSTM) -> "_Cell":
        ways = ("l0", "l0_reverse") if lstm.bidirectional else ("l0",)

        def stacked(name: str) -> Tensor:
            return torch.stack([getattr(lstm, f"{name}_{way}") for way in ways])

        return cls(
            stacked("weight_ih").transpose(1, 2),
            stacked("weight_hh").transpose(1, 2),
            (stacked("bias_ih") + stacked("bias_hh"))[:, None, None],
        )


def _ordered(sequences: SequenceBatch, order: list[int]) -> Tensor:
    """Returns sequences in this order, forwards and backwards, from place 0: `[2, b, l, d]`."""
    padded = sequences.padded()[order]
    backwards = padded.clone()
    for at, own in enumerate(order):
        length = int(sequences.lengths[own])
        backwards[at, :length] = padded[at, :length].flip(0)
    return torch.stack([padded, backwards])


def _run(cell: _Cell, steps: Tensor, lengths: list[int]) -> Tensor:
    """Reads sequences, which lie from the longest to the shortest.

    Returns:
        `[directions, l + 1, b, hidden]`: with all steps, and without each.
    """
    ways, hidden = cell.recurrent.shape[:2]
    count, longest, width = steps.shape[1:]
    flat = steps[:ways].reshape(ways, count * longest, width)
    given = torch.bmm(flat, cell.inputs).view(ways, count, longest, 4 * hidden) + cell.bias
    states = given.new_zeros(ways, longest + 1, count, hidden)
    cells = torch.zeros_like(states)
    for step in range(longest):
        some = sum(length > step for length in lengths)
        before, after = slice(step + 1), step + 1
        # The one that leaves this step out is from here on what all of them were before it.
        states[:, after, :some], cells[:, after, :some] = states[:, 0, :some], cells[:, 0, :some]
        flat = states[:, before, :some].reshape(ways, after * some, hidden)
        gates = torch.bmm(flat, cell.recurrent).view(ways, after, some, 4 * hidden)
        gates += given[:, None, :some, step]
        admit, forget, proposed, emit = gates.chunk(4, dim=3)
        kept = forget.sigmoid() * cells[:, before, :some] + admit.sigmoid() * proposed.tanh()
        cells[:, before, :some] = kept
        states[:, before, :some] = emit.sigmoid() * kept.tanh()
    return states


def _in_order(states: Tensor) -> Tensor:
    """Joins the directions `[directions, l + 1, hidden]`: the last step is the first backwards."""
    if len(states) == 1:
        return states[0]
    backwards = torch.cat([states[1, :1], states[1, 1:].flip(0)])
    return torch.cat([states[0], backwards], dim=1)
