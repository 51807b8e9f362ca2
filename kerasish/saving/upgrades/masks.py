"""Masks, which older Keras merged and applied by other rules.

Only models in which masks arise are changed.
"""

from __future__ import annotations

from kerasish.saving.files.keras_version import is_multi_backend
from kerasish.saving.upgrades.config_trees import records_in
from kerasish.saving.upgrades.rules import tree_rule

_MERGES = (
    "Add",
    "Average",
    "Concatenate",
    "Maximum",
    "Merge",
    "Minimum",
    "Multiply",
    "Subtract",
)


def _has_masks(tree) -> bool:
    return any(
        record["class_name"] == "Masking" or record["config"].get("mask_zero") is True
        for record in records_in(tree)
    )


@tree_rule(majors=(1, 2))
def merged_masks(tree):
    """A step counted where it did in all inputs that had a mask."""
    if _has_masks(tree):
        for record in records_in(tree):
            if record["class_name"] in _MERGES:
                record["config"]["needs_all_masks"] = True


@tree_rule(majors=(1, 2), writers=is_multi_backend)
def repeated_outputs(tree):
    """Before tf.keras, Bidirectional repeated its output at masked steps."""
    if not _has_masks(tree):
        return
    for record in records_in(tree):
        inner = record["config"].get("layer")
        if record["class_name"] == "Bidirectional" and isinstance(inner, dict):
            if inner.get("config", {}).get("return_sequences"):
                record["class_name"] = "BidirectionalKeras2"
