"""VGG16: stacks of small convolutions."""

from __future__ import annotations

from kerasish import layers
from kerasish.applications.construction.architecture import Architecture
from kerasish.applications.construction.weight_files import kernels_file
from kerasish.applications.imagenet_utils import decode_predictions, preprocessing
from kerasish.base.discovery import internal

FILTERS = (64, 128, 256, 512, 512)


@internal
class VGG(Architecture):
    """Five blocks of 3 x 3 convolutions with a max pooling after each."""

    about = """
    Images are prepared with `preprocess_input` of its module (mode "caffe").

    Source:
        Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
        Recognition", 2014, https://arxiv.org/abs/1409.1556, table 1.
    """
    depth: int
    convolutions: tuple[int, ...]

    def features(self, x):
        for block, (filters, count) in enumerate(zip(FILTERS, self.convolutions), 1):
            for i in range(1, count + 1):
                x = layers.Conv2D(
                    filters,
                    (3, 3),
                    activation="relu",
                    padding="same",
                    name=f"block{block}_conv{i}",
                )(x)
            x = layers.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool")(
                x
            )
        return x

    def top(self, x):
        x = layers.Flatten(name="flatten")(x)
        x = layers.Dense(4096, activation="relu", name="fc1")(x)
        x = layers.Dense(4096, activation="relu", name="fc2")(x)
        return self.predictions(x)

    def weight_file(self):
        name = f"vgg{self.depth}"
        return kernels_file(name, name, self.include_top)


VGG16 = VGG.constructor("VGG16", name="vgg16", depth=16, convolutions=(2, 2, 3, 3, 3))
preprocess_input = preprocessing("caffe")

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]
