"""Each sub-command of ``python -m kerasish``, run as a program and as a function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasish
from kerasish import layers
from kerasish.__main__ import commands, main, summary

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments, **settings):
    """A process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "kerasish", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env=os.environ | {"KERASISH_ENGINE": "numpy"} | settings,
    )


@pytest.fixture(scope="module")
def model():
    return kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(2, bias_initializer="ones")]
    )


@pytest.fixture
def file(model, tmp_path):
    path = str(tmp_path / "model.h5")
    model.save(path)
    return path


@pytest.fixture
def two_by_two(tmp_path):
    """A model of two inputs and two outputs, and its file."""
    a, b = kerasish.Input((2,), name="a"), kerasish.Input((2,), name="b")
    outputs = [layers.Add(name="sum")([a, b]), layers.Subtract(name="rest")([a, b])]
    path = str(tmp_path / "two.keras")
    kerasish.Model([a, b], outputs).save(path)
    return path


# ---- the program


def test_help_lists_every_command_and_imports_none():
    script = (
        "import sys; sys.argv = ['kerasish', '--help']\n"
        "import atexit; from kerasish.__main__ import main\n"
        "atexit.register(lambda: print({'numpy', 'graph'} & set(sys.modules)))\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0 and done.stdout.endswith("set()\n"), done.stderr
    for name in commands():
        assert f"  {name} " in done.stdout and summary(name) in done.stdout


def test_what_is_no_command_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["predict_it"])
    assert ended.value.code == 2
    assert "'predict'" in capsys.readouterr().err


@pytest.mark.parametrize("name", commands())
def test_every_command_tells_what_it_takes(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0 and f"python -m kerasish {name}" in shown
    assert "exit codes" in shown


@pytest.mark.parametrize("name", commands())
def test_a_missing_file_is_exit_code_1(name, tmp_path, capsys):
    none = str(tmp_path / "none.h5")
    (tmp_path / "x.npy").write_bytes(b"")
    more = {
        "convert": [str(tmp_path / "new.keras")],
        "export": [str(tmp_path / "new.onnx")],
        "predict": [str(tmp_path / "x.npy"), str(tmp_path / "y.npy")],
    }
    np.save(tmp_path / "x.npy", np.ones(3))
    assert main([name, none, *more.get(name, [])]) == 1
    told = capsys.readouterr()
    assert "there is no such file" in told.out + told.err
    assert "Traceback" not in told.err


def test_inspect_and_convert_are_commands_too(file, tmp_path, capsys):
    assert main(["inspect", "--json", file]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == 8
    assert main(["convert", file, str(tmp_path / "new.keras")]) == 0
    assert "verified" in capsys.readouterr().out


# ---- predict


def test_predict_as_a_program(model, file, tmp_path):
    x = np.arange(15, dtype="float32").reshape(5, 3)
    np.save(tmp_path / "x.npy", x)
    done = run("predict", file, tmp_path / "x.npy", tmp_path / "y.npy")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'y.npy'}: float32[5, 2]\n"
    expected = x @ model.get_weights()[0] + 1
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), expected, rtol=1e-5)


@pytest.mark.parametrize("names", [("a", "b"), ("arr_0", "arr_1")])
def test_predict_of_several_inputs_and_outputs(two_by_two, tmp_path, names, capsys):
    a, b = np.float32([[1, 2], [3, 4]]), np.float32([[10, 20], [30, 40]])
    np.savez(tmp_path / "x.npz", **dict(zip(names, (a, b))))
    arguments = [two_by_two, str(tmp_path / "x.npz")]
    assert main(["predict", *arguments, str(tmp_path / "y.npz"), "--batch-size=1"]) == 0
    assert "sum float32[2, 2], rest float32[2, 2]" in capsys.readouterr().out
    with np.load(tmp_path / "y.npz") as found:
        np.testing.assert_array_equal(found["sum"], a + b)
        np.testing.assert_array_equal(found["rest"], a - b)
    assert main(["predict", *arguments, str(tmp_path / "y.npy")]) == 1
    assert "2 outputs" in capsys.readouterr().err
    assert not (tmp_path / "y.npy").exists()


