"""Labels that are no numbers of classes, and a softmax over one class."""

from __future__ import annotations

import numpy as np

from kerasish.training.advice.giving import FirstBatch, advice
from kerasish.training.advice.probabilities import activation_of, ends_of, terms_of


@advice("labels are no classes")
def fractional_labels(model, batch: FirstBatch) -> str | None:
    """A sparse crossentropy is given fractions, which are cut to whole numbers."""
    terms = terms_of(model)
    for term, y in zip(terms, batch.y) if len(terms) == len(batch.y) else ():
        if term is None or "sparse" not in term.name or y.dtype.kind != "f":
            continue
        cut = y[y != np.floor(y)]
        if cut.size:
            return (
                f"the loss {term.name!r} wants the numbers of classes, and targets "
                f"such as {cut.flat[0]:g} are cut to whole numbers; quantities go with "
                "'mse', rows of probabilities with 'categorical_crossentropy'"
            )
    return None


@advice("softmax of one unit")
def softmax_of_one(model, batch: FirstBatch) -> str | None:
    """The only unit of a softmax is always 1."""
    for layer, _ in ends_of(model):
        size = getattr(layer, "units", None)
        if size == 1 and activation_of(layer) == "softmax":
            return (
                f"layer {layer.name!r} has one unit with softmax, which is 1 for any "
                "input, so that nothing is learnt; use activation='sigmoid' with "
                "'binary_crossentropy', or a unit for each class"
            )
    return None
