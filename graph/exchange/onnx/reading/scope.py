"""Names and their values while a graph of ONNX is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from onnx import GraphProto, NodeProto, helper, numpy_helper

import graph.exchange.onnx.reading.sizes as sizes
from graph.exchange.onnx.reading.table import READERS
from graph.ir.errors import ArgumentError, describe
from graph.ir.tensor import EagerTensor


class NodeView:
    """A node as readers see it.

    Attributes:
        kind: the name of the op.
        scope: where its bodies look for names.
        outputs: names; an empty one is not wanted.
        opset: the version of the operator set.
    """

    def __init__(self, proto: NodeProto, scope: Scope) -> None:
        self.kind, self.scope, self.opset = proto.op_type, scope, scope.opset
        self.label = proto.name or next(iter(proto.output), "")
        self.outputs = list(proto.output)
        self._attributes = {a.name: a for a in proto.attribute}

    def get(self, name: str, otherwise: Any = None) -> Any:
        """An attribute, or what holds where it is left out."""
        if name not in self._attributes:
            return otherwise
        value = helper.get_attribute_value(self._attributes[name])
        return value.decode() if isinstance(value, bytes) else value

    def fail(
        self, what: str, hint: str = "", error: type[Any] = NotImplementedError
    ) -> None:
        message = f"ONNX {self.kind} {self.label!r}: {what}"
        raise error(describe(message, hint=hint))


class Scope:
    """The values of one graph; those of the graph around it are seen, too.

    Args:
        outer: the scope around a body.
        opset: the version of the operator set; that of ``outer`` where there is one.
    """

    def __init__(self, outer: Scope | None = None, opset: int = 0) -> None:
        self.outer = outer
        self.opset = opset if outer is None else outer.opset
        self.values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> EagerTensor:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        raise ArgumentError(describe(f"ONNX: nothing gives the value {name!r}"))

    def set(self, values: Mapping[str, Any]) -> None:
        self.values.update(values)

    def run(self, proto: GraphProto, outputs: Iterable[str]) -> list[EagerTensor]:
        """Reads constants and nodes, in order; the values of the outputs."""
        self.set({i.name: numpy_helper.to_array(i) for i in proto.initializer})
        for node in proto.node:
            self._read(node)
        return [self[name] for name in outputs]

    def _read(self, proto: NodeProto) -> None:
        node = NodeView(proto, self)
        if proto.domain not in ("", "ai.onnx"):
            node.fail(f"is an op of {proto.domain}, which is not read")
        if node.kind not in READERS:
            node.fail("is not read", f"ops that are: {', '.join(sorted(READERS))}")
        inputs = [self[name] if name else None for name in proto.input]
        results = sizes.computed(node, inputs)
        if results is None:
            inputs = [sizes.as_values(node.kind, i, x) for i, x in enumerate(inputs)]
            results = READERS[node.kind](node, *inputs)
        results = results if isinstance(results, (tuple, list)) else (results,)
        known = all(x is None or isinstance(x, np.ndarray) for x in inputs)
        for name, value in zip(node.outputs, results):
            is_value = known and isinstance(value, EagerTensor)
            self.values[name] = np.asarray(value) if is_value else value
