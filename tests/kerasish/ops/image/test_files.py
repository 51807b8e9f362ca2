"""Functions of images in files: the names of Keras' operations."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import ops
from kerasish.layers.core.function_call import FunctionCall
from kerasish.ops.operations import key_of, operation_of

#: class names of Keras 3.15 in keras.src.ops.image
OPERATIONS = {
    "AffineTransform": "affine_transform",
    "CropImages": "crop_images",
    "ElasticTransform": "elastic_transform",
    "ExtractPatches": "extract_patches",
    "GaussianBlur": "gaussian_blur",
    "HSVToRGB": "hsv_to_rgb",
    "MapCoordinates": "map_coordinates",
    "PadImages": "pad_images",
    "PerspectiveTransform": "perspective_transform",
    "RGBToGrayscale": "rgb_to_grayscale",
    "RGBToHSV": "rgb_to_hsv",
    "Resize": "resize",
    "SSIM": "ssim",
    "ScaleAndTranslate": "scale_and_translate",
    "SobelEdges": "sobel_edges",
}


@pytest.mark.parametrize("class_name", OPERATIONS)
def test_names_go_both_ways(class_name):
    key = f"image.{OPERATIONS[class_name]}"
    assert key_of(class_name, "keras.src.ops.image") == key
    assert operation_of(key) == ("keras.src.ops.image", class_name)


def test_an_operation_of_keras_is_applied():
    record = {
        "module": "keras.src.ops.image",
        "class_name": "Resize",
        "config": {
            "name": "resize",
            "size": [3, 5],
            "interpolation": "bicubic",
            "antialias": True,
            "crop_to_aspect_ratio": False,
            "pad_to_aspect_ratio": False,
            "fill_mode": "constant",
            "fill_value": 0.0,
            "data_format": None,
        },
    }
    layer = FunctionCall.from_operation(record)
    images = np.random.default_rng(2).normal(size=(2, 7, 6, 1)).astype("float32")
    wanted = ops.image.resize(images, (3, 5), "bicubic", antialias=True)
    np.testing.assert_array_equal(layer(images), wanted)
