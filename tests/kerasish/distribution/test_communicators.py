"""What ranks do together, and how they notice that they do not."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from kerasish.distribution import DisagreementError, RemoteError
from kerasish.distribution.local_communicator import LocalCommunicator
from kerasish.distribution.thread_communicator import Board, ThreadCommunicator


def on_ranks(size: int, function) -> list:
    """What the function of a communicator returns or raises on each rank."""
    board, results = Board(size, timeout=10), [None] * size

    def run(rank):
        try:
            results[rank] = function(ThreadCommunicator(rank, board, 1 << 10))
        except Exception as error:  # noqa: BLE001 - it is what the test looks at
            results[rank] = error

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("size", [0, 1, 60, 61, 700])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "float16"])
def test_sums_of_short_and_long_arrays(size, dtype):
    def summed(communicator):
        x = np.full(size, communicator.rank + 1, dtype)
        communicator.all_reduce(x)
        return x

    for x in on_ranks(3, summed):
        assert x.dtype == dtype
        np.testing.assert_array_equal(x, np.full(size, 6))


def test_items_and_numbers():
    def exchanged(communicator):
        rank = communicator.rank
        return (
            communicator.gather({"rank": rank}),
            communicator.broadcast(rank + 5),
            communicator.numbers_of_first([rank + 0.5, 2], "numbers"),
        )

    ranks = [{"rank": 0}, {"rank": 1}]
    assert on_ranks(2, exchanged) == [(ranks, 5, [0.5, 2.0])] * 2


def test_the_wish_to_stop_is_known_to_all_after_the_same_operation():
    def asked(communicator):
        found = []
        for step in range(3):
            communicator.wants_stop = communicator.rank == 1 and step == 1
            communicator.barrier()
            found.append(communicator.stop_wanted)
        return found

    assert on_ranks(2, asked) == [[False, True, False]] * 2


def test_a_failure_reaches_all_in_the_operation_that_they_are_in():
    def failing(communicator):
        if communicator.rank == 1:
            error = ValueError("boom")
            communicator.tell(error, "Traceback: boom")
            communicator.tell(error, "Traceback: boom")  # all know it already
            return "told"
        communicator.all_reduce(np.ones(1000))

    first, told, last = on_ranks(3, failing)
    assert told == "told"
    for error in (first, last):
        assert type(error) is RemoteError
        assert str(error) == "rank 1 has failed:\nTraceback: boom"


def test_ranks_that_do_different_things_are_told():
    def differing(communicator):
        if communicator.rank == 1:
            communicator.barrier("evaluate")
        else:
            communicator.all_reduce(np.ones(3, "float32"))

    for error in on_ranks(2, differing):
        assert type(error) is DisagreementError
        assert "rank 0: all_reduce float32 3\n  rank 1: evaluate\n" in str(error)


def test_one_rank_speaks_to_itself():
    communicator = LocalCommunicator()
    x = np.arange(100.0)
    communicator.all_reduce(x)
    np.testing.assert_array_equal(x, np.arange(100))
    assert communicator.gather("x") == ["x"]
