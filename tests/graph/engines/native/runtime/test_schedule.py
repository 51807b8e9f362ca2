"""What the interpreter does with a table of calls, loops and choices."""

from __future__ import annotations

import numpy as np
import pytest

from graph.engines.native.runtime import (
    At,
    Schedule,
    Segment,
    copy_address,
    pool,
    run,
    use_threads,
)
from tests.graph.engines.native.runtime.machine import Log, kernel, slot, slots


@pytest.fixture(params=[1, 2, 4])
def threads(request, monkeypatch):
    monkeypatch.setattr(pool, "available_processors", lambda: 8)
    with use_threads(request.param):
        yield request.param


def int64(*values) -> np.ndarray:
    return np.array(values, np.int64)


def test_an_empty_schedule_runs():
    assert run(Schedule()) == 0


def test_calls_run_in_order_and_the_table_grows():
    log, schedule = Log(), Schedule()
    for value in range(300):
        log.call(schedule, value)
    assert run(schedule) == 0
    assert log.take() == list(range(300))


def test_a_part_of_a_schedule_runs():
    log, schedule = Log(), Schedule()
    entries = [log.call(schedule, value) for value in range(10)]
    assert entries == list(range(10))
    run(schedule, 3, 6)
    assert log.take() == [3, 4, 5]
    run(schedule, 6, 6)
    assert log.take() == []


def test_a_schedule_that_runs_cannot_grow():
    schedule = Schedule()
    run(schedule)
    with pytest.raises(ValueError, match="cannot grow"):
        schedule.call(0, 0)


def test_a_segment_can_be_run_again():
    log, schedule = Log(), Schedule()
    log.call(schedule, 7)
    segment = Segment(schedule)
    assert [segment(), segment()] == [0, 0]
    assert log.take() == [7, 7]


@pytest.mark.parametrize("parts", [0, 1, 2, 3, 8, 100])
def test_each_part_runs_once(threads, parts):
    counts = np.zeros(101, np.int64)
    table = slots(counts, 1, 0)
    schedule = Schedule()
    schedule.call(kernel("tally"), table.ctypes.data, parts)
    segment = Segment(schedule)
    for _ in range(50):
        assert segment() == 0
    np.testing.assert_array_equal(counts, 50 * (np.arange(101) < parts))


def test_parts_can_be_changed_between_runs(threads):
    counts = np.zeros(8, np.int64)
    table = slots(counts, 1, 0)
    schedule = Schedule()
    entry = schedule.call(kernel("tally"), table.ctypes.data, 1)
    segment = Segment(schedule)
    for parts in (1, 5, 0, 8):
        schedule.set_parts(entry, parts)
        segment()
    assert counts.tolist() == [3, 2, 2, 2, 2, 1, 1, 1]


@pytest.mark.parametrize("parts", [-1, 1 << 40])
def test_parts_out_of_range_are_refused(parts):
    with pytest.raises(ValueError, match="parts must be within"):
        Schedule().call(0, 0, parts)


def test_loops_nest():
    log, schedule = Log(), Schedule()
    with schedule.repeat(2):
        log.call(schedule, 1)
        with schedule.repeat(3):
            log.call(schedule, 2)
        with schedule.repeat(0):
            log.call(schedule, 3)
        log.call(schedule, 4)
    log.call(schedule, 5)
    run(schedule)
    assert log.take() == [1, 2, 2, 2, 4, 1, 2, 2, 2, 4, 5]


def test_times_can_be_changed_and_stand_in_memory():
    log, schedule, times = Log(), Schedule(), int64(2)
    with schedule.repeat(1) as one:
        log.call(schedule, 1)
    with schedule.repeat(At(times.ctypes.data)):
        log.call(schedule, 2)
    segment = Segment(schedule)
    segment()
    assert log.take() == [1, 2, 2]
    times[0] = -1
    one.set_times(3)
    segment()
    assert log.take() == [1, 1, 1]


def test_inner_slots_follow_outer_ones():
    """A slot that two loops bump begins each inner loop where the outer one put it."""
    log, schedule = Log(), Schedule()
    with schedule.repeat(3) as outer:
        with schedule.repeat(2) as inner:
            log.call(schedule, 100)
            where = slot(log.tables[0], 2)
            inner.bump(where, 1)
        outer.bump(where, 10)
    segment = Segment(schedule)
    for _ in range(2):
        segment()
        assert log.take() == [100, 101, 110, 111, 120, 121]
    assert log.tables[0][2] == 100


def test_increments_can_be_changed():
    log, schedule = Log(), Schedule()
    with schedule.repeat(3) as loop:
        log.call(schedule, 0)
        loop.bump(slot(log.tables[0], 1), 0)
        step = loop.bump(slot(log.tables[0], 2), 1)
    segment = Segment(schedule)
    loop.set_increment(step, -5)
    segment()
    assert log.take() == [0, -5, -10]


def fold(length: int):
    """carry = 10 * carry + x for each x: carries swap, rows of x advance."""
    x, start, result = np.arange(1, 10), int64(5), int64(0)
    buffers = int64(0, 0)
    step = slots(buffers[1:], buffers, x)
    first = slots(buffers, start, 8)
    last = slots(result, 0, 8)
    schedule = Schedule()
    schedule.call(copy_address(), first.ctypes.data)
    with schedule.repeat(length) as loop:
        schedule.call(kernel("join"), step.ctypes.data)
        loop.bump(slot(step, 2), 8)
        loop.swap(slot(step, 0), slot(step, 1))
        loop.finish()
        last_source = slots(last[1:], step[1:], 8)
        schedule.call(copy_address(), last_source.ctypes.data)
        schedule.call(copy_address(), last.ctypes.data)
    return schedule, result, (x, start, buffers, step, first, last, last_source)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 7])
