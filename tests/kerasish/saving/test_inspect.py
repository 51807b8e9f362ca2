"""kerasish.saving.inspect: what is in a file, what is damaged, what is suspicious."""

from __future__ import annotations

import inspect
import json
import sys
import time
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models, saving
from kerasish.base.errors import FileError
from kerasish.inspect import main

FILES = Path(__file__).parent / "files"


@pytest.fixture
def model():
    i = kerasish.Input((4, 3), name="in")
    rnn = layers.Bidirectional(layers.LSTM(2), name="both")(i)
    inner_in = kerasish.Input((4,), name="inner_in")
    inner = kerasish.Model(
        inner_in, layers.Dense(5, name="deep")(inner_in), name="inner"
    )
    h = layers.Dropout(0.1, name="drop")(inner(rnn))
    model = kerasish.Model(i, layers.Dense(2, name="head")(h), name="net")
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((2, 4, 3)), np.ones((2, 2)), verbose=0)
    return model


def written(model, folder, file):
    path = folder / file
    model.save_weights(path) if "weights" in file else model.save(path)
    return path


def names(found):
    return [layer.name for layer in found.layers]


@pytest.mark.parametrize("file", ["m.h5", "m.keras"])
def test_whole_models(model, tmp_path, file):
    found = saving.inspect(written(model, tmp_path, file))
    assert found.problems == found.suspicious == []
    assert (found.model_class, found.model_name) == ("Functional", "net")
    assert names(found) == ["in", "both", "inner", "inner_in", "deep", "drop", "head"]
    assert [x.depth for x in found.layers] == [0, 0, 0, 1, 1, 0, 0]
    assert found.layers[1].class_name == "Bidirectional(LSTM)"
    assert found.layers[0].output_shape == (None, 4, 3)
    assert found.parameters == model.count_params()
    assert found.keras_version.startswith("3.") and found.has_digest
    training = found.training
    assert training["optimizer"] == "Adam" and training["metrics"] == ["mae"]
    assert training["loss"] in ("mse", "mean_squared_error")
    count = len(model.optimizer.variables)
    assert training["state"] == f"{count} variables of the optimizer"
    layout = {"m.h5": "classic", "m.keras": "structured"}[file]
    assert found.layout == layout and found.size == (tmp_path / file).stat().st_size
    if file == "m.keras":
        shapes = {x.name: x.output_shape for x in found.layers}
        assert shapes["both"] == (None, 4) and shapes["head"] == (None, 2)


@pytest.mark.parametrize("file", ["m.h5", "m.keras"])
def test_what_kerasish_adds_is_not_suspicious(model, tmp_path, file):
    model.save(tmp_path / file, probe=np.ones((2, 4, 3), "float32"))
    assert saving.inspect(tmp_path / file).suspicious == []


@pytest.mark.parametrize("file", ["weights.h5", "m.weights.h5"])
def test_weights_alone(model, tmp_path, file):
    found = saving.inspect(written(model, tmp_path, file))
    assert not found.holds_model and found.problems == found.suspicious == []
    assert found.parameters == model.count_params()
    assert "weights alone" in str(found)


def test_a_file_of_keras_itself():
    found = saving.inspect(FILES / "keras_3_15.keras")
    weights = {layer.name: layer.parameters for layer in found.layers}
    assert weights["gain"] == 3 and weights["head"] == 7
    assert any(
        "'Gain'" in note and "custom_objects" in note for note in found.suspicious
    )


def test_text_and_json_say_the_same(model, tmp_path):
    found = saving.inspect(written(model, tmp_path, "m.h5"))
    lines = str(found).splitlines()
    assert any(x.split()[:3] == ["head", "Dense", "12"] for x in lines), lines
    assert "    deep" in str(found)
    data = json.loads(found.to_json())
    assert data["layers"][-1]["weights"][0]["shape"] == [5, 2]
    assert data["parameters"] == found.parameters


def test_bare_lists_of_layers_and_keras_2_names(tmp_path):
    record = {
        "class_name": "Sequential",
        "config": [
            {"class_name": "Dense", "config": {"name": "a", "units": 3,
                                               "batch_input_shape": [None, 4]}},
            {"class_name": "Dense", "config": {"name": "b", "units": 2}},
        ],
    }  # fmt: skip
    with h5py.File(tmp_path / "m.h5", "w") as f:
        f.attrs["model_config"] = json.dumps(record)
        group = f.create_group("model_weights")
        group.attrs["layer_names"] = [b"a"]
        group.create_group("a").attrs["weight_names"] = [b"a_W"]
        group["a/a_W"] = np.zeros((4, 3))
    found = saving.inspect(tmp_path / "m.h5")
    assert found.layers[0].input_shape == (None, 4) and found.keras_version is None
    assert [x.parameters for x in found.layers] == [12, 0]
    assert found.layers[0].weights[0].dtype == "float64"


