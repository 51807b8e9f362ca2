"""Keras' names for what computes: here each rank is a device."""

from __future__ import annotations

from kerasish.distribution.world import world_communicator


def list_devices(device_type: str | None = None) -> list[str]:
    """A name for each rank: "cpu:0", "cpu:1", ...

    Args:
        device_type: "cpu" or None; there are none of other types.

    Example:
        >>> import kerasish
        >>> kerasish.distribution.list_devices()
        ['cpu:0']
    """
    return [f"cpu:{rank}" for rank in range(get_device_count(device_type))]


def get_device_count(device_type: str | None = None) -> int:
    """How many ranks there are.

    Args:
        device_type: "cpu" or None; of other types there are 0.
    """
    if device_type is not None and device_type.lower() != "cpu":
        return 0
    return world_communicator().size


def initialize(job_addresses=None, num_processes=None, process_id=None) -> None:
    """Lets the processes of the job find each other, which `DataParallel` does too.

    Args:
        job_addresses, num_processes, process_id: kept for Keras' signature; the
            launcher (``mpiexec``) knows them.
    """
    world_communicator()
