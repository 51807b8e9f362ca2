"""Sizes after reshaping: products, and the size that -1 stands for."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail


@internal
def known_product(sizes):
    """The product of sizes; None if one of them is None."""
    product = 1
    for size in sizes:
        if size is None:
            return None
        product = product * size
    return product


@internal
def filled_target(name: str, sizes, target) -> tuple:
    """The target shape with -1 replaced, None where that is not known.

    Args:
        name: of the layer, for the error.
        sizes: of one example: ints, symbolic sizes or None.
        target: ints, at most one of them -1.

    Raises:
        ShapeError: the number of elements differs.
    """
    total = known_product(sizes)
    known = known_product(s for s in target if s != -1)
    if isinstance(total, int):
        fits = total % known == 0 if -1 in target and known else total == known
        if not fits:
            fail(
                f"layer {name!r}: {total} elements do not fit the target shape",
                {"input": tuple(sizes), "target_shape": tuple(target)},
                "the product of the sizes must stay the same; one of them may be -1",
                graph.ShapeError,
            )
    if -1 not in target:
        return tuple(target)
    rest = None if total is None or not known else total // known
    return tuple(rest if size == -1 else size for size in target)
