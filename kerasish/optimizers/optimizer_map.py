"""Which optimizer trains which variable."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from kerasish.base.errors import fail
from kerasish.base.serialization import deserialize_keras_object, serialize_keras_object
from kerasish.optimizers.loss_scale_optimizer import LossScaleOptimizer
from kerasish.optimizers.optimizer import Optimizer


class OptimizerMap(MutableMapping):
    """Optimizers by the path of variables, for `MultiOptimizer`.

    A path is looked up as it is, and then as a full match of each key as a regular
    expression; what has no match gets the default.

    Args:
        default_optimizer: for variables without another.
        optimizer_map: optimizers by path or regular expression.

    Raises:
        ArgumentError: something else than an optimizer, or two keys for one path.

    Example:
        >>> from kerasish import optimizers
        >>> table = optimizers.OptimizerMap(optimizers.SGD())
        >>> table["encoder/.*"] = optimizers.Adam()
        >>> table["encoder/dense/kernel"], table["decoder/dense/kernel"]
        (<Adam adam>, <SGD sgd>)
    """

    def __init__(self, default_optimizer, optimizer_map=None):
        self.default_optimizer = _checked("default_optimizer", default_optimizer)
        self._optimizers: dict[str, Optimizer] = {}
        if optimizer_map is not None:
            if not isinstance(optimizer_map, dict):
                fail(
                    "OptimizerMap: optimizer_map must be a dict",
                    {"optimizer_map": repr(optimizer_map)},
                    "pass optimizers by path: {'encoder/.*': optimizer}",
                )
            self.update(optimizer_map)

    def __getitem__(self, path):
        if path in self._optimizers:
            return self._optimizers[path]
        matching = [key for key in self._optimizers if re.fullmatch(key, path)]
        if len(matching) > 1:
            fail(
                f"OptimizerMap: several optimizers for variable {path!r}",
                {"keys": matching},
                "make the regular expressions exclude one another",
            )
        return self._optimizers[matching[0]] if matching else self.default_optimizer

    def __setitem__(self, key, optimizer):
        if not isinstance(key, str) or key in self._optimizers:
            fail(
                "OptimizerMap: a key must be a string that is not there yet",
                {"key": repr(key)},
                "delete the old entry first: del map[key]",
            )
        self._optimizers[key] = _checked(key, optimizer)

    def __delitem__(self, key):
        del self._optimizers[key]

    def __len__(self):
        return len(self._optimizers)

    def __iter__(self):
        return iter(self._optimizers)

    def __call__(self, variable):
        """The optimizer of a variable."""
        return self[getattr(variable, "path", variable.name)]

    def get_config(self) -> dict:
        """The optimizers as configs."""
        return {
            "default_optimizer": serialize_keras_object(self.default_optimizer),
            "optimizer_map": serialize_keras_object(self._optimizers),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The map that a config describes."""
        optimizers = [config["default_optimizer"], config["optimizer_map"]]
        return cls(
            *deserialize_keras_object(
                optimizers, custom_objects, family_name="optimizers"
            )
        )


def _checked(name, optimizer):
    """The optimizer, if it is one that trains variables itself."""
    fits = isinstance(optimizer, Optimizer) and not hasattr(optimizer, "optimizers")
    if not fits or isinstance(optimizer, LossScaleOptimizer):
        fail(
            f"OptimizerMap: {name} must be an Optimizer, but no LossScaleOptimizer or "
            "MultiOptimizer",
            {name: repr(optimizer)},
            "pass for example optimizers.Adam()",
        )
    return optimizer
