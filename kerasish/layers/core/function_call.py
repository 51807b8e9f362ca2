"""Functions on Keras tensors, recorded as layers of the model."""

from __future__ import annotations

import functools

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import ConfigError, fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.naming import auto_name, snake_case
from kerasish.layers.layer import Layer

#: names in Keras of functions that the engine calls otherwise
RENAMED = {"abs": "absolute", "true_divide": "divide", "get_item": "getitem"}
KERAS_NAMES = {own: name for name, own in RENAMED.items()} | {"divide": "divide"}

#: functions by name, beside those of ``graph``; `kerasish.ops` adds its own
FUNCTIONS: dict[str, object] = {}


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
        >>> kerasish.Model(x, x * 2.0 + 1.0).layers[-1].function
        'add'
    """

    supports_masking = True

    def __init__(self, function, arguments=None, **kwargs):
        kwargs.setdefault("autocast", False)
        kwargs["name"] = kwargs.get("name") or auto_name(function)
        super().__init__(**kwargs)
        self.function = function
        self.arguments = {} if arguments is None else dict(arguments)
        self._apply = find_function(function)
        self.built = True

    def call(self, *args, **kwargs):
        """The function's value."""
        kwargs.pop("training", None)
        return self._apply(*args, **self.arguments, **kwargs)

    def compute_mask(self, inputs, previous_mask):
        """None: a function of arrays says nothing of masks."""
        return None

    @classmethod
    def from_operation(cls, class_name: str, config: dict) -> FunctionCall:
        """The layer for an operation that Keras saved, such as ``NotEqual``.

        Args:
            class_name: of the operation.
            config: its name, and arguments of the function.
        """
        arguments = {k: v for k, v in config.items() if k not in ("name", "dtype")}
        function = snake_case(class_name)
        return cls(RENAMED.get(function, function), arguments, name=config.get("name"))

    def as_operation(self) -> dict | None:
        """The record of Keras' operation; None if it would lose something."""
        if any(call.kwargs for call in self._inbound_nodes):
            return None
        name = KERAS_NAMES.get(self.function, self.function)
        return {
            "module": "keras.src.ops.numpy",
            "class_name": "".join(word.title() for word in name.split("_")),
            "config": {"name": self.name, **self.arguments},
            "registered_name": None,
        }


@internal
def find_function(name: str):
    """The function of a name.

    Raises:
        ConfigError: there is none.
    """
    found = FUNCTIONS.get(name)
    if found is None and name in graph.PUBLIC:
        found = graph.PUBLIC[name]
    if found is None or isinstance(found, type):
        fail(f"there is no function {name!r} in kerasish.ops", error=ConfigError)
    return found


@internal
def recording_keras_tensors(name: str, function):
    """The function, which on Keras tensors becomes a layer of the model."""

    @functools.wraps(function)
    def recorded(*args, **kwargs):
        for leaf in graph.flatten([args, kwargs]):
            if isinstance(leaf, KerasTensor):
                return FunctionCall(name)(*args, **kwargs)
        return function(*args, **kwargs)

    return recorded


def _attach_operators() -> None:
    """Operators of Keras tensors are recorded too."""
    for symbol, name in graph.OPERATOR_FUNCTIONS.items():
        setattr(KerasTensor, f"__{symbol}__", _operator(name))
        setattr(KerasTensor, f"__r{symbol}__", _reflected(name))
    for symbol, name in graph.COMPARISON_FUNCTIONS.items():
        if symbol not in ("eq", "ne"):
            setattr(KerasTensor, f"__{symbol}__", _operator(name))
    KerasTensor.__getitem__ = lambda self, key: FunctionCall("getitem")(self, key)
    KerasTensor.__neg__ = lambda self: FunctionCall("negative")(self)
    KerasTensor.__abs__ = lambda self: FunctionCall("absolute")(self)
    KerasTensor.__eq__ = object.__eq__
    KerasTensor.__ne__ = object.__ne__


def _operator(name):
    return lambda self, other: FunctionCall(name)(self, other)


def _reflected(name):
    return lambda self, other: FunctionCall(name)(other, self)


_attach_operators()
