"""The model of what a step on several ranks costs."""

import pytest

from benchmarks.ranks.cost import Network, Step

NETWORK = Network(latency=1e-5, bandwidth=1e9)


def test_one_rank_sends_nothing():
    assert NETWORK.sum_seconds(1e9, 1, 100) == 0


def test_short_messages_go_in_rounds_and_long_ones_in_parts():
    assert NETWORK.sum_seconds(0, 8, 2) == pytest.approx(2 * 3 * 1e-5)
    assert NETWORK.sum_seconds(1e9, 2) == pytest.approx(1 + 1e-5)
    assert NETWORK.sum_seconds(1e9, 4) == pytest.approx(1.5 + 2e-5)


def test_a_step_is_that_of_the_rows_of_a_rank_and_of_messages():
    step = Step({64: 0.03, 128: 0.05}, gradient_bytes=10**6, messages=4)
    assert step.seconds_of(128) == 0.05
    assert step.seconds_of(32) == pytest.approx(0.02)
    want = 0.03 + 0.001 + 4 * 1e-5
    assert step.predicted(128, 2, NETWORK) == pytest.approx(want)
    four = step.predicted(128, 4, NETWORK, cores=2)  # which they take in turn
    assert four == pytest.approx(2 * 0.02 + 0.0015 + 8e-5)
