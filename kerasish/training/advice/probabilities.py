"""Losses that take probabilities for logits, or logits for probabilities."""

from __future__ import annotations

import graph
from kerasish.layers.recorded_call import call_of
from kerasish.training.advice.giving import FirstBatch, advice

TO_PROBABILITIES = ("softmax", "sigmoid")


@advice("softmax twice")
def softmax_twice(model, batch: FirstBatch) -> str | None:
    """The model ends with a softmax, and the loss applies another."""
    for layer, term in ends_of(model):
        name = activation_of(layer)
        if name in TO_PROBABILITIES and getattr(term, "from_logits", False):
            return (
                f"layer {layer.name!r} gives probabilities ({name}), and the loss "
                f"{term.name!r} with from_logits=True makes probabilities of them "
                "again; take one of the two away"
            )
    return None


@advice("logits as probabilities")
def logits_as_probabilities(model, batch: FirstBatch) -> str | None:
    """The model ends with a plain linear layer, and the loss wants probabilities."""
    for layer, term in ends_of(model):
        wants = "crossentropy" in term.name and not getattr(term, "from_logits", False)
        if wants and activation_of(layer) == "linear":
            return (
                f"layer {layer.name!r} gives any numbers, and the loss {term.name!r} "
                "takes them for probabilities, cutting off what is below 0 or above "
                "1; give the layer activation='softmax' (or 'sigmoid'), or use the "
                "loss with from_logits=True"
            )
    return None


@advice("targets are no probabilities")
def targets_outside(model, batch: FirstBatch) -> str | None:
    """Targets of a binary crossentropy are not between 0 and 1."""
    terms = terms_of(model)
    for term, y in zip(terms, batch.y) if len(terms) == len(batch.y) else ():
        if term is None or not term.name.startswith("binary") or not y.size:
            continue
        low, high = float(y.min()), float(y.max())
        if low < 0.0 or high > 1.0:
            return (
                f"targets run from {low:g} to {high:g}, and the loss {term.name!r} "
                "wants them between 0 and 1; classes by number go with "
                "'sparse_categorical_crossentropy', numbers with 'mse'"
            )
    return None


def terms_of(model) -> list:
    """The loss of each output, or None; nothing before they are known."""
    loss = getattr(model, "_compiled_loss", None)
    return [] if loss is None or loss.terms is None else loss.terms


def ends_of(model):
    """(layer, loss) of each output whose layer is known."""
    outputs = graph.flatten(getattr(model, "outputs", None) or [])
    terms = terms_of(model)
    for output, term in zip(outputs, terms) if len(outputs) == len(terms) else ():
        layer = call_of(output).operation
        while hasattr(layer, "layers") and getattr(layer, "outputs", None):
            layer = call_of(graph.flatten(layer.outputs)[0]).operation
        if term is not None:
            yield layer, term


def activation_of(layer) -> str | None:
    """The name of what the layer does at its end, None where it cannot be told."""
    if type(layer).__name__ in ("Softmax", "ReLU"):
        return type(layer).__name__.lower()
    return getattr(getattr(layer, "activation", None), "__name__", None)
