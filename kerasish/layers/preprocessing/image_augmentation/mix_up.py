"""Images blended with others."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation.mixing import mix
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.random.distributions import beta
from kerasish.random.rearranging import shuffle


class MixUp(RandomImageLayer):
    """y = w * x + (1 - w) * another image of the batch; labels likewise.

    Args:
        alpha: w is drawn for each image from the beta distribution of alpha and alpha:
            near 0 or 1 for small ones.
        data_format: "channels_last" or "channels_first"; the global one when None.
        seed: of the draws.

    Call arguments:
        data: a batch of images or a dict with "images", as for `Resizing`; labels are
            numbers that can be mixed, such as (batch, classes). The boxes of both
            images are those of the blend.
        training: out of training images stay as they are.

    Source: Zhang et al.: mixup: beyond empirical risk minimization (2017), section 2.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.MixUp()
        >>> drawn = {"mix_weight": [0.75, 0.75], "permutation_order": [1, 0]}
        >>> layer.transform_labels(np.eye(2, dtype="float32"), drawn).numpy()
        array([[0.75, 0.25],
               [0.25, 0.75]], dtype=float32)
    """

    rules = {"alpha": rules.positive_number}

    def __init__(self, alpha=0.2, data_format=None, seed=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.alpha = alpha

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source, batch = self._source(seed), self._batch_size(data)
        order = shuffle(graph.arange(batch, dtype="int64"), seed=source)
        weight = beta((batch,), self.alpha, self.alpha, seed=source)
        return {"mix_weight": weight, "permutation_order": order}

    def transform_images(self, images, transformation=None, training=True):
        if not training:
            return images
        return self._mixed(graph.cast(images, self.compute_dtype), transformation)

    def transform_labels(self, labels, transformation, training=True):
        return self._mixed(labels, transformation) if training else labels

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        if not training:
            return segmentation_masks
        return self._mixed(segmentation_masks, transformation)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        if not training:
            return bounding_boxes
        order = transformation["permutation_order"]
        both = {
            part: graph.concatenate([values, graph.take(values, order, 0)], 1)
            for part, values in bounding_boxes.items()
            if part in ("boxes", "labels")
        }
        return {**bounding_boxes, **both}

    @staticmethod
    def _mixed(values, transformation):
        order = transformation["permutation_order"]
        return mix(values, order, transformation["mix_weight"])
