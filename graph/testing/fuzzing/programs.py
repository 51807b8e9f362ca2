"""Random programs: leaves, steps, outputs and updates of variables."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import graph
from graph.ir.errors import GraphError
from graph.testing.fuzzing import (
    contraction_steps,
    control_steps,
    elementwise_steps,
    indexing_steps,
    movement_steps,
    reduction_steps,
)
from graph.testing.fuzzing.arrays import Sizes, random_array, random_dtype
from graph.testing.fuzzing.steps import MAKERS, Draft, Step, Unfit

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


FAMILIES = (
    contraction_steps,
    control_steps,
    elementwise_steps,
    indexing_steps,
    movement_steps,
    reduction_steps,
)
#: larger numbers would drown the differences of smaller ones
MOST_SIZE = 300.0


class RandomProgram:
    """Steps made at random, and arrays to run them on.

    Args:
        seed: decides everything.

    Attributes:
        draft: the leaves, and the values of a run by eager ops.
        steps: the steps by the place of their first result.
        outputs: places, in any order, some twice.
        updates: (place of a variable, function of values) pairs.
        has_gradient: whether gradients are asked for.
        is_symbolic: whether sizes of inputs have names.
    """

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        numbers = np.random.default_rng(seed)
        self.draft = Draft(self.rng, numbers, Sizes(self.rng))
        self.steps: dict[int, Step] = {}
        for _ in range(self.rng.randrange(1, 4)):
            dtype = random_dtype(self.rng)
            array = random_array(numbers, self.draft.sizes.shape(), dtype)
            self.draft.leaf(array, ("input", "input", "variable"))
        wanted = self.rng.choice((1, 2, 3, 4, 6, 8, 11))
        makers, weights = zip(*MAKERS)
        for _ in range(30 * wanted):
            if len(self.steps) < wanted:
                self._try(self.rng.choices(makers, weights)[0])
        self.has_gradient = self.rng.random() < 0.5
        self.is_symbolic = self.rng.random() < 0.4
        self.outputs = self._outputs()
        self.updates = self._updates()

    def _try(self, maker: Callable[..., Any]) -> None:
        """Adds a step, unless it does not apply or its result is of no use."""
        draft = self.draft
        places = len(draft.values)
        try:
            step = maker(draft)
            results = self._results(step)
        except (Unfit, GraphError):
            del draft.values[places:]
            draft.leaves = {i: v for i, v in draft.leaves.items() if i < places}
            return
        self.steps[len(draft.values)] = step
        draft.values += results

    def _results(self, step: Step) -> list[np.ndarray]:
        self._check_sizes(step)
        values = [graph.as_tensor(self.draft.values[i]) for i in step.places]
        with np.errstate(all="ignore"):
            results = [np.asarray(y) for y in as_list(step.function(*values))]
        for result in results:
            if result.dtype.kind in "fc" and result.size:
                size = np.abs(result).max()
                if not np.isfinite(size) or size > MOST_SIZE:
                    raise Unfit("not finite, or large")
        return results

    def _check_sizes(self, step: Step) -> None:
        """What would be too large is not computed."""
        values = [self.draft.values[i] for i in step.places]
        symbols = [graph.placeholder(v.dtype, v.shape) for v in values]
        for result in as_list(step.function(*symbols)):
            spec = graph.as_tensor(result).spec
            if spec.size > self.draft.sizes.most * 2 or spec.rank > 6:
                raise Unfit("too large")

    def _outputs(self) -> list[int]:
        """The last value, and some others: leaves, views, the same one twice."""
        places = range(len(self.draft.values))
        count = self.rng.randrange(4)
        chosen = [max(self.steps, default=0), *self.rng.choices(places, k=count)]
        self.rng.shuffle(chosen)
        return chosen

    def _updates(self) -> list[tuple[int, str, int]]:
        """(variable, way, other value): what becomes of each variable."""
        values, updates = self.draft.values, []
        for place, leaf in self.draft.leaves.items():
            if leaf.kind != "variable" or self.rng.random() < 0.25:
                continue
            fits = [
                i
                for i, value in enumerate(values)
                if value.dtype == leaf.array.dtype and value.shape == leaf.array.shape
            ]
            way = self.rng.choice(("value", "mixed", "mixed", "descent", "moved"))
            updates.append((place, way, self.rng.choice(fits)))
        return updates


def as_list(results: Tensor) -> list[Tensor]:
    return list(results) if isinstance(results, (list, tuple)) else [results]
