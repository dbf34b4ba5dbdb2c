"""From the characters of a word to its vector."""

import torch
from torch import Tensor, nn

from models.words.characters.alphabet import PADDING
from models.words.characters.settings import CharacterSettings


class CharacterNetwork(nn.Module):
    """Kim et al. 2016 (arXiv 1508.06615): filters of several widths, maximum over time, highway.

    Its last layer goes to the dimension of word vectors, as in Pinter et al. 2017 (MIMICK,
    arXiv 1707.06961), whose network is recurrent. It adds to what the pieces of a word say, but not
    into the strongest directions of word vectors, which tell how rare a word is (Mu and Viswanath
    2018, arXiv 1702.01417): letters reveal that so easily that all rare words would lie together.
    """

    common: Tensor

    def __init__(self, alphabet: int, common: Tensor, settings: CharacterSettings) -> None:
        """Makes a network that says nothing yet.

        Args:
            alphabet: How many characters are told apart.
            common: Directions that it leaves alone, orthonormal `[c, d]`.
            settings: Sizes.
        """
        super().__init__()
        self.characters = nn.Embedding(alphabet, settings.characters, padding_idx=PADDING)
        sizes = [min(settings.most_filters, settings.filters * width) for width in settings.widths]
        self.filters = nn.ModuleList(
            nn.Conv1d(settings.characters, size, width)
            for size, width in zip(sizes, settings.widths, strict=True)
        )
        self.widths = settings.widths
        self.dropout = nn.Dropout(settings.dropout)
        self.highways = nn.ModuleList(Highway(sum(sizes)) for _ in range(settings.highways))
        self.last = nn.Linear(sum(sizes), common.shape[1])
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.register_buffer("common", common)

    def forward(self, numbers: Tensor) -> Tensor:
        """Returns what is added to the vectors of words `[n, t]`: `[n, d]`."""
        characters = self.characters(numbers).transpose(1, 2)  # [n, c, t]
        lengths = (numbers != PADDING).sum(dim=1)  # [n]
        strongest = [
            _strongest(bank(characters).relu(), lengths - width)
            for bank, width in zip(self.filters, self.widths, strict=True)
        ]
        found = self.dropout(torch.cat(strongest, dim=1))  # [n, f]
        for highway in self.highways:
            found = highway(found)
        added: Tensor = self.last(found)
        shares: Tensor = added @ self.common.T  # [n, c]
        left_alone: Tensor = added - shares @ self.common
        return left_alone


def _strongest(seen: Tensor, last: Tensor) -> Tensor:
    """Returns the maximum over those windows of `[n, f, w]` that end within their word, `[n, f]`.

    The first one counts even where it is wider than its word. Windows on the padding behind do not:
    how much there is depends on the longest word of the batch.

    Args:
        seen: What filters see, not below 0.
        last: The last window within each word, `[n]`.
    """
    windows = torch.arange(seen.shape[2], device=seen.device)
    behind = windows > last.clamp(min=0)[:, None]  # [n, w]
    return seen.masked_fill(behind[:, None], 0).amax(dim=2)


class Highway(nn.Module):
    """Srivastava et al. 2015: y = g relu(Ax) + (1 - g) x, with a gate g = σ(Bx)."""

    def __init__(self, width: int) -> None:
        """Starts as a layer that lets most through unchanged."""
        super().__init__()
        self.change = nn.Linear(width, width)
        self.gate = nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, -2.0)

    def forward(self, found: Tensor) -> Tensor:
        """Keeps `[n, f]`."""
        gate = torch.sigmoid(self.gate(found))
        mixed: Tensor = gate * self.change(found).relu() + (1 - gate) * found
        return mixed
