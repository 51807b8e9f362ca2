"""What layers of Keras have and these have not: errors that say what to do instead."""

from __future__ import annotations

from typing import NoReturn

from kerasish.base.errors import UnsupportedError, fail


class LayerAbsent:
    """Methods that only say what to do instead."""

    def enable_lora(self, *args, **kwargs) -> NoReturn:
        """Not supported."""
        _refuse(
            self,
            "enable_lora",
            "set trainable = False; Dense, EinsumDense, Embedding and convolutions "
            "have it",
        )

    def add_metric(self, *args, **kwargs) -> NoReturn:
        """Not supported, nor in Keras 3."""
        _refuse(
            self,
            "add_metric",
            "keep a metric in an attribute and call its update_state in call, or pass "
            "it to compile(metrics=[...])",
        )

    def rematerialized_call(self, layer_call, *args, **kwargs) -> NoReturn:
        """Not supported."""
        _refuse(
            self,
            "rematerialized_call",
            "wrap what shall be computed twice, to save memory, in graph.checkpoint",
        )


def _refuse(layer, method: str, instead: str) -> NoReturn:
    label = f"{type(layer).__name__} {layer.name!r}"
    fail(f"{label} has no {method}", None, instead, UnsupportedError)
