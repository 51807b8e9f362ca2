"""The table of TensorFlow's functions: names in files, and what computes them here.

An entry is a function with TensorFlow's names of arguments. All files of this folder
are imported when the first name is looked up, so no list of them is kept by hand.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable

from kerasish import ops

_TABLE: dict[str, Callable] = {}
#: arguments that TensorFlow 1 called otherwise
_OLD_ARGUMENTS = {
    "keep_dims": "keepdims",
    "reduction_indices": "axis",
    "squeeze_dims": "axis",
    "dimension": "axis",
    "dim": "axis",
    "filters": "filter",
    "value": "input",
    "rate": "dilations",
    "axes": "axis",
}
#: arguments that say nothing about the value
_IGNORED = {
    "name", "validate_indices", "use_cudnn_on_gpu", "partition_strategy",
    "bad_indices_policy", "explicit_paddings",
}  # fmt: skip


def tf_op(*symbols: str, inside: bool = False):
    """Decorator: the function computes TensorFlow's functions of these names.

    Args:
        symbols: names without "tf." and "compat.v1.".
        inside: whether it needs the plain tensors inside of a layer: random numbers,
            and what depends on sizes that only a call tells.
    """

    def register(function):
        function.inside = inside
        for symbol in symbols:
            _TABLE[symbol] = function
        return function

    return register


def same(**keys: str) -> None:
    """Functions of one array: the last part of their name, and the function of ops.

    Args:
        keys: ``math_abs="absolute"`` for ``tf.math.abs``.
    """
    for symbol, key in keys.items():
        function = functools.partial(_apply, key)
        tf_op(symbol.replace("_", ".", 1))(function)


def _apply(key: str, x):
    return getattr(ops, key)(x)


@functools.cache
def _import_table() -> None:
    package = importlib.import_module(__name__.rpartition(".")[0])
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(info.name)


def find_tf_op(symbol: str) -> Callable | None:
    """The function for a TensorFlow name as files have it, or None.

    Example:
        >>> from kerasish.saving.upgrades.tf_ops.table import find_tf_op
        >>> find_tf_op("compat.v1.transpose") is find_tf_op("transpose")
        True
    """
    _import_table()
    return _TABLE.get(symbol.removeprefix("tf.").removeprefix("compat.v1."))


def known_symbols() -> list[str]:
    """All names of the table."""
    _import_table()
    return sorted(_TABLE)


def arguments_for(function: Callable, kwargs: dict) -> dict:
    """The keyword arguments by the names that the function has.

    Arguments of None that it does not have are left out: they are defaults.
    """
    names = parameters_of(function)
    found = {}
    for key, value in kwargs.items():
        if key in _IGNORED:
            continue
        key = key if key in names else _OLD_ARGUMENTS.get(key, key)
        if key in names and found.get(key) is None:
            found[key] = value
        elif value not in (None, False, []):
            found[key] = value  # the call says that it does not fit
    return found


@functools.cache
def parameters_of(function: Callable) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)
