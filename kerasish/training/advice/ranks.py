"""Targets (N,) beside outputs (N, 1), in functions that do not expect it."""

from __future__ import annotations

import graph
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper
from kerasish.training.advice.giving import FirstBatch, advice


@advice("targets of another rank")
def targets_of_another_rank(model, batch: FirstBatch) -> str | None:
    """Losses of Kerasish match the two; a difference of the user's own is (N, N)."""
    loss = getattr(model, "_compiled_loss", None)
    if loss is None or loss.terms is None:
        return None
    outputs = graph.flatten(loss.outputs.structure)
    if len(outputs) != len(batch.y):
        return None
    for index, (output, y) in enumerate(zip(outputs, batch.y)):
        one, other = len(output.shape), y.ndim
        longer = output.shape if one > other else y.shape
        if abs(one - other) != 1 or longer[-1] != 1:
            continue
        who = _own(model, loss.terms[index], index)
        if who is not None:
            shapes = [
                f"({', '.join(['N', *map(str, s[1:])])}{',' * (len(s) == 1)})"
                for s in (y.shape, output.shape)
            ]
            return (
                f"targets are {shapes[0]} and outputs {shapes[1]}, and {who} is your "
                "own: the difference of such arrays is (N, N), of each sample with all "
                "others. Give y the shape of the outputs: y[:, None], or y[:, 0]"
            )
    return None


def _own(model, term, index) -> str | None:
    """What the user wrote and gets the two as they are; None for nothing."""
    if _is_own(type(term)) and not isinstance(term, LossFunctionWrapper):
        return f"the loss {term.name!r}"
    for at, _, metric, _ in model._compiled_metrics.groups or ():
        function = getattr(metric, "_fn", None)
        if at == index and _is_own(type(metric) if function is None else function):
            return f"the metric {metric.name!r}"
    for name in ("train_step", "compute_loss"):
        if _is_own(getattr(type(model), name)):
            return f"{type(model).__name__}.{name}"
    return None


def _is_own(what) -> bool:
    return not getattr(what, "__module__", "kerasish.").startswith("kerasish.")
