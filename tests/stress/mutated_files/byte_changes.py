"""Changes to the bytes of a file, which know nothing of what they mean."""

from __future__ import annotations

import numpy as np


def flip_bits(data: bytearray, rng: np.random.Generator) -> bytearray:
    for _ in range(rng.integers(1, 9)):
        data[rng.integers(len(data))] ^= 1 << int(rng.integers(8))
    return data


def other_bytes(data, rng):
    for _ in range(rng.integers(1, 17)):
        data[rng.integers(len(data))] = rng.choice([0, 1, 0x7F, 0x80, 0xFF])
    return data


def truncate(data, rng):
    return data[: rng.integers(1, len(data))]


def zero_block(data, rng):
    start, size = _block(data, rng)
    data[start : start + size] = bytes(size)
    return data


def insert_block(data, rng):
    start, size = _block(data, rng)
    data[start:start] = rng.bytes(size)
    return data


def repeat_block(data, rng):
    start, size = _block(data, rng)
    data[start:start] = data[start : start + size]
    return data


def drop_block(data, rng):
    start, size = _block(data, rng)
    del data[start : start + size]
    return data


def swap_blocks(data, rng):
    size = _block(data, rng)[1]
    a, b = (int(n) for n in rng.integers(0, max(1, len(data) - size), 2))
    first, second = bytes(data[a : a + size]), bytes(data[b : b + size])
    if abs(a - b) >= size:
        data[a : a + size], data[b : b + size] = second, first
    return data


def large_number(data, rng):
    """A field of eight bytes that says something huge or undefined."""
    start = int(rng.integers(max(1, len(data) // 8))) * 8
    value = int(rng.choice([2**31, 2**40, 2**62])) | int(rng.integers(256))
    data[start : start + 8] = value.to_bytes(8, "little")
    return data


def early_flips(data, rng):
    """Where the headers are, and the tables of groups."""
    for _ in range(rng.integers(1, 5)):
        data[rng.integers(min(len(data), 4096))] ^= 1 << int(rng.integers(8))
    return data


def _block(data, rng) -> tuple[int, int]:
    size = int(2 ** rng.uniform(0, min(10, np.log2(len(data)))))
    return int(rng.integers(max(1, len(data) - size))), size


CHANGES = (flip_bits, other_bytes, truncate, zero_block, insert_block, repeat_block,
           drop_block, swap_blocks, large_number, early_flips)  # fmt: skip


def change_bytes(data: bytes, rng: np.random.Generator) -> tuple[str, bytes]:
    """(what was done, the changed bytes)."""
    change = CHANGES[rng.integers(len(CHANGES))]
    return change.__name__, bytes(change(bytearray(data), rng))
