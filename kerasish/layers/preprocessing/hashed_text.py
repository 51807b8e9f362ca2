"""Bins of text and integers by hash, in graphs and on values."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.layers.preprocessing.farm_hash import farm_fingerprint
from kerasish.layers.preprocessing.sip_hash import sip_hash


@internal
class HashBins(graph.Op):
    """y = hash(x as text) mod bins: FarmHash64, or SipHash-2-4 under a key."""

    bins: int
    key: tuple[int, int] | None

    def infer(self, x: graph.Spec):
        return x.with_dtype(np.int64)

    def kernel(self, x):
        return bins_of(x, self.bins, self.key)

    def vjp(self, dy, y, x):
        return (None,)


@internal
class EqualsText(graph.Op):
    """y = whether x is this text."""

    text: str

    def infer(self, x: graph.Spec):
        return x.with_dtype(np.bool_)

    def kernel(self, x):
        return np.asarray(x == self.text)

    def vjp(self, dy, y, x):
        return (None,)


@internal
class CrossBins(graph.Op):
    """y = the bin of what stands at one place of all inputs, by chained fingerprints.

    Text enters by its fingerprint, an integer as it is.
    """

    bins: int

    def infer(self, *xs: graph.Spec):
        return xs[0].with_dtype(np.int64)

    def kernel(self, *xs):
        shape = xs[0].shape if xs[0].ndim else (1,)  # scalars do not wrap around
        total = np.full(shape, _CROSS_SEED, np.uint64)
        for x in xs:
            is_text = x.dtype.kind == "U"
            own = hashes(x) if is_text else x.astype(np.int64).view(np.uint64)
            total = _chained(total, own)
        bins = (total % np.uint64(self.bins)).astype(np.int64)
        return bins.reshape(xs[0].shape)

    def vjp(self, dy, y, *xs):
        return (None,) * len(xs)


#: where TensorFlow's crosses start
_CROSS_SEED = 0xDECAFCAFFE
_CROSS_MULTIPLIER = np.uint64(0xC6A4A7935BD1E995)


def _chained(first, second):
    """The fingerprint of two fingerprints (TensorFlow's FingerprintCat64)."""

    def mixed(x):
        return x ^ (x >> np.uint64(47))

    result = first ^ _CROSS_MULTIPLIER
    result = result ^ mixed(second * _CROSS_MULTIPLIER) * _CROSS_MULTIPLIER
    result = mixed(result * _CROSS_MULTIPLIER) * _CROSS_MULTIPLIER
    return mixed(result)


@internal
def bins_of(x: np.ndarray, bins: int, key=None) -> np.ndarray:
    """The bin of each element, int64."""
    return (hashes(x, key) % np.uint64(bins)).astype(np.int64)


@internal
def hashes(x: np.ndarray, key=None) -> np.ndarray:
    """The hash of each element's text in UTF-8, uint64; integers in decimals."""
    encoded = _as_bytes(x.ravel())
    width = encoded.dtype.itemsize
    lengths = np.char.str_len(encoded)
    matrix = np.frombuffer(encoded.tobytes(), np.uint8).reshape(len(encoded), width)
    result = np.empty(len(encoded), np.uint64)
    for length in np.unique(lengths):
        at = np.flatnonzero(lengths == length)
        rows = matrix[at, :length]
        result[at] = farm_fingerprint(rows) if key is None else sip_hash(rows, key)
    return result.reshape(x.shape)


def _as_bytes(x):
    if x.dtype.kind == "b":
        return np.where(x, b"true", b"false")
    if x.dtype.kind in "iu":
        return x.astype("S21")
    return np.char.encode(x, "utf-8")
