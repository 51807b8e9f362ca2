"""EfficientNetV2: the first stages have full convolutions for depthwise ones."""

from __future__ import annotations

import math

from kerasish import layers
from kerasish.applications.construction.architecture import ARGUMENTS, Architecture
from kerasish.applications.construction.efficientnet_layers import (
    DENSE,
    block_name,
    convolution,
)
from kerasish.applications.construction.efficientnet_v2_blocks import (
    block,
    fused_block,
    normalized,
)
from kerasish.applications.construction.efficientnet_v2_stages import STAGES
from kerasish.applications.construction.image_input import channel_axis
from kerasish.applications.construction.weight_files import FOLDER
from kerasish.applications.imagenet_utils import (
    DEVIATION,
    MEAN,
    decode_predictions,
    preprocessing,
)
from kerasish.base.discovery import internal

DROPOUT = 0.2
#: rate of dropping a whole block, which grows up to this from block to block
DROPPED_BLOCKS = 0.2


@internal
class EfficientNetV2(Architecture):
    """A stem, the stages of a table, a pointwise convolution."""

    about = """
    The model takes pixels from 0 to 255, unless include_preprocessing is False; then
    they must be from -1 to 1.

    Source:
        Tan and Le, "EfficientNetV2: Smaller Models and Faster Training", 2021,
        https://arxiv.org/abs/2104.00298, table 4.
    """
    arguments = {
        name: default for name, default in ARGUMENTS.items() if name != "name"
    } | {"include_preprocessing": True, "name": None}
    pooling_names = {"avg": "avg_pool", "max": "max_pool"}
    file: str
    table: str
    width: float
    depth: float

    def filters(self, count):
        count *= self.width
        return max(8, int(count + 4) // 8 * 8)

    def prepared(self, x):
        """Pixels as the public weights want them."""
        if self.table == "b" and self.input_shape[channel_axis() - 1] == 3:
            x = layers.Rescaling(scale=1.0 / 255)(x)
            return layers.Normalization(
                mean=list(MEAN),
                variance=[d**2 for d in DEVIATION],
                axis=channel_axis(),
            )(x)
        return layers.Rescaling(scale=1.0 / 128.0, offset=-1)(x)

    def features(self, x):
        if self.include_preprocessing:
            x = self.prepared(x)
        first = self.filters(STAGES[self.table][0].filters_in)
        x = convolution(x, first, "stem_conv", 3, 2)
        x = normalized(x, "stem_bn", "stem_activation")
        x = self.stages(x)
        x = convolution(x, self.filters(1280), "top_conv")
        return normalized(x, "top_bn", "top_activation")

    def stages(self, x):
        stages = STAGES[self.table]
        unscaled = float(sum(stage.blocks for stage in stages))
        done = 0
        for number, stage in enumerate(stages):
            make = fused_block if stage.is_fused else block
            filters_in = self.filters(stage.filters_in)
            filters = self.filters(stage.filters)
            for i in range(math.ceil(self.depth * stage.blocks)):
                x = make(
                    x,
                    (filters_in if i == 0 else filters, filters),
                    stage.stride if i == 0 else 1,
                    stage.expansion,
                    DROPPED_BLOCKS * done / unscaled,
                    block_name(number, i),
                )
                done += 1
        return x

    def top(self, x):
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(DROPOUT, name="top_dropout")(x)
        return self.predictions(x, kernel_initializer=DENSE)

    def weight_file(self):
        end = "" if self.include_top else "_notop"
        return f"{FOLDER}/efficientnet_v2/{self.file}{end}.h5"


#: table of stages, width, depth, size of images of each variant
(
    EfficientNetV2B0,
    EfficientNetV2B1,
    EfficientNetV2B2,
    EfficientNetV2B3,
    EfficientNetV2S,
    EfficientNetV2M,
    EfficientNetV2L,
) = (
    EfficientNetV2.constructor(
        f"EfficientNetV2{kind}",
        name=f"efficientnetv2-{kind.lower()}",
        file=f"efficientnetv2-{kind.lower()}",
        table=table,
        width=width,
        depth=depth,
        default_size=size,
    )
    for kind, table, width, depth, size in (
        ("B0", "b", 1.0, 1.0, 224),
        ("B1", "b", 1.0, 1.1, 240),
        ("B2", "b", 1.1, 1.2, 260),
        ("B3", "b", 1.2, 1.4, 300),
        ("S", "s", 1.0, 1.0, 384),
        ("M", "m", 1.0, 1.0, 480),
        ("L", "l", 1.0, 1.0, 480),
    )
)
preprocess_input = preprocessing(None)

__all__ = [
    *[f"EfficientNetV2{kind}" for kind in ("B0", "B1", "B2", "B3", "S", "M", "L")],
    "decode_predictions",
    "preprocess_input",
]
