"""The cells of NASNet-A."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.halving import halving_padding
from kerasish.base.discovery import internal
from kerasish.base.naming import path_scope


@internal
def normalized(x, name):
    return layers.BatchNormalization(-1, momentum=0.9997, epsilon=1e-3, name=name)(x)


@internal
def pointwise(x, filters, name):
    return layers.Conv2D(
        filters,
        (1, 1),
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=name,
    )(x)


@internal
def average(x, name, window=3, stride=1, padding="same"):
    return layers.AveragePooling2D(
        (window, window), strides=(stride, stride), padding=padding, name=name
    )(x)


@internal
def separable(x, filters, window, name, stride=1):
    """Twice ReLU, a separable convolution and normalisation."""
    with path_scope(f"separable_conv_block_{name}"):
        return _separable(x, filters, window, name, stride)


def _separable(x, filters, window, name, stride):
    x = layers.Activation("relu")(x)
    if stride == 2:
        pad = halving_padding(x, window)
        x = layers.ZeroPadding2D(pad, name=f"separable_conv_1_pad_{name}")(x)
    for i, step in ((1, stride), (2, 1)):
        if i == 2:
            x = layers.Activation("relu")(x)
        x = layers.SeparableConv2D(
            filters,
            (window, window),
            strides=(step, step),
            padding="same" if step == 1 else "valid",
            use_bias=False,
            name=f"separable_conv_{i}_{name}",
        )(x)
        x = normalized(x, f"separable_conv_{i}_bn_{name}")
    return x


@internal
def adjusted(before, x, filters, name):
    """The output before the last one, as large as the last and with these filters."""
    if before is None:
        return x
    if before.shape[-2] != x.shape[-2]:
        with path_scope("adjust_block"), path_scope(f"adjust_reduction_block_{name}"):
            return _halved(before, filters, name)
    if before.shape[-1] == filters:
        return before
    with path_scope("adjust_block"), path_scope(f"adjust_projection_block_{name}"):
        before = layers.Activation("relu")(before)
        before = pointwise(before, filters, f"adjust_conv_projection_{name}")
        return normalized(before, f"adjust_bn_{name}")


def _halved(before, filters, name):
    """Every second pixel, and beside it every second one from the next on."""
    before = layers.Activation("relu", name=f"adjust_relu_1_{name}")(before)
    even = average(before, f"adjust_avg_pool_1_{name}", 1, 2, "valid")
    even = pointwise(even, filters // 2, f"adjust_conv_1_{name}")
    odd = layers.ZeroPadding2D(((0, 1), (0, 1)))(before)
    odd = layers.Cropping2D(((1, 0), (1, 0)))(odd)
    odd = average(odd, f"adjust_avg_pool_2_{name}", 1, 2, "valid")
    odd = pointwise(odd, filters // 2, f"adjust_conv_2_{name}")
    both = layers.Concatenate(axis=-1)([even, odd])
    return normalized(both, f"adjust_bn_{name}")


@internal
class Cell:
    """A cell under construction: names and scopes of its layers follow from its kind.

    Args:
        kind: "normal" or "reduction".
        filters: of the convolutions.
        name: of the cell.
    """

    def __init__(self, kind, filters, name):
        self.kind, self.filters, self.name = kind, filters, name

    def layer_name(self, place):
        return f"{self.kind}_{place}_{self.name}"

    def ready(self, x):
        """The last output with the filters of the cell."""
        x = layers.Activation("relu")(x)
        x = pointwise(x, self.filters, self.layer_name("conv_1"))
        return normalized(x, self.layer_name("bn_1"))

    def separable(self, x, window, place, stride=1):
        return separable(x, self.filters, window, self.layer_name(place), stride)

    def average(self, x, place, stride=1, padding="same"):
        return average(x, self.layer_name(place), 3, stride, padding)

    def largest(self, x, place):
        name = self.layer_name(place)
        return layers.MaxPooling2D((3, 3), strides=(2, 2), name=name)(x)

    def added(self, place, left, right):
        name = None if place is None else self.layer_name(place)
        return layers.Add(name=name)([left, right])

    def joined(self, parts):
        return layers.Concatenate(axis=-1, name=self.layer_name("concat"))(parts)


@internal
def normal_cell(x, before, filters, name):
    """A cell that keeps the size. Returns its output, and x for the next cell."""
    cell = Cell("normal", filters, name)
    with path_scope(f"normal_A_block_{name}"):
        p = adjusted(before, x, filters, name)
        h = cell.ready(x)
        with path_scope("block_1"):
            left, right = cell.separable(h, 5, "left1"), cell.separable(p, 3, "right1")
            x1 = cell.added("add_1", left, right)
        with path_scope("block_2"):
            left, right = cell.separable(p, 5, "left2"), cell.separable(p, 3, "right2")
            x2 = cell.added("add_2", left, right)
        x3 = cell.added("add_3", cell.average(h, "left3"), p)
        left, right = cell.average(p, "left4"), cell.average(p, "right4")
        x4 = cell.added("add_4", left, right)
        with path_scope("block_5"):
            x5 = cell.added("add_5", cell.separable(h, 3, "left5"), h)
        return cell.joined([p, x1, x2, x3, x4, x5]), x


@internal
def reduction_cell(x, before, filters, name):
    """A cell that halves the size. Returns its output, and x for the next cell."""
    cell = Cell("reduction", filters, name)
    with path_scope(f"reduction_A_block_{name}"):
        p = adjusted(before, x, filters, name)
        h = cell.ready(x)
        pad = halving_padding(h, 3)
        padded = layers.ZeroPadding2D(pad, name=cell.layer_name("pad_1"))(h)
        with path_scope("block_1"):
            left = cell.separable(h, 5, "left1", 2)
            x1 = cell.added("add_1", left, cell.separable(p, 7, "right1", 2))
        with path_scope("block_2"):
            left = cell.largest(padded, "left2")
            x2 = cell.added("add_2", left, cell.separable(p, 7, "right2", 2))
        with path_scope("block_3"):
            left = cell.average(padded, "left3", 2, "valid")
            x3 = cell.added("add3", left, cell.separable(p, 5, "right3", 2))
        x4 = cell.added(None, x2, cell.average(x1, "left4"))
        with path_scope("block_5"):
            left = cell.separable(x1, 3, "left4")
            x5 = cell.added("add4", left, cell.largest(padded, "right5"))
        return cell.joined([x2, x3, x4, x5]), x
