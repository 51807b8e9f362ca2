"""What killed writers left goes at the next save of the same file, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from kerasish.saving.files.atomic_write import atomic_file, atomic_folder
from kerasish.saving.files.leftovers import remove_leftovers, temporary_prefix


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left_by(path, process: int, folder=False):
    """A temporary file of a path, as another process of this machine names it."""
    prefix = temporary_prefix(path).replace(f"-{os.getpid()}-", f"-{process}-")
    left = path.parent / f"{prefix}abc"
    if folder:
        left.mkdir()
    else:
        left.write_bytes(b"half")
    return left


def write(path):
    with atomic_file(path) as temporary, open(temporary, "wb") as file:
        file.write(b"whole")


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.skipif(os.name != "posix", reason="asks whether a process is alive")
def test_what_a_dead_process_left_goes_at_the_next_save(tmp_path, folder):
    path = tmp_path / "model.h5"
    left = left_by(path, dead_process(), folder)
    write(tmp_path / "other.h5")
    assert left.exists()
    write(path)
    assert sorted(os.listdir(tmp_path)) == ["model.h5", "other.h5"]


def test_what_a_living_process_writes_stays_until_it_is_old(tmp_path):
    path = tmp_path / "model.h5"
    left = left_by(path, os.getppid())
    write(path)
    assert left.exists()
    an_hour_ago = time.time() - 3700
    os.utime(left, (an_hour_ago, an_hour_ago))
    write(path)
    assert not left.exists()


def test_processes_of_another_machine_count_as_alive(tmp_path):
    path = tmp_path / "model.h5"
    left = tmp_path / f".model.h5.00000000-{dead_process()}-abc"
    left.write_bytes(b"half")
    write(path)
    assert left.exists()


@pytest.mark.parametrize(
    "name", [".model.h5.bak", ".model.h5.swp", "model.h5.1", ".model.h5.x-1-abc"]
)
def test_files_of_others_are_never_touched(tmp_path, name):
    (tmp_path / name).write_bytes(b"mine")
    old = time.time() - 1e6
    os.utime(tmp_path / name, (old, old))
    write(tmp_path / "model.h5")
    assert (tmp_path / name).read_bytes() == b"mine"


@pytest.mark.skipif(os.name != "posix", reason="asks whether a process is alive")
def test_a_folder_that_was_put_aside_is_put_back(tmp_path):
    path = tmp_path / "model"
    left = left_by(path, dead_process(), folder=True)
    (left / "old").mkdir()
    (left / "old" / "config.json").write_text("kept")
    with pytest.raises(RuntimeError), atomic_folder(path):
        raise RuntimeError
    assert (path / "config.json").read_text() == "kept"
    assert os.listdir(tmp_path) == ["model"]


def test_long_names_have_room_for_a_temporary_one(tmp_path):
    path = tmp_path / ("m" * 248 + ".h5")
    write(path)
    assert path.read_bytes() == b"whole"


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    remove_leftovers(tmp_path / "none" / "model.h5")
