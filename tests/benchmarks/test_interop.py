"""The matrix of round trips, of Kerasish with itself."""

import json

import pytest

import kerasish
from benchmarks.interop import tables
from benchmarks.interop.__main__ import chosen_features, main, parser
from benchmarks.interop.catalogue import FEATURES, GROUPS
from benchmarks.interop.feature import Feature
from benchmarks.interop.matrix import (
    FAIL,
    OK,
    UNSUPPORTED,
    Cell,
    feature_cells,
    judged,
)
from benchmarks.interop.worker import Worker, answer, difference


class Local:
    """What an `Environment` is, in this process."""

    def __init__(self, name="kerasish", *_):
        self.name = name
        self.worker = Worker(kerasish)

    def ask(self, **request):
        return answer(self.worker, request)

    def wait_until_ready(self):
        return kerasish.__version__

    def close(self):
        """Nothing to close."""


@pytest.mark.parametrize(
    "name", ["Dense", "nested twice", "Adam, amsgrad", "subclassed"]
)
def test_features_round_trip(tmp_path, name):
    cells = feature_cells([Local()], name, tmp_path)
    assert {c.status for c in cells} == {OK}, cells
    assert len(cells) == (3 if FEATURES[name].is_subclassed else 5)


def test_what_differs_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(Worker, "read", lambda *a, **k: {"predicts": 0.5})
    cells = feature_cells([Local()], "Dense", tmp_path)
    assert {c.status for c in cells} == {FAIL}
    assert "other predictions" in cells[0].detail


def test_a_reader_that_cannot_read_its_own_is_excused():
    feature = Feature("any", None)
    raw = {
        ("h5", "kerasish", "kerasish"): (OK, ""),
        ("h5", "kerasish", "keras"): (FAIL, "theirs"),
        ("h5", "keras", "keras"): (FAIL, "their own"),
        ("h5", "kerasish", "tf_keras"): (FAIL, "ours"),
        ("h5", "tf_keras", "tf_keras"): (OK, ""),
    }
    keys = list(raw)
    assert judged(feature, keys[1], raw) == (UNSUPPORTED, "their own")
    assert judged(feature, keys[3], raw) == (FAIL, "ours")


def test_differences_are_relative_and_notice_shapes():
    a = kerasish.ops.convert_to_numpy([10.0, 5.0])
    assert difference([a], [a + 1]) == pytest.approx(0.1)
    assert difference([a], [a[:1]]) == float("inf")
    assert difference([a, a], [a]) == float("inf")


def test_the_command_prints_tables_and_writes_json(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.interop.__main__.Environment", Local)
    file = tmp_path / "cells.json"
    assert main(["--feature", "Dense", "--json", str(file)]) == 0
    text = capsys.readouterr().out
    assert "| kerasish -> kerasish | 1/1" in text and "FAIL" not in text
    data = json.loads(file.read_text())
    assert data["versions"] == {"kerasish": kerasish.__version__}
    assert {c["status"] for c in data["cells"]} == {OK}
    assert {c["status"] for c in data["cells"]} <= tables.MARKS.keys()


def test_runs_are_put_together(tmp_path, capsys):
    runs = []
    for status in (FAIL, OK):
        names = ("Dense", {FAIL: "GRU", OK: "LSTM"}[status], "no feature any more")
        cells = [Cell(name, "h5", "keras", "kerasish", status) for name in names]
        runs.append(str(tmp_path / f"{status}.json"))
        tables.write_json(runs[-1], cells, {"kerasish": status})
    cells, versions = tables.read_runs(runs)
    assert {c.feature: c.status for c in cells} == {
        "Dense": OK,
        "GRU": FAIL,
        "LSTM": OK,
    }
    assert versions == {"kerasish": OK}
    assert main(["--show", *runs]) == 1
    assert "2/3, 1 FAIL" in capsys.readouterr().out


def test_groups_choose_features():
    chosen = chosen_features(parser().parse_args(["--group", "training"]))
    assert chosen == [feature.name for feature in GROUPS["training"]]
    assert len(chosen_features(parser().parse_args([]))) == len(FEATURES)
