"""Training one model on many processes, each with a part of every batch."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.replica import Replica, replicating
from kerasish.base.strategy import using_strategy
from kerasish.distribution.world import world_communicator


class DataParallel:
    """Every rank (process) computes the gradients of its rows; all update alike.

    A model that is compiled inside `scope` is trained by all ranks together: each calls
    ``fit`` with the same data, and takes its part of every batch. What comes out is
    what one process would compute with the whole batches, up to rounding, whatever the
    number of ranks is. Started as one process the strategy changes nothing.

    Args:
        bucket_mb: gradients travel in blocks of so many megabytes.
        sync_batchnorm: whether batch normalisations are over the whole batch, and not
            over the rows of each rank.
        timeout: seconds for which a rank waits for others before it ends the job.
        communicator: how the ranks speak; None for MPI where ``mpiexec`` (or
            ``python -m kerasish.run``) has started several processes.

    Raises:
        ArgumentError: an argument out of range.
        MissingExtraError: there are several processes, and mpi4py is not installed.
        LaunchError: processes that were started together do not find each other.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> strategy = kerasish.distribution.DataParallel()
        >>> with strategy.scope():
        ...     model = kerasish.Sequential([kerasish.Input((3,)),
        ...                                  kerasish.layers.Dense(1)])
        ...     model.compile("sgd", "mse")
        >>> history = model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0)
        >>> strategy.rank, strategy.size
        (0, 1)
    """

    def __init__(
        self, bucket_mb=1, sync_batchnorm=False, timeout=1800, communicator=None
    ):
        owner = type(self).__name__
        rules.positive_number.check(owner, "bucket_mb", bucket_mb)
        rules.boolean.check(owner, "sync_batchnorm", sync_batchnorm)
        rules.positive_number.check(owner, "timeout", timeout)
        self.sync_batchnorm = bool(sync_batchnorm)
        if communicator is None:
            communicator = world_communicator()
        communicator.block_bytes = max(1, int(bucket_mb * 2**20))
        communicator.timeout, communicator.is_used = float(timeout), True
        self.communicator = communicator

    @property
    def rank(self) -> int:
        """The number of this process; 0 writes the files and shows the progress."""
        return self.communicator.rank

    @property
    def size(self) -> int:
        """How many processes there are."""
        return self.communicator.size

    def scope(self):
        """A context: models that are compiled inside are trained by all ranks.

        In a training loop of one's own inside, ``optimizer.apply`` takes the mean of
        the gradients of all ranks, and losses are those of all rows.
        """
        return _Scope(self)


class _Scope:
    """What `DataParallel.scope` gives."""

    def __init__(self, strategy: DataParallel):
        self._strategy = strategy
        self._contexts: list = []

    def __enter__(self):
        strategy = self._strategy
        self._contexts = [using_strategy(strategy)]
        if strategy.size > 1:
            replica = Replica(
                strategy.communicator, 1, strategy.size, strategy.sync_batchnorm
            )
            self._contexts.append(replicating(replica))
        for context in self._contexts:
            context.__enter__()
        return strategy

    def __exit__(self, *error):
        for context in reversed(self._contexts):
            context.__exit__(*error)
