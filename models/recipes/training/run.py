"""The towers of photos and of recipes while they are trained."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from models.encoders.protocols import Vectors
from models.evaluation.retrieval import Retrieval, judge_retrieval
from models.recipes.features import RecipeFeatures
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.recipe_tower import RecipeTower
from models.recipes.training.material import RecipeMaterial, RecipePairs
from models.recipes.training.objective import RecipeObjective
from models.recipes.training.settings import RecipeSettings
from models.training.hardware import Hardware
from models.training.learner import Learner
from models.training.loop import Report, Trained, Unfinished, train_until_stale

_FEWEST = 2

Towers = tuple[PhotoTower, RecipeTower]
"""Of photos and of recipes."""


def train_recipe_towers(
    material: RecipeMaterial,
    settings: RecipeSettings,
    hardware: Hardware,
    report: Report,
    unfinished: Unfinished | None = None,
) -> Trained:
    """Trains the towers of photos and of recipes on features of frozen encoders.

    Args:
        material: What they learn from and are judged on.
        settings: How.
        hardware: Where.
        report: Told of every judgement, photo → recipe and recipe → photo.
        unfinished: Where to go on if it was interrupted, or None to start anew and keep nothing.

    Returns:
        The best of both; `split_towers` takes them apart.

    Raises:
        OtherRunUnfinished: The file belongs to a run with other settings or data.
        WeightsCorrupt: The file is damaged.
    """
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        run = RecipeRun(material, settings, hardware)
        return train_until_stale(run, settings.course, report, unfinished)


class RecipeRun:
    """One run, epoch by epoch."""

    def __init__(
        self, material: RecipeMaterial, settings: RecipeSettings, hardware: Hardware
    ) -> None:
        """Makes both with random weights, and prepares the photos once."""
        self._dev = material.dev
        self._recipes = material.train.recipes
        self._classes = torch.from_numpy(material.classes)
        photo, recipe = _make_towers(material, settings)
        photo.head.half_in_training = hardware.half
        with torch.no_grad():
            self._views = [
                photo.head.prepare(torch.from_numpy(view))
                for view in (material.train.images, *material.views)
            ]
        self._size = settings.batch_of(len(self._recipes))
        steps = settings.epochs * (len(self._recipes) // self._size)
        self._learner = Learner(
            nn.ModuleDict({"photo": photo, "recipe": recipe}),
            RecipeObjective(settings, len(material.phrases)),
            settings.pace(steps),
            hardware,
        )

    def epoch(self) -> float:
        """Sees every pair once, in a new order, and returns the mean loss."""
        order = torch.randperm(len(self._recipes))
        starts = range(0, len(order) - self._size + 1, self._size)
        losses = [self._learn(order[start : start + self._size]) for start in starts]
        return sum(losses) / len(losses)

    def averaged(self) -> nn.Module:
        """Returns a copy of both with averaged weights, which are what counts."""
        return self._learner.averaged()

    def judge(self) -> tuple[Retrieval, Retrieval]:
        """Judges the averaged weights on the dev split, photo → recipe and recipe → photo."""
        towers = split_towers(self.averaged())
        images, recipes = project_pairs(towers, self._dev)
        return judge_retrieval(images, recipes, np.arange(len(images)))

    def state(self) -> dict[str, Tensor]:
        """Returns what `restore` takes to go on from here."""
        return self._learner.state()

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on where another run like this one was."""
        self._learner.restore(state)

    def _learn(self, rows: Tensor) -> float:
        photo, recipe = split_towers(self._learner.heads)
        seen = self._views[int(torch.randint(len(self._views), (1,)))]
        images = photo.head.project_prepared(seen[rows])
        recipes = recipe(self._recipes.batch(rows.numpy()))
        return self._learner.learn(self._learner.objective(images, recipes, self._classes[rows]))


def split_towers(module: nn.Module) -> Towers:
    """Returns the towers of photos and of recipes."""
    photo, recipe = module.get_submodule("photo"), module.get_submodule("recipe")
    assert isinstance(photo, PhotoTower)
    assert isinstance(recipe, RecipeTower)
    return photo, recipe


def project_pairs(towers: Towers, pairs: RecipePairs) -> tuple[Vectors, Vectors]:
    """Takes photos and recipes into the joint space, `[n, outputs]` each."""
    photo, recipe = towers
    return photo.project(pairs.images), recipe.project(pairs.recipes)


def _make_towers(material: RecipeMaterial, settings: RecipeSettings) -> Towers:
    """Makes both; what is not trained is fitted to the training features."""
    photo = PhotoTower(
        PhotoShape(settings.image_shape(material.image_levels)), settings.image_regularisation
    )
    if photo.shape.head.standardised:
        photo.head.scaler.fit(torch.from_numpy(material.train.images))
    tower = RecipeTower(
        settings.tower_shape(material.text_levels), settings.text_regularisation, settings.dropout
    )
    sentences = _sentences(material.train.recipes)
    if (
        len(sentences) >= _FEWEST
    ):  # of fewer there is no deviation: recipes may be ingredients alone
        tower.scaler.fit(torch.from_numpy(sentences))
    return photo, tower


def _sentences(recipes: RecipeFeatures) -> Vectors:
    """Returns the vectors of all titles and steps."""
    return np.concatenate([recipes.titles[recipes.titled], recipes.steps.vectors])
