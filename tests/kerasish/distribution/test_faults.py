"""What happens to a job when something befalls a rank; more in tests/stress."""

from __future__ import annotations

import numpy as np

from tests.kerasish.distribution.mpi_jobs import needs_mpi, run_job

MODULE = "tests.kerasish.distribution.faulty_training"


def train(folder, ranks: int, fault: str, *launcher):
    """A training in which something befalls rank 1 in batch 9."""
    folder.mkdir()
    arguments = [*launcher, "-m", MODULE, folder, fault, 1, 9]
    return run_job(ranks, *arguments, KERASISH_ENGINE="numpy")


@needs_mpi
def test_what_ends_one_rank_ends_all(tmp_path):
    job = train(tmp_path / "job", 2, "exit")
    assert job.returncode not in (0, None)
    assert "RemoteError: rank 1 has failed:\nTraceback" in job.stderr
    assert "SystemExit: 3" in job.stderr
    assert not (tmp_path / "job" / "last.npz").exists()


@needs_mpi
def test_a_job_whose_rank_is_killed_goes_on_and_ends_as_if_nothing_had_happened(
    tmp_path,
):
    undisturbed = train(tmp_path / "undisturbed", 1, "none")
    assert undisturbed.returncode == 0, undisturbed.stderr
    launcher = ["-m", "kerasish.run", "-n", 2, "--min-n", 1, "--max-restarts", 1]
    job = train(tmp_path / "job", 1, "kill", *launcher)
    assert job.returncode == 0, job.stderr
    assert "start 1 of 1 again, with 1 ranks" in job.stderr
    want = np.load(tmp_path / "undisturbed" / "last.npz")
    got = np.load(tmp_path / "job" / "last.npz")
    for key in ("weights", "logs"):
        np.testing.assert_allclose(got[key], want[key], 1e-5)
