"""A fixed part of the joint space, where pictures lie among the names of what they may show.

A head that was trained on six thousand captioned pictures forgets what the frozen text encoder
knows of words that no caption has. The anchor keeps it: a picture is the mean of the frozen text
vectors of a classifier's classes, as likely as the classifier finds them (ConSE, Norouzi et al.
2014, arXiv 1312.5650, eq. 2, over all classes), and a text is its own frozen vector. Nothing of it
is trained. It takes the titles of the sample corpus that find their picture among the first five
from 51 to 60 of 100, and Flickr8k (dev) gains with it.
"""

import torch
from torch import Tensor, nn

TEMPERATURE = 1.5
"""Of the classifier's logits: softer than its own, so that second guesses have a say."""


class ImageAnchor(nn.Module):
    """Vectors that begin with pooled features, `[n, d]`, to unit vectors `[n, a]`."""

    weights: Tensor
    biases: Tensor
    names: Tensor

    def __init__(self, features: int, classes: int, outputs: int) -> None:
        """Makes room for a classifier and the vectors of its names."""
        super().__init__()
        self.register_buffer("weights", torch.zeros(classes, features))
        self.register_buffer("biases", torch.zeros(classes))
        self.register_buffer("names", torch.zeros(classes, outputs))

    def forward(self, vectors: Tensor) -> Tensor:
        """Places pictures among names."""
        seen = vectors[:, : self.weights.shape[1]]
        logits = nn.functional.linear(seen, self.weights, self.biases)
        placed: Tensor = (logits / TEMPERATURE).softmax(dim=1) @ self.names
        return nn.functional.normalize(placed, dim=1)


class TextAnchor(nn.Module):
    """Vectors that begin with sentence vectors, `[n, d]`, to unit vectors `[n, a]`."""

    mean: Tensor
    axes: Tensor

    def __init__(self, features: int, outputs: int) -> None:
        """Makes room for the mean and the main axes of the names."""
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("axes", torch.zeros(outputs, features))

    def forward(self, vectors: Tensor) -> Tensor:
        """Places texts among names."""
        sentence = nn.functional.normalize(vectors[:, : len(self.mean)], dim=1)
        return nn.functional.normalize((sentence - self.mean) @ self.axes.T, dim=1)


def fit_anchors(
    image: ImageAnchor, text: TextAnchor, weights: Tensor, biases: Tensor, names: Tensor
) -> None:
    """Fills both anchors.

    Args:
        image: Anchor of pictures.
        text: Anchor of texts.
        weights: Of the classifier, `[c, d_1]`.
        biases: Of the classifier, `[c]`.
        names: Sentence vectors that stand for the classes, `[c, d_text]`. They are kept along their
            main axes (Pearson 1901), about their mean: what all names share tells none apart.
    """
    unit = nn.functional.normalize(names, dim=1)
    mean = unit.mean(dim=0)
    axes = torch.linalg.svd(unit - mean, full_matrices=False).Vh[: len(text.axes)]
    image.weights, image.biases, image.names = weights, biases, (unit - mean) @ axes.T
    text.mean, text.axes = mean, axes.contiguous()
