"""What is public has a docstring, and the examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import graph
import kerasish
from kerasish.base.naming import reset_names


def modules_of(package):
    yield package.__name__
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield info.name


MODULES = [*modules_of(graph), *modules_of(kerasish)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    module = importlib.import_module(name)
    reset_names()  # names of layers count from the start
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


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