def _objects(path):
    np.save(path, np.array([{}], object), allow_pickle=True)


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda path: path.write_bytes(b"no array"), "these are no arrays"),
        (lambda path: path.write_bytes(b""), "these are no arrays"),
        (lambda path: path.write_bytes(b"PK\x03\x04 no archive"), "no arrays"),
        (_objects, "it holds Python objects"),
        (lambda path: np.save(path, np.ones((2, 7))), "expects shape"),
        (lambda path: np.save(path, np.array(["a"])), "takes float32"),
    ],
)
def test_predict_refuses_and_leaves_the_old_file(file, tmp_path, capsys, write, told):
    write(tmp_path / "x.npy")
    (tmp_path / "y.npy").write_text("as it was")
    assert (
        main(["predict", file, *(str(tmp_path / n) for n in ("x.npy", "y.npy"))]) == 1
    )
    assert told in capsys.readouterr().err
    assert (tmp_path / "y.npy").read_text() == "as it was"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model.h5", "x.npy", "y.npy"]


def test_predict_asks_where_to_before_it_works(tmp_path, capsys):
    none = str(tmp_path / "none.h5")
    assert main(["predict", none, "x.npy", "y.txt"]) == 1
    assert "output: the name must end in .npy" in capsys.readouterr().err
    assert main(["predict", none, "x.npy", str(tmp_path / "none" / "y.npy")]) == 1
    assert "the folder does not exist" in capsys.readouterr().err
    assert main(["predict", none, str(tmp_path / "x.txt"), "y.npy"]) == 1
    assert "input: the name must end in .npy" in capsys.readouterr().err


# ---- bench and export


def test_bench(file, capsys, monkeypatch):
    for name in ("KERASISH_ENGINE", "KERASISH_NUM_THREADS"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # put back at the end
    settings = ["--engine", "numpy", "--threads", "1", "--seconds", "0.001"]
    assert main(["bench", file, *settings, "--batch-size", "1", "4", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["engine"], found["parameters"]) == ("numpy", 8)
    assert set(found["predict_us"]) == {"1", "4"}
    assert main(["bench", file, *settings]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("8 parameters, engine numpy")
    assert [line.split()[0] for line in lines[3:]] == ["1", "8", "32", "128"]


def test_bench_takes_no_text_models(tmp_path, capsys):
    model = kerasish.Sequential(
        [kerasish.Input((1,), dtype="string"), layers.Hashing(num_bins=3)]
    )
    model.save(tmp_path / "text.keras")
    assert main(["bench", str(tmp_path / "text.keras")]) == 1
    assert "cannot be timed: the model takes text" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_numbers_are_in_range(value, capsys):
    with pytest.raises(SystemExit):
        main(["bench", "m.h5", "--threads", value])
    assert "--threads" in capsys.readouterr().err


def test_export(model, file, tmp_path, capsys):
    onnxruntime = pytest.importorskip("onnxruntime")
    target = str(tmp_path / "model.onnx")
    assert main(["export", file, target]) == 0
    assert f"{os.path.getsize(target):,} bytes" in capsys.readouterr().out
    session = onnxruntime.InferenceSession(target)
    x = np.float32([[1, 2, 3]])
    (y,) = session.run(None, {session.get_inputs()[0].name: x})
    np.testing.assert_allclose(y, x @ model.get_weights()[0] + 1, rtol=1e-5)
    assert main(["export", file, str(tmp_path / "model.exe")]) == 1
    assert "there is no format 'exe'" in capsys.readouterr().err


# ---- inspect --html


def test_inspect_writes_a_page(file, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["inspect", file, "--html", str(page)]) == 0
    assert f"page: {page}" in capsys.readouterr().out
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_inspect_writes_no_page_of_what_is_no_model(tmp_path, capsys):
    page = tmp_path / "page.html"
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(b"no model")
    assert main(["inspect", str(damaged), "--html", str(page)]) == 1
    weights = tmp_path / "only.weights.h5"
    kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)]).save_weights(weights)
    assert main(["inspect", str(weights), "--html", str(page)]) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert not page.exists()
    with pytest.raises(SystemExit):
        main(["inspect", str(damaged), str(damaged), "--html", str(page)])
