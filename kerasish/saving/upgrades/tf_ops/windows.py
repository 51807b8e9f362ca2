"""TensorFlow's convolutions and pooling."""

from __future__ import annotations

import functools

from kerasish import ops
from kerasish.saving.upgrades.tf_ops.operands import like, numbers
from kerasish.saving.upgrades.tf_ops.table import tf_op


def _layout(data_format) -> str:
    first = isinstance(data_format, str) and data_format.startswith("NC")
    return "channels_first" if first else "channels_last"


def _spatial(value, count: int, layout: str) -> tuple:
    """Steps of the spatial axes: one number, one each, or one for each axis of x."""
    value = numbers(value)
    if value is None:
        return (1,) * count
    value = list(value) if isinstance(value, (list, tuple)) else [value]
    if len(value) == count + 2:
        value = value[1:-1] if layout == "channels_last" else value[2:]
    return tuple(value * count if len(value) == 1 else value)


def _padded(x, padding):
    """x and the word for what remains: margins in numbers are added at once."""
    padding = numbers(padding)
    if isinstance(padding, str):
        return x, padding.lower()
    return ops.pad(x, [tuple(p) for p in padding]), "valid"


def _convolved(function, input, filter, strides, padding, data_format, dilations):
    layout, count = _layout(data_format), len(filter.shape) - 2
    x, padding = _padded(input, padding)
    return function(
        x,
        filter,
        strides=_spatial(strides, count, layout),
        padding=padding,
        data_format=layout,
        dilation_rate=_spatial(dilations, count, layout),
    )


@tf_op("nn.conv1d", "nn.conv2d", "nn.conv3d", "nn.convolution")
def conv(
    input, filter, strides=None, padding="VALID", data_format=None, dilations=None,
    stride=None, dilation_rate=None,
):  # fmt: skip
    strides = stride if strides is None else strides
    dilations = dilation_rate if dilations is None else dilations
    filter = like(filter, input)
    return _convolved(ops.conv, input, filter, strides, padding, data_format, dilations)


@tf_op("nn.depthwise_conv2d", "nn.depthwise_conv2d_native")
def depthwise_conv(
    input, filter, strides, padding, dilations=None, data_format=None
):  # fmt: skip
    return _convolved(
        ops.depthwise_conv, input, like(filter, input), strides, padding, data_format,
        dilations,
    )  # fmt: skip


@tf_op("nn.separable_conv2d")
def separable_conv(
    input, depthwise_filter, pointwise_filter, strides, padding, dilations=None,
    data_format=None,
):  # fmt: skip
    deep = like(depthwise_filter, input)
    x = depthwise_conv(input, deep, strides, padding, dilations, data_format)
    return ops.conv(x, like(pointwise_filter, input), data_format=_layout(data_format))


@tf_op("nn.conv1d_transpose", "nn.conv2d_transpose", "nn.conv3d_transpose")
def conv_transpose(
    input, filter, output_shape, strides, padding="SAME", data_format=None,
    dilations=None,
):  # fmt: skip
    """The output's size says which of the sizes that fit the strides is meant."""
    layout, filter = _layout(data_format), like(filter, input)
    count = len(filter.shape) - 2
    steps, padding = _spatial(strides, count, layout), padding.lower()
    sizes = _spatial(output_shape, count, layout)
    own = input.shape[1:-1] if layout == "channels_last" else input.shape[2:]
    extra = []
    for size, n, step, k in zip(sizes, own, steps, filter.shape):
        least = n * step - step + (k if padding == "valid" else k - 2 * (k // 2))
        extra.append(size - least)
    return ops.conv_transpose(
        input, filter, steps, padding, tuple(extra), layout,
        _spatial(dilations, count, layout),
    )  # fmt: skip


def _pooled(function, input, ksize, strides, padding, data_format=None):
    layout, count = _layout(data_format), ops.ndim(input) - 2
    return function(
        input,
        _spatial(ksize, count, layout),
        _spatial(strides, count, layout),
        padding.lower(),
        layout,
    )


for _name, _function in (("max", ops.max_pool), ("avg", ops.average_pool)):
    tf_op(*[f"nn.{_name}_pool{end}" for end in ("", "1d", "2d", "3d", "_v2")])(
        functools.partial(_pooled, _function)
    )
