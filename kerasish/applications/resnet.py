"""ResNet: bottleneck blocks around which the input is added to the output."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.image_input import channel_axis
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

FILTERS = (64, 128, 256, 512)
EPSILON = 1.001e-5


@internal
class ResNet(Architecture):
    """A stem and four stacks of blocks, each half the size of the one before."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "caffe").

    Source:
        He et al., "Deep Residual Learning for Image Recognition", 2015,
        https://arxiv.org/abs/1512.03385, table 1.
    """
    pooling_names = {"avg": "avg_pool", "max": "max_pool"}
    blocks: tuple[int, ...]
    file: str

    def features(self, x):
        x = self.stem(x)
        for number, (filters, blocks) in enumerate(zip(FILTERS, self.blocks), 2):
            x = self.stack(x, filters, blocks, f"conv{number}")
        return x

    def stem(self, x):
        x = layers.ZeroPadding2D(((3, 3), (3, 3)), name="conv1_pad")(x)
        x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
        return self.stem_pooling(normalized(x, "conv1_bn", "conv1_relu"))

    def stem_pooling(self, x):
        x = layers.ZeroPadding2D(((1, 1), (1, 1)), name="pool1_pad")(x)
        return layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)

    def stack(self, x, filters, blocks, name):
        """Blocks of one size; the first has the stride and the new shortcut."""
        stride = 1 if name == "conv2" else 2
        x = block(x, filters, stride, True, f"{name}_block1")
        for i in range(2, blocks + 1):
            x = block(x, filters, 1, False, f"{name}_block{i}")
        return x

    def weight_file(self):
        return kernels_file("resnet", self.file, self.include_top)


@internal
def normalized(x, name, activation_name=None):
    """Batch normalisation, and ReLU if it is given a name."""
    x = layers.BatchNormalization(channel_axis(), epsilon=EPSILON, name=name)(x)
    if activation_name is None:
        return x
    return layers.Activation("relu", name=activation_name)(x)


@internal
def block(x, filters, stride, new_shortcut, name):
    """1 x 1, 3 x 3 and 1 x 1 convolutions beside a shortcut."""
    shortcut = x
    if new_shortcut:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(
            x
        )
        shortcut = normalized(shortcut, f"{name}_0_bn")
    x = layers.Conv2D(filters, 1, strides=stride, name=f"{name}_1_conv")(x)
    x = normalized(x, f"{name}_1_bn", f"{name}_1_relu")
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = normalized(x, f"{name}_2_bn", f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = normalized(x, f"{name}_3_bn")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


ResNet50, ResNet101, ResNet152 = (
    ResNet.constructor(
        f"ResNet{depth}", name=f"resnet{depth}", file=f"resnet{depth}", blocks=blocks
    )
    for depth, blocks in (
        (50, (3, 4, 6, 3)),
        (101, (3, 4, 23, 3)),
        (152, (3, 8, 36, 3)),
    )
)
preprocess_input = preprocessing("caffe")

__all__ = [
    "ResNet50",
    "ResNet101",
    "ResNet152",
    "decode_predictions",
    "preprocess_input",
]
