"""Properties that are computed once, whoever else computes them."""

import threading

from graph.ir.cached_property import cached_property


class Slow:
    def __init__(self, wait=lambda: None):
        self.wait, self.calls = wait, 0

    @cached_property
    def value(self):
        """A new object."""
        self.calls += 1
        self.wait()
        return object()


def test_is_computed_once():
    slow = Slow()
    assert slow.value is slow.value
    assert slow.calls == 1
    assert Slow.value.__doc__ == "A new object."


def test_objects_do_not_wait_for_each_other():
    """As a child of a fork would for ever, for a thread that it does not have."""
    computing, done = threading.Event(), threading.Event()
    first = Slow(lambda: (computing.set(), done.wait(60)))
    thread = threading.Thread(target=lambda: first.value)
    thread.start()
    assert computing.wait(60)
    second = []
    other = threading.Thread(target=lambda: second.append(Slow().value), daemon=True)
    other.start()
    other.join(10)
    done.set()
    thread.join()
    assert second
