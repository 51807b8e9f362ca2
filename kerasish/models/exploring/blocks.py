"""Blocks of layers that belong together by their names, such as ``conv2_block1``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kerasish.base.discovery import internal

#: layers that make a block
FEWEST = 3


@internal
def blocks_of(names: Sequence[str]) -> list[tuple[str, ...]]:
    """For each name the blocks that it is in, outermost first.

    Names that begin alike, up to a part that ends in a number (``conv2_block1``,
    ``block_3``, ``layer4a``), are a block if they stand one after the other; what a
    block consists of can run in one piece.

    Args:
        names: of layers, in an order in which they can run.

    Example:
        >>> from kerasish.models.exploring.blocks import blocks_of
        >>> blocks_of(["stem", "b1_conv", "b1_norm", "b1_relu", "head"])
        [(), ('b1',), ('b1',), ('b1',), ()]
    """
    found: list[list[str]] = [[] for _ in names]
    _divide(names, range(len(names)), "", found)
    return [tuple(blocks) for blocks in found]


def _divide(names, places: Sequence[int], outer: str, found) -> None:
    """Finds the blocks inside of a block."""
    run: list[int] = []
    prefix = ""
    for place in [*places, None]:
        longer = "" if place is None else _next_prefix(names[place], outer)
        if run and longer != prefix:
            _close(names, run, prefix, len(places), found)
            run = []
        prefix = longer
        if prefix:
            run.append(place)


def _close(names, run: list[int], prefix: str, others: int, found) -> None:
    is_block = len(run) >= FEWEST and len(run) < others
    if is_block:
        for place in run:
            found[place].append(prefix)
    if len(run) >= FEWEST:
        _divide(names, run, prefix, found)


def _next_prefix(name: str, outer: str) -> str:
    """The name up to the first part behind the outer block that ends in a number.

    Numbers alone do not count behind a part that has one: ``block1_2`` is no block in
    ``block1``; and a name that ends there is a layer that was numbered.
    """
    parts = re.split(r"[_/]", name)
    length = 0
    for number, part in enumerate(parts[:-1]):
        length += len(part) + (1 if number else 0)
        if length <= len(outer):
            continue
        before = parts[number - 1] if number else ""
        worded = re.search(r"\D", part) or (before and not re.search(r"\d", before))
        rest = name[length + 1 :]
        if worded and re.search(r"\d[a-z]?$", part) and re.search(r"[^\d_/]", rest):
            return name[:length]
    return ""
