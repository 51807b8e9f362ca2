"""Images blended with several of their own transformations."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.augmentation_policy import (
    COLOUR,
    GEOMETRIC,
    TONE,
    AugmentationPolicy,
)
from kerasish.random.choices import randint
from kerasish.random.distributions import beta, gamma


class AugMix(AugmentationPolicy):
    """y = w * x + (1 - w) * sum_k v_k * chain_k(x), cut to the value range.

    A chain is `chain_depth` layers, each drawn among RandomShear, RandomTranslation,
    RandomRotation, RandomPosterization, Solarization, AutoContrast, Equalization,
    RandomBrightness, RandomColorDegeneration, RandomContrast, RandomSharpness, and no
    layer; the same for all images. w is of the beta distribution of alpha and alpha, v
    of the Dirichlet distribution of alpha.

    Args:
        value_range: the lowest and the highest value that pixels may have.
        num_chains: how many chains there are.
        chain_depth: how many layers are drawn for a chain.
        factor: the strength of the layers, from 0 to 1 or a pair.
        alpha: of the blending; below 1, one image stands out.
        all_ops: whether the last four layers are drawn too.
        interpolation: "bilinear" or "nearest", of layers that move pixels.
        seed: of the draws.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        data: images of 3 channels or a dict with "images", as for `Resizing`. Masks
            are blended as images are; boxes stay.
        training: out of training images stay as they are.

    Source: Hendrycks et al.: AugMix (2019), algorithm 1.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.AugMix(num_chains=1, chain_depth=1, seed=3)
        >>> layer(np.zeros((2, 8, 8, 3))).shape
        (2, 8, 8, 3)
    """

    rules = {
        "value_range": augmentation_rules.value_range,
        "num_chains": rules.positive_int,
        "chain_depth": rules.positive_int,
        "factor": augmentation_rules.factor_in(0, 1),
        "alpha": rules.positive_number,
        "all_ops": rules.boolean,
        "interpolation": augmentation_rules.interpolation,
    }

    def __init__(
        self,
        value_range=(0, 255),
        num_chains=3,
        chain_depth=3,
        factor=0.3,
        alpha=1.0,
        all_ops=True,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.value_range = value_range
        self.num_chains, self.chain_depth = num_chains, chain_depth
        self.factor = factor
        self.alpha = alpha
        self.all_ops = all_ops
        self.interpolation = interpolation
        self._make_layers((*GEOMETRIC, *TONE, *(COLOUR if all_ops else ())))

    def get_random_transformation(self, data, training=True, seed=None):
        if not training:
            return None
        source = self._source(seed)
        parts = gamma((self.num_chains,), self.alpha, seed=source)
        chains = [
            [self._drawn_step(data, source) for _ in range(self.chain_depth)]
            for _ in range(self.num_chains)
        ]
        return {
            "chain_mixing_weights": parts / graph.sum(parts),
            "weight_sample": beta((), self.alpha, self.alpha, seed=source),
            "chain_transforms": chains,
        }

    def _drawn_step(self, data, source):
        """The number of a layer, one more for none, and what each of them drew."""
        return {
            "layer_name": randint((), 0, len(self._names) + 1, seed=source),
            "transformation": self._drawn(data, source),
        }

    def transform_images(self, images, transformation, training=True):
        images = graph.cast(images, self.compute_dtype)
        if not training:
            return images
        mixed = self._mixed("transform_images", images, transformation)
        return graph.clip(mixed, *self.value_range)

    def transform_segmentation_masks(
        self, segmentation_masks, transformation, training=True
    ):
        if not training:
            return segmentation_masks
        masks = graph.cast(segmentation_masks, self.compute_dtype)
        return self._mixed("transform_segmentation_masks", masks, transformation)

    def _mixed(self, method, values, transformation):
        parts, own = (
            graph.cast(transformation[key], self.compute_dtype)
            for key in ("chain_mixing_weights", "weight_sample")
        )
        total = 0
        for k, chain in enumerate(transformation["chain_transforms"]):
            changed = values
            for step in chain:
                changed = self._step(method, changed, step)
            total = total + changed * parts[k]
        return own * values + (1 - own) * total

    def _step(self, method, values, step):
        """One layer of a chain: that of a name, or of a number that was drawn."""
        chosen, transformation = step["layer_name"], step["transformation"]
        if isinstance(chosen, str):
            return getattr(getattr(self, chosen), method)(values, transformation)
        return self._applied(method, values, chosen, transformation)
