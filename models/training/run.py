"""Heads while they are trained: all that the next step depends on."""

import copy
from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead, Regularisation
from models.heads.anchor import ImageAnchor, TextAnchor, fit_anchors
from models.training.average import WeightAverage
from models.training.batches import Batch, Batches, PreparedFeatures
from models.training.checkpoint import flatten_optimiser, restore_optimiser
from models.training.class_knowledge import ClassLessons
from models.training.hardware import Hardware
from models.training.material import Material, ViewedPairs
from models.training.objective import Objective
from models.training.schedule import learning_rate_at
from models.training.settings import JointSettings
from models.training.word_lessons import WordLessons

Heads = tuple[ProjectionHead, ProjectionHead]
"""Of the image encoder and of the text encoder."""


class JointRun:
    """One run, epoch by epoch.

    Randomness comes from torch's own generator, which `train_heads` seeds: dropout knows no other.
    """

    def __init__(self, material: Material, settings: JointSettings, hardware: Hardware) -> None:
        """Makes heads with random weights, and prepares the features once."""
        self._settings = settings
        self._hardware = hardware
        self._heads = _make_heads(material, settings).to(hardware.device)
        for head in _split(self._heads):
            head.half_in_training = hardware.half
        self._average = WeightAverage(self._heads, settings.averaging)
        self._batches = self._open(material.train)
        self._beside = self._open(material.beside) if material.beside else None
        self._objective = Objective(
            settings, self._class_lessons(material), self._word_lessons(material)
        ).to(hardware.device)
        self._optimiser = torch.optim.AdamW(
            [
                {"params": self._heads.parameters(), "weight_decay": settings.weight_decay},
                {"params": self._objective.parameters(), "weight_decay": 0.0},
            ],
            lr=settings.learning_rate,
            fused=True,
        )
        self._size = settings.batch_of(len(self._batches))
        self._steps = settings.epochs * (len(self._batches) // self._size)
        self._step = 0

    def epoch(self) -> float:
        """Sees every picture once, and returns the mean loss."""
        losses = [self._learn(batch) for batch in self._batches.epoch(self._size)]
        return sum(losses) / len(losses)

    def heads(self) -> Heads:
        """Returns a copy of the heads with averaged weights, which are what counts."""
        average = copy.deepcopy(self._average.module).cpu()
        return _split(average)

    def state(self) -> dict[str, Tensor]:
        """Returns what `restore` takes to go on from here."""
        parts: dict[str, Mapping[str, Tensor]] = {
            "heads": self._heads.state_dict(),
            "average": self._average.module.state_dict(),
            "objective": self._objective.state_dict(),
            "optimiser": flatten_optimiser(self._optimiser),
            "random": self._hardware.random_state() | {"step": torch.tensor(self._step)},
        }
        return {f"{part}:{name}": t for part, own in parts.items() for name, t in own.items()}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on where another run like this one was."""
        parts: dict[str, dict[str, Tensor]] = {}
        for key, tensor in state.items():
            part, name = key.split(":", 1)
            parts.setdefault(part, {})[name] = tensor
        self._heads.load_state_dict(parts["heads"])
        self._average.module.load_state_dict(parts["average"])
        self._objective.load_state_dict(parts["objective"])
        restore_optimiser(self._optimiser, parts["optimiser"])
        self._step = int(parts["random"].pop("step"))
        self._hardware.restore_random_state(parts["random"])

    def _learn(self, batch: Batch) -> float:
        rate = learning_rate_at(self._step, self._steps, self._settings.learning_rate)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        beside = self._beside.draw(self._settings.batch_beside) if self._beside else None
        loss = self._objective(*_split(self._heads), batch, beside)
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._step += 1
        self._average.follow(self._heads, self._step)
        return float(loss.item())

    def _open(self, viewed: ViewedPairs) -> Batches:
        image, text = _split(self._heads)
        device = self._hardware.device
        seen = [viewed.pairs.images, *viewed.views]
        return Batches(
            [PreparedFeatures(encoded, image, device) for encoded in seen],
            PreparedFeatures(viewed.pairs.texts, text, device),
            viewed.pairs.texts_by_image(),
            self._settings.texts_a_picture,
        )

    def _word_lessons(self, material: Material) -> WordLessons | None:
        if material.words is None:
            return None
        _, text = _split(self._heads)
        return WordLessons(material.words, text, self._settings.temperature)

    def _class_lessons(self, material: Material) -> ClassLessons | None:
        """Prepares the lessons; their names and synthetic pictures have no states to attend to."""
        if material.classes is None or self._settings.head is HeadKind.ATTENTION:
            return None
        image, text = _split(self._heads)
        seen = [material.train.pairs.images, *material.train.views]
        return ClassLessons(
            material.classes,
            [torch.from_numpy(encoded.vectors) for encoded in seen],
            (image, text),
            self._settings.lessons,
            self._settings.temperature,
        )


def _make_heads(material: Material, settings: JointSettings) -> nn.ModuleDict:
    """Makes both heads; what is not trained is fitted to the training features and the classes."""
    pairs, classes = material.train.pairs, material.classes
    if classes is not None:
        # Names have no more main axes than that.
        axes = min(material.text_levels[0], len(classes.weights))
        settings = replace(settings, anchored=min(settings.anchored, axes))
    image = _make_head(
        pairs.images,
        settings.image_shape(material.image_levels, pairs.images, classes),
        settings.image_regularisation,
    )
    text = _make_head(
        pairs.texts,
        settings.text_shape(material.text_levels, pairs.texts, classes),
        settings.text_regularisation,
    )
    if isinstance(image.anchor, ImageAnchor) and isinstance(text.anchor, TextAnchor) and classes:
        names = classes.names.means(material.text_levels[0])
        fit_anchors(image.anchor, text.anchor, classes.weights, classes.biases, names)
    return nn.ModuleDict({"image": image, "text": text})


def _make_head(
    encoded: Encoded, shape: HeadShape, regularisation: Regularisation
) -> ProjectionHead:
    head = ProjectionHead(shape, regularisation)
    if shape.standardised:
        head.scaler.fit(torch.from_numpy(encoded.vectors))
    return head


def _split(heads: nn.Module) -> Heads:
    image, text = heads.get_submodule("image"), heads.get_submodule("text")
    assert isinstance(image, ProjectionHead)
    assert isinstance(text, ProjectionHead)
    return image, text
