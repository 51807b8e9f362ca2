"""Functions have Keras' arguments: each call names all that it has."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import kerasish
from kerasish import ops
from kerasish.base.keras_tensor import is_keras_tensor

WINDOWS = ("bartlett", "blackman", "hamming", "hanning")
#: functions of values only, and of several results
OTHERS = (*WINDOWS, "ndim", "nonzero", "slogdet")
#: arguments of the functions that take more than tensors, with Keras' defaults
SIGNATURES = """
all(x, axis=None, keepdims=False)
allclose(x1, x2, rtol=1e-05, atol=1e-08, equal_nan=False)
append(x1, x2, axis=None)
arange(start, stop=None, step=None, dtype=None)
argmax(x, axis=None, keepdims=False)
argpartition(x, kth, axis=-1)
average(x, axis=None, weights=None)
bincount(x, weights=None, minlength=0, sparse=False)
bitwise_and(x, y)
clip(x, x_min, x_max)
concatenate(xs, axis=0)
correlate(x1, x2, mode='valid')
cross(x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None)
cumsum(x, axis=None, dtype=None)
diag(x, k=0)
diagonal(x, offset=0, axis1=0, axis2=1)
diff(a, n=1, axis=-1)
einsum(subscripts, *operands, **kwargs)
expand_dims(x, axis)
eye(N, M=None, k=0, dtype=None)
full(shape, fill_value, dtype=None)
full_like(x, fill_value, dtype=None)
geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)
get_item(x, key)
histogram(x, bins=10, range=None)
identity(n, dtype=None)
isin(x1, x2, assume_unique=False, invert=False)
kaiser(x, beta)
ldexp(x1, x2)
left_shift(x, y)
linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)
logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0)
max(x, axis=None, keepdims=False, initial=None)
meshgrid(*x, indexing='xy')
moveaxis(x, source, destination)
nan_to_num(x, nan=0.0, posinf=None, neginf=None)
nancumsum(x, axis=None, dtype=None)
nanquantile(x, q, axis=None, method='linear', keepdims=False)
pad(x, pad_width, mode='constant', constant_values=None)
prod(x, axis=None, keepdims=False, dtype=None)
quantile(x, q, axis=None, method='linear', keepdims=False)
repeat(x, repeats, axis=None)
reshape(x, newshape)
roll(x, shift, axis=None)
rot90(array, k=1, axes=(0, 1))
round(x, decimals=0)
searchsorted(sorted_sequence, values, side='left')
select(condlist, choicelist, default=0)
sort(x, axis=-1)
split(x, indices_or_sections, axis=0)
squeeze(x, axis=None)
stack(x, axis=0)
std(x, axis=None, keepdims=False)
sum(x, axis=None, keepdims=False)
take(x, indices, axis=None)
take_along_axis(x, indices, axis=None)
tensordot(x1, x2, axes=2)
tile(x, repeats)
transpose(x, axes=None)
trapezoid(y, x=None, dx=1.0, axis=-1)
tri(N, M=None, k=0, dtype=None)
tril(x, k=0)
unique(x, sorted=True, return_index=False, return_inverse=False, return_counts=False, \
axis=None, size=None, fill_value=None)
unravel_index(indices, shape)
vander(x, N=None, increasing=False)
vectorize(pyfunc, *, excluded=None, signature=None)
view(x, dtype=None)
where(condition, x1=None, x2=None)
zeros(shape, dtype=None)
zeros_like(x, dtype=None)
"""


@pytest.mark.parametrize("line", SIGNATURES.strip().splitlines())
def test_arguments_have_the_names_order_and_defaults_of_keras(line):
    name = line.partition("(")[0]
    signature = inspect.signature(getattr(ops.numpy, name))
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    plain = signature.replace(parameters=bare, return_annotation=signature.empty)
    assert f"{name}{plain}" == line


def plain_functions(*arguments):
    """Functions of tensors alone, with exactly these arguments."""
    return [
        name
        for name in dir(ops.numpy)
        if tuple(inspect.signature(getattr(ops, name)).parameters) == arguments
    ]


@pytest.mark.parametrize("name", plain_functions("x"))
def test_functions_of_one_tensor_work_on_values_and_in_models(name):
    x = np.eye(3, dtype="float32") * 0.5
    if name in WINDOWS:
        x = 3
    elif name in ("bitwise_not", "bitwise_invert"):
        x = x.astype("int32")
    elif name == "arccosh":
        x = x + 1
    y = getattr(ops, name)(x=x)
    if name in OTHERS:
        return
    spec = kerasish.Input(batch_shape=(3, 3), dtype=x.dtype.name)
    symbolic = getattr(ops, name)(spec)
    assert is_keras_tensor(symbolic)
    assert symbolic.shape == y.shape and symbolic.dtype == y.dtype
    model = kerasish.Model(spec, symbolic)
    np.testing.assert_allclose(model(x), y, rtol=1e-6)


@pytest.mark.parametrize("name", plain_functions("x1", "x2"))
def test_functions_of_two_tensors_work_on_values_and_in_models(name):
    x = np.arange(1, 10, dtype="int32").reshape(3, 3)
    x = x if name in ("gcd", "lcm", "ldexp") else x.astype("float32")
    y = getattr(ops, name)(x1=x, x2=x)
    spec = kerasish.Input(batch_shape=(3, 3), dtype=x.dtype.name)
    symbolic = getattr(ops, name)(x1=spec, x2=x)
    assert is_keras_tensor(symbolic)
    assert symbolic.shape == y.shape and symbolic.dtype == y.dtype
    np.testing.assert_allclose(kerasish.Model(spec, symbolic)(x), y, rtol=1e-6)
