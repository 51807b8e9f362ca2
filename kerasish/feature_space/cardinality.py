"""How many numbers a layer of categories gives."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.category_encoding import CategoryEncoding
from kerasish.layers.preprocessing.discretization import Discretization
from kerasish.layers.preprocessing.hashed_crossing import HashedCrossing
from kerasish.layers.preprocessing.hashing import Hashing
from kerasish.layers.preprocessing.index_lookup import IndexLookup


@internal
def cardinality(name: str, layer) -> int:
    """The number of numbers.

    Raises:
        ArgumentError: the layer does not say.
    """
    if isinstance(layer, IndexLookup):
        return layer.vocabulary_size()
    if isinstance(layer, CategoryEncoding):
        return layer.num_tokens
    if isinstance(layer, Discretization) and layer.bin_boundaries is not None:
        return len(layer.bin_boundaries) + 1
    if isinstance(layer, (Discretization, Hashing, HashedCrossing)):
        return layer.num_bins
    fail(
        f"FeatureSpace: it is not known how many numbers feature {name!r} has",
        {"layer": type(layer).__name__},
        'pass output_mode="int", or a layer that gives vectors and output_mode="float"',
    )
