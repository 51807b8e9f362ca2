"""Padding in front of a convolution that halves an image."""

from __future__ import annotations

from kerasish.applications.construction.image_input import image_sizes


def halving_padding(x, window: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(top, bottom), (left, right): with them, stride 2 and no padding of the
    convolution, an output stands over the same places for even and odd sizes.

    Args:
        x: images of known or unknown size; an unknown one is taken as even.
        window: size of the convolution's window.
    """
    half = window // 2
    odd = [0 if size is None else size % 2 for size in image_sizes(x.shape)]
    return tuple((half - 1 + extra, half) for extra in odd)
