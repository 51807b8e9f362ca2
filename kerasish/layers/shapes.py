"""Shapes of calls: what ``build`` gets, and what a call would return."""

from __future__ import annotations

import inspect

import graph
from kerasish.base.callable_arguments import signature_of
from kerasish.base.text import array_dtype


def shape_of(structure):
    """The shapes of the tensors in a structure, as tuples with None."""
    if isinstance(structure, (list, tuple)):
        return [shape_of(part) for part in structure]
    if isinstance(structure, dict):
        return {k: shape_of(part) for k, part in structure.items()}
    return None if structure is None else tuple(structure.shape)


def build_arguments(layer, tensors: dict) -> tuple[tuple, dict]:
    """What to call ``layer.build`` with: one shape, or shapes by argument name."""
    if not tensors:
        return (), {}
    parameters = [
        p.name
        for p in signature_of(type(layer).build).parameters.values()
        if p.kind is not inspect.Parameter.VAR_KEYWORD
    ][1:]
    if len(parameters) <= 1 or len(tensors) == 1:
        first = next(iter(tensors.values()))
        return ((shape_of(first),), {}) if parameters else ((), {})
    named = {f"{name}_shape": shape_of(value) for name, value in tensors.items()}
    return (), {k: v for k, v in named.items() if k in parameters}


def placeholder_like(shape, dtype) -> graph.SymbolicTensor:
    """A symbolic tensor of a shape; its first unknown size is the batch."""
    sizes = [
        "batch" if i == 0 and size is None else size for i, size in enumerate(shape)
    ]
    return graph.placeholder(array_dtype(dtype), sizes, "input")


def spec_call(layer, *shapes, **named_shapes):
    """The shapes that a call on inputs of these shapes would return."""
    dtype = layer.compute_dtype

    def tensors(value):
        if isinstance(value, dict):
            return {k: tensors(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)) and any(
            isinstance(v, (list, tuple, dict)) for v in value
        ):
            return [tensors(v) for v in value]
        return None if value is None else placeholder_like(value, dtype)

    names = {k.removesuffix("_shape"): tensors(v) for k, v in named_shapes.items()}
    with graph.tracing():  # a trial assigns nothing
        if set(names) == {"input"} or set(names) == {"inputs"}:
            return shape_of(layer(next(iter(names.values()))))
        return shape_of(layer(*map(tensors, shapes), **names))
