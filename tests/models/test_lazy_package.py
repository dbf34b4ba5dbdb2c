"""What `models` offers is loaded when it is first used, and is all there."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import models


def test_what_is_not_there_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'models' has no attribute 'load_spaces'"):
        _ = models.load_spaces
    with pytest.raises(ImportError, match="load_spaces"):
        from models import load_spaces  # noqa: F401, PLC0415 - the statement is what is tested


@pytest.mark.parametrize("name", models._HOMES)
def test_every_name_is_the_one_of_its_module(name):
    home = importlib.import_module(f"models.{models._HOMES[name]}")
    assert getattr(models, name) is getattr(home, name)


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(models.__file__).read_text("utf-8"))
    seen = {
        alias.name: node.module.removeprefix("models.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("models.")
        for alias in node.names
    }
    assert seen == models._HOMES
    assert set(models.__all__) == {*models._HOMES, "DEFAULT_SPACE"}


def test_nothing_heavy_is_imported_before_it_is_used():
    code = "import sys, models; print({'torch', 'numpy', 'openvino'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
