"""A model of ONNX as a function of tensors."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import ModelProto, ValueInfoProto, helper

from graph.exchange.onnx.reading import ops
from graph.exchange.onnx.reading.scope import Scope
from graph.executor.session import placeholder
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, describe
from graph.ir.tensor import SymbolicTensor
from graph.ops.elementwise.cast import cast

if TYPE_CHECKING:
    from graph.ir.tensor import EagerTensor, Tensor


for _module in pkgutil.iter_modules(ops.__path__):  # they fill the table
    importlib.import_module(f"{ops.__name__}.{_module.name}")


class OnnxFunction:
    """Computes what a model computes; see `graph.from_onnx`.

    Attributes:
        proto: the model.
        input_names, output_names: in the order of arguments and results.
    """

    def __init__(self, model: ModelProto | str | Path) -> None:
        self.proto = model if isinstance(model, ModelProto) else onnx.load(model)
        graph = self.proto.graph
        constants = {i.name for i in graph.initializer}
        self._inputs = [i for i in graph.input if i.name not in constants]
        self.input_names = [i.name for i in self._inputs]
        self.output_names = [o.name for o in graph.output]
        versions = {o.domain: o.version for o in self.proto.opset_import}
        self.opset = versions.get("", versions.get("ai.onnx", 1))

    def __call__(self, *tensors: float | np.ndarray) -> list[EagerTensor]:
        """The outputs for tensors or arrays, in order."""
        if len(tensors) != len(self.input_names):
            raise ArgumentError(
                describe(
                    f"the model takes {len(self.input_names)} inputs",
                    {"got": len(tensors)},
                    f"pass {', '.join(self.input_names)}",
                )
            )
        scope = Scope(opset=self.opset)
        values = map(_fitting, tensors, self._inputs)
        scope.set(dict(zip(self.input_names, values)))
        results = scope.run(self.proto.graph, self.output_names)
        return [as_tensor(result) for result in results]

    def placeholders(self) -> list[SymbolicTensor]:
        """A placeholder for each input, of the shape that the model says."""
        return [placeholder(_dtype(i), _sizes(i), i.name) for i in self._inputs]


def _fitting(given: np.ndarray, value: ValueInfoProto) -> Tensor:
    """A tensor in the dtype that the model says; numbers of Python in any."""
    want = _dtype(value)
    tensor = as_tensor(given)
    if tensor.dtype == want:
        return tensor
    if kind_of(tensor.dtype) != kind_of(want):
        raise DTypeError(
            describe(
                f"input {value.name!r} of the model takes {want}",
                {value.name: tensor.spec},
                f'convert it first: graph.cast({value.name}, "{want}")',
            )
        )
    return cast(tensor, want)


def _dtype(value: ValueInfoProto) -> np.dtype:
    return helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)


def _sizes(value: ValueInfoProto) -> Sequence[int | str]:
    return [
        dim.dim_value if dim.HasField("dim_value") else dim.dim_param or None
        for dim in value.type.tensor_type.shape.dim
    ]
