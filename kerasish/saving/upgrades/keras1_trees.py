"""What Keras 1 left out of configs, and the whole config tells."""

from __future__ import annotations

from kerasish.saving.upgrades.config_trees import lists_in, records_in
from kerasish.saving.upgrades.keras1_arguments import KERAS_1
from kerasish.saving.upgrades.rules import tree_rule


@tree_rule(majors=KERAS_1)
def class_beside_arguments(tree):
    """Before 1.0 the class stood among the arguments, as name."""
    for items in lists_in(tree):
        for place, item in enumerate(items):
            is_old = isinstance(item, dict) and "class_name" not in item
            if is_old and "custom_name" in item:
                config = {k: v for k, v in item.items() if k != "custom_name"}
                config["name"] = item["custom_name"]
                items[place] = {"class_name": item["name"], "config": config}


@tree_rule(majors=KERAS_1)
def missing_dim_ordering(tree):
    """Some layers of images did not say where the channels are; others did."""
    records = list(records_in(tree))
    told = {record["config"].get("dim_ordering") for record in records}
    told -= {None, "default"}
    if len(told) != 1:
        return
    ordering = told.pop()
    for record in records:
        if record["class_name"].endswith(("2D", "3D")):
            record["config"].setdefault("dim_ordering", ordering)
