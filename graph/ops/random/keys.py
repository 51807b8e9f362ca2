"""Keys of random streams: made from a seed, and new ones derived from a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import bitwise_xor
from graph.ops.public import public
from graph.ops.random.bits import random_bits
from graph.ops.shape.concatenate import stack

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


_WORD = 0xFFFFFFFF
#: keeps the stream that keys are derived from apart from the numbers of the same key
_DERIVE = np.array([0x6B657973, 0x64657276, 0, 0], np.uint32)


@public
def make_key(seed: int, counter: int = 0) -> EagerTensor:
    """The key (seed low, seed high, counter low, counter high), each of 32 bits.

    Args:
        seed: integer; negative and large ones are taken modulo 2**64.
        counter: integer, likewise; keys of different counters are independent streams.

    Returns:
        uint32[4].

    Raises:
        ArgumentError: the seed or the counter is not an integer.

    Example:
        >>> import graph
        >>> graph.make_key(1337, counter=2).tolist()
        [1337, 0, 2, 0]
    """
    words = []
    for name, value in (("seed", seed), ("counter", counter)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise ArgumentError(
                describe(
                    f"make_key: {name} must be an integer",
                    {name: repr(value)},
                    "pass an int, for example graph.make_key(1337)",
                    str(here()),
                )
            )
        words += [int(value) & _WORD, int(value) >> 32 & _WORD]
    return EagerTensor(np.array(words, np.uint32))


@public
def split_key(key: TensorLike, num: int = 2) -> Tensor:
    """Independent keys from one: row i is a function of the key and of i.

    Args:
        key: uint32[4].
        num: how many, an int or a symbolic size.

    Returns:
        uint32[num, 4]. Numbers drawn from the key itself are unrelated to them.

    Example:
        >>> import graph
        >>> a, b = graph.split_key(graph.make_key(0))
        >>> a.shape, bool(graph.all(a == b))
        ((4,), False)
    """
    return random_bits(bitwise_xor(as_tensor(key), _DERIVE), (num, 4))


@public
def fold_in(key: TensorLike, data: TensorLike) -> Tensor:
    """A new key from a key and an integer, for example the number of a step.

    Args:
        key: uint32[4].
        data: an integer scalar: a Python int, or a tensor, symbolic or not.

    Returns:
        uint32[4], a function of both.

    Raises:
        ShapeError: data is not a scalar.
        ArgumentError: data is not an integer.

    Example:
        >>> import graph
        >>> key = graph.make_key(0)
        >>> bool(graph.all(graph.fold_in(key, 1) == graph.fold_in(key, 1)))
        True
        >>> bool(graph.all(graph.fold_in(key, 1) == graph.fold_in(key, 2)))
        False
    """
    data = as_tensor(data)
    if data.ndim or kind_of(data.dtype) not in "iu":
        raise (ShapeError if data.ndim else ArgumentError)(
            describe(
                "fold_in: data must be an integer scalar",
                {"data": data.spec},
                "fold one number in at a time",
                str(here()),
            )
        )
    data = cast(data, "uint64")
    halves = [cast(data & _WORD, "uint32"), cast(data >> 32, "uint32")]
    zero = np.zeros((), np.uint32)
    # two rounds: the counter of the key and data cannot cancel each other out
    mixed = random_bits(bitwise_xor(as_tensor(key), _DERIVE), (4,))
    return random_bits(bitwise_xor(mixed, stack([zero, zero, *halves])), (4,))
