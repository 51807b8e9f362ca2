"""DenseNet: each block sees the outputs of all blocks before it."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.applications.resnet import normalized
from kerasish.base.discovery import internal

GROWTH = 32


@internal
class DenseNet(Architecture):
    """Four dense stages with transitions that halve size and channels between them."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "torch").

    Source:
        Huang et al., "Densely Connected Convolutional Networks", 2016,
        https://arxiv.org/abs/1608.06993, table 1.
    """
    can_be_channels_first = False
    pooling_names = {"avg": "avg_pool", "max": "max_pool"}
    blocks: tuple[int, ...]
    file: str

    def features(self, x):
        x = layers.ZeroPadding2D(((3, 3), (3, 3)))(x)
        x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv1_conv")(x)
        x = normalized(x, "conv1_bn", "conv1_relu")
        x = layers.ZeroPadding2D(((1, 1), (1, 1)))(x)
        x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
        for stage, count in enumerate(self.blocks, 2):
            if stage > 2:
                x = transition(x, f"pool{stage - 1}")
            for i in range(1, count + 1):
                x = block(x, f"conv{stage}_block{i}")
        return normalized(x, "bn", "relu")

    def weight_file(self):
        return kernels_file("densenet", self.file, self.include_top)


@internal
def transition(x, name):
    """Half the channels at half the size."""
    x = normalized(x, f"{name}_bn", f"{name}_relu")
    half = x.shape[-1] // 2
    x = layers.Conv2D(half, 1, use_bias=False, name=f"{name}_conv")(x)
    return layers.AveragePooling2D(2, strides=2, name=f"{name}_pool")(x)


@internal
def block(x, name):
    """x, and beside it GROWTH channels that are computed from it."""
    new = normalized(x, f"{name}_0_bn", f"{name}_0_relu")
    new = layers.Conv2D(4 * GROWTH, 1, use_bias=False, name=f"{name}_1_conv")(new)
    new = normalized(new, f"{name}_1_bn", f"{name}_1_relu")
    new = layers.Conv2D(
        GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv"
    )(new)
    return layers.Concatenate(axis=3, name=f"{name}_concat")([x, new])


DenseNet121, DenseNet169, DenseNet201 = (
    DenseNet.constructor(
        f"DenseNet{depth}",
        name=f"densenet{depth}",
        file=f"densenet{depth}",
        blocks=blocks,
    )
    for depth, blocks in (
        (121, (6, 12, 24, 16)),
        (169, (6, 12, 32, 32)),
        (201, (6, 12, 48, 32)),
    )
)
preprocess_input = preprocessing("torch")

__all__ = [
    "DenseNet121",
    "DenseNet169",
    "DenseNet201",
    "decode_predictions",
    "preprocess_input",
]
