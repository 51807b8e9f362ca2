"""How many processors this process may keep busy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


def available_processors(root: Path = Path("/")) -> int:
    """Those it may run on, or what its control group has time for, if that is less.

    Containers are often given the time of a few processors, but may run on all.
    """
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        found = os.cpu_count()
        count = 1 if found is None else found
    shares = [int(share) for share in _shares(root)]
    return max(1, min([count, *shares]))


def _shares(root: Path) -> Iterator[float]:
    """The limits of the control group and of those that it is in, in processors."""
    groups = root / "sys/fs/cgroup"
    for path in _group_paths(root):
        for folder in (path, *path.parents):
            quota = _numbers(groups / folder / "cpu.max")
            yield from _share(quota)
            old = groups / "cpu" / folder
            quota = _numbers(old / "cpu.cfs_quota_us")
            yield from _share(quota + _numbers(old / "cpu.cfs_period_us"))


def _group_paths(root: Path) -> list[PurePosixPath]:
    """Where the groups of this process are; a container sees only the top."""
    paths = {PurePosixPath()}
    for line in _lines(root / "proc/self/cgroup"):
        names, _, path = line.partition(":")[2].partition(":")
        if names in ("", "cpu", "cpu,cpuacct"):
            paths.add(PurePosixPath(path.lstrip("/")))
    return sorted(paths)


def _share(numbers: list[str]) -> Iterator[float]:
    """Quota and period as processors; a quota that is no number is no limit."""
    if len(numbers) == 2 and all(number.isdecimal() for number in numbers):
        quota, period = (int(number) for number in numbers)
        if period:
            yield quota / period


def _numbers(file: Path) -> list[str]:
    return [word for line in _lines(file) for word in line.split()]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []
