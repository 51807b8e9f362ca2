"""What type checkers know of graph is what the package has."""

import ast
import inspect

import graph
from graph.ir import tensor_methods
from graph.testing.interface_stub import PLACE, interface_stub

MADE_BY = "python -m graph.testing.interface_stub"


def test_the_stub_of_graph_is_up_to_date():
    assert PLACE.read_text() == interface_stub(), f"make it again: {MADE_BY}"


def test_the_stub_names_everything_public():
    stub = ast.parse(PLACE.read_text())
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    assert {a.name for node in imports for a in node.names} == set(graph.__all__)


def declared_methods() -> set[str]:
    tree = ast.parse(inspect.getsource(tensor_methods))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_type_checkers_know_the_methods_that_tensors_have():
    own = {"__setitem__", "apply_function", "dtype", "shape", "ndim"}
    own |= {"__array_ufunc__", "__array_function__"}  # numpy's side of the protocol
    attached = {
        name
        for name, value in vars(graph.Tensor).items()
        if callable(value) or isinstance(value, property)
    }
    assert attached - own - declared_methods() == set()
    for kind in (graph.SymbolicTensor, graph.EagerTensor):
        assert [n for n in sorted(declared_methods()) if not hasattr(kind, n)] == []
