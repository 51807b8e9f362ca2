"""What a layer's ``call`` takes: tensors, masks, training, and other arguments."""

from __future__ import annotations

import functools
import inspect

import graph


class CallSignature:
    """The parameters of a ``call`` method."""

    def __init__(self, call):
        self.signature = inspect.signature(call)
        self.parameters = list(self.signature.parameters.values())[1:]
        self.names = [p.name for p in self.parameters]
        kinds = [p.kind for p in self.parameters]
        self.takes_any = inspect.Parameter.VAR_KEYWORD in kinds
        self.has_training = "training" in self.names
        self.has_mask = "mask" in self.names
        #: how many arguments must be there, if all may come by position
        self.fewest: int | None = None
        if all(kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for kind in kinds):
            empty = inspect.Parameter.empty
            self.fewest = sum(p.default is empty for p in self.parameters)

    def bind(self, layer, args, kwargs) -> dict:
        """The arguments by name, in the order of the signature."""
        if not kwargs and self.fewest is not None:
            if self.fewest <= len(args) <= len(self.names):
                return dict(zip(self.names, args))
        bound = self.signature.bind(layer, *args, **kwargs)
        arguments = dict(bound.arguments)
        arguments.pop(next(iter(arguments)))
        return arguments

    def takes(self, name: str) -> bool:
        return name in self.names

    def default(self, name: str):
        value = self.signature.parameters[name].default
        return None if value is inspect.Parameter.empty else value


@functools.lru_cache(maxsize=1024)
def call_signature(call) -> CallSignature:
    """The signature of a ``call`` method, read once for a class."""
    return CallSignature(call)


def is_tensor_like(value) -> bool:
    """A tensor or an array: what a layer computes with."""
    return isinstance(value, graph.Tensor) or hasattr(value, "__array__")


def tensor_arguments(arguments: dict) -> dict:
    """The arguments that are tensors or structures of nothing but tensors."""
    found = {}
    for name, value in arguments.items():
        if isinstance(value, graph.Tensor):
            found[name] = value
            continue
        leaves = [leaf for leaf in graph.flatten(value) if leaf is not None]
        if leaves and all(is_tensor_like(leaf) for leaf in leaves):
            found[name] = value
    return found
