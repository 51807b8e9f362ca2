"""A model as tensors of a graph: what it computes from its inputs when it predicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import graph
from kerasish.base.errors import UnsupportedError, fail
from kerasish.base.settings import floatx


class Traced(NamedTuple):
    """Inputs and outputs as tensors, in order, with their names."""

    inputs: list[graph.SymbolicTensor]
    outputs: list[graph.SymbolicTensor]
    input_names: list[str]
    output_names: list[str]


@dataclass(frozen=True)
class Signature:
    """One input: sizes that are not known are None."""

    shape: tuple
    dtype: str
    name: str | None


def trace_model(model, input_signature=None, batch_size: int | None = None) -> Traced:
    """The model called on placeholders with ``training=False``.

    Args:
        model: a model with weights.
        input_signature: what is put in: a nesting of things with ``shape`` and
            ``dtype``, such as Keras tensors, `InputSpec` or arrays; None for the inputs
            that the model was made or built with.
        batch_size: how many rows a call takes; None for any number.

    Raises:
        ArgumentError: the inputs of the model are not known.
        UnsupportedError: predicting changes a variable of the model.
    """
    model._require_weights("export")
    nesting = _signature(model, input_signature)
    signatures = graph.flatten(nesting)
    names = _unique([s.name for s in signatures], "input")
    inputs = [_placeholder(s, n, batch_size) for s, n in zip(signatures, names)]
    with graph.tracing() as trace:
        results = model(graph.pack_like(nesting, inputs), training=False)
        outputs = [graph.as_symbolic(t) for t in graph.flatten(results)]
    if trace.updates:
        fail(
            f"model {model.name!r} changes {next(iter(trace.updates)).path!r} when it "
            "predicts: other programs keep no state between calls",
            hint="make its layers without stateful=True and load the weights",
            error=UnsupportedError,
        )
    known = getattr(model, "output_names", None)
    labels = known if known is not None and len(known) == len(outputs) else ()
    labels = [*labels, *[None] * (len(outputs) - len(labels))]
    return Traced(inputs, outputs, names, _unique(labels, "output", set(names)))


def _signature(model, given):
    if given is not None:
        given = given[0] if isinstance(given, list) and len(given) == 1 else given
        return graph.map_leaves(_as_signature, given)
    if getattr(model, "inputs", None):
        known = [_as_signature(t) for t in model.inputs]
        return graph.pack_like(model.input, known)
    shapes, others = model._build_shapes or ((), {})
    if len(shapes) == 1 and not others and _is_shape(shapes[0]):
        return Signature((None, *shapes[0][1:]), floatx(), None)
    fail(
        f"model {model.name!r}: what it takes is not known",
        hint="pass input_signature=[kerasish.Input((28, 28, 1)), ...]",
    )


def _is_shape(value) -> bool:
    return isinstance(value, (tuple, list)) and all(
        size is None or isinstance(size, int) for size in value
    )


def _as_signature(item) -> Signature:
    return Signature(
        tuple(item.shape),
        floatx() if item.dtype is None else str(item.dtype),
        getattr(item, "name", None),
    )


def _placeholder(signature: Signature, name: str, batch_size: int | None):
    first = "batch" if batch_size is None else batch_size
    sizes = [
        size if size is not None else first if axis == 0 else f"{name}_{axis}"
        for axis, size in enumerate(signature.shape)
    ]
    return graph.placeholder(signature.dtype, sizes, name)


def _unique(names: Sequence[str | None], otherwise: str, taken=()) -> list[str]:
    """Names that all differ, with a stand-in for those that are missing."""
    found: list[str] = []
    for name in names:
        wanted = label = otherwise if name is None else name
        number = 1
        while label in found or label in taken:
            number += 1
            label = f"{wanted}_{number}"
        found.append(label)
    return found
