"""Models exported to C predict what they predict here."""

from __future__ import annotations

import ctypes
import shutil
import subprocess

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError

COMPILER = shutil.which("cc")
pytestmark = pytest.mark.skipif(COMPILER is None, reason="there is no compiler of C")


def compiled(file):
    library = file.with_suffix(".so")
    flags = ["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-Wno-unused"]
    subprocess.run(
        [COMPILER, *flags, "-shared", "-fPIC", file, "-lm", "-o", library], check=True
    )
    return ctypes.CDLL(str(library))


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def test_a_model_of_images(tmp_path):
    model = kerasish.Sequential(
        [
            kerasish.Input((9, 8, 2), name="image"),
            layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", name="kind"),
        ],
        name="seer",
    )
    file = tmp_path / "seer.c"
    model.export(file)
    call = compiled(file).seer_predict
    x = np.random.default_rng(3).normal(size=(5, 9, 8, 2)).astype("float32")
    got = np.zeros((5, 3), "float32")
    for row, out in zip(x, got):
        call(pointer(row), pointer(out))
    np.testing.assert_allclose(got, model.predict(x, verbose=0), rtol=1e-5, atol=1e-6)


def test_loops_and_lookups_keep_inside_their_memory(tmp_path):
    """The sanitizers of the compiler see every access."""
    model = kerasish.Sequential(
        [
            kerasish.Input((6,), dtype="int32"),
            layers.Embedding(10, 4, mask_zero=True),
            layers.Bidirectional(layers.GRU(3, return_sequences=True)),
            layers.LSTM(2),
        ]
    )
    file, program = tmp_path / "words.c", tmp_path / "words"
    model.export(file)
    flags = ["-std=c99", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]
    subprocess.run(
        [COMPILER, *flags, "-DSELF_TEST", file, "-lm", "-o", program], check=True
    )
    done = subprocess.run([program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_batch_size(tmp_path):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)], name="two")
    model.export(tmp_path / "two.c", batch_size=4)
    x, got = np.random.rand(4, 3).astype("float32"), np.zeros((4, 2), "float32")
    compiled(tmp_path / "two.c").two_predict(pointer(x), pointer(got))
    np.testing.assert_allclose(got, model.predict(x, verbose=0), rtol=1e-5)


def test_sizes_must_be_known(tmp_path):
    model = kerasish.Sequential([kerasish.Input((None, 3)), layers.LSTM(2)])
    with pytest.raises(ArgumentError, match="known sizes"):
        model.export(tmp_path / "m.c")
    model.export(tmp_path / "m.c", input_signature=[kerasish.Input((5, 3))])
    assert (tmp_path / "m.c").stat().st_size


def test_int8_models_leave_with_int8_weights(tmp_path):
    model = kerasish.Sequential(
        [kerasish.Input((8,)), layers.Dense(64, activation="relu"), layers.Dense(5)],
        name="small",
    )
    model.quantize("int8")
    file = tmp_path / "small.c"
    model.export(file)
    assert file.read_text().count("static const int8_t") == 2
    call = compiled(file).small_predict
    x = np.random.default_rng(3).normal(size=(3, 8)).astype("float32")
    got = np.zeros((3, 5), "float32")
    for row, out in zip(x, got):
        call(pointer(row), pointer(out))
    np.testing.assert_allclose(got, model.predict(x, verbose=0), rtol=1e-5, atol=1e-6)
