"""NASNet-A: two kinds of cells, found by search, that see the last two outputs."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.nasnet_cells import (
    normal_cell,
    normalized,
    reduction_cell,
)
from kerasish.applications.construction.weight_files import FOLDER
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal


@internal
class NASNet(Architecture):
    """A stem of reductions, then three runs of normal cells.

    `penultimate_filters` is the number of channels in front of the top.
    """

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Zoph et al., "Learning Transferable Architectures for Scalable Image
        Recognition", 2017, https://arxiv.org/abs/1707.07012, figure 4.
    """
    arguments = {
        "input_shape": None,
        "include_top": True,
        "weights": "imagenet",
        "input_tensor": None,
        "pooling": None,
        "classes": 1000,
        "classifier_activation": "softmax",
        "name": None,
    }
    can_be_channels_first = False
    kind: str
    penultimate_filters: int
    cells: int
    stem_filters: int
    #: whether a cell behind a reduction sees what was in front of it
    skips_reduction: bool
    #: whether models without a top are for the default size too
    has_fixed_size = False

    def shape_of_input(self):
        if self.input_shape is None and self.has_fixed_size and not self.include_top:
            return (self.default_size, self.default_size, 3)
        return super().shape_of_input()

    def features(self, x):
        filters = self.penultimate_filters // 24
        x = layers.Conv2D(
            self.stem_filters,
            (3, 3),
            strides=(2, 2),
            use_bias=False,
            name="stem_conv1",
            kernel_initializer="he_normal",
        )(x)
        x = normalized(x, "stem_bn1")
        x, before = reduction_cell(x, None, filters // 4, "stem_1")
        x, before = reduction_cell(x, before, filters // 2, "stem_2")
        for run in range(3):
            if run > 0:
                name = f"reduce_{run * self.cells}"
                x, skipped = reduction_cell(x, before, filters * 2**run, name)
                before = before if self.skips_reduction else skipped
            first = run * self.cells + (run > 0)
            for number in range(first, first + self.cells):
                x, before = normal_cell(x, before, filters * 2**run, str(number))
        return layers.Activation("relu")(x)

    def top(self, x):
        return self.predictions(layers.GlobalAveragePooling2D()(x))

    def weight_file(self):
        end = "" if self.include_top else "-no-top"
        return f"{FOLDER}/nasnet/NASNet-{self.kind}{end}.h5"

    def weight_file_name(self, address):
        return super().weight_file_name(address).lower().replace("-", "_")


NASNetMobile = NASNet.constructor(
    "NASNetMobile",
    name="nasnet_mobile",
    kind="mobile",
    default_size=224,
    has_fixed_size=True,
    penultimate_filters=1056,
    cells=4,
    stem_filters=32,
    skips_reduction=False,
)
NASNetLarge = NASNet.constructor(
    "NASNetLarge",
    name="nasnet_large",
    kind="large",
    default_size=331,
    penultimate_filters=4032,
    cells=6,
    stem_filters=96,
    skips_reduction=True,
)
preprocess_input = preprocessing("tf")

__all__ = ["NASNetLarge", "NASNetMobile", "decode_predictions", "preprocess_input"]
