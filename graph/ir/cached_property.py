"""Properties that are computed once for each object, without a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):
    """The value of the first read, kept in the object's ``__dict__``.

    Python's own holds a lock for all objects of a class before version 3.12: threads
    wait for each other, and the child of a fork for a thread that it does not have.
    Here two threads that read first at the same time both compute; one value is kept.

    >>> class Square:
    ...     def __init__(self, side):
    ...         self.side = side
    ...
    ...     @cached_property
    ...     def area(self):
    ...         return self.side**2
    >>> Square(3).area
    9
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> cached_property[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        if instance is None:
            return self
        return vars(instance).setdefault(self.name, self.function(instance))
