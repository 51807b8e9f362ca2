"""How waits and scripts come to an end."""

from __future__ import annotations

import threading
import time

import pytest

from kerasish.distribution import ending, watchdog
from kerasish.distribution.ending import COMPLETION, GRACE, Ending
from kerasish.distribution.local_communicator import LocalCommunicator
from kerasish.distribution.watchdog import Watchdog


@pytest.fixture
def ended(monkeypatch):
    """Set when the watchdog ends the process; only its thread ends."""
    event = threading.Event()
    monkeypatch.setattr(watchdog.os, "_exit", lambda code: event.set())
    return event


def test_a_wait_that_is_too_long_ends(ended):
    given_up = []
    dog = Watchdog(lambda: 0.05, given_up.append)
    with dog:
        assert ended.wait(10)
    assert given_up == [0.05]
    assert dog.count == 1 and dog.seconds >= 0.05


def test_a_process_that_does_not_meet_the_others_ends_itself(ended, monkeypatch):
    said = []
    monkeypatch.setattr(Watchdog, "say", staticmethod(said.append))
    dog = Watchdog(lambda: 0.05, lambda seconds: None)
    with dog:
        pass
    time.sleep(0.15)
    assert not ended.is_set()  # nobody waits for it
    dog.is_expected = True
    assert ended.wait(10)
    assert said == ["nothing happens here for 0.075 s; it ends"]


class Noted(LocalCommunicator):
    """Notes what it is asked for."""

    def __init__(self):
        super().__init__()
        self.met, self.told = [], []

    def barrier(self, label="barrier"):
        self.met.append(label)

    def tell(self, error, text):
        self.told.append((error, text))


def test_an_error_that_nobody_caught_is_told(monkeypatch, tmp_path):
    communicator = Noted()
    end = Ending(communicator)
    monkeypatch.setattr(end, "_previous", lambda *error: None)
    monkeypatch.setenv(COMPLETION, str(tmp_path / "complete"))
    error = ValueError("boom")
    end._on_error(ValueError, error, None)
    assert communicator.told[0][0] is error
    assert communicator.told[0][1].endswith("ValueError: boom\n")
    assert communicator.timeout == GRACE
    end._on_exit()  # the others do not come to the end
    assert communicator.met == [] and not (tmp_path / "complete").exists()


@pytest.mark.parametrize("is_used", [True, False])
def test_at_the_end_rank_0_says_that_the_job_is_complete(
    is_used, monkeypatch, tmp_path
):
    communicator = Noted()
    communicator.is_used = is_used
    monkeypatch.setenv(COMPLETION, str(tmp_path / "complete"))
    Ending(communicator)._on_exit()
    assert communicator.met == ["the end of the script"]
    assert (tmp_path / "complete").exists() == is_used


def test_it_is_installed_once_for_a_process(monkeypatch):
    calls = []
    monkeypatch.setattr(ending.sys, "excepthook", lambda *error: None)
    monkeypatch.setattr(ending.atexit, "register", calls.append)
    end = Ending(Noted())
    end.install()
    assert ending.sys.excepthook == end._on_error and calls == [end._on_exit]
