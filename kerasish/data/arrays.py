"""Batches from arrays in memory or in files."""

from __future__ import annotations

from itertools import accumulate, islice, repeat

import numpy as np

import graph
from kerasish.base.errors import DataError, fail
from kerasish.base.random_seed import make_default_seed
from kerasish.base.settings import floatx
from kerasish.base.text import without_bytes
from kerasish.data.class_weights import weights_by_class
from kerasish.data.packing import pack_x_y_sample_weight
from kerasish.data.positions import OrderPlace, require_epoch_end
from kerasish.data.stored_rows import StoredRows, is_stored

DEFAULT_BATCH_SIZE = 32
#: bytes of shuffled rows that are copied at once, if several batches fit
GATHERED_BYTES = 1 << 18


class ArraySource:
    """Batches of arrays in any nesting of lists and dicts.

    Args:
        x, y, sample_weight: arrays, or lists or dicts of them, of one length. Datasets
            of h5py and memory maps stay in their files.
        batch_size: samples in a batch; the last may be shorter. 32 when None.
        shuffle: True for a new order in each epoch, "batch" to shuffle whole batches.
        class_weight: weights by class, turned into sample weights.
        steps: batches in an epoch; the next one goes on after them. None for all.

    Raises:
        DataError: no samples, or lengths that differ.
    """

    def __init__(
        self,
        x,
        y=None,
        sample_weight=None,
        batch_size=None,
        shuffle=False,
        class_weight=None,
        steps=None,
    ):
        x, y, sample_weight = (as_arrays(part) for part in (x, y, sample_weight))
        if class_weight is not None:
            sample_weight = weights_by_class(y, sample_weight, class_weight)
        self.data = pack_x_y_sample_weight(x, y, sample_weight)
        self.leaves = graph.flatten(self.data)
        self._is_stored = any(isinstance(a, StoredRows) for a in self.leaves)
        self._pack = graph.packer(self.data)
        self.size = common_length(x, y, sample_weight)
        self.batch_size = _checked_batch_size(batch_size)
        self._batches_of_data = -(-self.size // self.batch_size)
        self.num_batches = self._batches_of_data if steps is None else steps
        self._rest: list = []
        self.shuffle = shuffle
        self._random = np.random.default_rng(make_default_seed()) if shuffle else None
        self._place = OrderPlace()
        #: takes the rows of a batch and gives those that are wanted; None for all
        self.part = None

    @staticmethod
    def accepts(x) -> bool:
        leaves = graph.flatten(x)
        return all(map(_is_array, leaves)) and any(v is not None for v in leaves)

    def epoch(self):
        is_one = self._batches_of_data == 1 and not self.shuffle and self.part is None
        if is_one and not self._place.taken and not self._is_stored:
            yield self.data
            return
        batches = self._sliced() if self.shuffle is not True else self._gathered()
        yield from map(self._pack, batches)

    def _sliced(self):
        for rows in self._wanted_indices():
            yield [None if a is None else a[rows] for a in self.leaves]

    def _gathered(self):
        """Rows in a new order. Small batches are copied many at once, then sliced."""
        row = sum(a.nbytes for a in self.leaves if a is not None) // self.size
        together = max(1, GATHERED_BYTES // max(1, row * self.batch_size))
        indices = iter(self._wanted_indices())
        while group := list(islice(indices, together)):
            order = group[0] if len(group) == 1 else np.concatenate(group)
            ends = list(accumulate(map(len, group)))
            cuts = [slice(i, j) for i, j in zip([0, *ends], ends)]
            yield from zip(*[_parts(a, order, cuts) for a in self.leaves])

    def _wanted_indices(self):
        indices = self._next_indices()
        return indices if self.part is None else map(self.part, indices)

    def _next_indices(self):
        """Those of this epoch: what the last one left, or all in a new order."""
        place = self._place
        taken, given = place.start()
        if self.num_batches >= self._batches_of_data:
            return islice(self._batch_indices(), taken, None)
        if taken or not self._rest:
            self._rest = list(self._batch_indices())[taken:]
        place.before = self._batches_of_data - len(self._rest) - given
        wanted = self.num_batches - given
        now = self._rest[:wanted]
        del self._rest[:wanted]
        return now

    def _batch_indices(self):
        self._place.random = self._random_state()
        size, step = self.size, self.batch_size
        starts = np.arange(0, size, step)
        if self.shuffle == "batch":
            self._random.shuffle(starts)
        if self.shuffle is True:
            order = self._random.permutation(size)
            return (order[i : i + step] for i in starts)
        return (slice(i, i + step) for i in starts)

    def finish_epoch(self) -> None:
        """Nothing: the next epoch draws its own order."""

    def close(self) -> None:
        """Nothing: no batch is made ahead."""

    def _random_state(self):
        return None if self._random is None else self._random.bit_generator.state

    def get_state(self, given: int) -> dict:
        """Where the batches stand: the order, and how many of it were taken.

        Args:
            given: batches of the epoch that were used; 0 between two epochs.
        """
        if given:
            random, taken = self._place.random, self._place.before + given
        elif self._rest:
            random = self._place.random
            taken = self._batches_of_data - len(self._rest)
        else:
            random, taken = self._random_state(), 0
        data = {"samples": self.size, "batch_size": self.batch_size}
        data["shuffle"] = self.shuffle
        return {"data": data, "random": random, "taken": taken, "given": given}

    def set_state(self, state: dict) -> None:
        """The next epoch goes on where `get_state` was called.

        Raises:
            DataError: other data or batches, in the middle of an epoch.
        """
        own = self.get_state(0)
        if state["data"] != own["data"]:
            require_epoch_end(state, own["data"])
            return
        if self._random is not None:
            self._random.bit_generator.state = state["random"]
        self._rest = []
        self._place = OrderPlace(state["taken"], state["given"])


def _parts(array, order, cuts):
    """The rows in an order, cut into batches when they are asked for."""
    if array is None:
        return repeat(None)
    return map(array.take(order, axis=0).__getitem__, cuts)


def _is_array(leaf) -> bool:
    return leaf is None or hasattr(leaf, "__array__") or hasattr(leaf, "__dataframe__")


def as_arrays(structure):
    """Numpy arrays, and rows of files, in the nesting of what is given."""
    return graph.map_leaves(_as_array, structure)


def _as_array(leaf):
    """A numpy array; float64 data become the default float, as in Keras."""
    if leaf is None or isinstance(leaf, StoredRows):
        return leaf
    if is_stored(leaf) and leaf.dtype.kind in "biuf":
        return StoredRows(leaf)
    array = without_bytes(np.asarray(leaf))
    if array.dtype == np.float64:
        array = array.astype(floatx())
    if array.dtype.kind == "O":
        fail(
            "data must be numbers",
            f"an object array of shape {list(array.shape)}",
            "pad sequences to one length with kerasish.utils.pad_sequences",
            DataError,
        )
    if array.ndim == 0:
        fail(
            "data need a batch axis",
            f"a scalar of dtype {array.dtype}",
            "pass arrays whose first axis is the samples",
            DataError,
        )
    return array


def common_length(x, y, sample_weight) -> int:
    """How many samples there are; a DataError if that differs."""
    lengths = {}
    for name, part in (("x", x), ("y", y), ("sample_weight", sample_weight)):
        sizes = [len(leaf) for leaf in graph.flatten(part) if leaf is not None]
        if sizes:
            lengths[name] = sizes[0] if len(set(sizes)) == 1 else sizes
    distinct = {n for sizes in lengths.values() for n in np.atleast_1d(sizes).tolist()}
    if len(distinct) > 1:
        fail(
            "data: all arrays need the same number of samples",
            lengths,
            "the first axis is the samples; cut or pad one of them",
            DataError,
        )
    if not distinct or 0 in distinct:
        fail(
            "data: there are no samples",
            {"x": [list(np.shape(leaf)) for leaf in graph.flatten(x)]},
            "pass at least one sample",
            DataError,
        )
    return distinct.pop()


def _checked_batch_size(batch_size) -> int:
    if batch_size is None:
        return DEFAULT_BATCH_SIZE
    if not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
        fail("batch_size must be a positive integer", {"batch_size": repr(batch_size)})
    return int(batch_size)
