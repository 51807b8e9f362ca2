"""graph/__init__.pyi: what type checkers and editors know of the names of ``graph``.

They do not run the discovery that fills the package, so its result is written down::

    python -m graph.testing.interface_stub

A test fails where the file says something else than the package.
"""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import graph
from graph.ops.public import PUBLIC

PLACE = Path(graph.__file__).with_suffix(".pyi")
_HEAD = '''\
"""The names of graph; made by ``python -m graph.testing.interface_stub``."""

'''


def interface_stub() -> str:
    """The text of the file."""
    homes = _imported() | {name: _home(name) for name in PUBLIC}
    lines = sorted(
        _import(homes[name], name) for name in graph.__all__ if name in homes
    )
    return _HEAD + "\n".join(lines) + "\n"


def _import(module: str, name: str) -> str:
    line = f"from {module} import {name} as {name}"
    if len(line) <= 88:
        return line
    return f"from {module} import (\n    {name} as {name},\n)"


def _imported() -> dict[str, str]:
    """The module of each public name that graph/__init__.py imports."""
    tree = ast.parse(inspect.getsource(graph))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {
        alias.name: str(node.module)
        for node in imports
        for alias in node.names
        if alias.asname is None
    }


def _home(name: str) -> str:
    """The module in which a public function or class is found by its name."""
    module = str(PUBLIC[name].__module__)
    if getattr(sys.modules[module], name, None) is not PUBLIC[name]:
        raise NameError(f"graph.{name} is no name of {module}")
    return module


if __name__ == "__main__":
    PLACE.write_text(interface_stub())
