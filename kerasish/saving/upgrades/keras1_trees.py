"""What Keras 1 left out of configs, and the whole config tells."""

from __future__ import annotations

from collections.abc import Iterator

from kerasish.saving.upgrades.keras1_arguments import KERAS_1
from kerasish.saving.upgrades.rules import tree_rule


@tree_rule(majors=KERAS_1)
def class_beside_arguments(tree):
    """Before 1.0 the class stood among the arguments, as name."""
    for items in _lists(tree):
        for place, item in enumerate(items):
            is_old = isinstance(item, dict) and "class_name" not in item
            if is_old and "custom_name" in item:
                config = {k: v for k, v in item.items() if k != "custom_name"}
                config["name"] = item["custom_name"]
                items[place] = {"class_name": item["name"], "config": config}


@tree_rule(majors=KERAS_1)
def missing_dim_ordering(tree):
    """Some layers of images did not say where the channels are; others did."""
    layers = list(_layers(tree))
    told = {config.get("dim_ordering") for _, config in layers}
    told -= {None, "default"}
    if len(told) != 1:
        return
    ordering = told.pop()
    for name, config in layers:
        if name.endswith(("2D", "3D")):
            config.setdefault("dim_ordering", ordering)


def _layers(tree) -> Iterator[tuple[str, dict]]:
    """Class and config of each object in a tree."""
    if isinstance(tree, dict):
        name, config = tree.get("class_name"), tree.get("config")
        if isinstance(name, str) and isinstance(config, dict):
            yield name, config
    for item in _inside(tree):
        yield from _layers(item)


def _lists(tree) -> Iterator[list]:
    if isinstance(tree, list):
        yield tree
    for item in _inside(tree):
        yield from _lists(item)


def _inside(tree):
    if isinstance(tree, dict):
        return list(tree.values())
    return tree if isinstance(tree, list) else ()
