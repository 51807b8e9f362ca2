"""Where is computed: on the processor."""

from __future__ import annotations

import contextlib
from typing import Any

from kerasish.base.errors import fail


def device(device_name: str) -> Any:
    """A context in which tensors live on a device, of which there is one.

    Args:
        device_name: "cpu" or "cpu:0", in any case.

    Raises:
        NotImplementedError: another device.

    Example:
        >>> import kerasish
        >>> with kerasish.device("cpu:0"):
        ...     y = kerasish.ops.ones(2)
    """
    if not isinstance(device_name, str):
        fail(
            "device: a name is needed",
            {"device_name": repr(device_name)},
            'for example "cpu:0"',
        )
    short = device_name.lower().removeprefix("/").removeprefix("device:")
    kind, _, number = short.partition(":")
    if kind != "cpu" or number not in ("", "0"):
        raise NotImplementedError(
            f'the device {device_name!r} is not supported; use "cpu:0": Kerasish '
            "computes on the processor, with all its cores"
        )
    return contextlib.nullcontext()
