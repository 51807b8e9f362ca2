"""Who was started together with this process."""

from __future__ import annotations

import os

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.distribution.communicator import Communicator
from kerasish.distribution.ending import Ending
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
def world_communicator() -> Communicator:
    """The communicator of all processes of the job, one for the process.

    Raises:
        LaunchError: the launcher has started another number of processes than MPI
            knows: each of them would train by itself.
    """
    if not _WORLD:
        _WORLD.append(_new_communicator())
    return _WORLD[0]


def _new_communicator() -> Communicator:
    sizes = {name: int(os.environ[name]) for name in _SIZES if name in os.environ}
    if max(sizes.values(), default=1) == 1:
        communicator = LocalCommunicator()
    else:
        communicator = _mpi_communicator()
    if any(size != communicator.size for size in sizes.values()):
        fail(
            "MPI knows another number of processes than what has started them",
            {"MPI": communicator.size, **sizes},
            "start with the mpiexec of the MPI that mpi4py uses: "
            "python -m mpi4py --mpi-lib-version says which",
            LaunchError,
        )
    Ending(communicator).install()
    return communicator


def _mpi_communicator() -> Communicator:
    from kerasish.distribution.mpi_communicator import MPICommunicator

    return MPICommunicator()
