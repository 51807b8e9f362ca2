"""Objects that remember how they were made: config, clone and repr come from that."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ClassVar, cast

from kerasish.base.callable_arguments import signature_of
from kerasish.base.errors import ConfigError, fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.traceback_filtering import filtering_traceback

#: parts of the messages for arguments that a constructor does not take, or misses
_OF_SIGNATURES = ("unexpected keyword", "required positional", "required keyword")
_SKIPPED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Configured:
    """Base of layers, losses, metrics, optimizers, initializers and the like.

    The arguments of the constructor are checked by ``rules`` and recorded.
    `get_config` gives, for each argument, the attribute of that name (or what was
    passed); `from_config` makes an equal object.
    """

    #: rules by argument name; subclasses add their own
    rules: ClassVar[dict[str, Rule]] = {}
    #: arguments that the config holds only when they are not None
    sparse_arguments: ClassVar[tuple[str, ...]] = ()
    #: arguments that a `get_config` of the class itself puts into the config
    derived_arguments: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        inherited: Any = next(
            (b.rules for b in cls.__mro__[1:] if hasattr(b, "rules")), {}
        )
        cls.rules = {**inherited, **cls.__dict__.get("rules", {})}
        if "__init__" in cls.__dict__:
            cls.__init__ = _recording(cls.__init__)  # type: ignore[method-assign]

    @classmethod
    def argument_names(cls) -> list[str]:
        """Names of the constructor's arguments, those of base classes first."""
        names: list[list[str]] = []
        for owner in cls.__mro__:
            if "__init__" not in owner.__dict__ or owner in (Configured, object):
                continue
            parameters = signature_of(cast("Any", owner).__init__).parameters.values()
            names.insert(0, [p.name for p in parameters if p.kind not in _SKIPPED][1:])
            if not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters):
                break
        return list(dict.fromkeys(name for part in names for name in part))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal object, as plain data."""
        from_call = self.__dict__.get("_recorded", {})
        config = {}
        for name in self.argument_names():
            if name in self.derived_arguments:
                continue
            if not hasattr(self, name) and name not in from_call:
                continue
            value = getattr(self, name) if hasattr(self, name) else from_call[name]
            if value is not None or name not in self.sparse_arguments:
                config[name] = serialize_keras_object(value)
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The object that this config describes.

        Raises:
            ConfigError: an argument that the class does not take.
        """
        try:
            return cls(**config)
        except TypeError as error:
            if not any(part in str(error) for part in _OF_SIGNATURES):
                raise
            fail(
                f"{cls.__name__}: the config does not fit the constructor",
                str(error),
                f"the arguments are {', '.join(cls.argument_names())}",
                ConfigError,
            )

    def __repr__(self) -> str:
        name = getattr(self, "name", None)
        return f"<{type(self).__name__}{f' {name}' if isinstance(name, str) else ''}>"


def _recording(init: Callable[..., Any]) -> Callable[..., Any]:
    """The constructor, with its arguments checked and the outermost call recorded."""

    @functools.wraps(init)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            bound = signature_of(init).bind(self, *args, **kwargs)
        except TypeError:
            return init(self, *args, **kwargs)  # Python's own message is better
        bound.apply_defaults()
        arguments = bound.arguments
        owner = type(self).__name__
        for name, rule in type(self).rules.items():
            if name in arguments:
                arguments[name] = rule.check(owner, name, arguments[name])
        if "_recorded" not in self.__dict__:
            plain = {
                p.name: arguments[p.name]
                for p in signature_of(init).parameters.values()
                if p.kind not in _SKIPPED
            }
            extra: Any = next(
                (
                    arguments[p.name]
                    for p in signature_of(init).parameters.values()
                    if p.kind is inspect.Parameter.VAR_KEYWORD
                ),
                {},
            )
            plain.pop(next(iter(plain)))  # self
            self.__dict__["_recorded"] = {**plain, **extra}
        init(*bound.args, **bound.kwargs)

    return filtering_traceback(checked)
