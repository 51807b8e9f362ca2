"""What is written of a model: nodes of ONNX, constants, and the names of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from graph.exchange.onnx.writing.sizes import Sizes
from graph.ir.dims import Dim, Size
from graph.ir.dtypes import is_bfloat16
from graph.ir.op import snake_case
from graph.ir.spec import Spec
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.node import Node


class Writer:
    """The nodes of one graph of ONNX; the bodies of loops have writers of their own.

    Args:
        outer: the writer of the graph around a body; its values are known inside.

    Attributes:
        nodes: what was written, in order.
        values: names by (node, index of the output).
        arrays: the constants of the model, by name.
        known: values by name that follow from constants; with those of nodes.
        sizes: writes symbolic sizes.
    """

    def __init__(self, outer: Writer | None = None) -> None:
        self.outer = outer
        self.nodes: list[NodeProto] = []
        self.values: dict[tuple[Any, ...], str] = {}
        self.arrays: dict[str, np.ndarray] = {} if outer is None else outer.arrays
        self.known: dict[str, np.ndarray] = {} if outer is None else outer.known
        self.constants: dict[tuple[Any, ...], str] = (
            {} if outer is None else outer.constants
        )
        self._taken: Counter[Any] = Counter() if outer is None else outer._taken
        self.sizes = Sizes(self, None if outer is None else outer.sizes)

    # ---- names

    def new_name(self, wanted: str) -> str:
        """A name that nothing has yet, in no graph of the model."""
        self._taken[wanted] += 1
        count = self._taken[wanted]
        name = wanted if count == 1 else f"{wanted}_{count}"
        return name if count == 1 or name not in self._taken else self.new_name(name)

    def name_of(self, tensor: SymbolicTensor) -> str:
        """What a tensor is called, here or around here."""
        key, writer = (tensor.node, tensor.index), self
        while key not in writer.values:
            writer = writer.outer
        return writer.values[key]

    def set_names(self, node: Node, names: str | Sequence[str]) -> None:
        names = (names,) if isinstance(names, str) else names
        self.values.update(((node, i), name) for i, name in enumerate(names))

    # ---- constants

    def constant(
        self,
        value: int | list[int] | np.ndarray,
        dtype: type[Any] | None = None,
        name: str = "constant",
    ) -> str:
        """The name of an array; equal small ones are one."""
        array = np.asarray(value, dtype)
        if array.size > 64:
            return self.add_array(array, name)
        key = (array.dtype, array.shape, array.tobytes())
        if key not in self.constants:
            self.constants[key] = self.add_array(array, name)
        return self.constants[key]

    def add_array(self, array: np.ndarray, name: str) -> str:
        name = self.new_name(name)
        self.arrays[name] = self.known[name] = array
        return name

    def like(self, value: Any, spec: Spec) -> str:
        """A number in the dtype of a tensor."""
        return self.constant(np.asarray(value).astype(spec.dtype))

    # ---- nodes

    def op(self, kind: str, *inputs: str | None, **attributes: Any) -> str:
        """Writes a node with one output, returns the name of it."""
        return self.ops(kind, inputs, 1, **attributes)[0]

    def ops(
        self, kind: str, inputs: Sequence[str | None], count: int, **attributes: Any
    ) -> list[str]:
        """Writes a node, returns the names of its outputs."""
        names = [self.new_name(snake_case(kind)) for _ in range(count)]
        self.nodes.append(helper.make_node(kind, inputs, names, names[0], **attributes))
        return names

    # ---- what conversions often need

    def cast(self, x: str, dtype: type[Any]) -> str:
        return self.op("Cast", x, to=element_type(dtype))

    def shape(self, sizes: Sequence[Size]) -> str:
        """The name of sizes as a vector of int64."""
        return self.sizes.vector(sizes)

    def transpose(self, x: str, perm: Sequence[int]) -> str:
        """x with its axes in another order; at once where x is known."""
        if list(perm) == list(range(len(perm))):
            return x
        if x in self.known:
            return self.constant(self.known[x].transpose(perm), name=x)
        return self.op("Transpose", x, perm=list(perm))

    def reshape(self, x: str, sizes: Sequence[Size]) -> str:
        return self.op("Reshape", x, self.shape(sizes), allowzero=1)

    def axes(self, *axes: int) -> str:
        return self.constant(list(axes), np.int64)


def element_type(dtype: np.dtype | type[Any]) -> int:
    """The number that ONNX has for a dtype."""
    dtype = np.dtype(dtype)
    if is_bfloat16(dtype):
        return TensorProto.BFLOAT16
    return helper.np_dtype_to_tensor_dtype(dtype)


def value_info(name: str, spec: Spec) -> ValueInfoProto:
    """The declaration of an input or an output; symbols are sizes with names."""
    sizes = [str(s) if isinstance(s, Dim) else int(s) for s in spec.shape]
    return helper.make_tensor_value_info(name, element_type(spec.dtype), sizes)


def initializer(name: str, array: np.ndarray) -> TensorProto:
    return numpy_helper.from_array(np.asarray(array, order="C"), name)
