"""Settings of Keras that choose among frameworks and kernels; here is one engine."""

from __future__ import annotations

_FLASH: list[bool | None] = [None]


def backend() -> str:
    """The name of what computes: always "kerasish".

    Example:
        >>> from kerasish import config
        >>> config.backend()
        'kerasish'
    """
    return "kerasish"


def set_backend(backend: str) -> None:
    """Accepts "kerasish" only, which changes nothing.

    Raises:
        NotImplementedError: another framework.
    """
    if backend != "kerasish":
        raise NotImplementedError(
            f"the backend {backend!r} is not supported: Kerasish computes by itself; "
            "the environment variable KERASISH_ENGINE chooses native or numpy"
        )


def enable_flash_attention() -> None:
    """Attention may be computed block by block: that is up to the layer, as before.

    Here one compiled way of attention serves all; the setting is only remembered.
    """
    _FLASH[0] = None


def disable_flash_attention() -> None:
    """Remembers that attention is not to be computed block by block; see
    `enable_flash_attention`."""
    _FLASH[0] = False


def is_flash_attention_enabled() -> bool | None:
    """False when disabled, else None: whoever computes decides."""
    return _FLASH[0]


def is_nnx_enabled() -> bool:
    """False: variables are not those of Flax."""
    return False


def enable_unsafe_deserialization() -> None:
    """Not here: code from files is never run.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        "code from files is never run; define the function or class and pass it in "
        "custom_objects, or register it with "
        "kerasish.saving.register_keras_serializable"
    )
