"""The number of processors, from trees of files such as containers see."""

from __future__ import annotations

import os

import pytest

from graph.engines.native.runtime.processors import available_processors


@pytest.fixture(autouse=True)
def sixteen(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(16), raising=False)


def tree(root, files):
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return root


def test_without_groups_all_count(tmp_path):
    assert available_processors(tmp_path) == 16


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("max 100000\n", 16),
        ("250000 100000\n", 2),
        ("50000 100000\n", 1),
        ("9900000 100000\n", 16),
        ("nonsense\n", 16),
        ("", 16),
        ("100000 0\n", 16),
    ],
)
def test_a_container_sees_its_limit_at_the_top(tmp_path, text, want):
    assert available_processors(tree(tmp_path, {"sys/fs/cgroup/cpu.max": text})) == want


def test_the_least_limit_of_nested_groups_counts(tmp_path):
    files = {
        "proc/self/cgroup": "0::/user/session/job\n",
        "sys/fs/cgroup/user/cpu.max": "300000 100000",
        "sys/fs/cgroup/user/session/cpu.max": "max 100000",
        "sys/fs/cgroup/user/session/job/cpu.max": "800000 100000",
        "sys/fs/cgroup/other/cpu.max": "100000 100000",
    }
    assert available_processors(tree(tmp_path, files)) == 3


@pytest.mark.parametrize(("quota", "want"), [("400000", 4), ("-1", 16)])
def test_groups_of_the_first_kind(tmp_path, quota, want):
    files = {
        "proc/self/cgroup": "5:memory:/x\n4:cpu,cpuacct:/box\n",
        "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": quota,
        "sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000",
    }
    assert available_processors(tree(tmp_path, files)) == want


def test_here_there_is_at_least_one():
    assert available_processors() >= 1
