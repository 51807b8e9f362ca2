"""Random numbers of continuous distributions.

Every ``seed`` is an integer, which always gives the same numbers; a `SeedGenerator`,
whose next numbers are drawn; or None for the generator that `set_random_seed` restarts.
"""

from __future__ import annotations

import graph
from kerasish.base.random_seed import draw_key
from kerasish.base.settings import standardize_dtype


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Numbers of density exp(-((y - mean) / stddev)**2 / 2) / (stddev * sqrt(2 pi)).

    Args:
        shape: sizes.
        mean, stddev: numbers or tensors that broadcast to the shape.
        dtype: a float dtype; the default one for None.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> y = random.normal((1000,), mean=3.0, seed=0)
        >>> f"{y.mean():.1f} {y.std():.1f}"
        '3.0 1.0'
    """
    key, dtype = draw_key(seed), standardize_dtype(dtype)
    return graph.random_normal(key, shape, mean, stddev, dtype)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers, but none further from the mean than two stddev.

    Args:
        shape: sizes.
        mean, stddev: of the normal numbers before they are cut off.
        dtype: a float dtype; the default one for None.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> y = random.truncated_normal((1000,), seed=0)
        >>> bool(abs(y).max() <= 2.0)
        True
    """
    key, dtype = draw_key(seed), standardize_dtype(dtype)
    return graph.random_truncated_normal(key, shape, mean, stddev, dtype)


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    """Numbers minval <= y < maxval, all equally likely.

    Args:
        shape: sizes.
        minval, maxval: numbers or tensors that broadcast to the shape.
        dtype: a float dtype; the default one for None.
        seed: an integer, a `SeedGenerator` or None.

    Raises:
        DTypeError: dtype is an integer dtype; `randint` is for those.

    Example:
        >>> from kerasish import random
        >>> y = random.uniform((1000,), 2.0, 4.0, seed=0)
        >>> bool(y.min() >= 2.0), bool(y.max() < 4.0), f"{y.mean():.1f}"
        (True, True, '3.0')
    """
    key, dtype = draw_key(seed), standardize_dtype(dtype)
    return graph.random_uniform(key, shape, minval, maxval, dtype)


def gamma(shape, alpha, dtype=None, seed=None):
    """Numbers of density y**(alpha - 1) * exp(-y) / gamma(alpha).

    Args:
        shape: sizes.
        alpha: positive number or tensor that broadcasts to the shape.
        dtype: a float dtype; the default one for None.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> y = random.gamma((5000,), 4.0, seed=0)
        >>> round(float(y.mean()))
        4
    """
    return graph.random_gamma(draw_key(seed), shape, alpha, standardize_dtype(dtype))


def beta(shape, alpha, beta, dtype=None, seed=None):
    """Numbers of density proportional to y**(alpha - 1) * (1 - y)**(beta - 1).

    Args:
        shape: sizes.
        alpha, beta: positive numbers or tensors that broadcast to the shape.
        dtype: a float dtype; the default one for None.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> f"{random.beta((5000,), 1.0, 3.0, seed=0).mean():.2f}"
        '0.25'
    """
    key, dtype = draw_key(seed), standardize_dtype(dtype)
    return graph.random_beta(key, shape, alpha, beta, dtype)
