"""Arrays as JSON: ``{"inputs": [[...]]}`` and ``{"outputs": [[...]]}``."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.extras import load_extra
from kerasish.serving.request_error import RequestError
from kerasish.serving.signature import Signature

MEDIA_TYPE = "application/json"


class JsonBodies:
    """Reads and writes them with orjson, in a tenth of the time of Python's json.

    Numbers that JSON has not, nan and infinities, are null in outputs; null in inputs
    is nan.
    """

    def __init__(self) -> None:
        self._json = load_extra("orjson", "serve", "serve")

    def read(self, body: bytes, signature: Signature):
        """The array of a body, or arrays by name.

        Raises:
            RequestError: it is no JSON, or not of this form.
        """
        try:
            value = self._json.loads(body)
        except ValueError as error:
            raise RequestError(400, f"the body is no JSON: {error}") from None
        if not isinstance(value, dict) or "inputs" not in value:
            raise RequestError(
                400, 'send {"inputs": rows}, or rows by the names of inputs'
            )
        inputs = value["inputs"]
        if isinstance(inputs, dict):
            return {name: _array(name, rows) for name, rows in inputs.items()}
        return _array(signature.inputs[0].name, inputs)

    def write(self, results: list[np.ndarray], signature: Signature) -> bytes:
        """Outputs as a body: rows, or rows by name where the model has several."""
        results = [_writable(a) for a in results]
        named = signature.named(results)
        outputs = results[0] if len(results) == 1 else named
        option = self._json.OPT_SERIALIZE_NUMPY
        return self._json.dumps({"outputs": outputs}, option=option)


def _array(name: str, rows) -> np.ndarray:
    try:
        return np.asarray(rows)
    except ValueError:
        raise RequestError(
            400, f"input {name!r}: its lists differ in length or depth"
        ) from None


def _writable(array: np.ndarray):
    """In a form that orjson knows."""
    if array.dtype.kind in "USO":
        return array.astype(str).tolist()
    if graph.is_bfloat16(array.dtype):
        array = array.astype("float32")
    return np.ascontiguousarray(array)
