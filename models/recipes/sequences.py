"""From a sequence of vectors to one vector."""

from enum import StrEnum

import torch
from torch import Tensor, nn

from models.recipes.features import SequenceBatch
from models.recipes.leave_one_out import leave_one_out


class Order(StrEnum):
    """What is made of a sequence: `lstm` knows its order, `mean` does not."""

    LSTM = "lstm"
    MEAN = "mean"


class RecurrentEncoder(nn.Module):
    """The last state of an LSTM (Hochreiter and Schmidhuber 1997), of both directions if asked for.

    Attributes:
        outputs: Length of the vector.
    """

    def __init__(self, inputs: int, outputs: int, *, bidirectional: bool) -> None:
        """Makes one with random weights.

        Args:
            inputs: Length of the vectors of a sequence.
            outputs: Length of what is made of it.
            bidirectional: Reads it from both ends, each with half of the outputs.
        """
        super().__init__()
        self.outputs = outputs
        hidden = outputs // 2 if bidirectional else outputs
        self.lstm = nn.LSTM(inputs, hidden, batch_first=True, bidirectional=bidirectional)

    def forward(self, sequences: SequenceBatch) -> Tensor:
        """Encodes `b` sequences into `[b, outputs]`; an empty one becomes zeros."""
        encoded = sequences.vectors.new_zeros(len(sequences.lengths), self.outputs)
        filled = sequences.lengths > 0
        if filled.any():
            packed = nn.utils.rnn.pack_padded_sequence(
                sequences.padded()[filled],
                sequences.lengths[filled],
                batch_first=True,
                enforce_sorted=False,
            )
            _, (last, _) = self.lstm(packed)  # [directions, b, hidden]
            encoded[filled] = last.transpose(0, 1).flatten(1)
        return encoded

    def without_each(self, sequences: SequenceBatch) -> list[Tensor]:
        """Encodes each sequence of l vectors, and it without each of them: `[l + 1, outputs]`."""
        return leave_one_out(self.lstm, sequences)


class MeanEncoder(nn.Module):
    """The mean over what one layer makes of every vector.

    Attributes:
        outputs: Length of the vector.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        """Makes one with random weights."""
        super().__init__()
        self.outputs = outputs
        self.layer = nn.Linear(inputs, outputs)

    def forward(self, sequences: SequenceBatch) -> Tensor:
        """Encodes `b` sequences into `[b, outputs]`; an empty one becomes zeros."""
        encoded = nn.functional.gelu(self.layer(sequences.vectors))
        return SequenceBatch(encoded, sequences.lengths).means()

    @torch.inference_mode()
    def without_each(self, sequences: SequenceBatch) -> list[Tensor]:
        """Encodes each sequence of l vectors, and it without each of them: `[l + 1, outputs]`."""
        encoded = nn.functional.gelu(self.layer(sequences.vectors))
        return [_means_without_each(own) for own in encoded.split(sequences.lengths.tolist())]


def _means_without_each(encoded: Tensor) -> Tensor:
    count, total = len(encoded), encoded.sum(dim=0, keepdim=True)
    return torch.cat([total / max(count, 1), (total - encoded) / max(count - 1, 1)])


def make_sequence_encoder(
    order: Order, inputs: int, outputs: int, *, bidirectional: bool
) -> RecurrentEncoder | MeanEncoder:
    """Makes an encoder of sequences, with random weights."""
    if order is Order.LSTM:
        return RecurrentEncoder(inputs, outputs, bidirectional=bidirectional)
    return MeanEncoder(inputs, outputs)