def test_files_of_keras_1(tmp_path):
    with zipfile.ZipFile(FILES / "keras_1_2_2.zip") as archive:
        for name in ("bidirectional.h5", "frozen_nested.h5", "nested.h5"):
            if name in archive.namelist():
                archive.extract(name, tmp_path)
    for path in tmp_path.iterdir():
        found = saving.inspect(path)
        assert found.problems == found.suspicious == [] and found.layout == "classic"
        assert found.parameters == models.load_model(path).count_params()


# ---- damage


@pytest.mark.parametrize("file", ["m.h5", "m.keras", "m.weights.h5"])
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_truncated_files_are_told_and_never_raise(model, tmp_path, file, part):
    path = written(model, tmp_path, file)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    found = saving.inspect(path)
    assert found.problems and "damaged" in str(found)


def test_what_is_left_of_a_damaged_file_is_shown(model, tmp_path):
    path = written(model, tmp_path, "m.h5")
    with h5py.File(path, "r+") as f:
        f.attrs["training_config"] = '{"optimizer_config": {"class_na'
        del f["model_weights/head"]
        name = next(iter(f["model_weights/both"].attrs["weight_names"]))
        del f["model_weights/both"][name]
    found = saving.inspect(path)
    text = "\n".join(found.problems)
    assert "'training_config' is not JSON" in text
    assert "'model_weights/head' is named but missing" in text
    assert f"'model_weights/both/{name}' is named but missing" in text
    assert found.model_name == "net"
    assert found.layers[4].parameters == 0 and found.layers[2].parameters == 25
    path.unlink()
    path = written(model, tmp_path, "m.keras")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["model.weights.h5"] = members["model.weights.h5"][:2000]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    found = saving.inspect(path)
    assert names(found)[-1] == "head" and len(found.problems) == 1
    assert found.training["optimizer"] == "Adam"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"", "the file is empty"),
        (b"\x80\x04\x95", "a pickle, which is never loaded"),
        (b"\n<!DOCTYPE html>", "a web page"),
        (b"version https://git-lfs.github.com", "pointer of git-lfs"),
        (b"\x1c\x00\x00\x00TFL3", "TensorFlow Lite"),
        (b"something", "neither an HDF5 file nor a .keras archive"),
    ],
)
def test_other_files_are_named(tmp_path, start, message):
    (tmp_path / "m.h5").write_bytes(start)
    found = saving.inspect(tmp_path / "m.h5")
    assert [message in text for text in found.problems] == [True]


def test_folders(model, tmp_path):
    model.save(tmp_path / "folder", zipped=False)
    found = saving.inspect(tmp_path / "folder")
    assert found.container == "folder" and found.parameters == model.count_params()
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"x")
    assert "SavedModel of TensorFlow" in saving.inspect(tmp_path / "saved").problems[0]
    with pytest.raises(FileError, match="no such file"):
        saving.inspect(tmp_path / "nothing.h5")


# ---- what is suspicious


def with_config(folder, *configs):
    record = {"class_name": "Sequential", "config": {"name": "s", "layers": configs}}
    with h5py.File(folder / "m.h5", "w") as f:
        f.attrs["model_config"] = json.dumps(record)
        f.attrs["keras_version"] = "2.9.0"
        f.create_group("model_weights")
    return saving.inspect(folder / "m.h5")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            {"class_name": "Lambda",
             "config": {"name": "f", "function": ["4wEAAAA=", None, None],
                        "function_type": "lambda"}},
            "layer 'f' is a Lambda with Python bytecode",
        ),
        (
            {"class_name": "Lambda",
             "config": {"name": "f", "function": {"class_name": "__lambda__",
                                                  "config": {"code": "4wE="}}}},
            "it holds Python bytecode",
        ),
        (
            {"class_name": "system", "module": "os", "config": {"name": "x"}},
            "module 'os' of 'system'",
        ),
        (
            {"class_name": "Own", "registered_name": "pack>Own", "config": {}},
            "registered_name 'pack>Own'",
        ),
        (
            {"class_name": "StringLookup",
             "config": {"name": "l", "vocabulary": "/etc/passwd"}},
            "'vocabulary' names a file or an address, '/etc/passwd'",
        ),
        (
            {"class_name": "StringLookup",
             "config": {"name": "l", "vocabulary": "https://x.y/z"}},
            "it is never opened",
        ),
        (
            {"class_name": "Dropout", "config": {"name": "d", "rate": float("nan")}},
            "'rate' is not finite",
        ),
        (
            {"class_name": "NoSuchLayer", "config": {"name": "x"}},
            "class 'NoSuchLayer' is none of Kerasish",
        ),
    ],
)  # fmt: skip
def test_suspicious_configs(tmp_path, record, message):
    found = with_config(tmp_path, record)
    assert any(message in note for note in found.suspicious), found.suspicious


