"""Functions of the engine, under Keras' names, for what no file of a namespace has."""

from __future__ import annotations

import graph
from kerasish.ops.recording import recording_keras_tensors

RENAMED = {"abs": "absolute", "true_divide": "divide", "get_item": "getitem"}


class EngineNamespace:
    """Looks like a `Namespace`."""

    name = "numpy"
    flat = True

    def functions(self):
        found = {n: f for n, f in graph.PUBLIC.items() if not isinstance(f, type)}
        found = {name: found[own] for name, own in RENAMED.items()} | found
        return {n: recording_keras_tensors(n, f) for n, f in found.items()}

    def key(self, name):
        return name
