"""Parts of images at random places."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.bounding_box_inputs import in_new_image
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)
from kerasish.ops.image.aspect_ratio import part_of_ratio
from kerasish.ops.image.resize import resize
from kerasish.random.distributions import uniform


class RandomCrop(RandomImageLayer):
    """The part of this size from a random row and column on, the same for all images.

    Images that are not larger than the part, in rows or in columns, are cut to its
    proportions around their middle and resized, bilinearly. Where sizes are not known
    yet, images are taken to be large enough.

    Args:
        height, width: of the part.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images or a dict with "images", as for `Resizing`.
        training: out of training images stay as they are, with all their pixels.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> image = np.arange(5.0).reshape(1, 5, 1)
        >>> part = kerasish.layers.RandomCrop(1, 3, seed=1)(image)
        >>> part.shape
        (1, 3, 1)
    """

    rules = {"height": rules.positive_int, "width": rules.positive_int}

    def __init__(self, height, width, seed=None, data_format=None, **kwargs):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.height, self.width = height, width

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        shape[self._layout.rows], shape[self._layout.columns] = self.height, self.width
        return tuple(shape)

    def get_random_transformation(self, data, training=True, seed=None):
        sizes = self._height_and_width(graph.shape(self._images(data)))
        wanted = self._size
        known = all(isinstance(size, int) for size in sizes)
        if training and (not known or all(a > b for a, b in zip(sizes, wanted))):
            source = self._source(seed)
            starts = [_start(a, b, source) for a, b in zip(sizes, wanted)]
        elif known:
            kept = part_of_ratio(sizes, wanted)
            starts = [(size - part) // 2 for size, part in zip(sizes, kept)]
        else:
            starts = [0, 0]
        return (*starts, *sizes)

    def transform_images(self, images, transformation, training=True):
        if not training:
            return images
        images = graph.cast(images, self.compute_dtype)
        starts, sizes = [0] * images.ndim, list(graph.shape(images))
        axes, wanted = (self._layout.rows, self._layout.columns), self._size
        for axis, start, size in zip(axes, transformation, wanted):
            starts[axis], sizes[axis] = start, _part(sizes[axis], start, size)
        part = graph.slice(images, starts, sizes)
        resized = resize(part, wanted, data_format=self.data_format)
        return graph.cast(resized, self.compute_dtype)

    def transform_bounding_boxes(self, bounding_boxes, transformation, training=True):
        """The boxes in the part; those outside get the label -1.

        Args:
            bounding_boxes: dict of "boxes" and "labels".
            transformation: first row and column, then rows and columns of the images,
                which stand for those of the part where they are left out.
            training: whether images are cut.
        """
        if not training:
            return bounding_boxes
        starts = transformation[:2]
        sizes = transformation[2:] if len(transformation) == 4 else self._size
        scales = [
            wanted / _part(size, start, wanted)
            for start, size, wanted in zip(starts, sizes, self._size)
        ]
        offsets = [graph.multiply(a, -scale) for a, scale in zip(starts, scales)]
        return in_new_image(self, bounding_boxes, sizes, self._size, scales, offsets)

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        return self.transform_images(segmentation_masks, transformation, training)

    @property
    def _size(self):
        return self.height, self.width


def _start(size, wanted, source):
    """An integer from 0 to size - wanted."""
    places = graph.cast(size - wanted + 1, "float32")
    return graph.cast(uniform((), 0.0, places, seed=source), "int32")


def _part(size, start, wanted):
    """How many of the wanted rows or columns there are from the start on."""
    if isinstance(size, int) and isinstance(start, int):
        return min(wanted, size - start)
    return wanted
