"""The inner loop: skip-gram with negative sampling, compiled.

A word must be told by the words around it (its *window*), among words drawn at random. All words of
a window share the same negatives (Ji et al. 2016, arXiv 1604.04661), so that their scores are a
small product of matrices, X Yᵀ: X the vectors in W of the m words around, Y those in W′ of the word
itself and of the negatives. Vectors are read from memory once a window and not once a pair.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

LONGEST_LINE = 10_000
"""Words of a line that are looked at together; what follows counts as another line."""

_compiled = numba.njit(nogil=True, fastmath=True, error_model="numpy")

_STEPS = 4096
_REACH = 6.0
_BELOW_REACH = 5.9999
"""Scores beyond ±6 count as sure (a logistic of .9975), as in the word2vec program."""


class Sampling(NamedTuple):
    """What is drawn, and how probably.

    Attributes:
        keep: How probably a word is kept where it is met, float32 `[n]`.
        share: Of the alias table of negatives, float32 `[n]`.
        other: Of the alias table of negatives, int32 `[n]`.
        window: Words on either side, at most.
        negatives: Words drawn for a window.
    """

    keep: NDArray[np.float32]
    share: NDArray[np.float32]
    other: NDArray[np.int32]
    window: int
    negatives: int


class Curves(NamedTuple):
    """The logistic function from -6 to 6 in 4096 steps, and what it costs there.

    Attributes:
        logistic: float32 `[4096]`.
        cost: -log of it, float32 `[4096]`.
    """

    logistic: NDArray[np.float32]
    cost: NDArray[np.float32]


def tabulate_curves() -> Curves:
    """Returns the curves: looked up, they cost a fifth of what they cost calculated."""
    scores = (np.arange(_STEPS) + 0.5) / _STEPS * (2 * _REACH) - _REACH
    return Curves(
        (1 / (1 + np.exp(-scores))).astype(np.float32), np.log1p(np.exp(-scores)).astype(np.float32)
    )


class Window(NamedTuple):
    """One window being trained, with its word and negatives copied together.

    Attributes:
        targets: Rows in W′ of the word and of its negatives, int32 `[1 + k]`.
        vectors: Y, their vectors before this window, `[1 + k, d]`.
        steps: What will be added to them, `[1 + k, d]`.
        pull: What a word around is moved by, `[d]`.
    """

    targets: NDArray[np.int32]
    vectors: NDArray[np.float32]
    steps: NDArray[np.float32]
    pull: NDArray[np.float32]


@_compiled
def _start_random(seed: int) -> NDArray[np.uint64]:
    """Returns the state of a linear congruential generator (Knuth's MMIX), well apart by seed."""
    state = np.empty(1, np.uint64)
    state[0] = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0xD1B54A32D192ED03)
    return state


@_compiled
def _draw(random: NDArray[np.uint64]) -> np.uint64:
    """Draws 32 bits: the upper half of the state, as the lower bits of such a generator repeat."""
    random[0] = random[0] * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    drawn: np.uint64 = random[0] >> np.uint64(32)
    return drawn


@_compiled
def _draw_below(random: NDArray[np.uint64], end: int) -> int:
    return int(_draw(random) * np.uint64(end) >> np.uint64(32))


@_compiled
def _draw_share(random: NDArray[np.uint64]) -> np.float32:
    return np.float32(_draw(random)) * np.float32(2.0**-32)


@_compiled
def _read_line(
    tokens: NDArray[np.int32],
    at: int,
    line: NDArray[np.int32],
    keep: NDArray[np.float32],
    random: NDArray[np.uint64],
) -> tuple[int, int]:
    """Reads words up to the end of a line, passing over frequent ones; returns where, how many."""
    length = 0
    while at < len(tokens) and length < len(line):
        row = tokens[at]
        at += 1
        if row < 0:
            break
        if _draw_share(random) < keep[row]:
            line[length] = row
            length += 1
    return at, length


