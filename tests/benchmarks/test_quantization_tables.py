"""Rows of the tables about int8."""

import numpy as np

import kerasish
from benchmarks.quantization.int8_tables import choices, file_rows, score_rows
from benchmarks.quantization.trained_models import Trained
from kerasish import layers


def small_model():
    return kerasish.Sequential([kerasish.Input((6,)), layers.Dense(32, name="d")])


def test_a_row_says_what_a_model_was_and_is():
    inputs = np.eye(6, dtype="float32")
    example = Trained(
        "small", small_model(), inputs, "size", kerasish.Model.count_params
    )
    heading, row = score_rows([example])
    found = dict(zip(heading, row))
    assert found["parameters"] == "224" and found["in int8"] == "75%"
    before, after = (float(row[i].removesuffix(" kB")) for i in (3, 4))
    assert after < before
    assert float(found["largest change"]) < 0.02


def test_files_of_others_are_opened_and_compared(tmp_path):
    small_model().save(tmp_path / "m.h5")
    _, row = file_rows([str(tmp_path / "m.h5")])
    assert row[0] == "m.h5" and float(row[-2].removesuffix("%")) > 90


def test_choices_are_classes_or_sides():
    assert choices(np.array([[0.1, 0.9]])).tolist() == [1]
    assert choices(np.array([[0.1], [0.9]])).ravel().tolist() == [False, True]