def test_a_scan_ends_with_its_last_carry(length):
    schedule, result, kept = fold(length)
    before = kept[3].copy()
    segment = Segment(schedule)
    for _ in range(2):
        result[0] = -1
        segment()
        assert result[0] == int("5" + "".join(str(i + 1) for i in range(length)))
        np.testing.assert_array_equal(kept[3], before)


def while_loop(limit: int, times=None):
    """while value < limit: value = 10 * value + 1; logs how often it looked."""
    log, schedule = Log(), Schedule()
    value, one, go = int64(1), int64(1), np.zeros(1, np.bool_)
    less, join = slots(go, value, limit), slots(value, value, one)
    with schedule.repeat(times) as loop:
        log.call(schedule, 1)
        schedule.call(kernel("less"), less.ctypes.data)
        loop.stop_unless(go.ctypes.data)
        log.call(schedule, 2)
        schedule.call(kernel("join"), join.ctypes.data)
        loop.finish()
        log.call(schedule, 3)
    run(schedule)
    return value[0], log.take()


def test_a_condition_ends_a_loop():
    assert while_loop(0) == (1, [1, 3])
    assert while_loop(1000) == (1111, [1, 2, 1, 2, 1, 2, 1, 3])
    assert while_loop(1000, times=2) == (111, [1, 2, 1, 2, 3])


def test_a_loop_has_one_condition_and_one_end():
    with Schedule().repeat(1) as loop:
        loop.stop_unless(8)
        with pytest.raises(ValueError, match="one condition"):
            loop.stop_unless(8)
        loop.finish()
        with pytest.raises(ValueError, match="finished once"):
            loop.finish()


INDICES = [-(2**31), -1, 0, 1, 2, 3, 2**31 - 1]
CHOICES = [("bool", False), ("bool", True), ("uint8", 200), ("int64", 2**40)]
CHOICES += [(dtype, index) for dtype in ("int32", "int64") for index in INDICES]


@pytest.mark.parametrize(("dtype", "index"), CHOICES)
def test_a_switch_runs_one_branch(dtype, index):
    log, schedule, which = Log(), Schedule(), np.array(index, dtype)
    with schedule.switch(which.ctypes.data, which.itemsize) as switch:
        with switch.branch():
            log.call(schedule, 0)
            log.call(schedule, 0)
        with switch.branch(), schedule.repeat(3):
            log.call(schedule, 1)
        with switch.branch():
            pass
        with switch.branch():
            again = schedule.switch(which.ctypes.data, which.itemsize)
            with again as inner, inner.branch():
                log.call(schedule, 31)
            log.call(schedule, 3)
    log.call(schedule, 9)
    run(schedule)
    chosen = [[0, 0], [1, 1, 1], [], [31, 3]][min(max(index, 0), 3)]
    assert log.take() == [*chosen, 9]


def test_a_switch_is_checked_when_it_is_written():
    with pytest.raises(ValueError, match="4 or 8 bytes"), Schedule().switch(8, 2):
        pass
    with pytest.raises(ValueError, match="needs a branch"), Schedule().switch(8, 4):
        pass


@pytest.mark.parametrize("turn", [0, 3])
@pytest.mark.parametrize("where", ["head", "body", "finish", "none"])
def test_a_failure_stops_the_run_and_slots_are_put_back(threads, where, turn):
    log, failure, count = Log(), int64(0), int64(0)
    schedule = Schedule(failure.ctypes.data)
    fail = slots(failure, count, 4 if where == "finish" else turn, 77)
    table = log.table(0)

    def step(name):
        if name == where:
            schedule.call(kernel("fail"), fail.ctypes.data)
        schedule.call(kernel("log"), table.ctypes.data)

    go = np.ones(1, np.bool_)
    with schedule.repeat(2), schedule.repeat(4) as loop:
        step("head")
        loop.stop_unless(go.ctypes.data)
        step("body")
        loop.bump(count.ctypes.data, 1)
        loop.bump(slot(table, 2), 1)
        loop.finish()
        step("finish")
    segment = Segment(schedule)
    whole = [0, 0, 1, 1, 2, 2, 3, 3, 4]
    ran = {
        "head": whole[: 2 * turn],
        "body": whole[: 2 * turn + 1],
        "finish": whole[:-1],
        "none": 2 * whole,
    }[where]
    for _ in range(2):
        failure[0] = 0
        assert segment() == (0 if where == "none" else 77)
        assert log.take() == ran
        assert (count[0], table[2]) == (0, 0)


def test_a_failure_within_a_switch_and_of_parts_stops_the_run(threads):
    log, failure, index = Log(), int64(0), int64(0)
    schedule = Schedule(failure.ctypes.data)
    fail = slots(failure, index, 0, -3)
    with schedule.switch(index.ctypes.data, 8) as switch, switch.branch():
        schedule.call(kernel("fail"), fail.ctypes.data, 4)
        log.call(schedule, 1)
    log.call(schedule, 2)
    assert run(schedule) == -3
    assert log.take() == []


@pytest.mark.parametrize("nbytes", [0, 1, 1000, 1001])
@pytest.mark.parametrize("parts", [1, 7])
def test_bytes_are_copied(threads, nbytes, parts):
    source = np.arange(1001).astype(np.uint8)
    target = np.zeros(1001, np.uint8)
    table, schedule = slots(target, source, nbytes), Schedule()
    schedule.call(copy_address(), table.ctypes.data, parts)
    run(schedule)
    np.testing.assert_array_equal(target[:nbytes], source[:nbytes])
    assert not target[nbytes:].any()
