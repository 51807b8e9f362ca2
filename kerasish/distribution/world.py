"""Who was started together with this process."""

from __future__ import annotations

import os

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.distribution.communicator import Communicator
from kerasish.distribution.launch_error import LaunchError
from kerasish.distribution.local_communicator import LocalCommunicator

#: says how many processes ``python -m kerasish.run`` has started
WORLD_SIZE = "KERASISH_WORLD_SIZE"
#: what launchers of MPI implementations say: MPICH and Intel, Open MPI, MVAPICH, Slurm
_SIZES = (
    WORLD_SIZE,
    "PMI_SIZE",
    "OMPI_COMM_WORLD_SIZE",
    "MV2_COMM_WORLD_SIZE",
    "SLURM_STEP_NUM_TASKS",
)
_WORLD: list[Communicator] = []


@internal
def world_communicator(timeout: float) -> Communicator:
    """The communicator of all processes of the job, one for the process.

    Args:
        timeout: see `DataParallel`.

    Raises:
        LaunchError: the launcher has started another number of processes than MPI
            knows: each of them would train by itself.
    """
    sizes = {name: int(os.environ[name]) for name in _SIZES if name in os.environ}
    expected = next(iter(sizes.values()), 1)
    if expected == 1:
        return LocalCommunicator()
    if not _WORLD:
        _WORLD.append(_mpi_communicator(timeout))
    found = _WORLD[0]
    if any(size != found.size for size in sizes.values()):
        fail(
            f"MPI knows of {found.size} processes, the launcher of others",
            sizes,
            "start with the mpiexec of the MPI that mpi4py uses: "
            "python -m mpi4py --mpi-lib-version says which",
            LaunchError,
        )
    found.watchdog.timeout = timeout
    return found


def _mpi_communicator(timeout: float) -> Communicator:
    from kerasish.distribution.mpi_communicator import MPICommunicator

    return MPICommunicator(timeout=timeout)
