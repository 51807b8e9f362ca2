"""Which rows of a batch are whose, and outputs put together again."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish.data.source import make_source
from kerasish.training.shards import Cut, ShardedSource, join_shards

X = np.arange(22).reshape(11, 2)


@pytest.mark.parametrize("total", [0, 1, 2, 3, 10, 11])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_all_rows_are_given_once_and_in_order(total, size):
    bounds = [Cut(rank, size).bounds(total) for rank in range(size)]
    rows = [row for first, stop in bounds for row in range(first, stop)]
    assert rows == list(range(total))
    counts = [stop - first for first, stop in bounds]
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
@pytest.mark.parametrize("batch_size", [2, 4, 32])
def test_arrays_give_each_rank_its_rows_of_the_same_batches(shuffle, batch_size):
    def batches(source):
        return [[np.asarray(a).tolist() for a in batch] for batch in source.epoch()]

    def source():
        made = make_source(X, X[:, 0], batch_size=batch_size, shuffle=shuffle)
        if shuffle:
            made._random = np.random.default_rng(4)
        return made

    whole = batches(source())
    ranks = [list(ShardedSource(source(), Cut(r, 3)).epoch()) for r in range(3)]
    for batch, *shards in zip(whole, *ranks, strict=True):
        for i, want in enumerate(batch):
            rows = [shard[i][: shard.rows].tolist() for shard in shards]
            assert [row for part in rows for row in part] == want
        assert {shard.total for shard in shards} == {len(batch[0])}
        assert all(len(shard[0]) == max(1, shard.rows) for shard in shards)


def test_a_generator_is_cut_after_its_batches_are_made():
    def batches():
        yield X[:5], {"y": X[:5, 1]}

    (shard,) = ShardedSource(make_source(batches()), Cut(1, 2)).epoch()
    np.testing.assert_array_equal(shard[0], X[2:5])
    np.testing.assert_array_equal(shard[1]["y"], X[2:5, 1])
    assert (shard.rows, shard.first, shard.total) == (3, 2, 5)


def test_outputs_of_ranks_are_joined_batch_by_batch():
    totals, cuts = [4, 4, 1], [Cut(rank, 3) for rank in range(3)]
    values, outputs = np.arange(9.0), []
    for cut in cuts:
        parts, start = [], 0
        for total in totals:
            first, stop = cut.bounds(total)
            parts.append(values[start + first : start + stop])
            start += total
        outputs.append({"a": np.concatenate(parts)})
    joined = join_shards(cuts[0], totals, outputs)
    np.testing.assert_array_equal(joined["a"], values)
