"""Layers that change images at random, against numbers of Keras and by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, utils
from kerasish.base.errors import ArgumentError

RECORDED = json.loads((Path(__file__).parent / "keras_augmentation.json").read_text())
CASES = [
    pytest.param(case, id=f"{case['layer']}-{k}")
    for k, case in enumerate(RECORDED["cases"])
]
IMAGES = np.array(RECORDED["images"], "float32")
#: a layer of each kind, for what holds for all
RANDOM = {
    "AugMix": {"num_chains": 2, "chain_depth": 1},
    "CutMix": {},
    "MixUp": {},
    "RandAugment": {"num_ops": 1},
    "RandomBrightness": {"factor": 0.5},
    "RandomColorDegeneration": {"factor": (0.1, 0.9)},
    "RandomColorJitter": {"brightness_factor": 0.3, "hue_factor": 0.3},
    "RandomContrast": {"factor": 0.5},
    "RandomCrop": {"height": 3, "width": 2},
    "RandomElasticTransform": {"factor": (0.9, 1.0)},
    "RandomErasing": {"factor": (0.9, 1.0)},
    "RandomFlip": {},
    "RandomGaussianBlur": {"factor": (0.5, 1.0)},
    "RandomGrayscale": {},
    "RandomHue": {"factor": 0.5},
    "RandomInvert": {"factor": (0.5, 0.5)},
    "RandomPerspective": {"factor": (0.9, 1.0), "scale": 0.3},
    "RandomPosterization": {"factor": (1, 8)},
    "RandomRotation": {"factor": 0.3},
    "RandomSaturation": {"factor": (0.1, 0.6)},
    "RandomSharpness": {"factor": 0.9},
    "RandomShear": {"x_factor": 0.5},
    "RandomTranslation": {"height_factor": 0.3, "width_factor": 0.3},
    "RandomZoom": {"height_factor": 0.5},
    "Solarization": {"addition_factor": 0.5, "threshold_factor": 0.5},
}
EVERY_RANDOM = pytest.mark.parametrize("name", sorted(RANDOM))


def make(name, **more):
    return getattr(layers, name)(**RANDOM[name], **more)


def as_arrays(value):
    if isinstance(value, dict):
        return {k: as_arrays(v) for k, v in value.items()}
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        return [as_arrays(v) for v in value]
    if isinstance(value, list):
        value = np.asarray(value)
        return value.astype("float32") if value.dtype.kind == "f" else value
    return value


def transformation_of(case):
    drawn = case["transformation"]
    if case["layer"] == "AugMix":
        chains = [[as_arrays(s) for s in c] for c in drawn["chain_transforms"]]
        rest = {k: as_arrays(v) for k, v in drawn.items() if k != "chain_transforms"}
        return {**rest, "chain_transforms": chains}
    drawn = as_arrays(drawn)
    if isinstance(drawn, dict) and "input_shape" in drawn:
        drawn["input_shape"] = IMAGES.shape
    if isinstance(drawn, dict) and "batch_masks" in drawn:
        drawn["batch_masks"] = drawn["batch_masks"].astype(bool)
    return drawn


@pytest.mark.parametrize("case", CASES)
def test_images_are_those_of_keras_for_what_it_drew(case):
    layer = getattr(layers, case["layer"])(
        **case["arguments"], bounding_box_format="xyxy"
    )
    found = layer.transform_images(IMAGES, transformation_of(case), training=True)
    want = np.reshape(case["images"], case["shape"])
    np.testing.assert_allclose(found, want, rtol=1e-5, atol=5e-3)


@pytest.mark.parametrize("case", [c for c in CASES if "boxes" in c.values[0]])
def test_boxes_are_those_of_keras_for_what_it_drew(case):
    layer = getattr(layers, case["layer"])(
        **case["arguments"], bounding_box_format="xyxy"
    )
    boxes = {"boxes": RECORDED["boxes"], "labels": np.array([[1, 2], [3, 4]])}
    found = layer.transform_bounding_boxes(boxes, transformation_of(case))
    np.testing.assert_allclose(found["boxes"], case["boxes"], rtol=1e-5, atol=2e-4)
    np.testing.assert_array_equal(found["labels"], case["labels"])


@EVERY_RANDOM
@pytest.mark.parametrize("single", [False, True])
def test_images_stay_out_of_training(name, single):
    images = IMAGES[0] if single else IMAGES
    np.testing.assert_array_equal(make(name)(images, training=False), images)


@EVERY_RANDOM
def test_a_seed_decides_and_each_call_draws_anew(name):
    first, second = make(name, seed=7), make(name, seed=7)
    runs = [np.asarray(first(IMAGES)) for _ in range(8)]
    for run in runs:
        np.testing.assert_array_equal(run, second(IMAGES))
    assert any((run != runs[0]).any() for run in runs)


@EVERY_RANDOM
def test_one_image_is_a_batch_of_one(name):
    alone, batch = make(name, seed=7), make(name, seed=7)
    for _ in range(3):
        one = np.asarray(alone(IMAGES[0]))
        if name == "CutMix":  # there is no other image to cut from
            np.testing.assert_array_equal(one, IMAGES[0])
        else:
            found = np.asarray(batch(IMAGES[:1]))[0]
            np.testing.assert_allclose(one, found, rtol=1e-5, atol=1e-3)


@EVERY_RANDOM
def test_channels_first_is_the_same_with_other_axes(name):
    last = make(name, seed=7)
    first = make(name, seed=7, data_format="channels_first")
    if name == "RandomErasing":  # noise is drawn in the order of the axes
        last.fill_value = first.fill_value = (1, 2, 3)
    for _ in range(3):
        found = np.moveaxis(np.asarray(first(np.moveaxis(IMAGES, -1, 1))), 1, -1)
        np.testing.assert_allclose(found, last(IMAGES), rtol=1e-5, atol=1e-3)


def test_in_a_model_each_batch_is_drawn_anew_and_prediction_draws_nothing():
    x = kerasish.Input((4, 5, 3))
    layer = layers.RandomBrightness(0.5, seed=3)
    model = kerasish.Model(x, layers.Flatten()(layer(x)))
    np.testing.assert_array_equal(
        model.predict(IMAGES, verbose=0), IMAGES.reshape(2, -1)
    )
    twin = layers.RandomBrightness(0.5, seed=3)
    for _ in range(2):
        found = np.asarray(model(IMAGES, training=True))
        np.testing.assert_allclose(found, np.reshape(twin(IMAGES), (2, -1)), rtol=1e-6)


def test_a_model_with_every_kind_of_step_trains():
    model = kerasish.Sequential(
        [
            kerasish.Input((4, 5, 3)),
            layers.RandomFlip(seed=1),
            layers.RandomRotation(0.1, seed=1),
            layers.RandomCrop(3, 4, seed=1),
            layers.RandAugment(num_ops=1, seed=1),
            layers.Rescaling(1 / 255),
            layers.GlobalAveragePooling2D(),
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    history = model.fit(IMAGES, np.ones((2, 1)), epochs=2, verbose=0).history
    assert np.isfinite(history["loss"]).all()


def draws(layer, key, count=400):
    images = np.zeros((count, 4, 5, 3), "float32")
    return np.asarray(layer.get_random_transformation(images)[key])


@pytest.mark.parametrize(
    ("layer", "key", "low", "high"),
    [
        (layers.RandomBrightness(0.2, (0, 10), seed=1), "rgb_delta", -2, 2),
        (layers.RandomBrightness((0.1, 0.3), seed=1), "rgb_delta", 25.5, 76.5),
        (layers.RandomContrast(0.5, seed=1), "contrast_factor", 1, 1.5),
        (layers.RandomContrast((0.2, 0.5), seed=1), "contrast_factor", 0.8, 1.5),
        (layers.RandomHue(0.4, seed=1), "factor", -0.2, 0.2),
        (layers.RandomSharpness(0.4, seed=1), "factor", 0, 0.4),
        (layers.RandomColorDegeneration(0.4, seed=1), "factor", -0.4, 0.4),
        (layers.RandomSaturation((0.2, 0.5), seed=1), "factor", 0.25, 1),
        (layers.RandomPosterization((2, 5), seed=1), "shift_factor", 4, 6),
        (layers.RandomPosterization(5, seed=1), "shift_factor", 4, 7),
        (layers.RandomRotation(0.25, seed=1), "angle", -90, 90),
        (layers.RandomZoom(0.3, seed=1), "height_zoom", 0.7, 1.3),
        (layers.RandomShear(0.3, seed=1), "shear_factor", -0.3, 0.3),
        (layers.Solarization(0.5, seed=1), "additions", 0, 127.5),
        (layers.Solarization((0.2, 0.4), seed=1), "additions", 0.2, 102),
        (layers.MixUp(1.0, seed=1), "mix_weight", 0, 1),
        (layers.CutMix(1.0, seed=1), "mix_weight", 0, 1),
    ],
    ids=lambda v: v if isinstance(v, str) else None,
)
def test_draws_fill_the_range_of_the_factor(layer, key, low, high):
    found = draws(layer, key)
    spread = (high - low) * 0.06
    assert low - 1e-4 <= found.min() < low + spread
    assert high - spread < found.max() <= high + 1e-4


def test_translations_are_parts_of_columns_and_rows():
    found = draws(layers.RandomTranslation(0.5, (0.2, 0.4), seed=1), "translations")
    assert found[:, 0].min() >= 1.0  # 0.2 of 5 columns
    assert found[:, 0].max() <= 2.0
    assert -2 <= found[:, 1].min() < -1.8 < 1.8 < found[:, 1].max() <= 2


@pytest.mark.parametrize("factor", [0.0, 0.3, 1.0])
def test_a_probability_is_met(factor):
    layer = layers.RandomInvert((factor, factor), seed=1)
    share = draws(layer, "apply_inversion", 2000).mean()
    assert abs(share - factor) < 0.05


def test_integers_do_not_run_over():
    images = np.array([0, 100, 250], "uint8").reshape(1, 3, 1)
    for delta, want in ((30.7, [30, 130, 255]), (-30.7, [0, 70, 220])):
        layer = layers.RandomBrightness(0.1)
        found = layer.transform_images(images, {"rgb_delta": np.float32(delta)})
        assert found.dtype == "uint8"
        assert np.ravel(found).tolist() == want


def test_a_flat_channel_keeps_its_value():
    found = layers.AutoContrast(value_range=(0, 1))(np.full((2, 2, 1), 0.25))
    np.testing.assert_array_equal(found, np.full((2, 2, 1), 0.25))


def test_number_of_a_factor_stands_for_a_pair():
    assert layers.RandomBrightness(0.2).factor == (-0.2, 0.2)
    assert layers.RandomContrast(0.2).factor == (0, 0.2)
    assert layers.RandomPosterization(4).factor == (1, 4)
    assert layers.RandomErasing(scale=(0.4, 0.1)).scale == (0.1, 0.4)
    assert layers.RandomShear(0.2).x_factor == (-0.2, 0.2)
    assert layers.Solarization(0.2).addition_factor == (0, 0.2)
    again = layers.RandomShear.from_config(layers.RandomShear(0.2).get_config())
    assert again.x_factor == (-0.2, 0.2)


def data_with_everything():
    masks = (IMAGES[..., :1] > 99).astype("int32")
    return {
        "images": IMAGES,
        "labels": np.eye(2, dtype="float32"),
        "segmentation_masks": masks,
        "bounding_boxes": {
            "boxes": np.array([[[0, 0, 3, 2.0]], [[1, 1, 4, 3.0]]]),
            "labels": np.array([[1], [2]]),
        },
        "targets": np.array([5, 6]),
    }


@pytest.mark.parametrize("single", [False, True])
def test_what_belongs_to_images_goes_with_them(single):
    data = data_with_everything()
    if single:
        data = graph.map_leaves(lambda v: v[0], data)
    layer = layers.RandomTranslation((0.25, 0.25), (0.4, 0.4), "constant")
    layer.bounding_box_format = "xyxy"
    found = layer(data)
    at = (slice(1, None), slice(2, None))
    to = (slice(None, -1), slice(None, -2))
    if not single:
        at, to = (slice(None), *at), (slice(None), *to)
    for part in ("images", "segmentation_masks"):
        np.testing.assert_allclose(np.asarray(found[part])[at], data[part][to], 1e-5)
    boxes = np.asarray(found["bounding_boxes"]["boxes"])
    want = data["bounding_boxes"]["boxes"] + [2, 1, 2, 1]
    np.testing.assert_allclose(boxes, np.minimum(want, [5, 4, 5, 4]), rtol=1e-6)
    np.testing.assert_array_equal(found["labels"], data["labels"])
    np.testing.assert_array_equal(found["targets"], data["targets"])
    assert found is not data and data["images"].shape == found["images"].shape


@pytest.mark.parametrize("box_format", ["rel_xyxy", "xywh", "rel_center_xywh"])
@pytest.mark.parametrize(
    "layer",
    [
        layers.RandomFlip("horizontal", seed=2),
        layers.RandomRotation((0.1, 0.1), seed=2),
        layers.RandomPerspective((1.0, 1.0), scale=0.3, seed=2),
        layers.RandomZoom((0.2, 0.2), seed=2),
        layers.RandomCrop(3, 4, seed=2),
        layers.CenterCrop(3, 2),
        layers.Resizing(8, 3),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_boxes_of_every_format_end_in_the_same_place(layer, box_format):
    boxes, other = data_with_everything()["bounding_boxes"], layer
    layer.bounding_box_format = "xyxy"
    drawn = layer.get_random_transformation(IMAGES)
    want = layer.transform_bounding_boxes(boxes, drawn)
    other.bounding_box_format = box_format
    size = layer.transform_images(IMAGES, drawn).shape[1:3]
    convert = utils.bounding_boxes.convert_format
    given = convert(boxes, "xyxy", box_format, 4, 5)
    found = other.transform_bounding_boxes(given, drawn)
    found = convert(found, box_format, "xyxy", *size)
    np.testing.assert_allclose(found["boxes"], want["boxes"], rtol=1e-4, atol=1e-4)


def test_boxes_mark_what_they_marked_before_the_crop():
    images = np.zeros((1, 8, 9, 1), "float32")
    images[0, 3:6, 2:7] = 1
    data = {
        "images": images,
        "bounding_boxes": {"boxes": [[[2, 3, 7, 6]]], "labels": [[1]]},
    }
    data["bounding_boxes"] = {k: np.array(v) for k, v in data["bounding_boxes"].items()}
    layer = layers.RandomCrop(6, 5, seed=1, bounding_box_format="xyxy")
    for _ in range(5):
        found = layer(data)
        rows, columns = np.nonzero(np.asarray(found["images"])[0, ..., 0])
        want = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        np.testing.assert_allclose(found["bounding_boxes"]["boxes"][0, 0], want)


def test_masks_are_distorted_as_their_images_are():
    images = np.tile(np.arange(40.0, dtype="float32")[:, None, None], (1, 1, 40, 1))
    layer = layers.RandomElasticTransform((1.0, 1.0), (1.0, 1.0), "nearest", seed=1)
    found = layer({"images": images, "segmentation_masks": images})
    assert (np.asarray(found["images"]) != images).any()
    np.testing.assert_array_equal(found["images"], found["segmentation_masks"])


def test_mixed_images_have_the_boxes_and_masks_of_both():
    data = data_with_everything()
    layer = layers.MixUp()
    drawn = {"mix_weight": np.float32([0.25, 1.0]), "permutation_order": [1, 0]}
    boxes = layer.transform_bounding_boxes(data["bounding_boxes"], drawn)
    assert np.asarray(boxes["labels"]).tolist() == [[1, 2], [2, 1]]
    assert boxes["boxes"].shape == (2, 2, 4)
    masks = data["segmentation_masks"]
    found = layer.transform_segmentation_masks(masks, drawn)
    want = [0.25 * masks[0] + 0.75 * masks[1], masks[1]]
    np.testing.assert_allclose(found, want, rtol=1e-6)


def test_boxes_are_filled_up_and_cut():
    boxes = data_with_everything()["bounding_boxes"]
    more = layers.MaxNumBoundingBoxes(2).transform_bounding_boxes(boxes, None)
    assert np.asarray(more["labels"]).tolist() == [[1, -1], [2, -1]]
    assert np.asarray(more["boxes"])[0, 1].tolist() == [-1] * 4
    less = layers.MaxNumBoundingBoxes(1).transform_bounding_boxes(more, None)
    np.testing.assert_array_equal(less["boxes"], boxes["boxes"])


def test_wrong_boxes_are_errors():
    data = data_with_everything()
    with pytest.raises(ArgumentError, match="their format is not known"):
        layers.RandomFlip()(data)
    flip = layers.RandomFlip(bounding_box_format="xyxy")
    with pytest.raises(ArgumentError, match='a dict of "boxes" and "labels"'):
        flip({"images": IMAGES, "bounding_boxes": {"boxes": np.zeros((2, 1, 4))}})
    with pytest.raises(ArgumentError, match="do not go together"):
        flip(
            {
                "images": IMAGES,
                "bounding_boxes": {"boxes": np.zeros((2, 1, 4)), "labels": np.ones(2)},
            }
        )
    with pytest.raises(NotImplementedError, match="cannot be cut"):
        layers.CutMix()(data)
    elastic = layers.RandomElasticTransform(bounding_box_format="xyxy")
    with pytest.raises(NotImplementedError, match="do not follow"):
        elastic(data)
    with pytest.raises(ArgumentError, match="rank 3"):
        layers.RandomFlip()(IMAGES[0, 0])


def test_a_nearest_pixel_just_below_one_half_is_the_one_before():
    """Half a pixel added to the last number below one half made a whole."""
    image = np.arange(6.0, dtype="float32").reshape(1, 6, 1)
    almost = np.nextafter(np.float32(0.5), np.float32(0))
    moved = kerasish.ops.image.affine_transform(
        image, [1, 0, almost, 0, 1, 0, 0, 0], "nearest", "nearest"
    )
    assert np.ravel(moved)[0] == 0


def test_blur_of_a_size_known_in_the_run_is_that_of_a_number():
    noise = np.random.default_rng(1).uniform(0, 1, (2, 20, 30, 1)).astype("float32")
    plain, late = (
        kerasish.ops.image.elastic_transform(noise, 3.0, sigma, seed=4)
        for sigma in (2.3, graph.as_tensor(np.float32(2.3)))
    )
    np.testing.assert_allclose(late, plain, rtol=1e-4, atol=1e-5)
