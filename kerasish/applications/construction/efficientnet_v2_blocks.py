"""The two kinds of blocks of EfficientNetV2."""

from __future__ import annotations

import functools

from kerasish import layers
from kerasish.applications.construction.efficientnet_layers import (
    CONVOLUTION,
    added,
    convolution,
    squeezed_and_excited,
)
from kerasish.applications.construction.efficientnet_layers import (
    normalized as normalized_with,
)
from kerasish.base.discovery import internal

SQUEEZE = 0.25


normalized = functools.partial(normalized_with, momentum=0.9)


@internal
def block(x, filters, stride, expansion, drop, name):
    """Pointwise up, depthwise, squeeze-and-excite, pointwise down, shortcut.

    Args:
        filters: (in, out).
        expansion: how much wider the inside is.
        drop: rate of leaving out everything but the shortcut.
    """
    start, (filters_in, filters_out) = x, filters
    x = convolution(x, filters_in * expansion, f"{name}expand_conv")
    x = normalized(x, f"{name}expand_bn", f"{name}expand_activation")
    x = layers.DepthwiseConv2D(
        3,
        strides=stride,
        padding="same",
        use_bias=False,
        depthwise_initializer=CONVOLUTION,
        name=f"{name}dwconv2",
    )(x)
    x = normalized(x, f"{name}bn", f"{name}activation")
    x = squeezed_and_excited(x, max(1, int(filters_in * SQUEEZE)), name)
    x = convolution(x, filters_out, f"{name}project_conv")
    x = normalized(x, f"{name}project_bn")
    if stride != 1 or filters_in != filters_out:
        return x
    return added(x, start, drop, name)


@internal
def fused_block(x, filters, stride, expansion, drop, name):
    """One full convolution, pointwise down if it was wider, shortcut.

    Args:
        as of `block`.
    """
    start, (filters_in, filters_out) = x, filters
    if expansion != 1:
        wide = filters_in * expansion
        x = convolution(x, wide, f"{name}expand_conv", 3, stride)
        x = normalized(x, f"{name}expand_bn", f"{name}expand_activation")
        x = convolution(x, filters_out, f"{name}project_conv")
        x = normalized(x, f"{name}project_bn")
    else:
        x = convolution(x, filters_out, f"{name}project_conv", 3, stride)
        x = normalized(x, f"{name}project_bn", f"{name}project_activation")
    if stride != 1 or filters_in != filters_out:
        return x
    return added(x, start, drop, name)
