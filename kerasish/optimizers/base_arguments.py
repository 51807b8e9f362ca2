"""The arguments that every optimizer takes after its own, written once."""

from __future__ import annotations

import inspect

from kerasish.base.discovery import internal

_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD
#: names and defaults, in Keras' order
BASE_ARGUMENTS = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
    "name": None,
}


@internal
def takes_base_arguments(init):
    """Decorator of a constructor ``__init__(self, ..., **base)``.

    Puts the arguments of all optimizers, as `Optimizer` describes them, in front of
    ``**base``, so that they stand in the signature and can be passed by position.
    Those that the constructor lists itself keep their place and default.
    """
    own = inspect.signature(init).parameters
    inserted = [
        inspect.Parameter(name, _KEYWORD, default=default)
        for name, default in BASE_ARGUMENTS.items()
        if name not in own
    ]
    *first, base = own.values()
    base = base.replace(name="kwargs")
    signature = inspect.Signature([*first, *inserted, base])

    def __init__(self, *args, **kwargs):
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        named = dict(bound.arguments)
        extra = named.pop("kwargs")
        init(**named, **extra)

    __init__.__signature__ = signature
    __init__.__doc__ = init.__doc__
    __init__.__module__ = init.__module__
    __init__.__qualname__ = init.__qualname__
    return __init__
