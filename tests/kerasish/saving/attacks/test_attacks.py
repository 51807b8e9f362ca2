"""Hostile files and configs: a typed error, in little time and memory, and no more."""

import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.kerasish.saving.attacks import archive_attacks, h5_attacks
from tests.kerasish.saving.attacks.config_attacks import (
    BYTECODE,
    INJECTION,
    NONSENSE,
    SIZES,
)
from tests.kerasish.saving.attacks.graph_attacks import GRAPHS

#: seconds on the processor; one and a half for one, as all share this machine
LONGEST = 1.5
#: kB
MOST_MEMORY = 256 << 10
CONFIGS = {**BYTECODE, **INJECTION, **SIZES, **NONSENSE, **GRAPHS}
LABELS = [*CONFIGS, *h5_attacks.ATTACKS, *archive_attacks.ATTACKS]
#: what is large or odd but does no harm: a model may have it
HARMLESS = {
    "RepeatVector(2**40)", "CategoryEncoding(2**40)", "Hashing(2**40)",
    "shared objects that share themselves", "two layers of one name",
    "models forty deep", "models a thousand deep", "a group that contains itself",
    "2**40 paths to one group", "a thousand groups deep", "thousands of attributes",
    "four thousand names of one group",
}  # fmt: skip


@functools.cache
def answers() -> dict[str, list]:
    """The answers to each attack, all made in one process."""
    root = Path(__file__).parents[4]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, "-m", "tests.kerasish.saving.attacks.run", folder],
            capture_output=True, text=True, cwd=root, check=False,
            env={**os.environ, "KERASISH_ENGINE": "numpy", "PYTHONPATH": str(root)},
        )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:] + run.stdout[-300:]
    found: dict[str, list] = {}
    for line in run.stdout.splitlines():
        label, *answer = json.loads(line)
        found.setdefault(label, []).append(answer)
    return found


@pytest.mark.parametrize("label", LABELS)
def test_attack_is_answered(label):
    of_compile = [a for k, v in answers().items() if k.startswith(f"{label}, as ")
                  for a in v]  # fmt: skip
    for entry, kind, text, seconds, memory, events in answers()[label] + of_compile:
        assert kind != "untyped", (entry, text)
        assert not events, entry
        assert seconds < LONGEST, entry
        assert memory < MOST_MEMORY, entry
        assert "MemoryError" not in text, (entry, text)


@pytest.mark.parametrize("label", [x for x in LABELS if x not in HARMLESS])
def test_attack_is_refused(label):
    kinds = {entry: kind for entry, kind, *_ in answers()[label]}
    loading = [entry for entry in kinds if entry.startswith("load_model")]
    assert loading
    assert {kinds[entry] for entry in loading} == {"typed"}
    if label in CONFIGS:
        assert set(kinds.values()) == {"typed"}


def test_what_is_harmless_is_known():
    assert set(LABELS) >= HARMLESS
    assert set(answers()) >= set(LABELS)
