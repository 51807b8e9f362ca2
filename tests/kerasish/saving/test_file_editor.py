"""KerasFileEditor: weights shown, compared and changed by name."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, saving


@pytest.fixture
def model():
    forward = layers.LSTM(2, name="rnn")
    return kerasish.Sequential(
        [
            kerasish.Input((4, 3)),
            layers.Bidirectional(forward, name="pair"),
            layers.Dense(2, name="head"),
        ]
    )


@pytest.mark.parametrize("name", ["m.keras", "m.weights.h5"])
def test_summary_and_comparison(model, tmp_path, capsys, name):
    path = tmp_path / name
    model.save(path) if name == "m.keras" else model.save_weights(path)
    editor = saving.KerasFileEditor(path)
    assert (editor.config is None) == (name != "m.keras")
    assert editor.weights_dict["layers"]["dense"]["0"].shape == (4, 2)
    editor.summary()
    text = capsys.readouterr().out
    assert "    dense\n        0: shape=(4, 2), dtype=float32" in text
    assert "forward_layer\n            cell\n" in text
    assert editor.compare(model) == {
        "status": "success",
        "error_count": 0,
        "match_count": 10,
    }


def test_differences_are_told(model, tmp_path, capsys):
    model.save_weights(tmp_path / "m.weights.h5")
    editor = saving.KerasFileEditor(tmp_path / "m.weights.h5")
    editor.delete_weight("dense", "1")
    editor.add_weights("dense", {"0": np.zeros((4, 5))})
    editor.add_object("layers/extra", {"0": np.zeros(3)})
    result = editor.compare(model)
    assert result == {"status": "error", "error_count": 3, "match_count": 8}
    text = capsys.readouterr().out
    assert "layers/dense/1 is missing from the file" in text
    assert "layers/dense/0 has shape (4, 5) in the file, (4, 2) in the model" in text
    assert "layers/extra is missing from the model" in text


def test_changed_weights_fit_another_model(model, tmp_path):
    model.save(tmp_path / "m.keras")
    editor = saving.KerasFileEditor(tmp_path / "m.keras")
    editor.rename_object("layers/dense", "einsum_dense")
    editor.delete_object("bidirectional")
    editor.add_object("layers/dense", {"0": np.ones((3, 4)), "1": np.zeros(4)})
    editor.save(tmp_path / "new.weights.h5")
    other = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(4),
            layers.EinsumDense("ab,bc->ac", 2, bias_axes="c"),
        ]
    )
    other.load_weights(tmp_path / "new.weights.h5")
    np.testing.assert_array_equal(other.layers[0].kernel, np.ones((3, 4)))
    np.testing.assert_array_equal(other.layers[1].kernel, model.layers[1].kernel)


def test_wrong_names(model, tmp_path):
    model.save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(graph.ArgumentError, match=r"must end in \.keras"):
        saving.KerasFileEditor(tmp_path / "m.pb")
    editor = saving.KerasFileEditor(tmp_path / "m.weights.h5")
    with pytest.raises(graph.ArgumentError, match="has no objects called 'nowhere'"):
        editor.delete_object("nowhere")
    with pytest.raises(graph.ArgumentError, match="has several objects called 'cell'"):
        editor.delete_object("cell")
    with pytest.raises(graph.ArgumentError, match="a name, not a path"):
        editor.rename_object("dense", "layers/other")
    with pytest.raises(graph.ArgumentError, match="has no weight '7'"):
        editor.delete_weight("dense", "7")
    with pytest.raises(graph.ArgumentError, match="no object 'a/b'"):
        editor.add_object("a/b/c", {})
    with pytest.raises(graph.ArgumentError, match="weights must be a dict"):
        editor.add_object("layers/c", [np.zeros(2)])
    with pytest.raises(graph.ArgumentError, match=r"ends in \.weights\.h5"):
        editor.save(tmp_path / "m.h5")
    with pytest.raises(graph.ArgumentError, match="'bidirectional' beside it"):
        editor.rename_object("dense", "bidirectional")
    with pytest.raises(graph.ArgumentError, match="'layers/dense' already"):
        editor.add_object("layers/dense", {})


# ---- the classic layout


@pytest.fixture(params=["m.h5", "whole.h5"])
def classic(model, tmp_path, request):
    path = tmp_path / request.param
    model.compile("adam", "mse")
    model.fit(np.ones((2, 4, 3)), np.ones((2, 2)), verbose=0)
    model.save(path) if request.param == "whole.h5" else model.save_weights(path)
    return path


def test_classic_files_are_shown_and_compared(model, classic, capsys):
    editor = saving.KerasFileEditor(classic)
    assert list(editor.weights_dict) == ["pair", "head"]
    assert [a.shape for a in editor.weights_dict["head"].values()] == [(4, 2), (2,)]
    assert (editor.config is None) == (classic.name == "m.h5")
    result = editor.compare(model)
    assert result == {"status": "success", "error_count": 0, "match_count": 8}
    editor.delete_object("head")
    assert editor.compare(model)["error_count"] == 1
    editor.summary()
    assert "shape=(3, 8), dtype=float32" in capsys.readouterr().out


def test_classic_files_saved_as_they_were_hold_the_same(model, classic):
    before = saving.inspect(classic).to_dict()
    saving.KerasFileEditor(classic).save(classic)
    assert saving.verify(classic)
    after = saving.inspect(classic).to_dict()
    assert {**after, "size": 0} == {**before, "size": 0}
    if classic.name == "whole.h5":
        again = kerasish.models.load_model(classic)
        for a, b in zip(model.optimizer.variables, again.optimizer.variables):
            np.testing.assert_array_equal(a, b)
    model.load_weights(classic)


def test_layers_of_classic_files_are_changed(model, classic, tmp_path):
    editor = saving.KerasFileEditor(classic)
    kernel, bias = editor.weights_dict["head"]
    editor.rename_object("pair", "both")
    editor.delete_weight("head", bias)
    editor.add_weights("head", {kernel: np.ones((4, 5), "float32")})
    editor.add_object("last", {"last/kernel:0": np.full((5, 1), 2, "float32")})
    editor.save(tmp_path / "new.h5")
    other = kerasish.Sequential(
        [
            kerasish.Input((4, 3)),
            layers.Bidirectional(layers.LSTM(2), name="both"),
            layers.Dense(5, use_bias=False, name="head"),
            layers.Dense(1, use_bias=False, name="last"),
        ]
    )
    assert other.load_weights(tmp_path / "new.h5")
    assert other.load_weights(tmp_path / "new.h5", by_name=True)
    for a, b in zip(other.layers[0].weights, model.layers[0].weights):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(other.layers[2].kernel, np.full((5, 1), 2))
    found = saving.inspect(tmp_path / "new.h5")
    assert (found.model_class is not None) == (classic.name == "whole.h5")


def test_foreign_parts_of_a_classic_file_stay(classic, tmp_path):
    with h5py.File(classic, "r+") as f:
        for name in [n for n in f.attrs if n.startswith("kerasish_digest")]:
            del f.attrs[name]
        f["meta/label"] = np.array([b"x"])
        f["out"] = h5py.ExternalLink("/etc/passwd", "/")
        f.attrs["license"] = "MIT"
    saving.KerasFileEditor(classic).save(tmp_path / "new.h5")
    with h5py.File(tmp_path / "new.h5") as f:
        assert f["meta/label"][0] == b"x" and f.attrs["license"] == "MIT"
        assert "out" not in f


def test_a_save_that_fails_leaves_the_classic_file(classic):
    before = classic.read_bytes()
    editor = saving.KerasFileEditor(classic)
    editor.add_weights("head", {"text": np.array(["no number"], object)})
    with pytest.raises((TypeError, ValueError)):
        editor.save(classic)
    assert classic.read_bytes() == before
    assert [p.name for p in classic.parent.iterdir()] == [classic.name]
