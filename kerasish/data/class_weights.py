"""Weights by class, as weights by sample."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import DataError, fail


def weights_by_class(y, sample_weight, class_weight):
    """The sample weights that a ``class_weight`` stands for.

    Args:
        y: labels (n,) or (n, 1), or one-hot rows (n, classes); or a list or dict.
        sample_weight: must be None.
        class_weight: weight by class index, for one output; or for several a list or
            dict with such a dict, or None, for each of them.

    Returns:
        An array of float32, or a list or dict of them.

    Raises:
        DataError: sample weights too, a class without weight, or weights for outputs
            that have no targets.
    """
    if sample_weight is not None:
        fail(
            "class_weight and sample_weight exclude each other",
            None,
            "multiply the class weights into sample_weight yourself",
            DataError,
        )
    if not _is_by_output(class_weight):
        leaves = graph.flatten(y)
        if y is None or len(leaves) != 1:
            fail(
                "class_weight by class is for models with one output",
                f"{len([v for v in leaves if v is not None])} targets",
                "pass a list or dict of such dicts by output, or sample_weight",
                DataError,
            )
        return _weights(leaves[0], class_weight)
    if isinstance(class_weight, dict):
        _require_targets(
            class_weight, y, isinstance(y, dict) and set(class_weight) <= set(y)
        )
        return {
            name: None if part is None else _weights(y[name], part)
            for name, part in class_weight.items()
        }
    fits = isinstance(y, (list, tuple)) and len(y) == len(class_weight)
    _require_targets(class_weight, y, fits)
    return [
        None if part is None else _weights(labels, part)
        for labels, part in zip(y, class_weight)
    ]


def in_order_of(class_weight, y, names):
    """Weights by output for a list of targets, from those by name.

    Args:
        class_weight: see `weights_by_class`.
        y: the targets.
        names: of the outputs, in the order of a list; or None.
    """
    by_name = isinstance(class_weight, dict) and _is_by_output(class_weight)
    if not by_name or not isinstance(y, (list, tuple)) or names is None:
        return class_weight
    if len(y) != len(names) or not set(class_weight) <= set(names):
        return class_weight
    return [class_weight.get(name) for name in names]


def _is_by_output(class_weight) -> bool:
    if isinstance(class_weight, (list, tuple)):
        return True
    parts = list(class_weight.values())
    return bool(parts) and all(part is None or isinstance(part, dict) for part in parts)


def _require_targets(class_weight, y, fits: bool) -> None:
    if fits:
        return
    forms = {"class_weight": class_weight, "y": y}
    fail(
        "class_weight by output does not fit the targets",
        {name: _form(part) for name, part in forms.items()},
        "give both as dicts with the names of outputs, or both as lists",
        DataError,
    )


def _form(part) -> str:
    if isinstance(part, dict):
        return f"a dict of {sorted(map(str, part))}"
    if isinstance(part, (list, tuple)):
        return f"a list of {len(part)}"
    return type(part).__name__


def _weights(labels, class_weight: dict) -> np.ndarray:
    labels = np.asarray(labels)
    if labels.ndim > 1 and labels.shape[-1] > 1:
        labels = labels.argmax(-1)
    labels = labels.reshape(len(labels), -1)[:, 0].round().astype(np.int64)
    missing = sorted(set(np.unique(labels).tolist()) - {int(k) for k in class_weight})
    if missing:
        fail(
            "class_weight has no weight for a class that occurs",
            {"classes": missing},
            "give a weight for each class in y",
            DataError,
        )
    table = {int(k): float(v) for k, v in class_weight.items()}
    return np.array([table[label] for label in labels.tolist()], np.float32)
