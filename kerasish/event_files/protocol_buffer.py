"""Fields of protocol buffers, encoded.

Source: https://protobuf.dev/programming-guides/encoding/ (wire types 0, 1, 2 and 5).
"""

from __future__ import annotations

import struct

import numpy as np

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5


def varint(number: int) -> bytes:
    """An integer from 0, seven bits a byte, the lowest first.

    Example:
        >>> from kerasish.event_files.protocol_buffer import varint
        >>> varint(300)
        b'\\xac\\x02'
    """
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _key(field: int, kind: int) -> bytes:
    return varint(field << 3 | kind)


def integer(field: int, value: int) -> bytes:
    """An int64; negative ones are taken modulo 2**64."""
    return _key(field, VARINT) + varint(value % (1 << 64))


def double(field: int, value: float) -> bytes:
    """A float of 64 bits."""
    return _key(field, EIGHT_BYTES) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    """A float of 32 bits."""
    return _key(field, FOUR_BYTES) + np.float32(value).astype("<f4").tobytes()


def data(field: int, value: bytes | str) -> bytes:
    """Bytes, text, or a message that is encoded already."""
    content = value.encode("utf-8") if isinstance(value, str) else value
    return _key(field, LENGTH) + varint(len(content)) + content


def doubles(field: int, values) -> bytes:
    """Floats of 64 bits, packed."""
    return data(field, np.asarray(values, "<f8").tobytes())
