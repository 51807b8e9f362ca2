"""python -m kerasish.run: what it starts, and what it says when that fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasish.base.extras import MissingExtraError
from kerasish.distribution import launching, world
from kerasish.distribution.launch_error import LaunchError
from kerasish.distribution.supervisor import Supervisor
from kerasish.run import _split, main

#: stands for mpiexec: runs the script once, whatever number of ranks is asked for
LAUNCHER = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[3:]))"
SCRIPT = """
import os, sys
from pathlib import Path
runs = Path(__file__).with_name("runs")
number = len(runs.read_text().split()) if runs.exists() else 0
with open(runs, "a") as file:
    file.write(os.environ["KERASISH_WORLD_SIZE"] + " ")
if USED:  # rank 0 says so at the end of a script that trains together
    Path(os.environ["KERASISH_COMPLETION"]).touch()
code = CODES[number]
sys.exit(code) if code < 100 else os.kill(os.getpid(), code - 100)
"""


def start(tmp_path, codes, used=True, **options):
    """The exit code, and how many ranks were asked for each time."""
    launcher, script = tmp_path / "launcher.py", tmp_path / "script.py"
    launcher.write_text(LAUNCHER)
    text = SCRIPT.replace("CODES", str(codes)).replace("USED", str(used))
    script.write_text(text)
    supervisor = Supervisor(
        [str(script)], mpiexec=f"{sys.executable} {launcher}", **options
    )
    supervisor.rank = [sys.executable]  # without `rank_main`
    code = supervisor.run()
    return code, (tmp_path / "runs").read_text().split()


def test_a_job_that_ends_well_is_done(tmp_path):
    assert start(tmp_path, [0], ranks=3) == (0, ["3"])


def test_a_job_that_fails_starts_again_as_often_as_asked(tmp_path, capfd):
    assert start(tmp_path, [3, 1, 1], ranks=2, max_restarts=2) == (1, ["2"] * 3)
    assert capfd.readouterr().err.splitlines()[-1] == (
        "kerasish.run: the job has failed (exit code 1)"
    )


def test_killed_ranks_are_missing_until_too_few_are_left(tmp_path):
    codes = [109, 109, 109, 0]
    options = {"ranks": 4, "min_ranks": 3, "max_restarts": 5}
    assert start(tmp_path, codes, **options) == (0, ["4", "3", "3", "3"])


def test_a_script_that_does_not_train_together_is_an_error(tmp_path, capfd):
    assert start(tmp_path, [0], used=False, ranks=2)[0] == 1
    assert "does it make a kerasish.distribution.DataParallel()?" in (
        capfd.readouterr().err
    )


def test_more_processes_than_mpi_knows_are_an_error(monkeypatch):
    class OfOne:
        size = 1

    monkeypatch.setattr(world, "_mpi_communicator", OfOne)
    monkeypatch.setenv("PMI_SIZE", "4")
    with pytest.raises(LaunchError, match="another number of processes") as caught:
        world._new_communicator()
    assert "MPI=1, PMI_SIZE=4" in str(caught.value)


def test_threads_of_a_rank_are_its_part_of_the_cores(monkeypatch):
    for name in launching._THREADS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    environment = launching.rank_environment(3, Path("marker"))
    assert environment["KERASISH_NUM_THREADS"] == "2"
    assert environment["KERASISH_WORLD_SIZE"] == "3"
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert launching.rank_environment(16, Path("marker"))["OMP_NUM_THREADS"] == "7"


def test_shared_memory_of_jobs_that_have_ended_is_given_back(monkeypatch, tmp_path):
    monkeypatch.setattr(launching, "_SHARED", tmp_path)
    (tmp_path / "mpich_shm_older").touch()
    before = launching.shared_memory()
    for name in ("mpich_shm_new", "mpich_shm_mapped", "of_another_program"):
        (tmp_path / name).write_bytes(bytes(4096))
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "mpich_shm_of_this_moment").touch()
    with open(tmp_path / "mpich_shm_open", "w+b") as of_another_job:
        os.utime(of_another_job.name, (0, 0))
        mapped = np.memmap(tmp_path / "mpich_shm_mapped", np.uint8)
        launching.remove_leftovers(before)
        left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [
        "mpich_shm_mapped",
        "mpich_shm_of_this_moment",
        "mpich_shm_older",
        "mpich_shm_open",
        "of_another_program",
    ]
    assert len(mapped) == 4096


def test_without_mpiexec_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtraError, match=r"kerasish\[mpi-local\]"):
        launching.find_mpiexec()
    assert launching.find_mpiexec("srun --mpi=pmi2") == ["srun", "--mpi=pmi2"]


def test_the_script_begins_where_options_end():
    assert _split(["-n", "2", "--min-n=1", "a.py", "-n", "3"]) == (
        ["-n", "2", "--min-n=1"],
        ["a.py", "-n", "3"],
    )
    assert _split(["-n", "2", "-m", "a.b", "-x"])[1] == ["-m", "a.b", "-x"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-n", "2"], "a script is needed"),
        (["-n", "2", "--min-n", "3", "a.py"], "--min-n must be from 1 to 2, not 3"),
        (["a.py"], "required: -n"),
    ],
)
def test_wrong_command_lines(arguments, message, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err
