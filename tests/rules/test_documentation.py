"""What is public has a docstring, and the examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
from pathlib import Path

import pytest

import graph
import kerasish
from kerasish.base.naming import reset_names


def modules_of(package):
    yield package.__name__
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield info.name


MODULES = [*modules_of(graph), *modules_of(kerasish)]


def has_examples(name) -> bool:
    """Whether the text of a module, which is not loaded for that, shows a prompt."""
    return b">>>" in Path(importlib.util.find_spec(name).origin).read_bytes()


def test_every_module_loads():
    for name in MODULES:
        assert importlib.import_module(name).__name__ == name


@pytest.mark.parametrize("name", list(filter(has_examples, MODULES)))
def test_examples_run(name):
    module = importlib.import_module(name)
    reset_names()  # names of layers count from the start
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    # a run without examples does nothing, but takes long: it looks for changes of files
    tests = [t for t in doctest.DocTestFinder().find(module, name) if t.examples]
    for test in tests:
        runner.run(test)
    assert tests and runner.summarize().failed == 0


@pytest.mark.parametrize("name", sorted(graph.__all__))
def test_public_names_of_the_engine_have_a_docstring(name):
    value = getattr(graph, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert (value.__doc__ or "").strip(), f"graph.{name} has no docstring"


def test_public_names_are_no_modules_but_namespaces():
    modules = [n for n in graph.__all__ if inspect.ismodule(getattr(graph, n))]
    assert modules == ["debug"]
    for name in graph.debug.__all__:
        assert getattr(graph.debug, name).__doc__.strip(), f"graph.debug.{name}"
    assert sorted(set(graph.__all__)) == sorted(graph.__all__)
