"""Global settings, and that layers follow them."""

import numpy as np
import pytest

import kerasish
from graph import ArgumentError
from kerasish.base import settings


@pytest.fixture(autouse=True)
def restored():
    before = dict(settings._SETTINGS)
    yield
    settings._SETTINGS.update(before)


def test_the_defaults_are_those_of_keras():
    assert kerasish.config.floatx() == "float32"
    assert kerasish.config.epsilon() == 1e-7
    assert kerasish.config.image_data_format() == "channels_last"


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_layers_made_later_follow_floatx(dtype):
    old = kerasish.layers.Dense(2)
    kerasish.config.set_floatx(dtype)
    new = kerasish.layers.Dense(2)
    x = np.ones((1, 3))
    assert old(x).dtype == "float32"
    assert new(x).dtype == dtype
    assert new.kernel.dtype == dtype
    assert kerasish.Input((2,)).dtype == dtype


def test_metrics_and_plain_numbers_follow_floatx():
    kerasish.config.set_floatx("float64")
    assert kerasish.metrics.Mean().dtype == "float64"
    assert kerasish.ops.convert_to_tensor(1.5).dtype == "float64"
    assert kerasish.Variable([1.0]).dtype == "float64"


def test_a_model_trains_in_float64():
    kerasish.config.set_floatx("float64")
    model = kerasish.Sequential([kerasish.Input((2,)), kerasish.layers.Dense(1)])
    model.compile(kerasish.optimizers.Adam(0.1), "mse", metrics=["mae"])
    x = np.random.default_rng(0).normal(size=(8, 2))
    model.fit(x, x[:, :1], verbose=0)
    assert model.predict(x, verbose=0).dtype == "float64"
    assert {w.dtype.name for w in model.get_weights()} == {"float64"}


@pytest.mark.parametrize("value", ["int32", "float", 32, None])
def test_other_dtypes_are_refused(value):
    with pytest.raises(ArgumentError, match="'float16', 'float32', 'float64'"):
        kerasish.config.set_floatx(value)


def test_epsilon_is_what_losses_clip_with():
    kerasish.config.set_epsilon(1e-3)
    loss = kerasish.losses.BinaryCrossentropy()([[1.0]], [[0.0]])
    assert float(loss) == pytest.approx(-np.log(1e-3), rel=1e-4)


def test_layers_made_later_follow_the_image_layout():
    kerasish.config.set_image_data_format("channels_first")
    pool = kerasish.layers.GlobalAveragePooling2D()
    assert pool(np.ones((1, 3, 4, 5))).shape == (1, 3)
    pool = kerasish.layers.GlobalAveragePooling2D(data_format="channels_last")
    assert pool(np.ones((1, 3, 4, 5))).shape == (1, 5)


def test_an_unknown_layout_is_refused():
    with pytest.raises(ArgumentError, match="channels_last"):
        kerasish.config.set_image_data_format("middle")


@pytest.mark.parametrize(
    "dtype, name",
    [
        (None, "float32"),
        (float, "float32"),
        (int, "int32"),
        ("uint8", "uint8"),
        (np.float64, "float64"),
        (np.dtype("int16"), "int16"),
        (bool, "bool"),
        (str, "string"),
    ],
)
def test_dtypes_have_names(dtype, name):
    assert settings.standardize_dtype(dtype) == name


def test_an_unknown_dtype_is_refused_with_its_name():
    with pytest.raises((ArgumentError, TypeError), match="float33"):
        settings.standardize_dtype("float33")
