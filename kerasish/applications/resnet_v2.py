"""ResNet v2: normalisation and activation come before each convolution."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.applications.resnet import ResNet, normalized
from kerasish.base.discovery import internal


@internal
class ResNetV2(ResNet):
    """`ResNet` with pre-activation; the last block of a stack has the stride."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        He et al., "Identity Mappings in Deep Residual Networks", 2016,
        https://arxiv.org/abs/1603.05027, figure 1b.
    """

    def features(self, x):
        return normalized(super().features(x), "post_bn", "post_relu")

    def stem(self, x):
        x = layers.ZeroPadding2D(((3, 3), (3, 3)), name="conv1_pad")(x)
        x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
        return self.stem_pooling(x)

    def stack(self, x, filters, blocks, name):
        stride = 1 if name == "conv5" else 2
        x = block(x, filters, 1, True, f"{name}_block1")
        for i in range(2, blocks):
            x = block(x, filters, 1, False, f"{name}_block{i}")
        return block(x, filters, stride, False, f"{name}_block{blocks}")


@internal
def block(x, filters, stride, new_shortcut, name):
    """The block of v1 with each normalisation in front of its convolution."""
    ready = normalized(x, f"{name}_preact_bn", f"{name}_preact_relu")
    if new_shortcut:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(
            ready
        )
    else:
        shortcut = x if stride == 1 else layers.MaxPooling2D(1, strides=stride)(x)
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_1_conv")(ready)
    x = normalized(x, f"{name}_1_bn", f"{name}_1_relu")
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name=f"{name}_2_pad")(x)
    x = layers.Conv2D(
        filters, 3, strides=stride, use_bias=False, name=f"{name}_2_conv"
    )(x)
    x = normalized(x, f"{name}_2_bn", f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    return layers.Add(name=f"{name}_out")([shortcut, x])


ResNet50V2, ResNet101V2, ResNet152V2 = (
    ResNetV2.constructor(
        f"ResNet{depth}V2",
        name=f"resnet{depth}v2",
        file=f"resnet{depth}v2",
        blocks=blocks,
    )
    for depth, blocks in (
        (50, (3, 4, 6, 3)),
        (101, (3, 4, 23, 3)),
        (152, (3, 8, 36, 3)),
    )
)
preprocess_input = preprocessing("tf")

__all__ = [
    "ResNet50V2",
    "ResNet101V2",
    "ResNet152V2",
    "decode_predictions",
    "preprocess_input",
]