def test_links_and_strange_datasets_are_noted_and_not_followed(model, tmp_path):
    path = written(model, tmp_path, "w.weights.h5")
    with h5py.File(path, "r+") as f:
        f["out"] = h5py.ExternalLink("/etc/passwd", "/")
        f["loop"] = h5py.SoftLink("/loop")
        f["layers/circle"] = f["layers"]
        f.create_dataset("raw", (4,), "f4", external=[("/etc/passwd", 0, 16)])
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
        f.create_virtual_dataset("virtual", layout)
        f.create_dataset("bomb", (1 << 40,), "f4", chunks=(1 << 16,), compression=1)
        f["text"] = np.array([b"a"], "S1")
        f["objects"] = np.array(["a"], h5py.string_dtype())
        f.attrs["payload"] = b"x"
    start = time.perf_counter()
    found = saving.inspect(path)
    text = str(found)
    assert time.perf_counter() - start < 1
    for message in (
        "'out' is a link to another file",
        "'loop' is a link to '/loop'",
        "'layers/circle' stands there twice",
        "'raw' keeps its data in another file",
        "'virtual' is put together from other files",
        "'bomb' claims",
        "'text' holds |S1, not numbers",
        "attributes that Keras does not write: 'payload'",
        "arrays that belong to no layer",
    ):
        assert any(message in note for note in found.suspicious), message
        assert message[:20] in text
    assert found.parameters >= model.count_params()


def test_members_of_archives_that_do_not_belong_there(model, tmp_path):
    path = written(model, tmp_path, "m.keras")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../out.txt", b"x")
        archive.writestr("run.py", b"x")
        archive.writestr("assets/layers/x/hook.pkl", b"x")
    notes = "\n".join(saving.inspect(path).suspicious)
    assert "'../../out.txt' leads out of the archive" in notes
    assert "'run.py' is none that Keras writes" in notes
    assert "'assets/layers/x/hook.pkl' holds code" in notes


def test_bytes_that_belong_to_no_array(model, tmp_path):
    path = written(model, tmp_path, "m.h5")
    with open(path, "ab") as file:
        file.write(b"\0" * 5_000_000)
    assert any("something else" in note for note in saving.inspect(path).suspicious)


def test_texts_of_files_do_not_reach_the_terminal_raw(tmp_path):
    record = {"class_name": "\x1b[31mX", "config": {"name": "\x1b]0;title\x07"}}
    text = str(with_config(tmp_path, record))
    assert "\x1b" not in text and "\x07" not in text and r"\x1b[31mX" in text


def test_names_that_are_not_utf_8_are_shown_with_escapes(model, tmp_path):
    path = written(model, tmp_path, "m.h5")
    with h5py.File(path, "r+") as f:
        h5py.h5g.create(f.id, b"g\xff")
        space = h5py.h5s.create(h5py.h5s.SCALAR)
        h5py.h5a.create(f.id, b"a\xfe", h5py.h5t.NATIVE_INT32, space)
    text = str(saving.inspect(path))
    assert "udcfe" in text and "udcff" in text


# ---- the command


def test_exit_codes(model, tmp_path, capsys):
    path = str(written(model, tmp_path, "m.h5"))
    assert main([path]) == 0
    assert "head" in capsys.readouterr().out
    assert main(["--json", path]) == 0
    assert json.loads(capsys.readouterr().out)["model_name"] == "net"
    assert main([str(FILES / "keras_3_15.keras")]) == 3
    (tmp_path / "empty.h5").write_bytes(b"")
    assert main([path, str(tmp_path / "empty.h5")]) == 1
    assert main([str(tmp_path / "none.h5")]) == 1
    assert "no such file" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([])


def test_the_module_leaves_the_standard_library_alone():
    """Tests are run with the folder of the package on the path."""
    assert sys.modules["kerasish.inspect"].main is main
    assert inspect.signature.__module__ == "inspect"


def test_nothing_is_built(model, tmp_path, monkeypatch):
    path = written(model, tmp_path, "m.keras")

    def never(*_, **__):
        raise AssertionError("a layer was made")

    monkeypatch.setattr(layers.Layer, "__init__", never)
    monkeypatch.setattr(models.Model, "__init__", never)
    assert saving.inspect(path).parameters == model.count_params()
