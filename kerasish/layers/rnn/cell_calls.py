"""What cells of any kind have: a call, an output size, states to start with."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.layer import Layer


@internal
def call_cell(cell, inputs, states, training):
    """One step of a cell: the output and the list of new states."""
    takes = isinstance(cell, Layer) and cell._signature.has_training
    result = cell(inputs, states, **({"training": training} if takes else {}))
    count = len(graph.flatten(states))
    given = isinstance(result, (list, tuple)) and len(result) == 2
    if not given or len(graph.flatten(result[1])) != count:
        fail(
            f"cell {type(cell).__name__} must return its output and its new states",
            str(graph.map_leaves(_spec, result)),
            f"return output, [...] with {count} states",
            graph.ShapeError,
        )
    return result


def _spec(value):
    return value.spec if isinstance(value, graph.Tensor) else value


@internal
def cell_output_size(cell):
    """The size of the last axis of a cell's output."""
    size = getattr(cell, "output_size", None)
    return graph.flatten(cell.state_size)[0] if size is None else size


@internal
def initial_states(cell, batch_size) -> list:
    """The states of a cell before the first step."""
    if hasattr(cell, "get_initial_state"):
        states = cell.get_initial_state(batch_size=batch_size)
        return list(states) if isinstance(states, (list, tuple)) else [states]
    dtype = getattr(cell, "compute_dtype", None) or "float32"
    sizes = graph.flatten(cell.state_size)
    return [graph.zeros((batch_size, n), dtype) for n in sizes]
