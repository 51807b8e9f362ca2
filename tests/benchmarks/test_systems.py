"""Peers from the command line and the environment of their workers."""

from __future__ import annotations

import pytest

from benchmarks import systems
from benchmarks.systems import environment, own_systems, parse_peers


def test_peers_are_read_from_flags_and_lists():
    found = parse_peers(["tf=/a/python, jax=/b/python", "torch=/c/python"])
    assert [(s.name, s.python) for s in found] == [
        ("Keras-TF", "/a/python"),
        ("Keras-JAX", "/b/python"),
        ("torch", "/c/python"),
    ]
    assert ("KERAS_BACKEND", "jax") in found[1].variables
    assert [s.session for s in found] == ["keras_session"] * 2 + ["torch_session"]
    assert not any(s.is_ours for s in found)


def test_a_peer_named_twice_is_the_last():
    (found,) = parse_peers(["tf=/a", "tf=/b"])
    assert found.python == "/b"


def test_no_peers():
    assert parse_peers([]) == parse_peers([""]) == []


def test_only_compiled_torch_keeps_code_for_the_next_process():
    eager, compiled = parse_peers(["torch=/a,torch-compile=/a"])
    assert (eager.compiles, eager.has_cache) == (False, False)
    assert (compiled.compiles, compiled.has_cache) == (True, True)


@pytest.mark.parametrize("text", ["mxnet=/a", "tf", "tf=", "/a/python"])
def test_what_is_no_peer_is_refused(text):
    with pytest.raises(ValueError, match="a peer is one of tf=/path/to/python"):
        parse_peers([text])


def test_engines_that_are_not_there_are_no_systems(monkeypatch):
    monkeypatch.setattr(systems, "ENGINES", ("numpy", "abacus"))
    (found,) = own_systems()
    assert found.name == "kerasish numpy" and found.is_ours
    assert found.variables == (("KERASISH_ENGINE", "numpy"),)


def test_workers_get_the_libraries_own_choices(monkeypatch):
    for name in systems.UNWANTED_VARIABLES:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("SOMETHING", "kept")
    (peer,) = parse_peers(["jax=/a"])
    found = environment(peer, "/cache", None)
    assert not set(systems.UNWANTED_VARIABLES) & set(found)
    assert found["SOMETHING"] == "kept" and found["KERAS_BACKEND"] == "jax"
    assert found["XDG_CACHE_HOME"] == "/cache"


def test_threads_are_limited_for_every_library():
    (peer,) = parse_peers(["torch=/a"])
    found = environment(peer, "/cache", 1)
    assert found["OMP_NUM_THREADS"] == found["KERASISH_NUM_THREADS"] == "1"
