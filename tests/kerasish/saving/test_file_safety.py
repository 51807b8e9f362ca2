"""Files that are damaged, foreign or hostile; saves that fail half way."""

import os
import signal
import subprocess
import sys
import time

import h5py
import numpy as np
import pytest

import kerasish
from kerasish import layers, models
from kerasish.base.errors import ConfigError, FileError
from kerasish.saving.files.atomic_write import atomic_file


@pytest.fixture
def saved(tmp_path):
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(64, name="d"), layers.Dense(1)]
    )
    path = tmp_path / "m.h5"
    model.save(path)
    return path


def test_missing_file():
    with pytest.raises(FileError, match="there is no such file"):
        models.load_model("nowhere.h5")


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "m.h5"
    path.write_bytes(b"PK not at all HDF5" * 10)
    with pytest.raises(FileError, match="not an HDF5 file"):
        models.load_model(path)


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_truncated_files_are_told(saved, part):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(FileError, match=r"damaged|truncated"):
        models.load_model(saved)


def test_external_links_are_not_followed(saved, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as f:
        f["secret"] = np.ones((4, 64), "float32")
    with h5py.File(saved, "r+") as f:
        name = f["model_weights/d"].attrs["weight_names"][0]
        del f[f"model_weights/d/{name}"]
        f[f"model_weights/d/{name}"] = h5py.ExternalLink(
            str(tmp_path / "other.h5"), "/secret"
        )
    with pytest.raises(FileError, match="link to another file"):
        models.load_model(saved)


def test_data_in_other_files_are_refused(saved, tmp_path):
    (tmp_path / "raw").write_bytes(b"\0" * 1024)
    with h5py.File(saved, "r+") as f:
        name = f["model_weights/d"].attrs["weight_names"][0]
        del f[f"model_weights/d/{name}"]
        f["model_weights/d"].create_dataset(
            name, (4, 64), "float32", external=[(str(tmp_path / "raw"), 0, 1024)]
        )
    with pytest.raises(FileError, match="keeps its data in another file"):
        models.load_model(saved)


def test_virtual_datasets_are_refused(saved, tmp_path):
    with h5py.File(saved, "r+") as f:
        name = f["model_weights/d"].attrs["weight_names"][0]
        del f[f"model_weights/d/{name}"]
        layout = h5py.VirtualLayout((4, 64), "float32")
        layout[:] = h5py.VirtualSource("other.h5", "x", (4, 64))
        f["model_weights/d"].create_virtual_dataset(name, layout)
    with pytest.raises(FileError, match="put together from other files"):
        models.load_model(saved)


def test_circles_of_links_end(saved):
    with h5py.File(saved, "r+") as f:
        name = f["model_weights/d"].attrs["weight_names"][0]
        del f[f"model_weights/d/{name}"]
        f[f"model_weights/d/{name}"] = h5py.SoftLink(f"/model_weights/d/{name}")
    with pytest.raises(FileError):
        models.load_model(saved)


def test_huge_declared_shapes_are_not_read(saved):
    with h5py.File(saved, "r+") as f:
        name = f["model_weights/d"].attrs["weight_names"][0]
        del f[f"model_weights/d/{name}"]
        f["model_weights/d"].create_dataset(
            name, (1 << 40,), "float32", chunks=(1 << 16,)
        )
    with pytest.raises(FileError):
        models.load_model(saved)


def test_bfloat16_without_its_package_is_told(saved, monkeypatch):
    from kerasish.saving.files import h5_reader

    def missing(_):
        raise ImportError("bfloat16 needs the package ml_dtypes")

    monkeypatch.setattr(h5_reader, "numbers_of", missing)
    with pytest.raises(FileError, match=r"holds bfloat16\n  hint: bfloat16 n"):
        models.load_model(saved)


def test_bytecode_is_never_run(saved):
    with h5py.File(saved, "r+") as f:
        text = f.attrs["model_config"]
        text = text.decode() if isinstance(text, bytes) else text
        evil = (
            '{"class_name": "Lambda", "config": {"name": "l", "function": ["4wEA", '
            'null, null], "function_type": "lambda"}}'
        )
        f.attrs["model_config"] = text.replace('"layers": [', f'"layers": [{evil}, ')
    with pytest.raises(ConfigError, match="Lambda"):
        models.load_model(saved, verify=False)


def test_modules_are_not_imported_by_name(saved):
    with h5py.File(saved, "r+") as f:
        text = f.attrs["model_config"]
        text = text.decode() if isinstance(text, bytes) else text
        evil = '{"module": "subprocess", "class_name": "Popen", "config": {}}'
        f.attrs["model_config"] = text.replace('"layers": [', f'"layers": [{evil}, ')
    with pytest.raises(ConfigError, match="unknown class 'Popen'"):
        models.load_model(saved, verify=False)


def test_a_full_disk_leaves_the_old_file(saved, monkeypatch):
    before = saved.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left"):
        models.load_model(saved).save(saved)
    assert saved.read_bytes() == before
    assert sorted(p.name for p in saved.parent.iterdir()) == ["m.h5"]


def test_an_error_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_file(path) as temporary:
        with open(temporary, "w") as f:
            f.write("half of the new")
        raise RuntimeError("stop")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_missing_folder_is_told(tmp_path):
    model = kerasish.Sequential([kerasish.Input((2,)), layers.Dense(1)])
    with pytest.raises(FileError, match="the folder does not exist"):
        model.save(tmp_path / "nowhere" / "m.h5")


KILLED = """
import sys, kerasish
from kerasish import layers
model = kerasish.Sequential(
    [kerasish.Input((200,)), layers.Dense(2000), layers.Dense(9)]
)
print("ready", flush=True)
while True:
    model.save(sys.argv[1])
"""


@pytest.mark.slow
def test_a_killed_save_leaves_a_whole_file(tmp_path):
    path = tmp_path / "m.h5"
    for delay in (0.0, 0.003, 0.01, 0.02):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"ready\n"
        while not path.exists():
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert models.load_model(path).count_params() == 402_000 + 18_009
