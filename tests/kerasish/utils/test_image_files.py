"""Images as arrays and in files."""

from __future__ import annotations

import importlib
import io

import numpy as np
import pytest

from kerasish import utils
from kerasish.base.errors import ArgumentError
from kerasish.preprocessing import image

PIXELS = np.random.default_rng(3).integers(0, 256, (5, 8, 3)).astype("uint8")


@pytest.fixture
def pillow():
    return pytest.importorskip("PIL.Image")


def test_an_array_and_its_image(pillow):
    picture = utils.array_to_img(PIXELS, scale=False)
    assert picture.size == (8, 5)
    assert picture.mode == "RGB"
    np.testing.assert_array_equal(utils.img_to_array(picture), PIXELS)
    first = utils.img_to_array(picture, data_format="channels_first", dtype="uint8")
    np.testing.assert_array_equal(first, PIXELS.transpose(2, 0, 1))
    again = utils.array_to_img(first, data_format="channels_first", scale=False)
    np.testing.assert_array_equal(np.asarray(again), PIXELS)


def test_values_are_scaled_to_bytes(pillow):
    gray = np.array([[-1.0, 0.0, 1.0]])[..., None]
    assert np.asarray(utils.array_to_img(gray)).tolist() == [[0, 127, 255]]
    assert np.asarray(utils.array_to_img(gray * 0)).tolist() == [[0, 0, 0]]
    assert gray.min() == -1  # the array is as it was


def test_more_than_bytes_hold_takes_wider_pixels(pillow):
    gray = np.array([[0.0, 70000.0]])[..., None]
    picture = utils.array_to_img(gray, scale=False)
    assert picture.mode == "I"
    assert np.asarray(picture).tolist() == [[0, 70000]]


def test_a_file_written_is_read(pillow, tmp_path):
    utils.save_img(tmp_path / "a.png", PIXELS, scale=False)
    np.testing.assert_array_equal(
        np.asarray(utils.load_img(tmp_path / "a.png")), PIXELS
    )
    data = io.BytesIO((tmp_path / "a.png").read_bytes())
    assert utils.load_img(data, color_mode="rgba").mode == "RGBA"
    gray = utils.load_img(str(tmp_path / "a.png"), color_mode="grayscale")
    assert gray.mode == "L"


def test_an_image_is_resized_and_cut_to_proportions(pillow, tmp_path):
    utils.save_img(tmp_path / "a.png", PIXELS, scale=False)
    small = utils.load_img(tmp_path / "a.png", target_size=(3, 4))
    assert small.size == (4, 3)
    square = utils.load_img(
        tmp_path / "a.png", target_size=(5, 5), keep_aspect_ratio=True
    )
    np.testing.assert_array_equal(np.asarray(square), PIXELS[:, 1:6])


def test_jpeg_drops_opacity_with_a_warning(pillow, tmp_path):
    clear = np.zeros((2, 2, 4))
    with pytest.warns(UserWarning, match="opacity"):
        utils.save_img(tmp_path / "a.jpg", clear)
    assert utils.load_img(tmp_path / "a.jpg").mode == "RGB"


def test_what_is_wrong_is_said(pillow, tmp_path):
    with pytest.raises(ArgumentError, match="rank 3"):
        utils.array_to_img(PIXELS[None])
    with pytest.raises(ArgumentError, match="1, 3 or 4 channels"):
        utils.array_to_img(PIXELS[..., :2])
    with pytest.raises(ArgumentError, match="rank 2 or 3"):
        utils.img_to_array(PIXELS[None])
    with pytest.raises(ArgumentError, match="unknown color_mode"):
        utils.load_img(tmp_path / "a.png", color_mode="cmyk")
    with pytest.raises(ArgumentError, match="unknown interpolation"):
        utils.load_img(tmp_path / "a.png", interpolation="area")
    with pytest.raises(ArgumentError, match="path must be"):
        utils.load_img(7)


def test_without_pillow_the_error_names_the_extra(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ImportError, match=r"kerasish\[images\]"):
        image.array_to_img(PIXELS)


def test_smart_resize_keeps_proportions():
    images = np.random.default_rng(1).uniform(0, 1, (2, 6, 9, 3))
    found = image.smart_resize(images, (4, 4))
    assert isinstance(found, np.ndarray)
    middle = image.smart_resize(images[:, :, 1:7], (4, 4))
    np.testing.assert_allclose(found, middle, rtol=1e-6)
    with pytest.raises(ArgumentError, match="rank 3"):
        image.smart_resize(images[0, 0], (4, 4))
