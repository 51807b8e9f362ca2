"""The examples of the gallery, in small runs, and its page."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasish
from docs.gallery.page import page
from docs.gallery.runs import last_line, with_pictures

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
pytest.importorskip("matplotlib")


@pytest.fixture(autouse=True)
def engine_without_compilation(monkeypatch):
    """Small runs would mostly compile; both engines are tried elsewhere."""
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_picture(path):
    return path.read_bytes().startswith(b"\x89PNG")


def test_the_page_is_that_of_the_examples():
    results = json.loads((ROOT / "docs" / "gallery" / "results.json").read_text())
    assert sorted(results) == with_pictures()
    assert (ROOT / "docs" / "gallery.md").read_text() == page(results)
    for name in results:
        picture = ROOT / "docs" / "pictures" / f"{name}.png"
        assert is_picture(picture) and picture.stat().st_size <= 150_000
        assert "Expected:" in load_text(name) and " on 2 cores" in load_text(name)


def load_text(name):
    return " ".join((EXAMPLES / f"{name}.py").read_text().split())


def test_the_result_is_the_last_line_with_a_number():
    said = "Epoch 1/1\n2/2 - 1s - 3ms/step - loss: 1.0\ntest accuracy 0.97\n .o@\n"
    assert last_line(said) == "test accuracy 0.97"


def test_small_planets_dim_their_star_as_published(monkeypatch):
    curves = load("light_curves")
    # in front of the centre, and outside: Mandel and Agol's equation 1
    np.testing.assert_allclose(curves.overlap(np.array([0.0, 1.2]), 0.1), [0.01, 0.0])
    np.testing.assert_allclose(
        curves.overlap(np.array([1.0]), 1.0), 0.391002, atol=1e-6
    )
    u, v = curves.DARKENING
    depth = curves.transit(np.zeros(1), 10.0, 0.1, 0.0)
    np.testing.assert_allclose(depth, 0.01 / (1 - u / 3 - v / 6), rtol=1e-4)
    assert curves.transit(np.array([0.5, -0.5, 0.25]), 10.0, 0.1, 0.0).max() == 0
    views, kinds = curves.candidates(8)
    assert [v.shape for v in views] == [(8, 201), (8, 61)] and len(kinds) == 8
    np.testing.assert_allclose(views[1].min(axis=1), -1, rtol=1e-5)


def test_exoplanet_transits_are_found(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(EXAMPLES)
    path = tmp_path / "planets.png"
    auc = load("exoplanet_transits").main(path, stars=200, epochs=1, verbose=0)
    assert 0.5 < auc <= 1 and is_picture(path)
    sys.modules.pop("light_curves")


def test_co2_is_forecast(tmp_path):
    pytest.importorskip("statsmodels")
    path = tmp_path / "co2.png"
    error, simple = load("co2_forecast").main(path, epochs=1, verbose=0)
    assert error < 2.0 and is_picture(path)
    np.testing.assert_allclose(simple, 0.82, atol=0.02)


def test_reviews_are_told_apart(tmp_path, capsys):
    """The lines of critics need a large package; made ones stand in here."""
    module = load("review_sentiment")
    random = np.random.default_rng(0)
    words = np.array([["dull", "flat", "awful"], ["fine", "moving", "sharp"]])
    labels = random.integers(0, 2, 400)
    texts = np.array([f"a {words[i, random.integers(3)]} film" for i in labels], object)
    module.load_reviews = lambda: (texts, labels)
    path = tmp_path / "reviews.png"
    assert module.main(path, epochs=3, verbose=0) > 0.95
    assert is_picture(path) and "fresh: a" in capsys.readouterr().out


def test_digits_transformer_reads_digits(tmp_path):
    path = tmp_path / "looks.png"
    assert load("digits_transformer").main(path, epochs=1, verbose=0) > 0.25
    assert is_picture(path)


def test_denoising_autoencoder_cleans_digits(tmp_path):
    path = tmp_path / "clean.png"
    before, after = load("denoising_autoencoder").main(path, epochs=2, verbose=0)
    assert after < before and is_picture(path)


def test_old_network_finds_faces(tmp_path):
    pytest.importorskip("skimage")
    path = tmp_path / "faces.png"
    module = load("faces_transfer")
    x, y = module.load_images()
    assert x.shape == (200, 64, 64, 1) and y.sum() == 100
    module.load_images = lambda: (x[:60], y[:60])
    transferred, _ = module.main(path, epochs=10)
    assert transferred > 0.6 and is_picture(path)


def test_fuel_efficiency_knows_how_sure_it_is(tmp_path):
    pytest.importorskip("mlxtend")
    path = tmp_path / "cars.png"
    error, line, within = load("fuel_efficiency").main(path, epochs=60)
    assert error < line < 2.6 and 0.8 < within <= 1 and is_picture(path)


def test_normal_loss_is_that_of_a_normal_distribution():
    module = load("fuel_efficiency")
    y, guess = np.array([[2.0], [5.0]]), np.array([[1.0, 0.3], [5.5, -0.2]])
    sigma = np.exp(guess[:, 1:])
    density = np.exp(-(((y - guess[:, :1]) / sigma) ** 2) / 2) / sigma
    found = kerasish.ops.convert_to_numpy(module.normal_loss(y, guess))
    np.testing.assert_allclose(found, -np.log(density).mean(), rtol=1e-6)
