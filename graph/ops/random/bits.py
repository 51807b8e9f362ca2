"""Random bits from a key: the one source of all random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from graph.ir.dims import Size
from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.public import public
from graph.ops.random.philox import fill_random_bits
from graph.ops.random.rows import numbers_before
from graph.ops.sizes import as_sizes

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents, TensorLike


KEY_SPEC = Spec(np.uint32, (4,))


class RandomBits(Op):
    """Numbers of the Philox4x32-10 stream of a key, as uint32, from ``start`` on."""

    sizes: tuple[Size, ...]
    start: Size = 0

    def infer(self, key: Spec) -> Spec:
        if key != KEY_SPEC:
            self.fail(
                "a key is a tensor uint32[4]",
                "make one with graph.make_key(seed), more with graph.split_key(key)",
                DTypeError,
                key=key,
            )
        return Spec(np.uint32, self.sizes)

    def kernel(self, key: np.ndarray) -> np.ndarray:
        out = np.empty(self.sizes, np.uint32)
        self.kernel_into(out, key)
        return out

    def kernel_into(self, out: np.ndarray, key: np.ndarray) -> None:
        first, lane = divmod(cast(int, self.start), 4)
        if not lane:
            fill_random_bits(out, key, first)
            return
        longer = np.empty(out.size + lane, np.uint32)
        fill_random_bits(longer, key, first)
        out[...] = longer[lane:].reshape(out.shape)

    def vjp(self, dy: Tensor, y: Tensor, key: Tensor) -> Cotangents:
        return (None,)


@public
def random_bits(key: TensorLike, shape: Sequence[Size]) -> Tensor:
    """Uniform uint32 numbers: Philox4x32-10 of the key's two words and a counter.

    Args:
        key: uint32[4]: the two words of the seed, and two words of a counter that
            tells streams of one seed apart. See `make_key`.
        shape: sizes, ints or symbolic.

    Returns:
        uint32 of the shape. Element i, in row-major order, is lane i % 4 of block
        i // 4: it depends on the key and on i, not on the shape. Inside `random_rows`
        i counts from the beginning of the whole batch.

    Raises:
        DTypeError: the key is not uint32[4].

    Gradient:
        None.

    Source:
        Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".

    Example:
        >>> import graph
        >>> [hex(n) for n in graph.random_bits(graph.make_key(0), (4,)).tolist()]
        ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    sizes = as_sizes("random_bits", shape)
    return bits_from(key, sizes, numbers_before(sizes))


def bits_from(key: TensorLike, sizes: tuple[Size, ...], start: Size) -> Tensor:
    """The numbers of a key from one on."""
    return apply(RandomBits(sizes, start), as_tensor(key))
