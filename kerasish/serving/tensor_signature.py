"""One input or output of a served model: its name, dtype and shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import graph
from kerasish.serving.request_error import RequestError


@dataclass(frozen=True)
class TensorSignature:
    """What an array must be.

    Attributes:
        name: of the layer.
        dtype: of numpy's names; "string" for text.
        shape: the first size is that of the batch; None for what is open.
        numpy_dtype: None for text.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...]
    numpy_dtype: np.dtype | None

    @classmethod
    def of(cls, name: str, tensor) -> TensorSignature:
        """Of a Keras tensor."""
        dtype = graph.as_dtype(tensor.dtype)
        if dtype.kind in "US":
            return cls(name, "string", tuple(tensor.shape), None)
        return cls(name, str(dtype), tuple(tensor.shape), dtype)

    def described(self) -> dict:
        """For JSON."""
        return {"name": self.name, "dtype": self.dtype, "shape": list(self.shape)}

    def checked(self, array: np.ndarray) -> np.ndarray:
        """The array in the dtype of the input.

        Raises:
            RequestError: another shape, or numbers that the dtype does not hold.
        """
        self._require_shape(array)
        return array if array.dtype == self.numpy_dtype else self._converted(array)

    def _require_shape(self, array) -> None:
        want, shape = self.shape, array.shape
        if len(shape) == len(want) and shape[0] > 0:
            for size, wanted in zip(shape, want):
                if wanted is not None and size != wanted:
                    break
            else:
                return
        hint = ""
        if shape == want[1:]:
            hint = "; the first axis is the batch: send a list of rows"
        elif shape[:1] == (0,):
            hint = "; there are no rows"
        raise RequestError(
            400,
            f"input {self.name!r} has the shape {list(want)}, got {list(shape)}"
            f"{hint}".replace("None", "any"),
        )

    def _converted(self, array) -> np.ndarray:
        if array.dtype.kind == "O":
            array = self._without_null(array)
        kind = array.dtype.kind
        if self.numpy_dtype is None:
            if kind != "U":
                self._refuse(array, "text")
            return array
        want = graph.kind_of(self.numpy_dtype)
        if want in "iu" and kind in "biu":
            self._require_range(array)
        elif not ((want == "f" and kind in "biuf") or want == kind == "b"):
            self._refuse(array, self.dtype)
        with np.errstate(over="ignore"):
            return array.astype(self.numpy_dtype)

    def _require_range(self, array) -> None:
        info = np.iinfo(self.numpy_dtype)
        if array.size:
            least, most = int(array.min()), int(array.max())
            if least < info.min or most > info.max:
                self._refuse(array, f"numbers from {info.min} to {info.max}")

    def _without_null(self, array):
        """JSON has no nan: null stands for it."""
        known = {bool, int, float, type(None)}
        if not set(map(type, array.flat)) <= known:
            self._refuse(array, self.dtype)
        try:
            return array.astype("float64")
        except OverflowError:
            self._refuse(array, self.dtype)

    def _refuse(self, array, what: str):
        got = {"U": "text", "O": "other values"}.get(array.dtype.kind, array.dtype)
        raise RequestError(400, f"input {self.name!r} takes {what}, got {got}")
