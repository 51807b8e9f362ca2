"""Sample weights that a step was given and does not use."""

from __future__ import annotations

import graph
from kerasish.base.errors import DataError, fail
from kerasish.training.advice import give

_HINT = (
    "it counts for outputs with a loss, and for weighted_metrics of compile: name the "
    "output in one of these, or pass None for it"
)


def require_used_weights(model, mode: str, batch, used: set) -> None:
    """Fails where sample weights (or class weights) would have no effect.

    Of a step, a loss or a `compute_loss` of the user's own that is only a warning.

    Args:
        model: what is trained.
        mode: "train" or "test".
        batch: symbolic tensors in the nesting of the data.
        used: the nodes that the step needs.

    Raises:
        DataError: names the output.
    """
    if not isinstance(batch, tuple) or len(batch) != 3 or mode == "predict":
        return
    named = _named(batch[2], getattr(model, "output_names", None))
    unused = [name for name, t in named if t is not None and t.node not in used]
    if not unused:
        return
    which = "" if unused == [""] else f" of output {', '.join(unused)}"
    what = f"sample_weight (or class_weight){which} has no effect"
    methods = (f"{mode}_step", "compute_loss")
    own = [getattr(type(model), name) for name in methods]
    if any(not method.__module__.startswith("kerasish.") for method in own):
        give("unused sample_weight", f"{what} in {own[0].__qualname__}")
        return
    fail(what, None, _HINT, DataError)


def _named(weights, names):
    if isinstance(weights, dict):
        return [(repr(name), t) for name, t in weights.items()]
    if not isinstance(weights, (list, tuple)):
        return [("", weights)]
    leaves = graph.flatten(weights)
    if names is None or len(names) != len(leaves):
        names = range(len(leaves))
    return [(repr(name), t) for name, t in zip(names, leaves)]
