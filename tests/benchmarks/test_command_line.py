"""What the command line takes."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import parser
from benchmarks.commands import chosen_systems, until_ended


def test_comparing_workloads_is_the_default():
    chosen = parser().parse_args(["--peer", "tf=/a", "--workload", "mlp"])
    assert chosen.command is None
    assert (chosen.peer, chosen.workload) == (["tf=/a"], ["mlp"])


def test_sub_commands_have_their_own_choices():
    chosen = parser().parse_args(["scaling", "--workload", "lstm", "--repeats", "2"])
    assert (chosen.command, chosen.workload, chosen.repeats) == ("scaling", ["lstm"], 2)
    with pytest.raises(SystemExit):
        parser().parse_args(["scaling", "--workload", "tiny"])


def test_systems_are_chosen_by_name(monkeypatch):
    monkeypatch.setenv("KERASISH_PEERS", "tf=/a,torch=/b")
    chosen = parser().parse_args(["--system", "torch"])
    assert [s.name for s in chosen_systems(chosen)] == ["torch"]
    chosen = parser().parse_args([])
    assert {"kerasish numpy", "Keras-TF"} <= {s.name for s in chosen_systems(chosen)}
    chosen = parser().parse_args(["--system", "abacus"])
    with pytest.raises(SystemExit, match="no system 'abacus'"):
        chosen_systems(chosen)


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_ended_keeps_what_it_has(end):
    def run(name):
        if name == "c":
            raise end
        return name * 2

    assert until_ended(["a", "b", "c", "d"], run) == {"a": "aa", "b": "bb"}
