"""The progress bar on terminals, in logs, and where nobody reads."""

from __future__ import annotations

import errno
import io
import logging
import sys
from types import SimpleNamespace

import pytest

import graph
from kerasish import utils
from kerasish.utils import printing, progbar
from kerasish.utils.printing import print_message


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    stream = Terminal()
    # not sys.stdout itself, which pytest sets anew before the test runs
    for module in (printing, progbar):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stdout=stream, modules={}))
    return stream


@pytest.fixture
def clock(monkeypatch):
    """Seconds that a test sets."""
    now = [0.0]
    monkeypatch.setattr(progbar.time, "perf_counter", lambda: now[0])
    return now


def shown(stream):
    """What stands on the screen after each update, without colours."""
    text = stream.getvalue()
    for code in ("\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"):
        text = text.replace(code, "")
    return text


def test_a_terminal_has_one_line_that_is_written_over(terminal, clock):
    bar = utils.Progbar(4, width=4)
    clock[0] = 1.0
    bar.update(1, [("loss", 2.0)])
    clock[0] = 3.0
    bar.update(2, [("loss", 4.0)])
    clock[0] = 7.0
    bar.update(4, [("loss", 1.0)])
    first, second, third = shown(terminal).split("\r")[1:]
    assert first == "1/4 ━━━━ 3s 1s/step - loss: 2.0000"
    assert second == "2/4 ━━━━ 4s 2s/step - loss: 3.0000"
    assert third == "4/4 ━━━━ 7s 2s/step - loss: 2.0000\n"


def test_what_is_done_has_a_colour(terminal, clock):
    utils.Progbar(4, width=4).update(1)
    assert "\x1b[32m━\x1b[0m\x1b[37m━━━\x1b[0m" in terminal.getvalue()


def test_updates_closer_than_the_interval_are_left_out(terminal, clock):
    bar = utils.Progbar(10, interval=1.0)
    for step in range(1, 9):
        clock[0] += 0.3
        bar.update(step)
    assert terminal.getvalue().count("\r") == 2


def test_shorter_lines_cover_longer_ones(terminal, clock):
    bar = utils.Progbar(10, width=2, stateful_metrics=["x"], interval=0.0)
    bar.update(1, [("x", 100000.0)])
    bar.update(2, [("x", 1.0)])
    first, second = shown(terminal).split("\r")[1:]
    assert len(second) == len(first)


def test_unknown_target(terminal, clock):
    bar = utils.Progbar(None)
    clock[0] = 2.0
    bar.update(1)
    assert shown(terminal).strip() == "1/Unknown 2s 2s/step"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(7300.0, "2:01:40"), (75.0, "1:15"), (3.0, "3s")],
)
def test_time_that_is_left(terminal, clock, seconds, text):
    bar = utils.Progbar(2, width=0)
    clock[0] = seconds
    bar.update(1)
    assert f" {text} " in shown(terminal)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.0, "2s/step"), (0.0021, "2ms/step"), (0.0000251, "25us/step")],
)
def test_time_of_a_step(terminal, clock, seconds, text):
    bar = utils.Progbar(2, verbose=2)
    clock[0] = 5.0
    bar.update(1)
    clock[0] += seconds
    bar.update(2)
    assert text in shown(terminal)


def test_values_can_be_averaged_or_not(capsys):
    bar = utils.Progbar(4, verbose=2, stateless_metrics=["mean"])
    bar.update(3, [("mean", 1.0), ("last", 1.0)])
    bar.add(1, [("mean", 5.0), ("last", 0.0005)])
    assert capsys.readouterr().out.endswith("- mean: 2.0000 - last: 5.0000e-04\n")


def test_both_kinds_of_names_are_refused():
    with pytest.raises(graph.ArgumentError, match="exclude each other"):
        utils.Progbar(3, stateful_metrics=[], stateless_metrics=[])


def test_verbose_0_shows_nothing(capsys):
    utils.Progbar(1, verbose=0).update(1)
    assert capsys.readouterr().out == ""


def test_screens_without_the_character_get_another(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    utils.Progbar(2, width=4).update(2)
    stream.seek(0)
    assert "2/2 ==== " in stream.read()


def test_closed_and_missing_screens_are_left_alone(monkeypatch):
    stream = io.StringIO()
    stream.close()
    for nowhere in (stream, None):
        monkeypatch.setattr(sys, "stdout", nowhere)
        utils.Progbar(1).update(1)
        print_message("nobody reads this")
    assert utils.is_interactive_logging_enabled()


def test_a_notebook_has_one_line_that_is_written_over(monkeypatch, clock):
    stream = io.StringIO()
    jupyter = SimpleNamespace(stdout=stream, modules={"ipykernel": None})
    monkeypatch.setattr(printing, "sys", jupyter)
    bar = utils.Progbar(2)
    for step in (1, 2):
        clock[0] += 1.0
        bar.update(step, [("loss", 1.0)])
    lines = shown(stream).split("\r")
    assert len(lines) == 3 and stream.getvalue().count("\n") == 1


def test_a_full_disk_does_not_end_training(monkeypatch):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    print_message("one")
    assert not utils.is_interactive_logging_enabled()
    utils.enable_interactive_logging()


def test_names_that_the_screen_cannot_show(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    print_message("größe")
    stream.seek(0)
    assert stream.read() == "gr??e\n"


def test_readers_that_went_away_do_not_end_training(monkeypatch):
    class Broken(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Broken())
    print_message("one")
    assert not utils.is_interactive_logging_enabled()
    utils.enable_interactive_logging()


def test_messages_go_to_the_log_on_demand(capsys, caplog, clock):
    utils.disable_interactive_logging()
    try:
        with caplog.at_level(logging.INFO, "kerasish"):
            utils.Progbar(3, verbose=2).update(3)
    finally:
        utils.enable_interactive_logging()
    assert capsys.readouterr().out == ""
    assert caplog.messages[0].startswith("3/3 - 0s")
