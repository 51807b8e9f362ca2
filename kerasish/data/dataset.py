"""Pipelines of data: elements that are made, changed and batched on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.random_seed import make_default_seed
from kerasish.data.ahead import mapped_ahead, prefetched
from kerasish.data.passes import PassNumber, RandomOrder, cached, repeated, shuffled
from kerasish.data.stacking import (
    as_tensors,
    split_batch,
    stack_samples,
    with_arrays,
)

#: numbers of elements, as in tf.data
INFINITE, UNKNOWN = -1, -2
#: asks for as many threads or elements as the machine has processors
AUTOTUNE = -1


class Dataset:
    """Elements in order: samples or batches, each an array or a nesting of arrays.

    Each method returns a new dataset; nothing is read before the dataset is iterated,
    and each iteration is an epoch. ``fit``, ``evaluate`` and ``predict`` take datasets
    of batches, and fetch the next ones while a step runs.

    Args:
        make: called for each iteration; returns the elements.
        cardinality: how many they are, `INFINITE` or `UNKNOWN`.

    Example:
        >>> from kerasish.data import Dataset
        >>> squares = Dataset.range(5).map(lambda i: (i, i * i)).batch(2)
        >>> len(squares)
        3
        >>> [y.numpy().tolist() for x, y in squares.take(2)]
        [[0, 1], [4, 9]]
    """

    #: of the labels, for those who need them
    class_names: list[str] | None = None
    #: of the samples, in the order of their numbers
    file_paths: list[str] | None = None
    #: samples in a full batch, None while elements are samples
    batch_size: int | None = None

    def __init__(self, make: Callable[[], Iterable], cardinality: int = UNKNOWN):
        self._make = make
        self._cardinality = cardinality
        #: what decides about the orders of the passes that follow
        self._orders: tuple[PassNumber | RandomOrder, ...] = ()

    # ---- sources

    @classmethod
    def from_tensor_slices(cls, tensors) -> Dataset:
        """The rows of arrays in any nesting of tuples and dicts, all of one length."""
        tensors = with_arrays(tensors)
        leaves = [np.asarray(leaf) for leaf in graph.flatten(tensors)]
        lengths = {len(leaf) if leaf.ndim else None for leaf in leaves}
        if len(lengths) != 1 or lengths == {None}:
            fail(
                "from_tensor_slices needs arrays with the same number of rows",
                {"shapes": [list(leaf.shape) for leaf in leaves]},
                "the first axis is the samples",
                DataError,
            )
        arrays = graph.pack_like(tensors, leaves)
        return cls(lambda: split_batch(arrays), lengths.pop())

    @classmethod
    def from_generator(cls, generator: Callable[[], Iterable]) -> Dataset:
        """What a function yields, called anew for each epoch."""
        if not callable(generator):
            fail(
                "from_generator needs a function",
                {"generator": type(generator).__name__},
                "pass the function itself, so that each epoch can call it",
            )
        return cls(generator)

    @classmethod
    def range(cls, *bounds: int) -> Dataset:
        """The integers of ``range(*bounds)``, as int64."""
        numbers = range(*bounds)
        return cls(lambda: map(np.int64, numbers), len(numbers))

    @classmethod
    def zip(cls, *datasets: Dataset) -> Dataset:
        """Tuples of one element each; as long as the shortest."""
        known = [d._cardinality for d in datasets if d._cardinality != INFINITE]
        count = UNKNOWN if UNKNOWN in known else min(known, default=INFINITE)
        zipped = cls(lambda: zip(*(d._elements() for d in datasets)), count)
        zipped._orders = tuple(order for d in datasets for order in d._orders)
        return zipped

    # ---- one element at a time

    def map(self, function: Callable, num_parallel_calls: int | None = None) -> Dataset:
        """The results of ``function(element)``; tuples are passed as arguments.

        Args:
            function: takes and returns tensors, arrays or nestings of them.
            num_parallel_calls: threads that call it; `AUTOTUNE` for one a processor.
                Elements keep their order.
        """

        def changed(element):
            element = as_tensors(element)
            is_tuple = isinstance(element, tuple)
            return function(*element) if is_tuple else function(element)

        if num_parallel_calls is None:
            return self._then(lambda: map(changed, self._elements()))
        workers = _number("num_parallel_calls", num_parallel_calls)
        return self._then(
            lambda: mapped_ahead(changed, self._elements(), workers, 2 * workers)
        )

    def filter(self, predicate: Callable) -> Dataset:
        """The elements for which ``predicate(element)`` is true."""

        def is_wanted(element):
            given = as_tensors(element)
            return predicate(*given) if isinstance(given, tuple) else predicate(given)

        count = INFINITE if self._cardinality == INFINITE else UNKNOWN
        return self._then(
            lambda: (e for e in self._elements() if bool(is_wanted(e))), count
        )

    def enumerate(self, start: int = 0) -> Dataset:
        """(number, element) pairs."""
        return self._then(lambda: enumerate(self._elements(), start))

    # ---- batches

    def batch(self, batch_size: int, drop_remainder: bool = False) -> Dataset:
        """Stacks elements; the last batch may be shorter, or is left out."""
        size = _number("batch_size", batch_size, auto=False)

        def batches():
            elements = iter(self._elements())
            while group := list(islice(elements, size)):
                if len(group) == size or not drop_remainder:
                    yield stack_samples(group)

        count = self._cardinality
        if count >= 0:
            count = count // size if drop_remainder else -(-count // size)
        batched = self._then(batches, count)
        batched.batch_size = size
        return batched

    def unbatch(self) -> Dataset:
        """The samples of batches."""
        rows = chain.from_iterable
        samples = self._then(
            lambda: rows(map(split_batch, self._elements())),
            INFINITE if self._cardinality == INFINITE else UNKNOWN,
        )
        samples.batch_size = None
        return samples

    # ---- order and number

    def shuffle(
        self,
        buffer_size: int,
        seed: int | None = None,
        reshuffle_each_iteration: bool = True,
    ) -> Dataset:
        """Draws each element from the next ``buffer_size`` ones.

        Args:
            buffer_size: elements that are kept in memory.
            seed: of the order; the global seed decides when None.
            reshuffle_each_iteration: whether each epoch has an order of its own.
        """
        size = _number("buffer_size", buffer_size, auto=False)
        seed = make_default_seed() if seed is None else seed
        passes = PassNumber()
        drawn = self._then(
            shuffled(self._elements, size, seed, passes, reshuffle_each_iteration)
        )
        drawn._orders = (*self._orders, passes)
        return drawn

    def repeat(self, count: int | None = None) -> Dataset:
        """All elements again, ``count`` times in all; without end for None or -1."""
        times = None if count is None or count < 0 else count
        number = self._cardinality
        if times is None:
            number = INFINITE
        elif number >= 0:
            number *= times
        return self._then(repeated(self._elements, times), number)

    def take(self, count: int) -> Dataset:
        """The first elements; all of them for -1."""
        if count < 0:
            return self._then(self._elements)
        known = self._cardinality
        number = min(known, count) if known >= 0 else known
        number = count if known == INFINITE else number
        return self._then(lambda: islice(self._elements(), count), number)

    def skip(self, count: int) -> Dataset:
        """What comes after the first elements; nothing for -1."""
        known = self._cardinality
        number = max(0, known - count) if known >= 0 else known
        if count < 0:
            return self._then(lambda: iter(()), 0)
        return self._then(lambda: islice(self._elements(), count, None), number)

    def concatenate(self, dataset: Dataset) -> Dataset:
        """These elements, then those of another dataset."""
        counts = (self._cardinality, dataset._cardinality)
        number = min(counts) if min(counts) < 0 else sum(counts)
        number = INFINITE if INFINITE in counts else number
        both = self._then(lambda: chain(self._elements(), dataset._elements()), number)
        both._orders = (*self._orders, *dataset._orders)
        return both

    # ---- time

    def cache(self) -> Dataset:
        """Keeps the elements of the first whole epoch in memory for the next ones."""
        kept = self._then(cached(self._elements))
        kept._orders = ()  # that of the first pass stays
        return kept

    def prefetch(self, buffer_size: int = AUTOTUNE) -> Dataset:
        """Makes elements in a thread, before they are asked for.

        Args:
            buffer_size: elements that are kept ready; 2 for `AUTOTUNE`, none for 0.
        """
        if buffer_size == 0:
            return self
        ahead = 2 if buffer_size == AUTOTUNE else _number("buffer_size", buffer_size)
        return self._then(lambda: prefetched(self._elements(), ahead))

    # ---- reading

    def __iter__(self) -> Iterator:
        return map(as_tensors, self._elements())

    def as_numpy_iterator(self) -> Iterator:
        """The elements with arrays in the place of tensors."""
        return (graph.map_leaves(np.asarray, e) for e in self._elements())

    def cardinality(self) -> int:
        """How many elements there are; `INFINITE` or `UNKNOWN`."""
        return self._cardinality

    def __len__(self) -> int:
        if self._cardinality < 0:
            raise TypeError(
                "the dataset has no end"
                if self._cardinality == INFINITE
                else "the number of elements is not known before they are read"
            )
        return self._cardinality

    def get_state(self) -> list:
        """What decides about the orders of the passes that follow, as plain data."""
        return [order.get_state() for order in self._orders]

    def set_state(self, state: list) -> None:
        """The orders that follow are those that followed `get_state`."""
        for order, own in zip(self._orders, state):
            order.set_state(own)

    def _elements(self) -> Iterable:
        return self._make()

    def _then(self, make: Callable, cardinality: int | None = None) -> Dataset:
        count = self._cardinality if cardinality is None else cardinality
        following = Dataset(make, count)
        following.class_names = self.class_names
        following.file_paths = self.file_paths
        following.batch_size = self.batch_size
        following._orders = self._orders
        return following


def _number(name: str, value, auto: bool = True) -> int:
    """A positive integer; `AUTOTUNE` asks for the number of processors."""
    if auto and value == AUTOTUNE:
        return os.cpu_count() or 1
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        fail(f"{name} must be a positive integer", {name: repr(value)})
    return int(value)
