"""What a layer adds to an error of the user's own code: which call it was."""

from __future__ import annotations

import graph

_START = "  in the call of "


def note_call(error: Exception, layer, args, kwargs) -> None:
    """Adds a note with the layer, its inputs and the line, for the innermost layer.

    The library's own errors say this in their text.
    """
    notes = getattr(error, "__notes__", ())
    if isinstance(error, graph.GraphError) or any(n.startswith(_START) for n in notes):
        return
    given = {**dict(zip(layer._signature.names, args)), **kwargs}
    shown = ", ".join(f"{name}={_shown(value)}" for name, value in given.items())
    label = f"{type(layer).__name__} {layer.__dict__.get('_name', '')!r}"
    note = f"{_START}{label} at {graph.here().place}\n  got: {shown}"
    error.__notes__ = [*notes, note]  # shown from Python 3.11 on


def _shown(value) -> str:
    if hasattr(value, "__array__") and not isinstance(value, graph.Tensor):
        return f"{value.dtype}{list(value.shape)}"
    if isinstance(value, (list, tuple, dict)):
        return str(graph.map_leaves(_Plain, value))
    return str(value.spec) if isinstance(value, graph.Tensor) else repr(value)


class _Plain:
    """Shows a leaf of a structure without quotes."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return _shown(self.value)
