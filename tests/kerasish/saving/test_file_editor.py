"""KerasFileEditor: weights shown, compared and changed by name."""

from __future__ import annotations

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
            layers.Bidirectional(forward),
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
        saving.KerasFileEditor(tmp_path / "m.h5")
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
