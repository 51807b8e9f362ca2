"""Layers that take lists, numbers and text, not only arrays and tensors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.text import is_text, text_array
from kerasish.layers.layer import Layer


@internal
class PlainInputs(Layer):
    """A layer each of whose arguments becomes one tensor, of text where it is text."""

    #: of text that comes as bytes
    encoding = "utf-8"

    def _converted(self, structure):
        if isinstance(structure, dict):
            return {
                name: self._as_input(value)
                if isinstance(value, (list, np.ndarray))
                else self._convert(value)
                for name, value in structure.items()
            }
        return tuple(self._as_input(value) for value in structure)

    def _as_input(self, value):
        if value is None or isinstance(value, (bool, dict)):
            return value
        if isinstance(value, graph.Tensor):
            return self._convert(value)
        array = np.asarray(value)
        if is_text(array):
            array = text_array(array, self.encoding, self.name)
        return self._convert(graph.as_tensor(array))
