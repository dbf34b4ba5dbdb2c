"""MiniLM as a torch module, with no more of BERT than sentence vectors need.

Wang et al. 2020 (arXiv 2002.10957); sentence vectors by mean pooling as in Reimers and Gurevych
2019 (arXiv 1908.10084). The module names follow the checkpoint, so that its tensors load as they
are.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from models.runtime.network import Stage

WIDTH = 384
LAYERS = 6
HEADS = 12
INNER = 1536
VOCABULARY = 30522
POSITIONS = 512
EPSILON = 1e-12


class _Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, WIDTH)
        self.position_embeddings = nn.Embedding(POSITIONS, WIDTH)
        self.token_type_embeddings = nn.Embedding(2, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, tokens: Tensor) -> Tensor:
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        summed = (
            self.word_embeddings(tokens)
            + self.position_embeddings(positions)
            + self.token_type_embeddings.weight[0]
        )
        result: Tensor = self.LayerNorm(summed)  # [n, t, 384]
        return result


class _SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (
            layer(states).unflatten(-1, (HEADS, -1)).transpose(1, 2)  # [n, heads, t, 32]
            for layer in (self.query, self.key, self.value)
        )
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return mixed.transpose(1, 2).flatten(2)  # [n, t, 384]


class _ResidualOutput(nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, states: Tensor, residual: Tensor) -> Tensor:
        result: Tensor = self.LayerNorm(self.dense(states) + residual)
        return result


class _Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.self = _SelfAttention()
        self.output = _ResidualOutput(WIDTH)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        result: Tensor = self.output(self.self(states, mask), states)
        return result


class _Intermediate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, INNER)

    def forward(self, states: Tensor) -> Tensor:
        return nn.functional.gelu(self.dense(states))


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = _Attention()
        self.intermediate = _Intermediate()
        self.output = _ResidualOutput(INNER)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        attended = self.attention(states, mask)
        result: Tensor = self.output(self.intermediate(attended), attended)
        return result


class _Layers(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer() for _ in range(LAYERS))


class MiniLM(nn.Module):
    """Token ids and their mask, int64 `[n, t]`, to unit vectors side by side, `[n, d]`."""

    def __init__(self, level_layers: Sequence[int], with_states: bool) -> None:
        """Makes the layers with random weights; `build_stages` fills them.

        Args:
            level_layers: Layers whose means follow the sentence vector; 0 is the embedding.
            with_states: Gives the last layer's states as well, `[n, t, 384]`.
        """
        super().__init__()
        self._level_layers = tuple(level_layers)
        self._with_states = with_states
        self.embeddings = _Embeddings()
        self.encoder = _Layers()

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """Encodes a padded batch; padding does not change the vectors."""
        visible = mask[:, None, None, :].bool()  # [n, 1, 1, t]
        states = [self.embeddings(tokens)]
        for layer in self.encoder.layer:
            states.append(layer(states[-1], visible))
        levels = [states[-1], *(states[layer] for layer in self._level_layers)]
        vectors = torch.cat([_unit_mean(level, mask) for level in levels], dim=1)
        return (vectors, states[-1] * mask.unsqueeze(-1)) if self._with_states else vectors


def _unit_mean(states: Tensor, mask: Tensor) -> Tensor:
    weights = mask.unsqueeze(-1).to(states.dtype)  # [n, t, 1]
    mean = (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
    return nn.functional.normalize(mean, dim=-1)


def build_stages(weights: Path, level_layers: Sequence[int], with_states: bool) -> list[Stage]:
    """Loads the network from a hash-checked safetensors file."""
    module = MiniLM(level_layers, with_states)
    tensors = {name: t for name, t in load_file(weights).items() if name in module.state_dict()}
    module.load_state_dict(tensors)
    return [Stage(module.eval().requires_grad_(requires_grad=False))]
