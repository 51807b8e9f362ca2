"""What a layer lacks when it is used too early or wrongly, and what to do about it."""

from __future__ import annotations

import graph
from kerasish.base.callable_arguments import signature_of
from kerasish.base.discovery import internal
from kerasish.base.errors import CallError, NotInitialisedError, fail

#: what layers of Keras have, or had, and these have not
_ABSENT = {
    "add_update": "assign to the variable in call",
}


class MissingAttributeError(graph.GraphError, AttributeError):
    """An attribute that a layer does not have, or not yet."""


@internal
def missing_attribute(layer, name: str) -> AttributeError:
    """The error for an attribute that was not found."""
    kind = type(layer).__name__
    if name.startswith("__"):
        return AttributeError(f"{kind!r} object has no attribute {name!r}")
    label = f"{kind} {layer.__dict__.get('_name', '')!r}"
    hint = _ABSENT.get(name)
    if hint is None and not layer.__dict__.get("built"):
        hint = "it is not built: call it on data or use build(input_shape) first"
    text = graph.describe(
        f"{label} has no attribute {name!r}", None, hint or "", str(graph.here())
    )
    return MissingAttributeError(text)


@internal
def require_initialised(layer) -> None:
    """Fails if the constructor of the base class never ran."""
    if "_build_shapes" not in layer.__dict__:
        fail(
            f"{type(layer).__name__}: the base class is not initialised",
            None,
            "call super().__init__(**kwargs) first in __init__",
            NotInitialisedError,
        )


@internal
def require_tensors(layer, tensors: dict, arguments: dict) -> None:
    """Fails if ``build`` needs the shape of an input and there is none."""
    parameters = list(signature_of(type(layer).build).parameters.values())[1:]
    needed = [
        p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    ]
    if not tensors and needed:
        fail(
            f"layer {layer.name!r} got no tensor",
            {name: repr(value) for name, value in arguments.items()},
            "pass arrays or tensors",
            CallError,
        )
