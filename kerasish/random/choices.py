"""Random integers and truth values; for ``seed`` see `kerasish.random.normal`."""

from __future__ import annotations

import graph
from kerasish.base.random_seed import draw_key
from kerasish.base.settings import standardize_dtype


def randint(shape, minval, maxval, dtype="int32", seed=None):
    """Integers minval <= y < maxval, all equally likely.

    Args:
        shape: sizes.
        minval, maxval: integers or integer tensors that broadcast to the shape.
        dtype: an integer dtype.
        seed: an integer, a `SeedGenerator` or None.

    Raises:
        DTypeError: dtype is not an integer dtype.

    Example:
        >>> from kerasish import random
        >>> y = random.randint((1000,), 3, 6, seed=0)
        >>> sorted(set(y.tolist()))
        [3, 4, 5]
    """
    dtype = "int32" if dtype is None else dtype
    return graph.random_integers(draw_key(seed), shape, minval, maxval, dtype)


def categorical(logits, num_samples, dtype="int32", seed=None):
    """Classes c with probability softmax(logits)[c].

    Args:
        logits: [..., classes]; logarithms of probabilities, up to a constant.
        num_samples: how many are drawn of each row.
        dtype: an integer dtype.
        seed: an integer, a `SeedGenerator` or None.

    Returns:
        [..., num_samples].

    Example:
        >>> from kerasish import random
        >>> random.categorical([[0.0, 100.0]], 3, seed=0).tolist()
        [[1, 1, 1]]
    """
    dtype = "int32" if dtype is None else dtype
    return graph.random_categorical(draw_key(seed), logits, num_samples, dtype)


def bernoulli(shape, p=0.5, dtype="bool", seed=None):
    """True, or 1, with probability p.

    Args:
        shape: sizes.
        p: a number from 0 to 1, or a tensor of them that broadcasts to the shape.
        dtype: of the result.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> f"{random.bernoulli((5000,), 0.25, 'float32', seed=0).mean():.2f}"
        '0.25'
    """
    return graph.random_bernoulli(draw_key(seed), shape, p, dtype)


def binomial(shape, counts, probabilities, dtype=None, seed=None):
    """How many of `counts` trials succeed.

    Args:
        shape: sizes.
        counts: non-negative number or tensor that broadcasts to the shape.
        probabilities: of a success, likewise, from 0 to 1.
        dtype: the default float dtype for None.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> f"{random.binomial((5000,), 10, 0.25, seed=0).mean():.1f}"
        '2.5'
    """
    key, dtype = draw_key(seed), standardize_dtype(dtype)
    return graph.random_binomial(key, shape, counts, probabilities, dtype)
