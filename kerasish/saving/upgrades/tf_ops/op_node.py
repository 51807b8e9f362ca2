"""Nodes of functional models that are TensorFlow functions, not layers."""

from __future__ import annotations

import graph
from kerasish.base.errors import ConfigError, fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.naming import auto_name
from kerasish.base.serialization import get_registered_object
from kerasish.layers.core.function_call import FunctionCall
from kerasish.saving.upgrades.tf_ops.raw_node import read_raw_node
from kerasish.saving.upgrades.tf_ops.sizes import (
    Expression,
    is_known,
    known,
    leaves,
    stays_size,
)
from kerasish.saving.upgrades.tf_ops.table import arguments_for, find_tf_op
from kerasish.saving.upgrades.tf_ops.tensorflow_call import (
    CLASS_NAME,
    TensorFlowCall,
    layer_call,
)

_FUNCTIONS = ("TFOpLambda", "SlicingOpLambda")
_RAW = "TensorFlowOpLayer"
#: nodes of ragged and sparse tensors, which have no counterpart here
_FOREIGN = ("ClassMethod", "InstanceMethod", "InstanceProperty")


def is_tf_node(record: dict) -> bool:
    """Whether a record of a functional model is a TensorFlow function."""
    name = record.get("class_name")
    return name in (*_FUNCTIONS, _RAW, CLASS_NAME, *_FOREIGN)


def tf_node(record: dict, custom_objects=None):
    """What is called in place of the layer that the record names.

    Raises:
        ConfigError: a function that has no counterpart, and none is given.
    """
    kind, config = record["class_name"], record["config"]
    name = str(record.get("name", config.get("name")))
    if kind == CLASS_NAME:
        return TensorFlowCall(**config)
    if kind == _RAW:
        raw = read_raw_node(config, name)
        return TFNode(name, raw.symbol, custom_objects, raw.arguments)
    symbol = config.get("function")
    if kind in _FOREIGN or not isinstance(symbol, str):
        what = config.get("method_name", config.get("attr_name", symbol))
        _refuse(name, str(what), "ragged and sparse tensors are not supported")
    return TFNode(name, symbol, custom_objects)


def _refuse(name: str, symbol: str, reason: str, error=None):
    try:
        fail(
            f"layer {name!r}: the TensorFlow function tf.{symbol} cannot be computed",
            reason,
            f'pass custom_objects={{"tf.{symbol}": function}} with a function of '
            "TensorFlow's arguments that uses kerasish.ops",
            ConfigError,
        )
    except ConfigError as refused:
        raise refused from error


class NodeOutputs:
    """What one call of a node gave."""

    def __init__(self, outputs):
        self.outputs = list(leaves(outputs))

    def output_at(self, index: int):
        return self.outputs[index]


class TFNode:
    """A TensorFlow function that is called on Keras tensors, as layers are.

    Args:
        name: of the node.
        symbol: the function's name, without "tf.".
        custom_objects: the caller's own functions, by "tf." and the symbol.
        arguments: makes the function's arguments from the tensors of a raw node.
    """

    def __init__(self, name: str, symbol: str, custom_objects=None, arguments=None):
        self.name, self.arguments = name, arguments
        self.symbol = symbol.removeprefix("tf.").removeprefix("compat.v1.")
        self._inbound_nodes: list[NodeOutputs] = []
        given = None
        for key in (f"tf.{symbol}", symbol, f"tf.{self.symbol}", name):
            given = given or get_registered_object(key, custom_objects)
        self._given = given
        if given is None and find_tf_op(symbol) is None and not self._gives_sizes():
            _refuse(name, symbol, "there is no counterpart in kerasish.ops")

    def _gives_sizes(self) -> bool:
        return self.symbol in ("shape", "size")

    def __call__(self, *args, **kwargs):
        if self.arguments is not None:
            args, kwargs = self.arguments(list(args))
        kwargs.pop("name", None)
        try:
            outputs = self._outputs(args, kwargs)
        except (TypeError, ValueError, AttributeError, NotImplementedError) as error:
            _refuse(self.name, self.symbol, str(error), error)
        self._inbound_nodes.append(NodeOutputs(outputs))
        return outputs

    def _outputs(self, args, kwargs):
        if self._given is not None:
            return self._named(self._given(*map(tensor_of_node, args), **kwargs))
        if stays_size(self.symbol, args, kwargs):
            return _several_sizes(Expression(self.symbol, args, kwargs))
        function = find_tf_op(self.symbol)
        inside = getattr(function, "inside", False)
        if not inside:
            args, kwargs = _with_known_sizes(self.symbol, args, kwargs)
        found = [*leaves(list(args)), *leaves(list(kwargs.values()))]
        if any(isinstance(v, Expression) for v in found) or (
            inside and any(isinstance(v, KerasTensor) for v in found)
        ):
            return layer_call(self.symbol, args, kwargs, self.name)
        kwargs = arguments_for(function, kwargs)
        return self._named(function(*args, **kwargs))

    def _named(self, outputs):
        """Gives the last function the node's name, and the others names below it."""
        made = [t.history.operation for t in leaves(outputs) if is_recorded(t)]
        for position, operation in enumerate(_functions_behind(made)):
            last = f"{self.name}:{position}" if position else self.name
            operation.name = last
        return outputs


def is_recorded(value) -> bool:
    return isinstance(value, KerasTensor) and isinstance(
        value.history.operation, FunctionCall
    )


def _functions_behind(made: list) -> list:
    """The functions of one node: those before them have names already."""
    found, pending = [], list(dict.fromkeys(made))
    while pending:
        operation = pending.pop(0)
        if operation in found or getattr(operation, "is_named_by_file", False):
            continue
        operation.is_named_by_file = True
        found.append(operation)
        tensors = operation._inbound_nodes[0].input_tensors
        pending += [t.history.operation for t in tensors if is_recorded(t)]
    return found


def _several_sizes(expression: Expression):
    """The parts of sizes that are unstacked are outputs of their own."""
    if expression.symbol != "unstack":
        return expression
    count = len(known(expression))
    item = "__operators__.getitem"
    return [Expression(item, (expression, i), {}) for i in range(count)]


def _with_known_sizes(symbol, args, kwargs):
    """Numbers in place of sizes that are known, -1 for one that a reshape can find."""
    args = [_known_or_same(v) for v in args]
    kwargs = {k: _known_or_same(v) for k, v in kwargs.items()}
    shape = kwargs.get("shape")
    if symbol == "reshape" and shape is not None and isinstance(args[0], KerasTensor):
        kwargs["shape"] = _open_size(args[0], shape)
    return args, kwargs


def _known_or_same(value):
    if not any(isinstance(v, Expression) for v in leaves(value)):
        return value
    found = known(value)
    return found if is_known(found) else value


def _open_size(x: KerasTensor, shape):
    if not any(isinstance(v, Expression) for v in leaves(shape)):
        return shape
    sizes = graph.shape(graph.reshape(x.plain, known(shape)))
    unknown = [i for i, s in enumerate(sizes) if isinstance(s, graph.Dim)]
    if len(unknown) != 1:
        return shape
    return [-1 if i in unknown else s for i, s in enumerate(sizes)]


def tensor_of_node(value):
    """A Keras tensor in place of an expression: what layers and models take."""
    if not isinstance(value, Expression):
        return value
    return layer_call(
        "convert_to_tensor", [value], {"dtype": "int32"}, auto_name("sizes")
    )
