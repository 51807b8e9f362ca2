"""Pictures of graphs."""

from __future__ import annotations

import os
from pathlib import Path

from graph.drawing.building import picture_of
from graph.drawing.dot import to_dot
from graph.drawing.nesting import nested
from graph.drawing.svg import to_svg
from graph.executor.inspection.targets import target_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.printer import print_graph
from graph.ir.structure import flatten, parts_of
from graph.ir.tensor import Tensor
from graph.ops.public import public

FORMATS = ("svg", "dot", "txt")


@public
def draw(what, path=None, *args, format: str | None = None, **kwargs) -> str:
    """A picture of a graph: a box for each op, in frames for the layers.

    Args:
        what: symbolic tensors in any nesting; a function of tensors; or a model, which
            without arguments is drawn as it was built.
        path: of a file ending in ``.svg``, ``.dot`` or ``.txt``; None for none.
        args: the arguments of the function: arrays, or tensors.
        format: "svg", "dot" or "txt"; that of the path, or "svg".
        kwargs: further arguments of the function.

    Returns:
        The text of the file.

    Raises:
        ArgumentError: another format.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> graph.draw(graph.exp(x) * 2.0, format="svg")[:4]
        '<svg'
    """
    format = _format_of(path, format)
    tensors, names, inputs = _graph_of(what, args, kwargs)
    if format == "txt":
        text = print_graph(tensors, origins=True) + "\n"
    else:
        picture = picture_of(tensors, names, inputs)
        text = to_dot(picture) if format == "dot" else to_svg(nested(picture))
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text


def _format_of(path, format) -> str:
    if format is None:
        format = "svg" if path is None else os.path.splitext(path)[1].lstrip(".")
    if format not in FORMATS:
        raise ArgumentError(
            describe(
                "draw: the format is not known",
                {"format": repr(format), "path": path},
                f"one of {', '.join(FORMATS)}, or a path that ends so",
                str(here()),
            )
        )
    return format


def _graph_of(what, args, kwargs):
    """The results, their names, and the tensors that they are drawn from."""
    built = getattr(what, "outputs", None)
    if not args and not kwargs and built is not None and not isinstance(what, Tensor):
        what = built
    program = target_of("draw", what, args, kwargs).program
    outputs = [*program.outputs, *(value for _, value in program.updates)]
    names = _names(what, len(program.outputs))
    names += [f"new {variable.path}" for variable, _ in program.updates]
    return outputs, names, program.inputs


def _names(what, count: int) -> list[str]:
    """Keys of a dict of results; numbers where there are several."""
    if isinstance(what, dict) and len(flatten(what)) == len(what) == count:
        return list(map(str, parts_of(what)[0]))
    return ["result"] if count == 1 else [f"result {i}" for i in range(count)]
