"""Names for whoever builds on the inside of Keras; most have another way here."""

from __future__ import annotations

from typing import Any


class SymbolicScope:
    """Marks a stretch of code in which Keras only computes specs; changes nothing.

    Example:
        >>> import kerasish
        >>> with kerasish.SymbolicScope():
        ...     x = kerasish.Input((3,))
    """

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        return None


class StatelessScope:
    """Not here: variables cannot be given other values for a stretch of code.

    Raises:
        NotImplementedError: always.
    """

    def __init__(
        self,
        state_mapping: Any = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,
    ) -> None:
        raise NotImplementedError(
            "StatelessScope is not supported; call layer.stateless_call(...), "
            "which takes the values of the variables and returns the new ones"
        )


class Operation:
    """Not here: operations on Keras tensors are layers or functions of `ops`.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, name: Any = None) -> None:
        raise NotImplementedError(
            "Operation is not supported; derive from kerasish.layers.Layer, or write a "
            "function with kerasish.ops, which works on Keras tensors too"
        )


class Function:
    """Not here: what computes some Keras tensors from others is a model.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, inputs: Any, outputs: Any, name: Any = None) -> None:
        raise NotImplementedError(
            "Function is not supported; use kerasish.Model(inputs, outputs)"
        )
