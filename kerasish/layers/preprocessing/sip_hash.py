"""SipHash-2-4 of many byte strings at once.

Source: Aumasson & Bernstein, "SipHash: a fast short-input PRF" (2012), section 2.
"""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal

#: "somepseudorandomlygeneratedbytes"
_START = (
    0x736F6D6570736575,
    0x646F72616E646F6D,
    0x6C7967656E657261,
    0x7465646279746573,
)


@internal
def sip_hash(rows: np.ndarray, key: tuple[int, int]) -> np.ndarray:
    """The hashes, uint64, of the rows of a uint8 matrix under a key of two integers."""
    count, length = rows.shape
    padded = np.zeros((count, length // 8 * 8 + 8), np.uint8)
    padded[:, :length] = rows
    padded[:, -1] = length % 256
    halves = (key[0], key[1], key[0], key[1])
    state = [
        np.full(count, (start ^ half % 2**64) % 2**64, np.uint64)
        for start, half in zip(_START, halves)
    ]
    for word in padded.view("<u8").T:
        state[3] ^= word
        _rounds(state, 2)
        state[0] ^= word
    state[2] ^= np.uint64(0xFF)
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _rotate(x, bits):
    return (x << np.uint64(bits)) | (x >> np.uint64(64 - bits))


def _rounds(v, number):
    """SipRound, so many times, in place."""
    for _ in range(number):
        v[0] = v[0] + v[1]
        v[2] = v[2] + v[3]
        v[1] = _rotate(v[1], 13) ^ v[0]
        v[3] = _rotate(v[3], 16) ^ v[2]
        v[0] = _rotate(v[0], 32)
        v[2] = v[2] + v[1]
        v[0] = v[0] + v[3]
        v[1] = _rotate(v[1], 17) ^ v[2]
        v[3] = _rotate(v[3], 21) ^ v[0]
        v[2] = _rotate(v[2], 32)
