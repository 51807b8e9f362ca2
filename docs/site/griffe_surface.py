"""Shows griffe, which reads sources, the names that packages have when they run.

Parts of Kerasish find their classes by walking files, and ops make their functions; so
neither is written in the package that offers it.
"""

from __future__ import annotations

import inspect

import griffe

from docs.site import public_names
from docs.site.docstrings import markdown


class PublicSurface(griffe.Extension):
    """Puts public names into packages, and docstrings into griffe's words."""

    def on_instance(self, *, obj: griffe.Object, **kwargs) -> None:
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value)

    def on_package(
        self, *, pkg: griffe.Module, loader: griffe.GriffeLoader, **kwargs
    ) -> None:
        modules = loader.modules_collection
        found, _ = public_names.entries()
        public = {id(entry.value) for entry in found}
        own = [entry for entry in found if entry.package.split(".")[0] == pkg.name]
        # all are looked up before the first is put: it may hide a file of its name
        sources = [lookup(modules, home_of(entry)) for entry in own]
        for entry, source in zip(own, sources):
            if source is not None and isinstance(entry.value, type):
                add_inherited(source, entry.value, modules, public)
        for entry, source in zip(own, sources):
            put(modules[entry.package], entry, source)


def home_of(entry: public_names.Entry) -> str:
    """Where the source says that it is."""
    name = getattr(entry.value, "__qualname__", entry.name)
    return f"{entry.value.__module__}.{name}"


def put(module: griffe.Module, entry, source: griffe.Object | None) -> None:
    if source is None:
        module.set_member(entry.name, function(entry.name, entry.value, module))
    elif home_of(entry) != entry.path:
        module.set_member(entry.name, griffe.Alias(entry.name, source, parent=module))


def lookup(modules, path: str) -> griffe.Object | None:
    """The class or function that stands at a path of the sources."""
    try:
        found = modules[path]
    except (KeyError, griffe.AliasResolutionError):
        return None
    return found if found.is_class or found.is_function else None


def function(name: str, value, parent: griffe.Module) -> griffe.Function:
    """A function that was made when the package ran."""
    parameters = [
        griffe.Parameter(
            p.name,
            kind=griffe.ParameterKind[p.kind.name.lower()],
            default=None if p.default is p.empty else repr(p.default),
        )
        for p in inspect.signature(value).parameters.values()
    ]
    text = griffe.Docstring(markdown(value.__doc__))
    made = griffe.Function(
        name, parameters=griffe.Parameters(*parameters), docstring=text, parent=parent
    )
    text.parent = made
    return made


def add_inherited(target: griffe.Class, kind: type, modules, public: set[int]) -> None:
    """Members of base classes that have no page of their own belong to the class."""
    bases = kind.__mro__[1:]
    known = [base for base in bases if id(base) in public]
    for base in bases:
        ours = base.__module__.startswith(public_names.ROOTS)
        if not ours or any(issubclass(page, base) for page in known):
            continue
        source = lookup(modules, f"{base.__module__}.{base.__qualname__}")
        for name, member in (source.members if source else {}).items():
            if not name.startswith("_") and name not in target.members:
                target.set_member(name, griffe.Alias(name, member, parent=target))
