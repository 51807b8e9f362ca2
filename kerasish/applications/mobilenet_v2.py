"""MobileNetV2: residual blocks that are wide inside and narrow outside."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.filter_counts import divisible
from kerasish.applications.construction.halving import halving_padding
from kerasish.applications.construction.image_input import (
    channel_axis,
    image_sizes,
    require_same_size,
)
from kerasish.applications.construction.trained_sizes import (
    require_trained,
    trained_size,
)
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

#: (filters, stride of the first, number of blocks)
STAGES = (
    (16, 1, 1),
    (24, 2, 2),
    (32, 2, 3),
    (64, 2, 4),
    (96, 1, 3),
    (160, 2, 3),
    (320, 1, 1),
)
EXPANSION = 6
TRAINED_SIZES = (96, 128, 160, 192, 224)


@internal
class InvertedResidualNet(Architecture):
    """A convolution, seventeen inverted residual blocks, a pointwise convolution."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018,
        https://arxiv.org/abs/1801.04381, table 2.
    """
    arguments = {
        "input_shape": None,
        "alpha": 1.0,
        "include_top": True,
        "weights": "imagenet",
        "input_tensor": None,
        "pooling": None,
        "classes": 1000,
        "classifier_activation": "softmax",
        "name": None,
    }

    def check_arguments(self):
        super().check_arguments()
        require_same_size(self)
        require_trained(self, "alpha", (0.35, 0.5, 0.75, 1.0, 1.3, 1.4))

    def shape_of_input(self):
        given = self.input_shape
        if given is None and self.input_tensor is not None:
            given = self.input_tensor.shape
        self.default_size = trained_size(given, TRAINED_SIZES)
        return super().shape_of_input()

    def model_name(self):
        if self.name is not None:
            return self.name
        return f"mobilenetv2_{self.alpha:0.2f}_{image_sizes(self.input_shape)[0]}"

    def features(self, x):
        x = convolution(x, divisible(32 * self.alpha), 3, "Conv1", strides=(2, 2))
        x = normalized(x, "bn_Conv1", "Conv1_relu")
        number = 0
        for filters, stride, count in STAGES:
            for i in range(count):
                x = self.block(x, filters, stride if i == 0 else 1, number)
                number += 1
        last = divisible(1280 * self.alpha) if self.alpha > 1.0 else 1280
        x = convolution(x, last, 1, "Conv_1", padding="valid")
        return normalized(x, "Conv_1_bn", "out_relu")

    def block(self, x, filters, stride, number):
        """Pointwise up, depthwise, pointwise down, beside a shortcut where it fits."""
        start, channels = x, x.shape[channel_axis()]
        filters = divisible(int(filters * self.alpha))
        name = f"block_{number}_" if number else "expanded_conv_"
        if number:
            x = convolution(x, EXPANSION * channels, 1, f"{name}expand")
            x = normalized(x, f"{name}expand_BN", f"{name}expand_relu")
        if stride == 2:
            x = layers.ZeroPadding2D(halving_padding(x, 3), name=f"{name}pad")(x)
        x = layers.DepthwiseConv2D(
            3,
            strides=stride,
            use_bias=False,
            padding="same" if stride == 1 else "valid",
            name=f"{name}depthwise",
        )(x)
        x = normalized(x, f"{name}depthwise_BN", f"{name}depthwise_relu")
        x = convolution(x, filters, 1, f"{name}project")
        x = normalized(x, f"{name}project_BN")
        if channels == filters and stride == 1:
            return layers.Add(name=f"{name}add")([start, x])
        return x

    def top(self, x):
        return self.predictions(layers.GlobalAveragePooling2D()(x))

    def weight_file(self):
        size = trained_size(self.input_shape, TRAINED_SIZES)
        end = "" if self.include_top else "_no_top"
        address = kernels_file("mobilenet_v2", "mobilenet_v2", True)
        return address.replace(".h5", f"_{float(self.alpha)}_{size}{end}.h5")


@internal
def convolution(x, filters, window, name, padding="same", strides=(1, 1)):
    """A convolution without bias."""
    return layers.Conv2D(
        filters, window, strides=strides, padding=padding, use_bias=False, name=name
    )(x)


@internal
def normalized(x, name, activation_name=None):
    """Batch normalisation, and ReLU6 if it is given a name."""
    x = layers.BatchNormalization(
        channel_axis(), momentum=0.999, epsilon=1e-3, name=name
    )(x)
    return x if activation_name is None else layers.ReLU(6.0, name=activation_name)(x)


MobileNetV2 = InvertedResidualNet.constructor("MobileNetV2")
preprocess_input = preprocessing("tf")

__all__ = ["MobileNetV2", "decode_predictions", "preprocess_input"]
