"""Arrays as numpy's ``.npy`` format: the fast way, without a copy of what arrives."""

from __future__ import annotations

import functools
import io
import math
import tokenize

import numpy as np

from kerasish.serving.request_error import RequestError
from kerasish.serving.signature import Signature

MEDIA_TYPE = "application/x-npy"
_MAGIC = b"\x93NUMPY"
#: of a header; numpy reads no longer ones either
_LONGEST_HEADER = 10_000
#: what numpy's reader, which parses a literal of Python, raises
_BAD_HEADER = (
    ValueError,
    TypeError,
    SyntaxError,
    tokenize.TokenError,
    RecursionError,
    MemoryError,
)


def read(body: bytes, signature: Signature) -> np.ndarray:
    """The array of a body."""
    return parse_npy(body)


def parse_npy(body: bytes) -> np.ndarray:
    """The array of an ``.npy`` file in memory; it shares its memory.

    Raises:
        RequestError: the bytes are no array of numbers or text.
    """
    if body[:6] != _MAGIC or len(body) < 12:
        raise RequestError(400, "the body is no .npy file")
    wide = body[6] > 1
    start = 12 if wide else 10
    length = int.from_bytes(body[8:start], "little")
    if length > _LONGEST_HEADER:
        raise RequestError(400, "the header of the .npy file is too long")
    dtype, shape, order = _parsed_header(body[: start + length])
    if len(body) - start - length != math.prod(shape) * dtype.itemsize:
        raise RequestError(
            400,
            f"the .npy file should hold {dtype}{list(shape)}, but has "
            f"{len(body) - start - length} bytes of numbers",
        )
    array = np.frombuffer(body, dtype, offset=start + length)
    if dtype.kind == "b":
        array = array.view(np.uint8) != 0  # other bytes than 0 and 1 can be sent
    elif not (dtype.isnative and array.flags.aligned):
        array = array.astype(dtype.newbyteorder("="))
    return array.reshape(shape, order=order)


@functools.lru_cache(maxsize=256)
def _parsed_header(head: bytes):
    """dtype, shape and order of axes: clients send few different ones."""
    file = io.BytesIO(head)
    try:
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        else:
            shape, fortran, dtype = np.lib.format.read_array_header_2_0(file)
    except _BAD_HEADER as error:
        first = str(error).split("\n")[0][:200]
        raise RequestError(400, f"the .npy file has a bad header: {first}") from None
    if dtype.kind not in "biufU" or not dtype.itemsize or any(n < 0 for n in shape):
        raise RequestError(400, f"arrays of numbers or text are taken, not of {dtype}")
    return dtype, shape, "F" if fortran else "C"


def write(results: list[np.ndarray], signature: Signature) -> bytes:
    """The output as a body.

    Raises:
        RequestError: the model has several.
    """
    if len(results) != 1:
        raise RequestError(
            406,
            f"the model has {len(results)} outputs, and an .npy file holds one: accept "
            "application/json or application/x-npz",
        )
    array = np.ascontiguousarray(results[0])
    return _header(array.dtype, array.shape) + array.tobytes()


@functools.lru_cache(maxsize=256)
def _header(dtype, shape) -> bytes:
    file = io.BytesIO()
    kind = np.lib.format.dtype_to_descr(dtype)
    described = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()
