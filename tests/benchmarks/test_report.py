"""Ratios, shares of the peak, rows of tables, and the bars of the picture."""

from __future__ import annotations

import json
import math

import pytest

from benchmarks import report
from benchmarks.comparison import Comparison, Measured
from benchmarks.machine import Peaks
from benchmarks.plot import bars
from benchmarks.scaling import SERIES, measure_series, scaling_rows
from benchmarks.small_models import microsecond_rows
from benchmarks.systems import System
from benchmarks.workers.process import Conditions
from benchmarks.workloads.catalogue import WORKLOADS
from benchmarks.workloads.cost import flops

OURS = System("ours", "python", is_ours=True)
FAST, SLOW = System("fast", "python"), System("slow", "python")
SYSTEMS = [OURS, FAST, SLOW]
PEAKS = Peaks({1: 1e9, 2: 2e9}, {1: 1e12}, "a loop")


def comparison(**seconds) -> Comparison:
    measured = {
        name: Measured([s, 2 * s, 3 * s], first_step_seconds=1.0, peak_bytes=5_000_000)
        for name, s in seconds.items()
    }
    return Comparison(WORKLOADS["mlp"], measured)


def test_the_ratio_is_to_the_fastest_peer():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    assert report.ratio(found, SYSTEMS) == pytest.approx(1.5)
    found.measured["fast"].seconds[0] = 0.01
    assert report.ratio(found, SYSTEMS, "least") == pytest.approx(30)


def test_there_is_no_ratio_without_peers_or_without_us():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    assert report.ratio(found, [OURS]) is None
    assert report.ratio(found, [FAST, SLOW]) is None


def test_share_of_the_peak_on_all_threads():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    share, kind = report.share_of_peak(found, 0.5, PEAKS)
    assert kind == "flops"
    assert share == pytest.approx(flops(WORKLOADS["mlp"]) / 2e9 / 0.5)
    assert report.share_of_peak(found, None, PEAKS) is None


def test_rows_of_steps_name_what_failed():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    found.measured["slow"] = Measured(error="slow, mlp: out of memory")
    heading, row = report.step_rows([found], SYSTEMS, PEAKS)
    assert heading[:5] == ("workload", "batch", "ours", "fast", "slow")
    assert len(row) == len(heading)
    assert row[1:7] == (32, "600 (300)", "400 (200)", "failed", "1.50", "1.50")
    assert report.errors([found]) == ["slow, mlp: out of memory"]


def test_rows_of_starts_show_the_second_process():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    found.measured["ours"].cached_step_seconds = 0.25
    _, row, imports = report.start_rows([found], SYSTEMS)
    assert row[1:] == ("1.00, then 0.25", "1.00", "1.00")
    assert imports[1:] == ("-", "-", "-")


def test_rows_of_memory():
    _, row = report.memory_rows([comparison(ours=1, fast=1, slow=1)], SYSTEMS)
    assert row[1:] == ("5", "5", "5")


def test_all_that_was_measured_is_json():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    data = json.loads(json.dumps(report.as_data([found], SYSTEMS, PEAKS)))
    (workload,) = data["workloads"]
    assert workload["name"] == "mlp" and workload["flops"] == flops(WORKLOADS["mlp"])
    assert workload["measured"]["fast"]["seconds"] == pytest.approx([0.2, 0.4, 0.6])


def test_bars_are_ratios_of_ours():
    found = comparison(ours=0.3, fast=0.2, slow=0.9)
    failed = comparison(ours=0.3, fast=0.2, slow=0.9)
    failed.measured["ours"].seconds.clear()
    labels, ratios = bars([found, failed], SYSTEMS)
    assert labels == ["MLP 784-512-512-10\nbatch 32"] * 2
    assert ratios["ours"][0] == pytest.approx(1.5) and math.isnan(ratios["ours"][1])
    assert bars([found], [OURS]) == ([], {"ours": []})


def test_series_measure_each_size_in_all_systems(monkeypatch):
    def fake_compare(systems, workload, conditions):
        seconds = workload.batch * conditions.repeats / 1e3
        return Comparison(workload, {s.name: Measured([seconds]) for s in systems})

    monkeypatch.setattr("benchmarks.scaling.compare", fake_compare)
    found = measure_series(SERIES["cnn"], SYSTEMS, Conditions(2))
    assert list(found) == ["ours", "fast", "slow"]
    assert [m.seconds for m in found["fast"]] == [[0.064], [0.128], [0.256], [0.512]]


def test_rows_of_scaling_leave_out_what_failed():
    results = [Measured([0.001 * size**2]) for size in SERIES["mlp"].sizes]
    results[-1] = Measured(error="too large")
    _, row = scaling_rows({"mlp": {"ours": results}})
    assert row[1:] == ("ours", "32, 64, 128", "1024, 4096, 16384", "2.00")


def test_the_better_peak_counts():
    other = Peaks({1: 3e9, 2: 1e9}, {1: 5e11}, "a loop")
    assert PEAKS.better(other) == Peaks({1: 3e9, 2: 2e9}, {1: 1e12}, "a loop")


def test_rows_of_small_models_are_in_microseconds():
    found = comparison(ours=3e-5, fast=6e-5, slow=9e-5)
    found.measured["slow"] = Measured(error="slow, mlp: out of memory")
    heading, row = microsecond_rows([found], SYSTEMS)
    assert heading == ("what", "batch", "ours", "fast", "slow", "ratio")
    assert row[2:] == ("60 (30)", "120 (60)", "failed", "0.50")


def test_small_models_are_written_without_the_peaks_of_the_machine():
    data = report.as_data([comparison(ours=0.3)], [OURS])
    assert data["peaks"] is None
    assert data["workloads"][0]["measured"]["ours"]["seconds"] == [
        0.3,
        0.6,
        pytest.approx(0.9),
    ]
