"""Methods of a model that all ranks of a job run together."""

from __future__ import annotations

import contextlib
import functools
import traceback

from kerasish.base.random_state import random_state, set_random_state
from kerasish.base.strategy import (
    current_strategy,
    is_alone,
    joined_strategy,
    joining,
)
from kerasish.training.shards import Cut, ShardedSource, join_shards


def on_all_ranks(method):
    """The method, which all ranks run at once where the model has a strategy.

    What one of them raises reaches all.
    """

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        strategy = strategy_of(self)
        if strategy is None:
            return method(self, *args, **kwargs)
        with together(strategy, method.__name__):
            return method(self, *args, **kwargs)

    return call


def strategy_of(model):
    """The strategy under which the model was compiled, where it is not in force yet
    and there are other ranks; None otherwise."""
    strategy = vars(model).get("_strategy")
    strategy = current_strategy() if strategy is None else strategy
    if strategy is None or strategy.size == 1 or is_alone():
        return None
    return None if joined_strategy() is not None else strategy


@contextlib.contextmanager
def together(strategy, label: str):
    """Inside, all ranks do the same; an error of one of them is told to all."""
    try:
        strategy.communicator.barrier(label)
        with strategy.communicator.meeting_often(), joining(strategy):
            yield
    except BaseException as error:
        text = "".join(traceback.format_exception(error))
        strategy.communicator.tell(error, text)
        raise


def begin_alike(model, strategy) -> None:
    """Gives all ranks the weights, the optimizer and the random state of rank 0."""
    communicator = strategy.communicator
    is_first = communicator.rank == 0
    state = communicator.broadcast(random_state() if is_first else None, "seeds")
    variables = variables_of(model)
    values = [v.numpy() for v in variables] if is_first else None
    values = communicator.broadcast(values, "weights")
    if not is_first:
        set_random_state(state)
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def variables_of(model) -> list:
    """All that a training changes."""
    optimizer = model.optimizer
    own = [] if optimizer is None else optimizer.variables
    return list(dict.fromkeys([*model.variables, *own, *model.metrics_variables]))


def sharded(source):
    """The source, of the rows of this rank where ranks work together."""
    strategy = joined_strategy()
    return source if strategy is None else ShardedSource(source, cut_of(strategy))


def as_shard(batch):
    """The batch, or this rank's rows of it where ranks work together."""
    strategy = joined_strategy()
    return batch if strategy is None else cut_of(strategy).shard(batch)


def cut_of(strategy) -> Cut:
    return Cut(strategy.rank, strategy.size)


def outputs_of_all_ranks(outputs, totals: list):
    """The outputs for whole batches, given those for the rows of this rank.

    Args:
        outputs: of all batches, joined.
        totals: rows of each batch, where ranks work together.
    """
    strategy = joined_strategy()
    if strategy is None:
        return outputs
    found = strategy.communicator.gather(outputs, "outputs")
    return join_shards(cut_of(strategy), totals, found)
