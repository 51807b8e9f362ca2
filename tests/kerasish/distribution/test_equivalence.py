"""The same training on one process and on several ranks."""

from __future__ import annotations

import numpy as np
import pytest

from tests.kerasish.distribution.mpi_jobs import needs_mpi, run_job

MODULE = "tests.kerasish.distribution.trainings"
NAMES = {
    "numpy": ["dropout", "sync_bn", "masks", "regularized", "small_batches"],
    "native": ["own_step"],
}


def results_of(ranks: int, engine: str, path) -> dict[str, np.ndarray]:
    """What ranks wrote to a file."""
    arguments = ("-m", MODULE, path, "float64", 1, *NAMES[engine])
    job = run_job(ranks, *arguments, KERASISH_ENGINE=engine)
    assert job.returncode == 0, job.stdout + job.stderr
    results = dict(np.load(path))
    assert results.pop("size") == ranks
    return results


@needs_mpi
@pytest.mark.parametrize(("engine", "ranks"), [("numpy", 3), ("native", 2)])
def test_ranks_compute_what_one_process_computes(engine, ranks, tmp_path):
    if engine == "native":
        pytest.importorskip("llvmlite")
    together = results_of(ranks, engine, tmp_path / "together.npz")
    alone = results_of(1, engine, tmp_path / "alone.npz")
    assert together.keys() == alone.keys()
    for key, want in alone.items():
        bound = 1e-12 * np.abs(want).max()
        np.testing.assert_allclose(together[key], want, 0, bound, err_msg=key)
