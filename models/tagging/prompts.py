"""Sentences around a word: a picture's caption is rarely one word alone.

Radford et al. 2021 (arXiv 2103.00020, section 3.1.4) average the vectors of a word in several
sentences. Whether that helps depends on what the text tower was trained on, so it is measured.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.evaluation.tags import average_precisions
from models.exceptions import WeightsCorrupt

PLAIN = ("{}",)
CANDIDATES: tuple[tuple[str, ...], ...] = (
    PLAIN,
    ("a photo of a {}",),
    ("{}", "a photo of a {}", "a photo of {}"),
    ("{}", "a photo of a {}", "a photo of {}", "{} in a photo", "this is {}", "a picture with {}"),
)
_CLEAR = 2.0  # standard errors that an ensemble must be ahead of the plain word
_PLACE = "{}"
_KEY = "prompts"

EncodeTexts = Callable[[Sequence[str]], Vectors]


def encode_in_prompts(
    encode_texts: EncodeTexts, words: Sequence[str], prompts: Sequence[str]
) -> Vectors:
    """Encodes words as the mean over their prompts, made unit again: float32 `[w, d]`.

    Args:
        encode_texts: Encodes texts into unit vectors.
        words: `w` words or phrases.
        prompts: Each with `{}` where the word goes.
    """
    if tuple(prompts) == PLAIN:
        return encode_texts(words)
    said = [encode_texts([p.replace(_PLACE, word) for word in words]) for p in prompts]
    total = np.sum(said, axis=0, dtype=np.float64)
    lengths = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    result: Vectors = (total / lengths).astype(np.float32)
    return result


def choose_prompts(
    images: Vectors,
    truth: NDArray[np.bool_],
    encode_texts: EncodeTexts,
    words: Sequence[str],
    candidates: Sequence[Sequence[str]] = CANDIDATES,
) -> list[str]:
    """Chooses what ranks the pictures of each word best.

    Args:
        images: Unit vectors of pictures, `[n, d]`.
        truth: Which of them have which word, `[n, w]`; every word has a picture.
        encode_texts: Encodes texts.
        words: `w` words.
        candidates: The first of them stays unless another is better by two standard errors of the
            difference of their average precisions over the words.
    """
    precisions = [
        average_precisions(images @ encode_in_prompts(encode_texts, words, prompts).T, truth)
        for prompts in candidates
    ]
    best = max(range(len(candidates)), key=lambda place: float(precisions[place].mean()))
    gain = precisions[best] - precisions[0]  # [w]
    error = float(gain.std(ddof=1)) / len(words) ** 0.5 if len(words) > 1 else np.inf
    return list(candidates[best if gain.mean() > _CLEAR * error else 0])


def prompts_of(card: Mapping[str, Any]) -> tuple[str, ...]:
    """Reads the prompts of heads from their card; the plain word where it tells of none.

    Raises:
        WeightsCorrupt: What it tells are no prompts.
    """
    prompts = (card.get("fitted") or {}).get(_KEY, list(PLAIN))
    valid = isinstance(prompts, list) and all(isinstance(p, str) and _PLACE in p for p in prompts)
    if not valid or not prompts:
        raise WeightsCorrupt(f"the card tells of prompts that are none: {prompts!r}")
    return tuple(prompts)
