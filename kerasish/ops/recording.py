"""Functions that on Keras tensors become layers of the model."""

from __future__ import annotations

import functools
from collections.abc import Callable

import graph
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.settings import floatx


def planned(tensors: int) -> Callable[[Callable], Callable]:
    """Decorator: `graph.planned`, for functions that may give the default float."""
    return graph.planned(tensors, state=floatx)


def recording_keras_tensors(key: str, function: Callable) -> Callable:
    """The function; called with a Keras tensor it is recorded as a layer."""
    if "is_immediate" in vars(function):
        return function
    planned_tensors = getattr(function, "planned_tensors", None)
    if planned_tensors is not None:  # a plan has no Keras tensors to look for
        recorded = recording_keras_tensors(key, function.__wrapped__)
        return planned(planned_tensors)(recorded)
    eager = graph.EagerTensor

    @functools.wraps(function)
    def recorded(*args, **kwargs):
        for value in args:
            if type(value) is not eager and has_keras_tensor(value):
                return KerasTensor.record(key, args, kwargs)
        if kwargs and has_keras_tensor(kwargs):
            return KerasTensor.record(key, args, kwargs)
        return function(*args, **kwargs)

    return recorded


def has_keras_tensor(value) -> bool:
    """Whether a value is a Keras tensor, or a list, tuple or dict that holds one."""
    if isinstance(value, (list, tuple)):
        return any(map(has_keras_tensor, value))
    if isinstance(value, dict):
        return any(map(has_keras_tensor, value.values()))
    return isinstance(value, KerasTensor)


def immediate(function: Callable) -> Callable:
    """Decorator: the function runs at once on Keras tensors too, as ``shape`` does."""
    function.is_immediate = True
    return function


def saved_as(class_name: str) -> Callable[[Callable], Callable]:
    """Decorator: how Keras calls the operation in files, where that is not the name in
    camel case: ``BatchNorm`` for ``batch_normalization``."""

    def decorate(function):
        function.saved_as = class_name
        return function

    return decorate
