"""Examples of layers that change images at random, for the layer contract."""

from __future__ import annotations

IMAGE, FIRST = (2, 6, 5, 3), (2, 3, 6, 5)
UNIT = {"value_range": (-4, 4)}
BEFORE = {"data_format": "channels_first"}
OUT_OF_TRAINING = {"training": False}


def cases(free=True, no_gradient=False, **arguments):
    """In training with channels last and first, and out of it."""
    axes = {"free": (1, 2)} if free else {}
    shared = {"no_gradient": True} if no_gradient else {}
    return [
        {"args": arguments, "shape": IMAGE, **axes, **shared},
        {"args": {**arguments, **BEFORE}, "shape": FIRST, **shared},
        {"args": arguments, "shape": IMAGE, "call": OUT_OF_TRAINING, **shared},
    ]


CASES = {
    "AugMix": [
        {
            "args": {**UNIT, "num_chains": 2, "chain_depth": 1, "factor": 0.5},
            "shape": IMAGE,
        },
        {
            "args": {**UNIT, "all_ops": False, "num_chains": 1, **BEFORE},
            "shape": FIRST,
        },
    ],
    "AutoContrast": cases(**UNIT),
    "ContrastLimitedAdaptiveHistogramEqualization": cases(
        **UNIT, tile_grid_size=(2, 2), no_gradient=True
    ),
    "CutMix": cases(factor=0.5),
    "Equalization": cases(**UNIT, no_gradient=True),
    "MaxNumBoundingBoxes": [
        {"args": {"max_number": 3}, "shape": IMAGE, "free": (1, 2)}
    ],
    "MixUp": cases(alpha=0.4),
    "RandAugment": [
        {"args": {**UNIT, "num_ops": 1}, "shape": IMAGE, "no_gradient": True},
        {"args": {**UNIT, **BEFORE}, "shape": FIRST, "no_gradient": True},
    ],
    "RandomBrightness": cases(factor=0.2, **UNIT),
    "RandomColorDegeneration": cases(factor=(0.2, 0.8), **UNIT),
    "RandomColorJitter": cases(
        brightness_factor=0.1,
        contrast_factor=0.1,
        saturation_factor=0.1,
        hue_factor=0.1,
        **UNIT,
    ),
    "RandomContrast": cases(factor=0.5, **UNIT),
    "RandomCrop": [
        {"args": {"height": 3, "width": 4}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"height": 3, "width": 4, **BEFORE}, "shape": FIRST},
        {"args": {"height": 9, "width": 4}, "shape": IMAGE},
    ],
    "RandomElasticTransform": cases(factor=0.9, **UNIT),
    "RandomErasing": cases(factor=0.9, **UNIT),
    "RandomFlip": cases(mode="horizontal"),
    "RandomGaussianBlur": cases(factor=0.9, **UNIT),
    "RandomGrayscale": cases(factor=0.5),
    "RandomHue": cases(factor=0.5, **UNIT),
    "RandomInvert": cases(factor=0.5, **UNIT),
    "RandomPerspective": cases(factor=0.9, scale=0.3),
    "RandomPosterization": cases(factor=(2, 6), **UNIT, no_gradient=True),
    "RandomRotation": cases(factor=0.2, interpolation="nearest"),
    "RandomSaturation": cases(factor=(0.2, 0.6), **UNIT),
    "RandomSharpness": cases(factor=0.5, **UNIT),
    "RandomShear": cases(x_factor=0.2, y_factor=0.1),
    "RandomTranslation": cases(height_factor=0.2, width_factor=0.3),
    "RandomZoom": cases(height_factor=0.3, width_factor=0.2),
    "Solarization": cases(addition_factor=0.1, threshold_factor=0.5, **UNIT),
}
