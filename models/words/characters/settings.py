"""How spellings are learnt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CharacterSettings:
    """Settings of a spelling model and of its training.

    Attributes:
        characters: Length of a character's vector.
        widths: How many characters the filters of each kind see.
        filters: Filters of a kind for every character of their width, up to `most_filters`
            (Kim et al. 2016, table 2).
        most_filters: Filters of a kind at most.
        highways: Highway layers behind the filters.
        dropout: Of what the filters found, while training.
        shortest: Characters of the shortest pieces that have a vector of their own.
        longest: Characters of the longest ones.
        most_pieces: Pieces that have a vector at most, the most frequent first.
        shrinkage: λ of the ridge regression of these vectors.
        trust: Count κ at which a trained vector is worth as much as the spelling of a long word:
            it has the weight c/(c + κ).
        common: Strongest directions of the word vectors that the network may not write into.
        folds: Parts of the vocabulary that are predicted without having been learnt.
        batch: Words of a step.
        epochs: Passes over the vocabulary.
        learning_rate: At its peak.
        held_out: Share of the words that are kept to judge by.
        seed: Makes the same model again.
    """

    characters: int = 32
    widths: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    filters: int = 50
    most_filters: int = 200
    highways: int = 1
    dropout: float = 0.3
    shortest: int = 2
    longest: int = 6
    most_pieces: int = 200_000
    shrinkage: float = 0.3
    trust: float = 300.0
    common: int = 2
    folds: int = 4
    batch: int = 512
    epochs: int = 3
    learning_rate: float = 2e-3
    held_out: float = 0.02
    seed: int = 0
