"""The base of layers that choose among other augmentation layers."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.preprocessing.image_augmentation.auto_contrast import AutoContrast
from kerasish.layers.preprocessing.image_augmentation.equalization import Equalization
from kerasish.layers.preprocessing.image_augmentation.random_brightness import (
    RandomBrightness,
)
from kerasish.layers.preprocessing.image_augmentation.random_color_degeneration import (
    RandomColorDegeneration,
)
from kerasish.layers.preprocessing.image_augmentation.random_contrast import (
    RandomContrast,
)
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.layers.preprocessing.image_augmentation.random_posterization import (
    BITS,
    RandomPosterization,
)
from kerasish.layers.preprocessing.image_augmentation.random_rotation import (
    RandomRotation,
)
from kerasish.layers.preprocessing.image_augmentation.random_sharpness import (
    RandomSharpness,
)
from kerasish.layers.preprocessing.image_augmentation.random_shear import RandomShear
from kerasish.layers.preprocessing.image_augmentation.random_translation import (
    RandomTranslation,
)
from kerasish.layers.preprocessing.image_augmentation.solarization import Solarization

GEOMETRIC = ("random_shear", "random_translation", "random_rotation")
COLOUR = (
    "random_brightness",
    "random_color_degeneration",
    "random_contrast",
    "random_sharpness",
)
TONE = ("random_posterization", "solarization", "auto_contrast", "equalization")


@internal
class AugmentationPolicy(RandomImageLayer):
    """Has layers as attributes, all of the strength `factor`, and applies some.

    A subclass sets value_range, factor and interpolation, then calls `_make_layers`
    with the names of those that it chooses from.
    """

    def _make_layers(self, names) -> None:
        self._names = tuple(names)
        shared = {
            "data_format": self.data_format,
            "bounding_box_format": self.bounding_box_format,
            "dtype": self.dtype_policy,
        }
        for name in self._names:
            kind, arguments = self._recipe(name)
            setattr(self, name, kind(**arguments, **shared))

    def _recipe(self, name) -> tuple:
        """The class of a layer, and its own arguments."""
        factor, value_range = self.factor, {"value_range": self.value_range}
        moved = {"interpolation": self.interpolation, "seed": self.seed}
        drawn = {**value_range, "seed": self.seed}
        bits = max(1, int(BITS * factor[1]))
        return {
            "random_shear": (
                RandomShear,
                {"x_factor": factor, "y_factor": factor, **moved},
            ),
            "random_translation": (
                RandomTranslation,
                {"height_factor": factor, "width_factor": factor, **moved},
            ),
            "random_rotation": (RandomRotation, {"factor": factor, **moved}),
            "random_brightness": (RandomBrightness, {"factor": factor, **drawn}),
            "random_color_degeneration": (
                RandomColorDegeneration,
                {"factor": factor, **drawn},
            ),
            "random_contrast": (RandomContrast, {"factor": factor, **drawn}),
            "random_sharpness": (RandomSharpness, {"factor": factor, **drawn}),
            "random_posterization": (RandomPosterization, {"factor": bits, **drawn}),
            "solarization": (
                Solarization,
                {"addition_factor": factor, "threshold_factor": factor, **drawn},
            ),
            "auto_contrast": (AutoContrast, value_range),
            "equalization": (Equalization, value_range),
        }[name]

    def _drawn(self, data, source) -> dict:
        """What each of the layers draws, by name."""
        return {
            name: getattr(self, name).get_random_transformation(data, seed=source)
            for name in self._names
        }

    def _applied(self, method, values, choice, transformations):
        """What the layer chosen makes of the values; past the last one, no layer.

        Args:
            method: of the layers, such as "transform_images".
            values: a tensor, or a dict of them.
            choice: a number of a layer.
            transformations: by name of the layer.
        """

        def branch(name):
            transform = getattr(getattr(self, name), method)
            return lambda: transform(values, transformations[name])

        branches = [branch(name) for name in transformations]
        return graph.switch(choice, [*branches, lambda: values])
