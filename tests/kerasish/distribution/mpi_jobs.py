"""Runs modules and scripts on several ranks, over the loopback interface only."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MPIEXEC = Path(sys.executable).with_name("mpiexec")
#: what tests of jobs need: the extra "mpi-local"
needs_mpi = pytest.mark.skipif(
    importlib.util.find_spec("mpi4py") is None or not MPIEXEC.exists(),
    reason='the extra "mpi-local" is not installed',
)


def environment(**more) -> dict[str, str]:
    """That of a rank: one thread, and only this machine."""
    own = {"PYTHONPATH": str(ROOT), "KERASISH_NUM_THREADS": "1", "FI_TCP_IFACE": "lo"}
    return os.environ | own | {name: str(value) for name, value in more.items()}


def run_job(ranks: int, *arguments, timeout: float = 180, **more):
    """Runs ``python *arguments`` on ranks; returns the finished process.

    Args:
        ranks: how many.
        arguments: of Python.
        timeout: seconds after which the test fails.
        more: variables of the environment.
    """
    launcher = [MPIEXEC, "-iface", "lo", "-n", ranks] if ranks > 1 else []
    command = [*launcher, sys.executable, *arguments]
    return subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
        env=environment(**more),
    )
