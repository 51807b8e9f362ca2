"""The functions of ``keras.ops``: on arrays they run now, on Keras tensors they become
layers of the model, inside a training step they become part of its graph."""

import importlib
import pkgutil

import graph
from kerasish.base.discovery import public_names
from kerasish.layers.core.function_call import (
    FUNCTIONS,
    RENAMED,
    recording_keras_tensors,
)

_READY: dict[str, object] = {}


def _own_functions() -> dict:
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for name in public_names(module):
            FUNCTIONS[name] = getattr(module, name)
    return FUNCTIONS


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"kerasish.ops has no {name!r}")
    if name not in _READY:
        function = _own_functions().get(name)
        if function is None:
            function = graph.PUBLIC.get(RENAMED.get(name, name))
        if function is None or isinstance(function, type):
            raise AttributeError(f"kerasish.ops has no {name!r}")
        _READY[name] = recording_keras_tensors(RENAMED.get(name, name), function)
    return _READY[name]


def __dir__():
    functions = {n for n, f in graph.PUBLIC.items() if not isinstance(f, type)}
    return sorted({*functions, *RENAMED, *_own_functions()})
