"""Images with a rectangle of another image."""

from __future__ import annotations

import graph
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.mixing import mix
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.layers.preprocessing.image_augmentation.rectangles import (
    draw_span,
    rectangle_masks,
)
from kerasish.random.distributions import beta, uniform
from kerasish.random.rearranging import shuffle


class CutMix(RandomImageLayer):
    """y = another image of the batch inside a rectangle, else x; labels are mixed by
    the areas.

    Args:
        factor: a is drawn between the two numbers, once for all images, and for each
            image the area of its own from the beta distribution of a and a; one number
            f stands for (0, f).
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: a batch of images or a dict with "images", as for `Resizing`; labels are
            numbers that can be mixed, such as (batch, classes). One image without a
            batch stays as it is.
        training: out of training images stay as they are.

    Source: Yun et al.: CutMix (2019), section 3.1.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> images, labels = np.zeros((2, 4, 4, 3)), np.eye(2)
        >>> y = kerasish.layers.CutMix(seed=1)({"images": images, "labels": labels})
        >>> bool((abs(y["labels"].numpy().sum(1) - 1) < 1e-6).all())
        True
    """

    rules = {"factor": augmentation_rules.factor_in(0, 1)}

    def __init__(self, factor=1.0, seed=None, data_format=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor

    def get_random_transformation(self, data, training=True, seed=None):
        shape = graph.shape(self._images(data))
        if not training or len(shape) == 3:
            return None
        source, dtype = self._source(seed), self.compute_dtype
        height, width = self._height_and_width(shape)
        alpha = uniform((), *self.factor, dtype, source) + 1e-6
        kept = beta((shape[0],), alpha, alpha, dtype, source)
        sides = graph.sqrt(1 - kept)
        across = draw_span(width, sides, source)
        down = draw_span(height, sides, source)
        area = (across[1] - across[0]) * (down[1] - down[0])
        kept = 1 - area / graph.cast(height * width, dtype)
        return {
            "permutation_order": shuffle(
                graph.arange(shape[0], dtype="int32"), seed=source
            ),
            "batch_masks": rectangle_masks(shape, across, down, self._layout),
            "mix_weight": graph.reshape(kept, (-1, 1, 1, 1)),
        }

    def transform_images(self, images, transformation=None, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training or transformation is None:
            return images
        others = graph.take(images, transformation["permutation_order"], 0)
        return graph.where(transformation["batch_masks"], others, images)

    def transform_labels(self, labels, transformation, training=True):
        if not training or transformation is None:
            return labels
        weights = transformation["mix_weight"]
        return mix(labels, transformation["permutation_order"], weights)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        raise NotImplementedError(
            "CutMix: bounding boxes cannot be cut; leave them out of the dict"
        )

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        return self.transform_images(segmentation_masks, transformation, training)
