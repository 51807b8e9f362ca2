"""What ranks see: the same results everywhere, callbacks on one of them."""

from __future__ import annotations

import json

import pytest

import graph
from tests.kerasish.distribution.mpi_jobs import needs_mpi, run_job

MODULE = "tests.kerasish.distribution.ranked_training"


def results_of(ranks: int, folder) -> tuple[list, str]:
    """What each rank has written, and what all of them have printed."""
    folder.mkdir()
    job = run_job(ranks, "-m", MODULE, folder, KERASISH_ENGINE="numpy")
    assert job.returncode == 0, job.stdout + job.stderr
    files = [folder / f"rank-{rank}.json" for rank in range(ranks)]
    return [json.loads(file.read_text()) for file in files], job.stdout


def require_close(got, want, place: str) -> None:
    if isinstance(want, dict):
        assert got.keys() == want.keys(), place
        for key in want:
            require_close(got[key], want[key], f"{place} {key}")
    else:
        got, want = graph.flatten(got), graph.flatten(want)
        assert got == pytest.approx(want, rel=2e-5, abs=1e-6), place


@needs_mpi
def test_ranks_see_the_same_and_callbacks_run_on_the_first(tmp_path):
    (first, second), printed = results_of(2, tmp_path / "two")
    assert first["same"] == second["same"]
    (alone,), printed_alone = results_of(1, tmp_path / "one")
    require_close(first["same"], alone["same"], "")
    assert first["same"]["callbacks"]["history"]["own"] == [0.0, 2.0, 4.0, 6.0]
    assert first["same"]["callbacks"]["everywhere"] == 4
    # the user's callback: 3 batches in each of 4 epochs, and predictions of its own
    require_close(first["seen"], alone["seen"], "seen")
    assert first["seen"][0] == 12 and second["seen"] == [0, []]
    # the first rank speaks and writes
    assert len(printed.splitlines()) == len(printed_alone.splitlines())
    assert len((tmp_path / "two" / "log.csv").read_text().splitlines()) == 5
    for folder in ("one", "two"):
        assert (tmp_path / folder / "best.weights.h5").exists()
