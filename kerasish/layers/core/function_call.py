"""Functions on Keras tensors, recorded as layers of the model."""

from __future__ import annotations

import graph
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.naming import auto_name
from kerasish.layers.layer import Layer
from kerasish.ops.operands import fits_operation, join_call, signature_of, split_call
from kerasish.ops.operations import find_function, key_of, operation_of


class FunctionCall(Layer):
    """A layer that applies a function of ``kerasish.ops``.

    Args:
        function: the function's name.
        arguments: of the function, beside those of the call.
        name: of the layer.

    In a config it is the operation that Keras has for the function, such as ``Add``,
    where one says all; see `from_operation`.

    Example:
        >>> import kerasish
        >>> x = kerasish.Input((3,))
        >>> kerasish.Model(x, x * 2.0 + 1.0).operations[-1].function
        'add'
    """

    supports_masking = True

    def __init__(self, function, arguments=None, **kwargs):
        kwargs.setdefault("autocast", False)
        self._apply = find_function(function)
        name = kwargs.get("name")
        kwargs["name"] = auto_name(self._apply.__name__) if name is None else name
        super().__init__(**kwargs)
        self.function = function
        self.arguments = {} if arguments is None else dict(arguments)
        self.built = True

    @property
    def _kind(self) -> str:
        """Keras' name of the operation, such as ``Add``."""
        return operation_of(self.function)[1]

    def call(self, *args, **kwargs):
        """The function's value."""
        kwargs.pop("training", None)
        given, held = join_call(self._apply, args, self.arguments)
        return self._apply(*given, **held, **kwargs)

    def compute_mask(self, inputs, previous_mask):
        """None: a function of arrays says nothing of masks."""
        return None

    @classmethod
    def from_operation(cls, record: dict) -> FunctionCall:
        """The layer for an operation that Keras saved, such as ``NotEqual``.

        Args:
            record: module, class_name and config of the operation; its config has its
                name, and arguments of the function.
        """
        config = record["config"]
        function = key_of(record["class_name"], record.get("module"))
        known = signature_of(find_function(function)).parameters
        arguments = {k: v for k, v in config.items() if k in known and k != "name"}
        return cls(function, arguments, name=config.get("name", record.get("name")))

    def as_operation(self) -> dict | None:
        """The record of Keras' operation; None if it would lose something."""
        calls = self._inbound_nodes
        if not all(fits_operation(self._apply, c.args, c.kwargs) for c in calls):
            return None
        module, class_name = operation_of(self.function)
        return {
            "module": module,
            "class_name": class_name,
            "config": {"name": self.name, **self.arguments},
            "registered_name": None,
        }


def _attach_operators() -> None:
    """Functions and operators of Keras tensors are recorded."""
    KerasTensor.record = staticmethod(_record)
    KerasTensor.apply_function = _apply_function
    for symbol, name in graph.OPERATOR_FUNCTIONS.items():
        setattr(KerasTensor, f"__{symbol}__", _operator(name))
        setattr(KerasTensor, f"__r{symbol}__", _reflected(name))
    for symbol, name in graph.COMPARISON_FUNCTIONS.items():
        if symbol not in ("eq", "ne"):
            setattr(KerasTensor, f"__{symbol}__", _operator(name))
    KerasTensor.__getitem__ = lambda self, key: FunctionCall("get_item")(self, key)
    KerasTensor.__neg__ = lambda self: FunctionCall("negative")(self)
    KerasTensor.__abs__ = lambda self: FunctionCall("absolute")(self)
    KerasTensor.__eq__ = object.__eq__
    KerasTensor.__ne__ = object.__ne__


def _record(key, args, kwargs):
    args, kwargs, held = split_call(find_function(key), args, kwargs)
    return FunctionCall(key, held)(*args, **kwargs)


def _apply_function(self, function, *args, **kwargs):
    return _record(function.__name__, args, kwargs)


def _operator(name):
    return lambda self, other: FunctionCall(name)(self, other)


def _reflected(name):
    return lambda self, other: FunctionCall(name)(other, self)


_attach_operators()
