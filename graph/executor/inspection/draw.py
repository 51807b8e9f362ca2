"""Pictures of graphs."""

from __future__ import annotations

import graphlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from graph.drawing.building import picture_of
from graph.drawing.dot import to_dot
from graph.drawing.nesting import nested
from graph.drawing.picture import Box, Picture
from graph.drawing.raster import to_raster
from graph.drawing.svg import to_svg
from graph.executor.inspection.targets import target_of
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.printer import print_graph
from graph.ir.structure import flatten, parts_of
from graph.ir.tensor import Tensor
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.tensor import SymbolicTensor


FORMATS = ("svg", "png", "pdf", "dot", "txt")


@public
def draw(
    what: Any,
    path: Path | str | None = None,
    *args: Any,
    format: str | None = None,
    dpi: float = 96,
    **kwargs: Any,
) -> str | bytes:
    """A picture of a graph: a box for each op, in frames for the layers.

    Args:
        what: symbolic tensors in any nesting; a function of tensors; a model, which
            without arguments is drawn as it was built; or a `Picture` of own boxes.
        path: of a file ending in ``.svg``, ``.png``, ``.pdf``, ``.dot`` or ``.txt``;
            None for none.
        args: the arguments of the function: arrays, or tensors.
        format: "svg", "png", "pdf", "dot" or "txt"; that of the path, or "svg".
        dpi: dots per inch of a PNG; fewer where it would have more than 32,000 dots at
            a side, or 80 million in all.
        kwargs: further arguments of the function.

    Returns:
        The text of the file; its bytes for PNG and PDF.

    Raises:
        ArgumentError: another format; a `Picture` as text, or with a circle; dots per
            inch that are not positive.
        ImportError: matplotlib, which PNG and PDF need, is not installed.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (None,), "x")
        >>> graph.draw(graph.exp(x) * 2.0, format="svg")[:4]
        '<svg'
    """
    format = _format_of(path, format)
    if not dpi > 0:
        hint = "96 is the size of an SVG on most screens"
        message = describe(
            "draw: dpi must be positive", {"dpi": dpi}, hint, str(here())
        )
        raise ArgumentError(message)
    if isinstance(what, Picture):
        return _written(path, _drawn(what, format, dpi))
    tensors, names, inputs = _graph_of(what, args, kwargs)
    if format == "txt":
        return _written(path, print_graph(tensors, origins=True) + "\n")
    return _written(path, _drawn(picture_of(tensors, names, inputs), format, dpi))


def _drawn(picture: Picture, format: str, dpi: float) -> str | bytes:
    if format == "dot":
        return to_dot(picture)
    if format == "txt":
        raise ArgumentError(
            describe(
                "draw: a picture has no text",
                {"format": repr(format)},
                "one of svg, png, pdf and dot",
                str(here()),
            )
        )
    _require_no_circle(picture)
    picture = nested(picture)
    return to_svg(picture) if format == "svg" else to_raster(picture, format, dpi)


def _require_no_circle(picture: Picture) -> None:
    needs: dict[Box, list[Box]] = {}
    for edge in picture.edges:
        needs.setdefault(edge.target, []).append(edge.source)
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        raise ArgumentError(
            describe(
                "draw: the edges of a picture make no circle",
                {"boxes": " -> ".join(repr(box.title) for box in error.args[1])},
                "draw one of them as two boxes, or format='dot'",
                str(here()),
            )
        ) from None


def _written(path: Any, content: str | bytes) -> str | bytes:
    if path is not None:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        Path(path).write_bytes(data)
    return content


def _format_of(path: Path | str | None, format: str | None) -> str:
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


def _graph_of(
    what: Any, args: tuple[TensorLike, ...], kwargs: Mapping[str, float]
) -> tuple[list[SymbolicTensor], list[str], tuple[SymbolicTensor, ...]]:
    """The results, their names, and the tensors that they are drawn from."""
    built = getattr(what, "outputs", None)
    if not args and not kwargs and built is not None and not isinstance(what, Tensor):
        what = built
    program = target_of("draw", what, args, kwargs).program
    outputs = [*program.outputs, *(value for _, value in program.updates)]
    names = _names(what, len(program.outputs))
    names += [f"new {variable.path}" for variable, _ in program.updates]
    return outputs, names, program.inputs


def _names(what: Any, count: int) -> list[str]:
    """Keys of a dict of results; numbers where there are several."""
    if isinstance(what, dict) and len(flatten(what)) == len(what) == count:
        return list(map(str, cast("tuple[Any, Any]", parts_of(what))[0]))
    return ["result"] if count == 1 else [f"result {i}" for i in range(count)]
