"""Computing values again in the backward pass, to keep less of them."""

from __future__ import annotations

from typing import Any

import graph
from kerasish.base.errors import fail

_MODES = ("full", "activations", "larger_than", "list_of_layers", None)


def remat(f: Any) -> Any:
    """A function of the same values that keeps none of those inside for gradients.

    The gradient computes them again: less memory, more time.

    Args:
        f: a function of tensors, or a layer.

    Example:
        >>> import kerasish
        >>> f = kerasish.remat(lambda x: kerasish.ops.exp(kerasish.ops.sin(x)))
        >>> round(float(f(0.5)), 4)
        1.6151
    """
    return graph.checkpoint(f)


class RematScope:
    """Says which layers made inside may compute values again in the backward pass.

    Here the scope changes nothing, neither numbers nor memory: the compiler plans the
    memory of a whole step. To save memory in a certain place wrap it in
    `kerasish.remat`.

    Args:
        mode: "full", "activations", "larger_than", "list_of_layers" or None.
        output_size_threshold: of "larger_than".
        layer_names: of "list_of_layers".

    Raises:
        ArgumentError: another mode.
    """

    def __init__(
        self,
        mode: str = "full",
        output_size_threshold: int = 1024,
        layer_names: Any = None,
    ) -> None:
        if mode not in _MODES:
            fail(
                "RematScope: unknown mode",
                {"mode": repr(mode)},
                f"one of {', '.join(map(repr, _MODES))}",
            )
        self.mode = mode
        self.output_size_threshold = output_size_threshold
        self.layer_names = [] if layer_names is None else layer_names

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        return None
