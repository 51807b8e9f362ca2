"""Shapes of outputs as they are written in tables."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal


@internal
def output_shape_of(layer) -> str:
    """That of the last recorded call, or what the shapes it was built with give."""
    calls = getattr(layer, "_inbound_nodes", ())
    if calls:
        return _written([t for t in graph.flatten(calls[-1].outputs) if t is not None])
    shapes = getattr(layer, "_build_shapes", None)
    if shapes is None:
        return "?"
    args, kwargs = shapes
    try:
        found = layer.compute_output_shape(*args, **kwargs)
    except (NotImplementedError, graph.GraphError):
        return "?"
    return _written(found)


def _written(structure) -> str:
    """Tensors or shapes in their nesting; a single one stands alone."""
    while isinstance(structure, (list, tuple, dict)) and len(structure) == 1:
        values = list(structure.values() if isinstance(structure, dict) else structure)
        if _is_size(values[0]):
            break
        structure = values[0]
    if isinstance(structure, dict):
        inside = ", ".join(f"{key}: {_written(v)}" for key, v in structure.items())
        return f"{{{inside}}}"
    if isinstance(structure, (list, tuple)) and not all(map(_is_size, structure)):
        inside = ", ".join(map(_written, structure))
        return f"[{inside}]" if isinstance(structure, list) else f"({inside})"
    shape = getattr(structure, "shape", structure)
    if shape is None:
        return "None"
    return f"({', '.join(map(str, shape))})"


def _is_size(value) -> bool:
    return value is None or isinstance(value, int) or not hasattr(value, "__iter__")
