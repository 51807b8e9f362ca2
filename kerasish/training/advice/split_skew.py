"""Validation on classes that training does not have, or has in another number."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.data.labels import class_numbers
from kerasish.data.split import Split
from kerasish.training.advice.giving import give

#: standard deviations of a number of samples that chance does not explain
UNLIKELY = 6.0
#: more classes than samples / this are no classes
LEAST_SAMPLES = 2
MOST_NAMED = 5


def tell_skew(model, y, y_validation, split) -> None:
    """Warns where the last samples have other classes than those before.

    Args:
        model: compiled; only losses for classes are looked at.
        y, y_validation: the targets of both parts, in any nesting.
        split: a fraction or a `Split`.
    """
    chosen = isinstance(split, Split) and (split.shuffle or split.stratify is not False)
    if chosen or not _has_classes(model.loss):
        return
    for own, other in zip(graph.flatten(y), graph.flatten(y_validation)):
        train, validate = class_numbers(own), class_numbers(other)
        if train is None or validate is None:
            continue
        found = _skew(train, validate)
        if found:
            fraction = split.fraction if isinstance(split, Split) else split
            give(
                "skewed validation_split",
                f"validation_split={fraction:g} takes the last samples, as in Keras, "
                f"and {found}. validation_split=kerasish.data.Split({fraction:g}, "
                "stratify=True) takes as many of each class, shuffle=True any",
            )
            return


def _skew(train, validate) -> str:
    """What is wrong; "" when nothing is."""
    classes = np.unique(np.concatenate([train, validate]))
    size = len(train) + len(validate)
    if len(classes) * LEAST_SAMPLES > size or len(classes) < 2:
        return ""
    here = np.array([(train == c).sum() for c in classes])
    there = np.array([(validate == c).sum() for c in classes])
    untrained = classes[(here == 0) & (there > 1)]
    if untrained.size:
        return f"training has no sample of class {_names(untrained)}"
    # of a class of n samples, chance puts n * share into the part, plus or minus
    share = len(validate) / size
    total = here + there
    expected = total * share
    spread = np.sqrt(total * share * (1.0 - share) * (size - total) / (size - 1))
    far = np.abs(there - expected) > UNLIKELY * np.maximum(spread, 1e-9)
    if not far.any():
        return ""
    missing = classes[far & (there == 0)]
    if missing.size:
        return f"validation has no sample of class {_names(missing)}"
    worst = int(np.argmax(np.where(far, np.abs(there - expected), 0.0)))
    return (
        f"class {classes[worst]} is {there[worst] / len(validate):.0%} of the "
        f"validation and {here[worst] / len(train):.0%} of the training"
    )


def _names(classes) -> str:
    text = ", ".join(str(c) for c in classes[:MOST_NAMED])
    return text if len(classes) <= MOST_NAMED else f"{text}, ..."


def _has_classes(loss) -> bool:
    """Whether a loss, or one of several, is for classes."""
    if isinstance(loss, (list, tuple, dict)):
        parts = loss.values() if isinstance(loss, dict) else loss
        return any(map(_has_classes, parts))
    name = loss if isinstance(loss, str) else getattr(loss, "name", None)
    name = getattr(loss, "__name__", name)
    text = str(name).lower()
    return "crossentropy" in text or text == "ce" or "hinge" in text
