"""Inputs that no output depends on."""

from __future__ import annotations

from kerasish.training.advice.giving import FirstBatch, advice


@advice("unused input")
def unused_input(model, batch: FirstBatch) -> str | None:
    """An input of a functional model goes nowhere."""
    network = getattr(model, "_network", None)
    if network is None:
        return None
    used = {id(t) for call in network.calls for t in call.input_tensors}
    used |= {id(t) for t in network.outputs}
    names = [
        tensor.history.operation.name
        for tensor in network.inputs
        if id(tensor) not in used
    ]
    if not names:
        return None
    return (
        f"nothing depends on input {', '.join(map(repr, names))}; leave it out of the "
        "model's inputs, or connect it"
    )
