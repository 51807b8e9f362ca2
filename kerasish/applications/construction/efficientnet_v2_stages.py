"""The tables of stages of EfficientNetV2."""

from __future__ import annotations

from typing import NamedTuple

from kerasish.base.discovery import internal


@internal
class Stage(NamedTuple):
    """Blocks of one kind and size.

    Attributes:
        blocks: how many; `filters_in` and `stride` are the first one's.
        expansion: how much wider the inside of a block is.
        is_fused: whether blocks have one full convolution and no squeeze-and-excite.
    """

    blocks: int
    filters_in: int
    filters: int
    expansion: int
    stride: int
    is_fused: bool


STAGES = {
    "b": (
        Stage(1, 32, 16, 1, 1, True),
        Stage(2, 16, 32, 4, 2, True),
        Stage(2, 32, 48, 4, 2, True),
        Stage(3, 48, 96, 4, 2, False),
        Stage(5, 96, 112, 6, 1, False),
        Stage(8, 112, 192, 6, 2, False),
    ),
    "s": (
        Stage(2, 24, 24, 1, 1, True),
        Stage(4, 24, 48, 4, 2, True),
        Stage(4, 48, 64, 4, 2, True),
        Stage(6, 64, 128, 4, 2, False),
        Stage(9, 128, 160, 6, 1, False),
        Stage(15, 160, 256, 6, 2, False),
    ),
    "m": (
        Stage(3, 24, 24, 1, 1, True),
        Stage(5, 24, 48, 4, 2, True),
        Stage(5, 48, 80, 4, 2, True),
        Stage(7, 80, 160, 4, 2, False),
        Stage(14, 160, 176, 6, 1, False),
        Stage(18, 176, 304, 6, 2, False),
        Stage(5, 304, 512, 6, 1, False),
    ),
    "l": (
        Stage(4, 32, 32, 1, 1, True),
        Stage(7, 32, 64, 4, 2, True),
        Stage(7, 64, 96, 4, 2, True),
        Stage(10, 96, 192, 4, 2, False),
        Stage(19, 192, 224, 6, 1, False),
        Stage(25, 224, 384, 6, 2, False),
        Stage(7, 384, 640, 6, 1, False),
    ),
}
