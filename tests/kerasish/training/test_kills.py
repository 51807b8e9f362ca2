"""A few kills; `python -m tests.stress.kill_saves` and `kill_training` do hundreds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"),
                    reason="children are forked")  # fmt: skip
@pytest.mark.parametrize("name", ["kill_saves", "kill_training"])
def test_a_few_kills(name):
    done = subprocess.run(
        [sys.executable, "-m", f"tests.stress.{name}", "--count", "2"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'kills': " in done.stdout
