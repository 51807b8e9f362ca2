"""The Philox4x32-10 generator on numpy arrays: block n of a key, for many n at once.

Source:
    Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROUNDS = 10
LOW_MULTIPLIER = np.array(0xD2511F53, np.uint64)
HIGH_MULTIPLIER = np.array(0xCD9E8D57, np.uint64)
#: what each round has added to the two words of the key
KEY_SCHEDULE = np.outer(
    np.arange(ROUNDS, dtype=np.uint64), np.array([0x9E3779B9, 0xBB67AE85], np.uint64)
)
WORD = np.array(32, np.uint64)
_UFUNCS = np.right_shift, np.left_shift, np.multiply, np.bitwise_xor
#: blocks of four numbers that are computed together: their state stays in the cache
BLOCKS_AT_ONCE = 8192


def fill_random_bits(out: np.ndarray, key: np.ndarray, first: int = 0) -> None:
    """Writes the stream of a key into a contiguous uint32 array.

    Args:
        out: any shape; element i in row-major order is lane i % 4 of block i // 4.
        key: uint32[4]: two words of the key, and the two upper words of the counter.
        first: the number of the first block: the two lower words of its counter.
    """
    flat = out.reshape(-1)
    whole = flat.size // 4 if flat.size >= 8 else 0
    key = key.astype(np.uint64)
    scheduled = (KEY_SCHEDULE + key[:2]) << WORD
    round_keys = [(pair[0, ...], pair[1, ...]) for pair in scheduled]  # 0-d arrays
    upper = key[2] << WORD | key[3]
    buffers = np.empty((2, 2 * min(BLOCKS_AT_ONCE, max(whole, 2))), np.uint64)
    lanes = flat[: whole * 4].reshape(whole, 4)
    for start in range(0, whole, BLOCKS_AT_ONCE):
        part = lanes[start : start + BLOCKS_AT_ONCE]
        _fill_blocks(
            part, first + start, upper, round_keys, buffers[:, : 2 * len(part)]
        )
    rest = flat[whole * 4 :]
    if rest.size:  # two blocks, because numpy is slow on arrays of one element
        last = np.empty((2, 4), np.uint32)
        _fill_blocks(last, first + whole, upper, round_keys, buffers[:, :4])
        rest[:] = last.reshape(-1)[: rest.size]


def _fill_blocks(
    out: np.ndarray,
    first: int,
    upper: int,
    round_keys: Sequence[tuple[np.ndarray, ...]],
    buffers: np.ndarray,
) -> None:
    """Writes consecutive blocks to ``out`` of shape [blocks, 4].

    The four words of a counter are two pairs, each in one 64-bit word with the first of
    the pair above. A round is then: pair' = (pair << 32) ^ (product of the other pair's
    upper word) ^ (round key << 32).
    """
    right, left, multiply, xor = _UFUNCS
    count = len(out)
    states, products = buffers
    (low, high), (low_product, high_product) = buffers.reshape(2, 2, count)
    np.add(np.arange(count, dtype=np.uint64), np.uint64(first), out=low)
    np.bitwise_or(low << WORD, low >> WORD, out=low)
    high[:] = upper
    for low_key, high_key in round_keys:
        right(states, WORD, products)
        multiply(low_product, LOW_MULTIPLIER, low_product)
        multiply(high_product, HIGH_MULTIPLIER, high_product)
        left(states, WORD, states)
        xor(low, high_product, low)
        xor(high, low_product, high)
        xor(low, low_key, low)
        xor(high, high_key, high)
    right(states, WORD, products)
    out[:, 0::2] = products.reshape(2, count).T
    out[:, 1::2] = states.reshape(2, count).T  # the cast keeps the lower word
