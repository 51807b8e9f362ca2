"""InceptionResNetV2: Inception blocks around which the input is added."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.conv_bn import HALF, chain, conv_bn, joined
from kerasish.applications.construction.custom_scale_layer import CustomScaleLayer
from kerasish.applications.construction.image_input import channel_axis
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.applications.inception_v3 import STEM, STEM_2, halving, mixed
from kerasish.base.discovery import internal

BRANCHES_5B = (
    ((96, 1),),
    ((48, 1), (64, 5)),
    ((64, 1), (96, 3), (96, 3)),
)
BRANCHES_6A = (((384, 3, HALF),), ((256, 1), (256, 3), (384, 3, HALF)))
BRANCHES_7A = (
    ((256, 1), (384, 3, HALF)),
    ((256, 1), (288, 3, HALF)),
    ((256, 1), (288, 3), (320, 3, HALF)),
)
#: (number of blocks, scale of the sum, branches) by kind of residual block
BLOCKS = {
    "block35": (
        10,
        0.17,
        (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3))),
    ),
    "block17": (20, 0.1, (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))),
    "block8": (9, 0.2, (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))),
}


@internal
class InceptionResNet(Architecture):
    """A stem, and three runs of residual blocks with reductions between them."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Szegedy et al., "Inception-v4, Inception-ResNet and the Impact of Residual
        Connections on Learning", 2016, https://arxiv.org/abs/1602.07261, figure 15.
    """
    default_size = 299
    min_size = 75

    def features(self, x):
        x = layers.MaxPooling2D(3, strides=2)(chain(x, STEM))
        x = layers.MaxPooling2D(3, strides=2)(chain(x, STEM_2))
        x = mixed(x, BRANCHES_5B, 64, "mixed_5b")
        x = halving(blocks(x, "block35"), BRANCHES_6A, "mixed_6a")
        x = halving(blocks(x, "block17"), BRANCHES_7A, "mixed_7a")
        x = blocks(x, "block8")
        x = residual(x, 1.0, BLOCKS["block8"][2], "block8_10", is_active=False)
        return conv_bn(x, 1536, 1, name="conv_7b")

    def weight_file(self):
        name = "inception_resnet_v2"
        return kernels_file(name, name, self.include_top)


@internal
def blocks(x, kind):
    """All residual blocks of a kind."""
    count, scale, branches = BLOCKS[kind]
    for i in range(1, count + 1):
        x = residual(x, scale, branches, f"{kind}_{i}")
    return x


@internal
def residual(x, scale, branches, name, is_active=True):
    """x + scale * what the branches make of it.

    Args:
        is_active: whether ReLU follows.
    """
    new = joined([chain(x, steps) for steps in branches], f"{name}_mixed")
    channels = x.shape[channel_axis()]
    new = layers.Conv2D(channels, 1, padding="same", name=f"{name}_conv")(new)
    x = CustomScaleLayer(scale)([x, new])
    return layers.Activation("relu", name=f"{name}_ac")(x) if is_active else x


InceptionResNetV2 = InceptionResNet.constructor(
    "InceptionResNetV2", name="inception_resnet_v2"
)
preprocess_input = preprocessing("tf")

__all__ = ["InceptionResNetV2", "decode_predictions", "preprocess_input"]
