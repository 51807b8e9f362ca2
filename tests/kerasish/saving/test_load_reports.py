"""What loads of weights report, and what their errors show and advise."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, saving
from kerasish.base.errors import FileError, NotBuiltError
from kerasish.saving.files.h5_attributes import write_names

FILES = Path(__file__).parent / "files"
LAYOUTS = ["m.h5", "whole.h5", "m.weights.h5", "m.keras"]


def model_of(*units, names="abcdefgh", size=4):
    dense = [layers.Dense(n, name=name) for n, name in zip(units, names)]
    return kerasish.Sequential([kerasish.Input((size,)), *dense])


def written(model, folder, file):
    path = folder / file
    whole = file in ("whole.h5", "m.keras")
    model.save(path) if whole else model.save_weights(path)
    return path


def text_of_failure(model, path, **flags):
    before = model.get_weights()
    with pytest.raises(FileError) as caught:
        model.load_weights(path, **flags)
    for a, b in zip(before, model.get_weights()):
        np.testing.assert_array_equal(a, b)
    return str(caught.value)


def names(entries):
    return [entry.model or entry.file for entry in entries]


# ---- reports


@pytest.mark.parametrize("file", LAYOUTS)
def test_all_that_fits_is_loaded(tmp_path, file):
    model, other = model_of(3, 2), model_of(3, 2)
    report = other.load_weights(written(model, tmp_path, file))
    assert report and report.complete and report.size == model.count_params()
    assert names(report.loaded) == [w.path for w in other.weights]
    assert str(report).endswith("loaded      4 weights, 23 numbers")
    for a, b in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("file", LAYOUTS)
def test_what_has_another_shape_is_skipped_with_both_shapes(tmp_path, file):
    model, other = model_of(3, 10), model_of(3, 2)
    path = written(model, tmp_path, file)
    report = other.load_weights(path, skip_mismatch=True)
    assert not report and len(report.loaded) == 2
    shapes = [(e.model_shape, e.file_shape) for e in report.skipped]
    assert shapes == [((3, 2), (3, 10)), ((2,), (10,))]
    assert report.missing == report.unexpected == []
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize("file", LAYOUTS)
def test_by_name_alone_takes_names_only(tmp_path, file):
    model, other = model_of(4, 4, names="ab"), model_of(4, 4, 4, names="bxa")
    report = other.load_weights(written(model, tmp_path, file), by_name=True)
    assert [e.file_shape for e in report.loaded] == [(4, 4), (4,), (4, 4), (4,)]
    assert [name.split("/")[-2] for name in names(report.missing)] == ["x", "x"]
    assert report.unexpected == []
    for a, b in (("a", "a"), ("b", "b")):
        np.testing.assert_array_equal(
            other.get_layer(a).kernel, model.get_layer(b).kernel
        )


@pytest.mark.parametrize("file", LAYOUTS)
def test_by_name_still_fails_where_shapes_differ(tmp_path, file):
    path = written(model_of(3, 10), tmp_path, file)
    other = model_of(3, 2)
    text = text_of_failure(other, path, by_name=True)
    assert "(3, 10)" in text and "pass skip_mismatch=True too" in text
    report = other.load_weights(path, by_name=True, skip_mismatch=True)
    assert (len(report.loaded), len(report.skipped)) == (2, 2)


@pytest.mark.parametrize("file", LAYOUTS)
def test_layers_too_few_and_too_many_are_told(tmp_path, file):
    path = written(model_of(3, 5, 2), tmp_path, file)
    other = model_of(3, 5)
    report = other.load_weights(path, skip_mismatch=True)
    assert len(report.loaded) == 4 and len(report.unexpected) == 2
    path = written(model_of(3, 5), tmp_path, file)
    report = model_of(3, 5, 2).load_weights(path, skip_mismatch=True)
    assert len(report.loaded) == 4 and len(report.missing) == 2
    assert "missing     2, not in the file" in str(report)


def test_layers_in_order_are_aligned_when_one_is_new(tmp_path):
    """In order alone, everything behind the new layer would be skipped."""
    model = model_of(3, 5, 2, names="abc")
    path = written(model, tmp_path, "m.h5")
    other = model_of(3, 3, 5, 2, names="pqrs")
    report = other.load_weights(path, skip_mismatch=True)
    assert len(report.loaded) == 6 and len(report.missing) == 2
    np.testing.assert_array_equal(other.get_layer("s").kernel, model.layers[-1].kernel)


@pytest.mark.parametrize("file", LAYOUTS)
def test_nothing_of_the_same_name_is_no_silent_success(tmp_path, file):
    path = written(model_of(3, names="a"), tmp_path, file)
    with pytest.warns(UserWarning, match="leave by_name out"):
        report = model_of(3, names="z").load_weights(path, by_name=True)
    assert report.loaded == []


@pytest.mark.parametrize("file", LAYOUTS)
def test_objects_to_skip_are_neither_loaded_nor_missing(tmp_path, file):
    model, other = model_of(3, 2), model_of(3, 2)
    path = written(model, tmp_path, file)
    report = other.load_weights(path, objects_to_skip=[other.layers[0]])
    assert report and len(report.loaded) == 2


def test_by_name_finds_nested_layers_and_cells(tmp_path):
    def nested(first, units):
        i = kerasish.Input((5, 3))
        rnn = layers.Bidirectional(layers.GRU(2), name="both")(i)
        inner = kerasish.Model(i, layers.Dense(4, name="deep")(rnn), name="inner")
        return kerasish.Sequential(
            [kerasish.Input((5, 3)), *first, inner, layers.Dense(units, name="end")]
        )

    model = nested([], 2)
    path = written(model, tmp_path, "m.weights.h5")
    other = nested([layers.Dense(3, name="new")], 2)
    report = other.load_weights(path, by_name=True)
    assert [n.split("/")[-2] for n in names(report.missing)] == ["new", "new"]
    a, b = (m.get_layer("inner").get_weights() for m in (model, other))
    for x, y in zip(a, b, strict=True):
        np.testing.assert_array_equal(x, y)
    flat = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(4, name="deep")])
    path = written(flat, tmp_path, "flat.weights.h5")
    assert len(other.load_weights(path, by_name=True).loaded) == 2


def test_names_of_an_archive_of_keras(tmp_path):
    i = kerasish.Input((3,))
    body = layers.Dense(3, name="shared")
    other = kerasish.Model(i, layers.Dense(2, name="new")(body(i)))
    report = other.load_weights(FILES / "keras_3_15.keras", by_name=True)
    assert [e.file for e in report.loaded] == [f"layers/dense/vars/{k}" for k in "01"]
    assert len(report.missing) == 2 and len(report.unexpected) == 3


def test_a_layer_loads_alone(tmp_path):
    model = model_of(3)
    path = written(model, tmp_path, "m.weights.h5")
    with h5py.File(path, "r+") as f:
        f.move("layers/dense/vars", "alone")
        del f["vars"]
        f.move("alone", "vars")
    saving.write_digest(path)
    layer = layers.Dense(3)
    with pytest.raises(NotBuiltError, match="call it on data first"):
        saving.load_weights(layer, path)
    layer.build((None, 4))
    assert saving.load_weights(layer, path)
    np.testing.assert_array_equal(layer.kernel, model.layers[0].kernel)


def test_a_reader_of_its_own_that_fails_sets_nothing(tmp_path):
    class Strict(layers.Layer):
        def build(self, shape):
            self.gain = self.add_weight((shape[-1],), "ones", name="gain")

        def call(self, x):
            return x * self.gain

        def load_own_variables(self, store):
            self.gain.assign(np.zeros(3))
            raise ValueError("not mine")

    def model():
        start = [kerasish.Input((4,)), layers.Dense(3)]
        return kerasish.Sequential([*start, Strict(name="strict")])

    path = written(model(), tmp_path, "m.weights.h5")
    other = model()
    assert "not mine" in text_of_failure(other, path)
    assert other.load_weights(path, skip_mismatch=True).missing


def test_unbuilt_models_say_so(tmp_path):
    path = written(model_of(3), tmp_path, "m.h5")
    unbuilt = kerasish.Sequential([layers.Dense(3)])
    for load in (unbuilt.load_weights, lambda p: saving.load_weights(unbuilt, p)):
        with pytest.raises(NotBuiltError, match="call it on data"):
            load(path)


# ---- tables and diagnoses


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_both_sides_are_shown_around_what_differs(tmp_path, file):
    path = written(model_of(4, 4, 4, 4, 9, 4), tmp_path, file)
    lines = text_of_failure(model_of(4, 4, 4, 4, 5, 4), path).splitlines()
    assert "2 of 6 layers differ in shape" in lines[0]
    table = [line for line in lines if line.startswith("    ")]
    assert table[0].split() == ["model", "file"]
    assert "... 3 rows that agree" in table[1]
    marks = [line[4] for line in table[2:5]]
    assert marks == [" ", "!", "!"]
    columns = {line.index("(4, ", 20) for line in table[2:3]}
    assert len(columns) == 1 and "(4, 5) (5,)" in table[3] and "(4, 9)" in table[3]


def test_long_tables_are_cut(tmp_path):
    many = [f"n{k}" for k in range(60)]
    path = written(model_of(*[3] * 60, names=many), tmp_path, "m.h5")
    text = text_of_failure(model_of(*[2] * 60, names=many), path)
    assert len(text.splitlines()) < 40
    assert "... 30 rows more, 30 of them differ" in text


def test_names_of_a_file_cannot_write_on_the_terminal(tmp_path):
    path = written(model_of(3, 2, 1), tmp_path, "m.h5")
    with h5py.File(path, "r+") as f:
        f.move("c", "\x1b[2Jx")
        del f.attrs["layer_names"]
        write_names(f, "layer_names", ["a", "b", "\x1b[2Jx"])
    saving.write_digest(path)
    text = text_of_failure(model_of(3, 2), path)
    assert "\x1b" not in text and r"\x1b[2Jx" in text


def test_a_layer_more_in_the_file(tmp_path):
    path = written(model_of(3, 5, 2), tmp_path, "m.h5")
    text = text_of_failure(model_of(3, 5), path)
    assert "the file has one Dense" in text and "include_top=False" in text
    path = written(model_of(3, 5, 2), tmp_path, "m.weights.h5")
    with pytest.warns(UserWarning, match=r"no place for 2 weights.*include_top=False"):
        assert not model_of(3, 5).load_weights(path)


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_layers_more_in_the_model(tmp_path, file):
    path = written(model_of(3, 5), tmp_path, file)
    text = text_of_failure(model_of(3, 5, 2, 2), path)
    assert "the model has 2 layers, from Dense" in text


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_another_head(tmp_path, file):
    path = written(model_of(3, 1000), tmp_path, file)
    text = text_of_failure(model_of(3, 10), path)
    assert "the last layer has 10 units, the file 1000" in text
    assert "skip_mismatch=True to keep the new head" in text


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_other_inputs(tmp_path, file):
    path = written(model_of(3, 2, size=7), tmp_path, file)
    text = text_of_failure(model_of(3, 2, size=4), path)
    assert "the first layer takes 4 channels or features, in the file 7" in text


def test_other_names_and_another_order(tmp_path):
    path = written(model_of(4, 5, names="ab"), tmp_path, "m.h5")
    i = kerasish.Input((4,))
    other = kerasish.Model(
        i, [layers.Dense(5, name="b")(i), layers.Dense(4, name="a")(i)]
    )
    assert "another order: pass by_name=True" in text_of_failure(other, path)
    path = written(model_of(4, 5, names="ab"), tmp_path, "m.h5")
    shifted = model_of(4, 5, names="xa")
    assert "leave by_name out" in text_of_failure(shifted, path, by_name=True)


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_transposed_kernels(tmp_path, file):
    def model(kernel):
        conv = layers.Conv2D(6, kernel, name="c")
        return kerasish.Sequential([kerasish.Input((9, 9, 2)), conv])

    path = written(model_of(7, size=4), tmp_path, file)
    name = "a/sequential/a/kernel" if file == "m.h5" else "layers/dense/vars/0"
    turn(path, name, lambda a: a.T)
    text = text_of_failure(model_of(7, size=4), path)
    assert "is transposed: turn it with" in text
    path = written(model(3), tmp_path, file)
    place = "layers/conv2d/vars/0" if file == "m.weights.h5" else None
    turn(path, place, lambda a: a.transpose(3, 2, 0, 1))
    assert "channels first, as Theano" in text_of_failure(model(3), path)


def turn(path, name, change):
    """Changes the first kernel of a file."""
    with h5py.File(path, "r+") as f:
        found = []
        f.visititems(lambda n, x: found.append(n) if hasattr(x, "shape") else None)
        name = name if name in found else next(n for n in found if "kernel" in n)
        array = change(f[name][()])
        del f[name]
        f[name] = array
    saving.write_digest(path)


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
@pytest.mark.parametrize("reset_after", [True, False])
def test_reset_after_of_a_gru(tmp_path, file, reset_after):
    def model(reset_after):
        gru = layers.GRU(2, reset_after=reset_after)
        return kerasish.Sequential([kerasish.Input((5, 3)), gru])

    path = written(model(reset_after), tmp_path, file)
    text = text_of_failure(model(not reset_after), path)
    assert f"was written with reset_after={reset_after}" in text


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_missing_biases(tmp_path, file, use_bias):
    def model(use_bias):
        dense = layers.Dense(2, use_bias=use_bias, name="d")
        return kerasish.Sequential([kerasish.Input((3,)), dense, layers.Dense(1)])

    path = written(model(use_bias), tmp_path, file)
    text = text_of_failure(model(not use_bias), path)
    assert f"use_bias={use_bias}" in text
    report = model(not use_bias).load_weights(path, skip_mismatch=True)
    assert len(report.loaded) == 2
    assert len(report.missing) + len(report.unexpected) == 3


@pytest.mark.parametrize("file", ["m.h5", "m.weights.h5"])
def test_a_model_inside_another(tmp_path, file):
    inner = kerasish.Sequential(
        [kerasish.Input((3,)), *model_of(3, 5, size=3).layers], name="vgg"
    )
    outer = kerasish.Sequential([kerasish.Input((3,)), inner, layers.Dense(1)])
    path = written(inner, tmp_path, file)
    text = text_of_failure(outer, path)
    assert "model.get_layer('vgg').load_weights(path)" in text
    if file == "m.h5":
        path = written(outer, tmp_path, file)
        text = text_of_failure(inner, path)
        assert "which was its layer 'vgg'" in text


def test_other_widths(tmp_path):
    path = written(model_of(8, 16, 32, size=4), tmp_path, "m.h5")
    text = text_of_failure(model_of(4, 8, 16, size=4), path)
    assert "the file's layers are 2 times as wide" in text


def test_parts_of_the_same_name_and_whole_models(tmp_path):
    path = written(model_of(3, 5, 2, 3, names="abcd"), tmp_path, "whole.h5")
    text = text_of_failure(model_of(3, 5, 7, 9, 3, names="abxyz"), path)
    assert "2 layers have the same name and shapes: by_name=True" in text
    assert "kerasish.models.load_model(path)" in text
