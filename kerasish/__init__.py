"""Kerasish: the Keras that people know, on a static-graph compiler they can read.

Example:
    >>> import kerasish
    >>> model = kerasish.Sequential([kerasish.Input((4,)), kerasish.layers.Dense(2)])
    >>> model.output_shape
    (None, 2)
"""

import importlib as _importlib
import importlib.util as _importlib_util

__version__ = "0.1.0"

#: public names and the module that each comes from, imported at first use
_HOMES = {
    "Input": "kerasish.layers.core.input",
    "Layer": "kerasish.layers.layer",
    "Variable": "kerasish.base.variable",
    "KerasTensor": "kerasish.base.keras_tensor",
    "InputSpec": "kerasish.layers.input_spec",
    "DTypePolicy": "kerasish.base.dtype_policy",
    "FloatDTypePolicy": "kerasish.dtype_policies.float_dtype_policy",
    "device": "kerasish.base.device",
    "remat": "kerasish.base.rematerialization",
    "RematScope": "kerasish.base.rematerialization",
    "StatelessScope": "kerasish.base.scopes",
    "SymbolicScope": "kerasish.base.scopes",
    "Operation": "kerasish.base.scopes",
    "Function": "kerasish.base.scopes",
    "Model": "kerasish.models",
    "Sequential": "kerasish.models",
    "Loss": "kerasish.losses.loss",
    "Metric": "kerasish.metrics.metric",
    "Optimizer": "kerasish.optimizers.optimizer",
    "Initializer": "kerasish.initializers.initializer",
    "Regularizer": "kerasish.regularizers.regularizer",
    "Quantizer": "kerasish.quantizers.quantizer",
    "GradientTape": "graph",
    "function": "graph",
    "name_scope": "graph",
}


def version() -> str:
    """The version of Kerasish.

    Example:
        >>> import kerasish
        >>> kerasish.version() == kerasish.__version__
        True
    """
    return __version__


def __getattr__(name: str) -> object:
    if name in _HOMES:
        value = getattr(_importlib.import_module(_HOMES[name]), name)
    else:
        if (
            name.startswith("_")
            or _importlib_util.find_spec(f"kerasish.{name}") is None
        ):
            raise AttributeError(f"kerasish has no {name!r}")
        value = _importlib.import_module(f"kerasish.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    import pkgutil

    parts = {info.name for info in pkgutil.iter_modules(__path__)}
    parts -= {"base", "__main__"}
    return sorted({*_HOMES, *parts, "__version__", "version"})
