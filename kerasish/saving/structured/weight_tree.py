"""Trees of weights by name: of a model, as text, and compared."""

from __future__ import annotations

import numpy as np

from kerasish.saving.structured.state_walk import places


def tree_of_model(model) -> dict:
    """The weights of a model as a file would nest them."""
    tree: dict = {}
    for place, item in places(model):
        weights: dict = {}
        if hasattr(item, "save_own_variables"):
            item.save_own_variables(weights)
        if weights:
            owner = tree
            for part in [p for p in place.split("/") if p]:
                owner = owner.setdefault(part, {})
            owner.update(weights)
    return tree


def tree_lines(tree: dict, depth: int = 0) -> list[str]:
    """A line for each object and weight, indented by its depth."""
    lines = []
    for name, part in tree.items():
        if isinstance(part, dict):
            lines += [f"{'    ' * depth}{name}", *tree_lines(part, depth + 1)]
        else:
            array = np.asarray(part)
            text = f"{name}: shape={array.shape}, dtype={array.dtype}"
            lines.append(f"{'    ' * depth}{text}")
    return lines


def compare_trees(file: dict, model: dict, path: str = "") -> tuple[list[str], int]:
    """Lines about what differs, and how many weights have the same shape."""
    errors, matches = [], 0
    for name in dict.fromkeys([*model, *file]):
        where = f"{path}/{name}".strip("/")
        if name not in file or name not in model:
            missing = "file" if name not in file else "model"
            errors.append(f"{where} is missing from the {missing}")
            continue
        own, other = file[name], model[name]
        if isinstance(own, dict) and isinstance(other, dict):
            inner, count = compare_trees(own, other, where)
            errors, matches = errors + inner, matches + count
        elif isinstance(own, dict) or isinstance(other, dict):
            errors.append(f"{where} is an object here and a weight there")
        elif np.shape(own) != np.shape(other):
            errors.append(
                f"{where} has shape {np.shape(own)} in the file, {np.shape(other)} in "
                "the model"
            )
        else:
            matches += 1
    return errors, matches
