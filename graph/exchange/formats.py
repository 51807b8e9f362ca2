"""What `graph` offers of other formats; their packages are loaded in the calls."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.ops.public import public

if TYPE_CHECKING:
    from graph.exchange.onnx.reading.onnx_function import OnnxFunction
    from graph.ir.tensor import Tensor


@public
def to_onnx(
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    input_names: Sequence[str],
    output_names: Sequence[str],
    name: str = "graph",
) -> Tensor:
    """The computation of outputs from inputs as a model of ONNX, operator set 18.

    Args:
        inputs: placeholders; symbolic sizes become sizes with names.
        outputs: what is computed; variables become constants.
        input_names, output_names: what they are called in the model.
        name: of the graph in it.

    Returns:
        An ``onnx.ModelProto``; ``onnx.save`` writes it to a file.

    Raises:
        NotImplementedError: an op has no counterpart; the message names its line.
        ImportError: the package onnx is not installed.

    Source:
        https://onnx.ai/onnx/operators

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch", 3), "x")
        >>> model = graph.to_onnx([x], [graph.exp(x) + 1], ["x"], ["y"])
        >>> [node.op_type for node in model.graph.node]
        ['Exp', 'Add', 'Identity']
    """
    _require_onnx("to_onnx")
    from graph.exchange.onnx.writing.onnx_model import onnx_model

    return onnx_model(inputs, outputs, input_names, output_names, name)


def _require_onnx(user: str) -> None:
    if importlib.util.find_spec("onnx") is None:
        raise ImportError(
            f"{user} needs onnx, which is not installed: pip install onnx"
        )


@public
def from_onnx(model: Any) -> OnnxFunction:
    """A model of ONNX as a function of tensors.

    Sizes may be symbols, as long as no data decide them; the function works on values
    and, inside a trace, on symbolic tensors, so that gradients pass.

    Args:
        model: a path, or an ``onnx.ModelProto``.

    Returns:
        An `OnnxFunction`: call it with a tensor for each of its ``input_names``; it
        returns a list with the outputs. ``placeholders()`` makes its inputs.

    Raises:
        NotImplementedError: an op that is not read; the message lists those that are.
        ImportError: the package onnx is not installed.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch", 2), "x")
        >>> model = graph.to_onnx([x], [x * 2 + 1], ["x"], ["y"])
        >>> function = graph.from_onnx(model)
        >>> function([[0.0, 1.0]])[0].tolist()
        [[1.0, 3.0]]
    """
    _require_onnx("from_onnx")
    from graph.exchange.onnx.reading.onnx_function import OnnxFunction

    return OnnxFunction(model)


@public
def to_c(
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    input_names: Sequence[str],
    output_names: Sequence[str],
    name: str = "graph_run",
    examples: Sequence[Any] | None = None,
) -> str:
    """The computation of outputs from inputs as the text of a file of C99.

    The file needs no library but the mathematics, allocates nothing, and keeps weights
    as constants: it is meant for small models and small machines.

    Args:
        inputs: placeholders of known sizes.
        outputs: what is computed; variables become constants.
        input_names, output_names: of the arguments of the function.
        name: of the function.
        examples: an array for each input; with them the file tests itself where it is
            compiled with ``-DSELF_TEST``.

    Raises:
        NotImplementedError: an op is not written in C; the message names its line.
        ArgumentError: sizes that are not known.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (3,), "x")
        >>> text = graph.to_c([x], [graph.exp(x) + 1], ["x"], ["y"], "run")
        >>> "void run(const float *x_, float *y_)" in text
        True
    """
    from graph.exchange.c.c_source import c_source

    return c_source(inputs, outputs, input_names, output_names, name, examples)
