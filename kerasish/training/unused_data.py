"""What a step was given and does not use: weights of samples, and inputs."""

from __future__ import annotations

import graph
from kerasish.base.errors import DataError, fail
from kerasish.training.advice import give

_HINT = (
    "it counts for outputs with a loss, and for weighted_metrics of compile: name the "
    "output in one of these, or pass None for it"
)


def check_use(model, mode: str, batch, used: set) -> None:
    """Fails where weights have no effect, and warns where inputs have none.

    Of weights in a step, a loss or a `compute_loss` of the user's own it is only a
    warning, too.

    Args:
        model: what is trained.
        mode: "train", "test" or "predict".
        batch: symbolic tensors in the nesting of the data.
        used: the nodes that the step needs.

    Raises:
        DataError: names the output.
    """
    if mode != "predict":
        _require_used_weights(model, mode, batch, used)
    own = not type(model).train_step.__module__.startswith("kerasish.")
    if mode == "train" and not own and getattr(model, "_network", None) is None:
        _tell_unused_inputs(model, batch, used)


def _require_used_weights(model, mode, batch, used) -> None:
    if not isinstance(batch, tuple) or len(batch) != 3:
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


def _tell_unused_inputs(model, batch, used) -> None:
    parts = batch[0] if isinstance(batch, tuple) and batch else batch
    named = _named(parts, None)
    unused = [name for name, t in named if t is not None and t.node not in used]
    if unused and len(unused) < len(named):
        give(
            "unused input",
            f"nothing that {type(model).__name__} computes depends on input "
            f"{', '.join(unused)}; leave it out, or use it",
        )


def _named(structure, names):
    if isinstance(structure, dict):
        return [(repr(name), t) for name, t in structure.items()]
    if not isinstance(structure, (list, tuple)):
        return [("", structure)]
    leaves = graph.flatten(structure)
    if names is None or len(names) != len(leaves):
        names = range(len(leaves))
    return [(repr(name), t) for name, t in zip(names, leaves)]
