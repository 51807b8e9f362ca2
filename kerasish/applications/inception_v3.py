"""InceptionV3: convolutions of several shapes side by side."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.conv_bn import HALF, chain, joined
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

STEM = ((32, 3, HALF), (32, 3, {"padding": "valid"}), (64, 3))
STEM_2 = ((80, 1, {"padding": "valid"}), (192, 3, {"padding": "valid"}))
#: filters behind the pooling in blocks 0 to 2, which look at 5 x 5
POOLED_5 = (32, 64, 64)
BRANCHES_5 = (
    ((64, 1),),
    ((48, 1), (64, 5)),
    ((64, 1), (96, 3), (96, 3)),
)
BRANCHES_3 = (((384, 3, HALF),), ((64, 1), (96, 3), (96, 3, HALF)))
#: filters inside blocks 4 to 7, which look at 7 x 7 as a row and a column
INNER_7 = (128, 160, 160, 192)
BRANCHES_8 = (
    ((192, 1), (320, 3, HALF)),
    ((192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, HALF)),
)


@internal
class Inception(Architecture):
    """A stem and eleven mixed blocks."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Szegedy et al., "Rethinking the Inception Architecture for Computer Vision",
        2015, https://arxiv.org/abs/1512.00567, table 1.
    """
    default_size = 299
    min_size = 75

    def features(self, x):
        x = layers.MaxPooling2D((3, 3), strides=(2, 2))(chain(x, STEM))
        x = layers.MaxPooling2D((3, 3), strides=(2, 2))(chain(x, STEM_2))
        for i, filters in enumerate(POOLED_5):
            x = mixed(x, BRANCHES_5, filters, f"mixed{i}")
        x = halving(x, BRANCHES_3, "mixed3")
        for i, filters in enumerate(INNER_7, 4):
            x = mixed(x, branches_7(filters), 192, f"mixed{i}")
        x = halving(x, BRANCHES_8, "mixed8")
        for i in range(2):
            x = forked(x, i)
        return x

    def weight_file(self):
        return kernels_file("inception_v3", "inception_v3", self.include_top)


@internal
def branches_7(inner):
    """The branches of a block with rows and columns of 7."""
    row, column = (inner, (1, 7)), (inner, (7, 1))
    return (
        ((192, 1),),
        ((inner, 1), row, (192, (7, 1))),
        ((inner, 1), column, row, column, (192, (1, 7))),
    )


@internal
def pooled(x, filters):
    """The branch that averages first."""
    x = layers.AveragePooling2D((3, 3), strides=(1, 1), padding="same")(x)
    return chain(x, ((filters, 1),))


@internal
def mixed(x, branches, pooled_filters, name):
    """A block that keeps the size."""
    found = [chain(x, steps) for steps in branches]
    return joined([*found, pooled(x, pooled_filters)], name)


@internal
def halving(x, branches, name):
    """A block that halves the size."""
    found = [chain(x, steps) for steps in branches]
    found.append(layers.MaxPooling2D((3, 3), strides=(2, 2))(x))
    return joined(found, name)


@internal
def forked(x, i):
    """Blocks 9 and 10: two branches end in a row and a column of 3 side by side."""
    ends = (((384, (1, 3)),), ((384, (3, 1)),))
    found = [chain(x, ((320, 1),))]
    start = chain(x, ((384, 1),))
    found.append(joined([chain(start, end) for end in ends], f"mixed9_{i}"))
    start = chain(x, ((448, 1), (384, 3)))
    found.append(joined([chain(start, end) for end in ends]))
    return joined([*found, pooled(x, 192)], f"mixed{9 + i}")


InceptionV3 = Inception.constructor("InceptionV3", name="inception_v3")
preprocess_input = preprocessing("tf")

__all__ = ["InceptionV3", "decode_predictions", "preprocess_input"]
