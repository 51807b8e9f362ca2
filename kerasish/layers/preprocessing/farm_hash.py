"""FarmHash64 of many byte strings at once.

Source: FarmHash by Geoff Pike (Google, 2014), function Fingerprint64. All sums and
products are modulo 2**64; the functions take rows of one length.
"""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal

_K0, _K1, _K2 = map(
    np.uint64, (0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F)
)


@internal
def farm_fingerprint(rows: np.ndarray) -> np.ndarray:
    """The fingerprints, uint64, of the rows of a uint8 matrix."""
    length = rows.shape[1]
    rows = np.ascontiguousarray(rows)
    for longest, function in ((16, _short), (32, _medium), (64, _long)):
        if length <= longest:
            return function(rows, length)
    return _very_long(rows, length)


def _word(rows, at, size=8):
    """The little-endian integers that start at a byte of each row."""
    part = np.ascontiguousarray(rows[:, at : at + size])
    return part.view(f"<u{size}")[:, 0].astype(np.uint64)


def _rotated(x, bits):
    return (x >> np.uint64(bits)) | (x << np.uint64(64 - bits))


def _mixed(x):
    return x ^ (x >> np.uint64(47))


def _of_two(u, v, multiplier):
    a = _mixed((u ^ v) * multiplier)
    return _mixed((v ^ a) * multiplier) * multiplier


def _multiplier(length):
    return _array(int(_K2) + 2 * length)


def _array(number):
    """An array of one number: arrays wrap around silently, numbers warn."""
    return np.array([number % 2**64], np.uint64)


def _short(rows, length):
    multiplier = _multiplier(length)
    if length >= 8:
        a, b = _word(rows, 0) + _K2, _word(rows, length - 8)
        c = _rotated(b, 37) * multiplier + a
        d = (_rotated(a, 25) + b) * multiplier
        return _of_two(c, d, multiplier)
    if length >= 4:
        first, last = _word(rows, 0, 4), _word(rows, length - 4, 4)
        return _of_two((first << np.uint64(3)) + _array(length), last, multiplier)
    if length:
        a, b, c = (rows[:, i].astype(np.uint64) for i in (0, length // 2, length - 1))
        y = a + (b << np.uint64(8))
        z = _array(length) + (c << np.uint64(2))
        return _mixed(y * _K2 ^ z * _K0) * _K2
    return np.full(len(rows), _K2)


def _medium(rows, length):
    multiplier = _multiplier(length)
    a, b = _word(rows, 0) * _K1, _word(rows, 8)
    c, d = _word(rows, length - 8) * multiplier, _word(rows, length - 16) * _K2
    u = _rotated(a + b, 43) + _rotated(c, 30) + d
    return _of_two(u, a + _rotated(b + _K2, 18) + c, multiplier)


def _long(rows, length):
    multiplier = _multiplier(length)
    a, b = _word(rows, 0) * _K2, _word(rows, 8)
    c, d = _word(rows, length - 8) * multiplier, _word(rows, length - 16) * _K2
    y = _rotated(a + b, 43) + _rotated(c, 30) + d
    z = _of_two(y, a + _rotated(b + _K2, 18) + c, multiplier)
    e, f = _word(rows, 16) * multiplier, _word(rows, 24)
    g = (y + _word(rows, length - 32)) * multiplier
    h = (z + _word(rows, length - 24)) * multiplier
    u = _rotated(e + f, 43) + _rotated(g, 30) + h
    return _of_two(u, e + _rotated(f + a, 18) + g, multiplier)


def _weak(rows, at, a, b):
    """A pair from 32 bytes and a pair of seeds."""
    w, x, y, z = (_word(rows, at + 8 * i) for i in range(4))
    a = a + w
    b = _rotated(b + a + z, 21)
    total = a + x + y
    return total + z, b + _rotated(total, 44) + a


def _very_long(rows, length):
    """64 bytes at a time, then the last 64, which may overlap those before."""
    seed = _array(81)
    y = seed * _K1 + _array(113)
    z = _mixed(y * _K2 + _array(113)) * _K2
    x = seed * _K2 + _word(rows, 0)
    v = w = (_array(0), _array(0))
    for at in range(0, (length - 1) // 64 * 64, 64):
        x, y, z, v, w = _block(rows, at, x, y, z, v, w, _K1, 1)
    multiplier = _K1 + ((z & _array(0xFF)) << np.uint64(1))
    first = w[0] + _array((length - 1) & 63)
    v = (v[0] + first, v[1])
    w = (first + v[0], w[1])
    x, y, z, v, w = _block(rows, length - 64, x, y, z, v, w, multiplier, 9)
    left = _of_two(v[0], w[0], multiplier) + _mixed(y) * _K0 + z
    return _of_two(left, _of_two(v[1], w[1], multiplier) + x, multiplier)


def _block(rows, at, x, y, z, v, w, multiplier, weight):
    """One round; the last one has a multiplier and a weight of its own."""
    weight = _array(weight)
    x = _rotated(x + y + v[0] + _word(rows, at + 8), 37) * multiplier
    y = _rotated(y + v[1] + _word(rows, at + 48), 42) * multiplier
    x = x ^ (w[1] * weight)
    y = y + v[0] * weight + _word(rows, at + 40)
    z = _rotated(z + w[0], 33) * multiplier
    v = _weak(rows, at, v[1] * multiplier, x + w[0])
    w = _weak(rows, at + 32, z + w[1], y + _word(rows, at + 16))
    return z, y, x, v, w