@_compiled
def _draw_targets(
    targets: NDArray[np.int32], word: int, sampling: Sampling, random: NDArray[np.uint64]
) -> None:
    targets[0] = word
    for place in range(1, len(targets)):
        row = _draw_below(random, len(sampling.share))
        if _draw_share(random) >= sampling.share[row]:
            row = sampling.other[row]
        targets[place] = row


@_compiled
def _gather(window: Window, outputs: NDArray[np.float32]) -> None:
    for place, row in enumerate(window.targets):
        for d in range(outputs.shape[1]):
            window.vectors[place, d] = outputs[row, d]
            window.steps[place, d] = 0.0


@_compiled
def _scatter(window: Window, outputs: NDArray[np.float32]) -> None:
    for place, row in enumerate(window.targets):
        for d in range(outputs.shape[1]):
            outputs[row, d] += window.steps[place, d]


@_compiled
def _train_pair(
    vector: NDArray[np.float32], window: Window, curves: Curves, rate: np.float32
) -> np.float32:
    """Moves a word around towards the word of the window and away from the negatives.

    Mikolov et al. 2013, eq. 4: σ(x·y) is to be 1 for the word and 0 for a negative, and the
    gradient of its log-likelihood is (label - σ) times the other vector. Returns the loss.
    """
    pull, loss = window.pull, np.float32(0.0)
    pull[:] = 0.0
    for place in range(len(window.targets)):
        if place > 0 and window.targets[place] == window.targets[0]:
            continue  # drawn by chance, the word itself is no negative
        target, step = window.vectors[place], window.steps[place]
        score = np.float32(0.0)
        for d in range(len(vector)):
            score += vector[d] * target[d]
        sign = np.float32(1.0) if place == 0 else np.float32(-1.0)
        bounded = min(max(sign * score, np.float32(-_REACH)), np.float32(_BELOW_REACH))
        entry = int((bounded + np.float32(_REACH)) * np.float32(_STEPS / (2 * _REACH)))
        loss += curves.cost[entry]
        gradient = rate * sign * (np.float32(1.0) - curves.logistic[entry])
        for d in range(len(vector)):
            pull[d] += gradient * target[d]
            step[d] += gradient * vector[d]
    for d in range(len(vector)):
        vector[d] += pull[d]
    return loss


@_compiled
def train_tokens(
    tokens: NDArray[np.int32],
    inputs: NDArray[np.float32],
    outputs: NDArray[np.float32],
    sampling: Sampling,
    curves: Curves,
    rates: tuple[float, float],
    seed: int,
) -> tuple[float, int]:
    """Trains on a piece of text, in place, without holding the interpreter.

    Args:
        tokens: Rows of words, -1 at the end of every line.
        inputs: W, `[n, d]`.
        outputs: W′, `[n, d]`.
        sampling: What is drawn.
        curves: From `tabulate_curves`.
        rates: Learning rate at the start and at the end of the piece.
        seed: Of what is drawn in this piece.

    Returns:
        The sum of the negative log-likelihoods, and of how many pairs.
    """
    random = _start_random(seed)
    line = np.empty(LONGEST_LINE, np.int32)
    size = (sampling.negatives + 1, inputs.shape[1])
    window = Window(
        np.empty(size[0], np.int32),
        np.empty(size, np.float32),
        np.empty(size, np.float32),
        np.empty(size[1], np.float32),
    )
    at, loss, pairs = 0, 0.0, 0
    while at < len(tokens):
        rate = np.float32(rates[0] + (rates[1] - rates[0]) * at / len(tokens))
        at, length = _read_line(tokens, at, line, sampling.keep, random)
        for place in range(length):
            reach = 1 + _draw_below(random, sampling.window)
            first, last = max(0, place - reach), min(length, place + reach + 1)
            if last - first > 1:
                _draw_targets(window.targets, line[place], sampling, random)
                _gather(window, outputs)
                for other in range(first, last):
                    if other != place:
                        loss += float(_train_pair(inputs[line[other]], window, curves, rate))
                        pairs += sampling.negatives + 1
                _scatter(window, outputs)
    return loss, pairs
