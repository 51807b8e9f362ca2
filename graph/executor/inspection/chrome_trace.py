"""Profiles in the trace event format of Chrome and Perfetto."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from graph.executor.inspection.profile_rows import Rows, Run


def chrome_trace(rows: Rows, runs: Sequence[Run]) -> list[dict[Any, Any]]:
    """Complete events ("X"), in microseconds, of each run and of each step in it.

    Source:
        "Trace Event Format", Google, 2016.
    """
    threads: dict[int, int] = {}
    events = []
    for lap in rows.laps:
        node = lap.node
        about = {
            "op": rows.op_of(lap),
            "layer": rows.layer_of(lap),
            "line": node.origin.place,
            "spec": ", ".join(map(repr, node.specs)),
            "bytes": lap.written,
        }
        thread = threads.setdefault(lap.thread, len(threads) + 1)
        event = _event(rows.node_of(lap), rows.op_of(lap), lap.start, lap.end)
        events.append({**event, "tid": thread, "args": about})
    for number, run in enumerate(runs):
        event = _event(f"run {number}", "run", run.start, run.end)
        events.append({**event, "tid": 0, "args": {}})
    return sorted(events, key=lambda event: event["ts"])


def _event(name: str, category: str, start: int, end: int) -> dict[str, float | str]:
    return {
        "name": name,
        "cat": category,
        "ph": "X",
        "ts": start / 1000,
        "dur": (end - start) / 1000,
        "pid": os.getpid(),
    }
