"""The public names of a package, with their arguments, as plain data.

Needs nothing but the package: ``python surface.py keras`` prints JSON, in whichever
environment the package is installed.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import sys
import types

#: parts that are not for users of Keras 3, or are another way to write the rest
HIDDEN = ("src", "legacy", "_tf_keras", "version")


def modules(root: str) -> dict[str, types.ModuleType]:
    """The public modules below a package, by their path without the root."""
    found, waiting = {}, [("", importlib.import_module(root))]
    while waiting:
        path, module = waiting.pop()
        found[path] = module
        for name in dir(module):
            child = getattr(module, name)
            inside = f"{path}.{name}".strip(".")
            public = not name.startswith("_") and name not in HIDDEN
            known = isinstance(child, types.ModuleType) and hasattr(child, "__path__")
            if public and known and child.__name__ == f"{root}.{inside}":
                waiting.append((inside, child))
    return found


def module_of(root: str, path: str):
    """The module or namespace of a path, or None."""
    module = importlib.import_module(root)
    for name in path.split(".") if path else ():
        module = getattr(module, name, None)
    return module


def parameters_of(item) -> list | None:
    """Name, default and kind of each argument; None where Python does not tell.

    ``**kwargs`` of a class stands for the arguments of the next constructor.
    """
    target = item.__init__ if isinstance(item, type) else item
    try:
        found = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return None
    if isinstance(item, type):
        found = found[1:]
    listed = [[p.name, default_of(p), p.kind.name] for p in found]
    if isinstance(item, type) and any(p.kind is p.VAR_KEYWORD for p in found):
        for name in inherited(item):
            if name not in [known for known, *_ in listed]:
                listed.append([name, "", "INHERITED"])
    return listed


def inherited(kind: type) -> list[str]:
    """Arguments of the constructors of base classes."""
    owners = [k for k in kind.__mro__[1:] if "__init__" in vars(k) and k is not object]
    names = []
    for owner in owners:
        with contextlib.suppress(TypeError, ValueError):
            names += list(inspect.signature(owner.__init__).parameters)[1:]
    return names


def default_of(parameter) -> str:
    default = parameter.default
    if default is parameter.empty:
        return "required"
    if isinstance(default, (types.FunctionType, type)):
        return default.__name__
    text = repr(default)
    return type(default).__name__ if " at 0x" in text else text


def described(item) -> dict:
    if isinstance(item, type):
        members = [n for n in dir(item) if not n.startswith("_")]
        return {"kind": "class", "parameters": parameters_of(item), "members": members}
    if callable(item):
        return {"kind": "function", "parameters": parameters_of(item)}
    return {"kind": "value", "parameters": None}


def read(root: str, wanted: dict[str, list[str]] | None = None) -> dict:
    """Descriptions by module and name.

    Args:
        root: name of the package.
        wanted: names by module; by default all that are public.
    """
    if wanted is None:
        wanted = {path: public(module) for path, module in modules(root).items()}
    surface = {}
    for path, names in wanted.items():
        module = module_of(root, path)
        items = {name: getattr(module, name, None) for name in names}
        surface[path] = {n: described(i) for n, i in items.items() if i is not None}
    return surface


def public(module) -> list[str]:
    """The names of a module, apart from modules."""
    return [
        name
        for name in dir(module)
        if not name.startswith("_")
        and not isinstance(getattr(module, name), types.ModuleType)
    ]


if __name__ == "__main__":
    json.dump(read(sys.argv[1]), sys.stdout)
