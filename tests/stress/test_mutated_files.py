"""A few changed files, for the run of thousands: see `tests.stress.mutated_files`."""

import pytest

from tests.stress.mutated_files.trial import run_trial

#: files that once hung HDF5, or raised what nobody had thought of
ONCE_BAD = (8, 30, 33, 58, 59, 61, 68, 1032)


@pytest.mark.parametrize("seed", [*ONCE_BAD, *range(100, 110)])
def test_changed_files_are_answered(seed, tmp_path):
    kind, detail = run_trial(seed, tmp_path)
    assert kind in ("ok", "typed"), detail
