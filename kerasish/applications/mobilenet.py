"""MobileNet: depthwise and pointwise convolutions in turn."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.image_input import channel_axis, image_sizes
from kerasish.applications.construction.trained_sizes import (
    require_trained,
    trained_size,
)
from kerasish.applications.construction.weight_files import FOLDER
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

#: (filters, stride) of the blocks, which are numbered from 1
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)
ALPHA_TEXTS = {1.0: "1_0", 0.75: "7_5", 0.5: "5_0", 0.25: "2_5"}
TRAINED_SIZES = (128, 160, 192, 224)


@internal
class MobileNetV1(Architecture):
    """A convolution and thirteen separable blocks."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "tf").

    Source:
        Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile
        Vision Applications", 2017, https://arxiv.org/abs/1704.04861, table 1.
    """
    arguments = {
        "input_shape": None,
        "alpha": 1.0,
        "depth_multiplier": 1,
        "dropout": 1e-3,
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
        require_trained(self, "alpha", ALPHA_TEXTS)
        require_trained(self, "depth_multiplier", (1,))

    def shape_of_input(self):
        self.default_size = trained_size(self.input_shape, TRAINED_SIZES)
        return super().shape_of_input()

    def model_name(self):
        if self.name is not None:
            return self.name
        return f"mobilenet_{self.alpha:0.2f}_{image_sizes(self.input_shape)[0]}"

    def features(self, x):
        x = layers.Conv2D(
            int(32 * self.alpha),
            (3, 3),
            strides=(2, 2),
            padding="same",
            use_bias=False,
            name="conv1",
        )(x)
        x = self.activated(x, "conv1")
        for number, (filters, stride) in enumerate(BLOCKS, 1):
            x = self.block(x, int(filters * self.alpha), stride, number)
        return x

    def block(self, x, filters, stride, number):
        """A depthwise convolution, then a pointwise one."""
        if stride == 2:
            pad = ((0, 1), (0, 1))
            x = layers.ZeroPadding2D(pad, name=f"conv_pad_{number}")(x)
        x = layers.DepthwiseConv2D(
            (3, 3),
            padding="same" if stride == 1 else "valid",
            depth_multiplier=self.depth_multiplier,
            strides=(stride, stride),
            use_bias=False,
            name=f"conv_dw_{number}",
        )(x)
        x = self.activated(x, f"conv_dw_{number}")
        x = layers.Conv2D(
            filters, (1, 1), padding="same", use_bias=False, name=f"conv_pw_{number}"
        )(x)
        return self.activated(x, f"conv_pw_{number}")

    def activated(self, x, name):
        x = layers.BatchNormalization(channel_axis(), name=f"{name}_bn")(x)
        return layers.ReLU(6.0, name=f"{name}_relu")(x)

    def top(self, x):
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Dropout(self.dropout, name="dropout")(x)
        x = layers.Conv2D(self.classes, (1, 1), padding="same", name="conv_preds")(x)
        x = layers.Reshape((self.classes,), name="reshape_2")(x)
        return layers.Activation(self.classifier_activation, name="predictions")(x)

    def weight_file(self):
        end = "tf" if self.include_top else "tf_no_top"
        size = trained_size(self.input_shape, TRAINED_SIZES)
        name = f"mobilenet_{ALPHA_TEXTS[self.alpha]}_{size}_{end}.h5"
        return f"{FOLDER}/mobilenet/{name}"


MobileNet = MobileNetV1.constructor("MobileNet")
preprocess_input = preprocessing("tf")

__all__ = ["MobileNet", "decode_predictions", "preprocess_input"]
