"""What symbolic sizes are taken to be where a choice must be made before data."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from graph.ir.dims import Size, evaluate, symbols_in

GUESSED_SIZE = 32


@functools.lru_cache(4096)
def guess(size: Size) -> int:
    return evaluate(size, dict.fromkeys(symbols_in(size), GUESSED_SIZE))


def guess_product(sizes: Iterable[Size]) -> int:
    total = 1
    for size in sizes:
        total *= guess(size)
    return total
