"""Word vectors of ingredients, learnt from recipes.

As Salvador et al. 2017 (section 3.1) do: skip-gram over the text of the recipes, in which an
ingredient of several words is one word.
"""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from models.recipes.recipe import Recipe
from models.recipes.wording import lines_of
from models.words.files import load_word_vectors, save_word_vectors
from models.words.skipgram import SkipGramSettings, train_words
from models.words.vectors import WordVectors


def learn_words(recipes: Sequence[Recipe], settings: SkipGramSettings, cache: Path) -> WordVectors:
    """Learns vectors of ingredients and words, or takes those of the last time from the cache.

    Returns:
        Vectors whose numbers have a mean square of one, as the tower's other inputs have.

    Raises:
        NothingToLearn: The recipes say too little.
    """
    lines = [line for recipe in recipes for line in lines_of(recipe)]
    described = json.dumps([lines, asdict(settings)], sort_keys=True)
    digest = hashlib.sha256(described.encode()).hexdigest()[:32]
    place = cache / "recipe-words" / f"{digest}.safetensors"
    if place.is_file():
        return load_word_vectors(str(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    # Another process may learn the same beside this one: each writes in a folder of its own.
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        draft = Path(folder) / place.name
        learnt = train_words(lines, draft, settings)
        scale = float((learnt.vectors**2).mean() ** 0.5)
        scaled = WordVectors(learnt.words, learnt.vectors / scale, learnt.counts, learnt.name)
        save_word_vectors(draft, scaled)
        draft.with_suffix(".json").replace(place.with_suffix(".json"))
        draft.replace(place)
    return scaled
