"""Rules of upgrades: small functions, tagged with the classes and versions they see.

A file of this folder may hold rules; all files are imported when the first config or
weight is upgraded, so no list of rules is kept by hand.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from kerasish.saving.files.keras_version import major_version

#: major versions of Keras that wrote files
EVERY_MAJOR = (1, 2, 3)


@dataclass(frozen=True)
class Rule:
    """A change, and what it looks at.

    Args:
        change: the function.
        classes: names of the classes; all classes where it is empty.
        majors: major versions of Keras that wrote what is changed.
        sees_record: for configs: whether the function gets the whole record of an
            object instead of its config.
        takes: for weights: how many arrays the layer has in the file.
        backends: for weights: backends that wrote them; all where it is empty.
        writers: which of the versions count, by their text; all where it is None.
    """

    change: Callable
    classes: tuple[str, ...]
    majors: tuple[int, ...] = EVERY_MAJOR
    sees_record: bool = False
    takes: Callable | None = None
    backends: tuple[str, ...] = ()
    writers: Callable[[str | None], bool] | None = None

    def looks_at(self, version: str | None, *names: str) -> bool:
        """Whether it is for one of these classes as this version wrote them."""
        if major_version(version) not in self.majors:
            return False
        if self.writers is not None and not self.writers(version):
            return False
        return not self.classes or any(name in self.classes for name in names)


#: in the order of files and lines
CONFIG_RULES: list[Rule] = []
WEIGHT_RULES: list[Rule] = []
TREE_RULES: list[Rule] = []
#: arguments that no class of today has, with the values that change nothing; None where
#: every value does
HARMLESS: dict[str, tuple | None] = {}


def config_rule(*classes: str, majors: tuple[int, ...] = EVERY_MAJOR):
    """Decorator of ``change(config)``, which makes a config today's, in place.

    The names of classes are those that the config has when the rules of its time start:
    first those that look at Keras 1 alone, then those that look at 2 and older.
    """
    return _registering(CONFIG_RULES, classes, majors=majors)


def record_rule(
    *classes: str,
    majors: tuple[int, ...] = EVERY_MAJOR,
    writers: Callable | None = None,
):
    """Decorator of ``change(record)``: as `config_rule`, with class name and nodes."""
    return _registering(
        CONFIG_RULES, classes, majors=majors, sees_record=True, writers=writers
    )


def tree_rule(majors: tuple[int, ...] = EVERY_MAJOR, writers: Callable | None = None):
    """Decorator of ``change(tree)``, which sees a config whole, before other rules."""
    return _registering(TREE_RULES, (), majors=majors, writers=writers)


def weight_rule(
    *classes: str,
    majors: tuple[int, ...] = EVERY_MAJOR,
    takes: Callable | None = None,
    backends: tuple[str, ...] = (),
):
    """Decorator of ``change(layer, arrays)``, which returns the arrays of today.

    Args:
        classes: names of layers; those that derive from them count too.
        majors: major versions that wrote such weights.
        takes: ``takes(layer, arrays)``: how many of the arrays, which may go on with
            those of other layers, belong to the layer; as many as it has when None.
        backends: those that wrote such weights, as files name them.
    """
    return _registering(
        WEIGHT_RULES, classes, majors=majors, takes=takes, backends=backends
    )


def harmless(**arguments) -> None:
    """Arguments that are dropped while they hold one of the values (None: any)."""
    HARMLESS.update(arguments)


def _registering(rules: list[Rule], classes, **tags):
    def register(change):
        rules.append(Rule(change, classes, **tags))
        return change

    return register


@functools.cache
def import_rules() -> None:
    """Imports the files of this folder."""
    package = importlib.import_module(__name__.rpartition(".")[0])
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(info.name)


def config_rules(version: str | None) -> list[list[Rule]]:
    """The rules for configs of a version, those of the oldest times first."""
    import_rules()
    major = major_version(version)
    return [_of_time(last, major) for last in EVERY_MAJOR if last >= major]


@functools.cache
def _of_time(last: int, major: int) -> list[Rule]:
    return [r for r in CONFIG_RULES if max(r.majors) == last and major in r.majors]


def tree_rules(version: str | None) -> list[Rule]:
    """The rules for whole configs of a version."""
    import_rules()
    return [rule for rule in TREE_RULES if rule.looks_at(version)]


def weight_rules(layer, version: str | None, backend: str | None) -> list[Rule]:
    """The rules for weights of a layer."""
    import_rules()
    names = [kind.__name__ for kind in type(layer).__mro__]
    return [
        rule
        for rule in WEIGHT_RULES
        if rule.looks_at(version, *names)
        and (not rule.backends or backend in rule.backends)
    ]
