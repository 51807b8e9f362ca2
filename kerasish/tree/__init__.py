"""Nestings of lists, tuples, named tuples, dicts and deques: Keras' ``tree``.

Dicts are walked by sorted keys, an OrderedDict in its own order; None is a leaf.
"""

from kerasish.tree.comparing import assert_same_paths, assert_same_structure
from kerasish.tree.flattening import (
    flatten,
    flatten_with_path,
    is_nested,
    pack_sequence_as,
)
from kerasish.tree.mapping import (
    map_shape_structure,
    map_structure,
    map_structure_up_to,
)
from kerasish.tree.traversing import MAP_TO_NONE, lists_to_tuples, traverse
