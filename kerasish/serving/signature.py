"""What a served model takes and gives."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kerasish.base.errors import UnsupportedError, fail
from kerasish.serving.request_error import RequestError
from kerasish.serving.tensor_signature import TensorSignature


class Signature:
    """The inputs and outputs of a model.

    Args:
        model: a built one that knows its inputs.

    Attributes:
        inputs, outputs: `TensorSignature` each, in the order of the model.

    Raises:
        UnsupportedError: its inputs are not known, or it keeps states between calls.
    """

    def __init__(self, model) -> None:
        if not getattr(model, "inputs", None):
            fail(
                f"model {model.name!r} cannot be served: what it takes is not known",
                hint="make it of Keras tensors: Model(inputs, outputs)",
                error=UnsupportedError,
            )
        stateful = [x for x in model._flatten_layers() if getattr(x, "stateful", False)]
        if stateful:
            fail(
                f"model {model.name!r} cannot be served: {stateful[0].name!r} keeps "
                "states between calls, and these are of many clients",
                hint="make its layers without stateful=True and load the weights",
                error=UnsupportedError,
            )
        self.inputs = _of(model.input_names, model.inputs)
        self.outputs = _of(model.output_names, model.outputs)
        self._by_name = {x.name: x for x in self.inputs}

    def described(self) -> dict:
        """For JSON."""
        return {
            "inputs": [x.described() for x in self.inputs],
            "outputs": [x.described() for x in self.outputs],
        }

    def checked(self, arrays) -> list[np.ndarray]:
        """Arrays as the model takes them, in its order.

        Args:
            arrays: one, or a mapping by names.

        Raises:
            RequestError: they are not what the model takes.
        """
        if isinstance(arrays, Mapping):
            arrays = self._in_order(arrays)
        elif len(self.inputs) == 1:
            return [self.inputs[0].checked(arrays)]
        else:
            raise RequestError(
                400,
                f"the model has the inputs {list(self._by_name)}: send them by name",
            )
        found = [x.checked(a) for x, a in zip(self.inputs, arrays)]
        rows = {len(a) for a in found}
        if len(rows) > 1:
            raise RequestError(
                400, f"inputs differ in their number of rows: {[len(a) for a in found]}"
            )
        return found

    def _in_order(self, arrays) -> list:
        if arrays.keys() != self._by_name.keys():
            raise RequestError(
                400, f"the inputs are {list(self._by_name)}, got {list(arrays)}"
            )
        return [arrays[name] for name in self._by_name]

    def named(self, results: list[np.ndarray]) -> dict[str, np.ndarray]:
        """Outputs by name."""
        return {x.name: a for x, a in zip(self.outputs, results)}


def _of(names, tensors) -> list[TensorSignature]:
    return [TensorSignature.of(n, t) for n, t in zip(names, tensors, strict=True)]
