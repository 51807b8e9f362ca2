"""ConvNeXt: a convolutional network with the proportions of a transformer."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import ARGUMENTS, Architecture
from kerasish.applications.construction.layer_scale import LayerScale
from kerasish.applications.construction.weight_files import FOLDER
from kerasish.applications.imagenet_utils import (
    DEVIATION,
    MEAN,
    decode_predictions,
    preprocessing,
)
from kerasish.base.discovery import internal
from kerasish.models import Sequential

INITIAL_SCALE = 1e-6


@internal
class ConvNeXt(Architecture):
    """Four stages of blocks, with a downsampling in front of each."""

    about = """
    The model takes pixels from 0 to 255, unless include_preprocessing is False; then
    ImageNet's mean must be taken away, and the rest divided by its deviation.

    Source:
        Liu et al., "A ConvNet for the 2020s", 2022, https://arxiv.org/abs/2201.03545,
        section 3.
    """
    arguments = {
        "include_top": True,
        "include_preprocessing": True,
        **{k: v for k, v in ARGUMENTS.items() if k != "include_top"},
    }
    can_be_channels_first = False
    kind: str
    blocks: tuple[int, ...]
    filters: tuple[int, ...]

    def features(self, x):
        name = self.name
        if self.include_preprocessing and self.input_shape[-1] == 3:
            x = layers.Normalization(
                mean=[m * 255 for m in MEAN],
                variance=[(d * 255) ** 2 for d in DEVIATION],
                name=f"{name}_prestem_normalization",
            )(x)
        downsamplings = [self.stem(), *[self.downsampling(i) for i in range(3)]]
        for stage, (count, filters) in enumerate(zip(self.blocks, self.filters)):
            x = downsamplings[stage](x)
            for i in range(count):
                x = block(x, filters, f"{name}_stage_{stage}_block_{i}")
        return x

    def stem(self):
        convolution = layers.Conv2D(
            self.filters[0], kernel_size=4, strides=4, name=f"{self.name}_stem_conv"
        )
        norm = normalization(f"{self.name}_stem_layernorm")
        return Sequential([convolution, norm], name=f"{self.name}_stem")

    def downsampling(self, i):
        norm = normalization(f"{self.name}_downsampling_layernorm_{i}")
        convolution = layers.Conv2D(
            self.filters[i + 1],
            kernel_size=2,
            strides=2,
            name=f"{self.name}_downsampling_conv_{i}",
        )
        name = f"{self.name}_downsampling_block_{i}"
        return Sequential([norm, convolution], name=name)

    def top(self, x):
        x = layers.GlobalAveragePooling2D(name=f"{self.name}_head_gap")(x)
        x = normalization(f"{self.name}_head_layernorm")(x)
        return layers.Dense(
            self.classes,
            activation=self.classifier_activation,
            name=f"{self.name}_head_dense",
        )(x)

    def pooled(self, x):
        return normalization()(super().pooled(x))

    def weight_file(self):
        end = "" if self.include_top else "_notop"
        return f"{FOLDER}/convnext/convnext_{self.kind}{end}.h5"


@internal
def normalization(name=None):
    return layers.LayerNormalization(epsilon=1e-6, name=name)


@internal
def block(x, filters, name):
    """A wide depthwise convolution, then two pointwise layers, beside a shortcut."""
    start = x
    x = layers.Conv2D(
        filters,
        kernel_size=7,
        padding="same",
        groups=filters,
        name=f"{name}_depthwise_conv",
    )(x)
    x = normalization(f"{name}_layernorm")(x)
    x = layers.Dense(4 * filters, name=f"{name}_pointwise_conv_1")(x)
    x = layers.Activation("gelu", name=f"{name}_gelu")(x)
    x = layers.Dense(filters, name=f"{name}_pointwise_conv_2")(x)
    x = LayerScale(INITIAL_SCALE, filters, name=f"{name}_layer_scale")(x)
    # where Keras can leave out blocks in training, which no public model does
    x = layers.Activation("linear", name=f"{name}_identity")(x)
    return start + x


ConvNeXtTiny, ConvNeXtSmall, ConvNeXtBase, ConvNeXtLarge, ConvNeXtXLarge = (
    ConvNeXt.constructor(
        f"ConvNeXt{kind}",
        name=f"convnext_{kind.lower()}",
        kind=kind.lower(),
        blocks=(3, 3, middle, 3),
        filters=tuple(first * 2**i for i in range(4)),
    )
    for kind, middle, first in (
        ("Tiny", 9, 96),
        ("Small", 27, 96),
        ("Base", 27, 128),
        ("Large", 27, 192),
        ("XLarge", 27, 256),
    )
)
preprocess_input = preprocessing(None)

__all__ = [
    "ConvNeXtBase",
    "ConvNeXtLarge",
    "ConvNeXtSmall",
    "ConvNeXtTiny",
    "ConvNeXtXLarge",
    "decode_predictions",
    "preprocess_input",
]
