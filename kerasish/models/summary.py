"""The table of a model's layers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kerasish.layers.recorded_call import call_of


class Row(NamedTuple):
    """A layer in the table; ``depth`` is how deep it is nested."""

    depth: int
    layer: object
    shape: str
    parameters: int
    inputs: str


def rows(model, expand_nested: bool = False, depth: int = 0) -> Iterator[Row]:
    """The layers of a model, with those of nested models after them if asked."""
    linear = _is_linear(model)
    for layer in getattr(model, "operations", model.layers):
        inputs = "" if linear else _sources(layer, model)
        yield Row(depth, layer, _shape(layer), _count(layer.weights), inputs)
        if expand_nested and hasattr(layer, "layers"):
            yield from rows(layer, True, depth + 1)


def _is_linear(model) -> bool:
    network = getattr(model, "_network", None)
    if network is None:
        return True
    return all(len(network.parents(c)) <= 1 for c in network.calls) and (
        len(network.calls) == len(network.layers)
    )


def _sources(layer, model) -> str:
    own = set(model._network.calls)
    names = []
    for call in layer._inbound_nodes:
        if call in own:
            for tensor in call.input_tensors:
                history = tensor.history
                place = call_of(tensor).operation._inbound_nodes.index(call_of(tensor))
                names.append(
                    f"{history.operation.name}[{place}][{history.tensor_index}]"
                )
    return ", ".join(names)


def _shape(layer) -> str:
    if not layer._inbound_nodes:
        return "?"
    outputs = layer._inbound_nodes[0].outputs
    if isinstance(outputs, (list, tuple)):
        return ", ".join(_one_shape(t) for t in outputs)
    if isinstance(outputs, dict):
        return ", ".join(f"{k}: {_one_shape(t)}" for k, t in outputs.items())
    return _one_shape(outputs)


def _one_shape(tensor) -> str:
    sizes = ", ".join("None" if s is None else str(s) for s in tensor.shape)
    return f"({sizes}{',' if len(tensor.shape) == 1 else ''})"


def _count(weights) -> int:
    return sum(int(np.prod(w.shape, dtype=np.int64)) for w in weights)


def _bytes(weights) -> str:
    size = float(
        sum(int(np.prod(w.shape, dtype=np.int64)) * w.dtype.itemsize for w in weights)
    )
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.2f} {unit}"
        size /= 1024
    raise AssertionError("unreachable")


def summary_text(
    model, line_length=None, expand_nested=False, show_trainable=False
) -> str:
    """The table as text: layer, shape of its output, parameters, and where it gets
    its input when the model is not a chain; then totals."""
    table = list(rows(model, expand_nested))
    header = ["Layer (type)", "Output Shape", "Param #"]
    cells = [
        [
            f"{'  ' * row.depth}{row.layer.name} ({type(row.layer).__name__})",
            row.shape,
            f"{row.parameters:,}",
            row.inputs or "-",
            "Y" if row.layer.trainable else "N",
        ]
        for row in table
    ]
    columns = [0, 1, 2]
    if any(row.inputs for row in table):
        header.append("Connected to")
        columns.append(3)
    if show_trainable:
        header.append("Trainable")
        columns.append(4)
    body = [[line[c] for c in columns] for line in cells]
    width = line_length or min(shutil.get_terminal_size((100, 24)).columns, 120)
    lines = [f'Model: "{model.name}"', *_grid(header, body, width), *_totals(model)]
    return "\n".join(lines)


def _grid(header, body, width) -> list[str]:
    sizes = [
        max(len(str(row[i])) for row in [header, *body]) for i in range(len(header))
    ]
    while sum(sizes) + 3 * len(sizes) + 1 > width and max(sizes) > 16:
        sizes[sizes.index(max(sizes))] -= 1
    rule = "+".join("-" * (size + 2) for size in sizes)

    def line(cells):
        shown = [
            c if len(c) <= size else c[: size - 1] + "…"
            for c, size in zip(cells, sizes)
        ]
        padded = [
            f" {c:>{s}} " if i == 2 else f" {c:<{s}} "
            for i, (c, s) in enumerate(zip(shown, sizes))
        ]
        return "|" + "|".join(padded) + "|"

    edge = f"+{rule}+"
    return [edge, line(header), edge, *[line(cells) for cells in body], edge]


def _totals(model) -> list[str]:
    weights = model.weights
    groups = {
        "Total params": weights,
        "Trainable params": model.trainable_weights,
        "Non-trainable params": model.non_trainable_weights,
    }
    lines = [f" {name}: {_count(w):,} ({_bytes(w)})" for name, w in groups.items()]
    optimizer = model.optimizer
    if optimizer is not None and optimizer.built:
        state = optimizer.variables
        lines.append(f" Optimizer params: {_count(state):,} ({_bytes(state)})")
    return lines


def print_summary(
    model, line_length=None, print_fn=None, expand_nested=False, show_trainable=False
) -> None:
    """Prints `summary_text`; an unbuilt model says so."""
    write = print if print_fn is None else print_fn
    if not model.built:
        write(
            f'Model: "{model.name}" has no weights yet: start it with kerasish.Input, '
            "or call it on data."
        )
        return
    write(summary_text(model, line_length, expand_nested, show_trainable))
