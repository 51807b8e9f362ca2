"""Random numbers: the published vectors, the distributions, and the derived keys."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import graph
from graph.ops.random.bits import RandomBits
from graph.ops.random.distributions import (
    DrawnBeta,
    DrawnBinomial,
    DrawnGamma,
    DrawnPoisson,
)
from graph.ops.random.philox import BLOCKS_AT_ONCE, fill_random_bits
from graph.testing import Case

PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)
#: counter (4 words), key (2 words), result: from the Random123 distribution
KNOWN = [
    ((0,) * 4, (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (PI[:4], PI[4:], "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
KEY = graph.make_key(1234)
N = 40_000
PARAMETERS = np.array([[0.5, 1.0, 2.0], [3.5, 0.1, 9.0]])


def drawn(op, *parameters):
    """An example of an op that numpy draws."""
    inputs = [KEY.array, *parameters]
    options = {"dtypes": ("float64",), "gradient": False, "symbolic": False}
    return [Case(op, inputs, None, **options)]


CASES = {
    "RandomBits": [
        Case(RandomBits(sizes), [KEY.array], gradient=False, symbolic=False)
        for sizes in [(2, 5), (), (0, 3), (3, 7)]
    ]
    + [
        Case(RandomBits((3, 7), start), [KEY.array], gradient=False, symbolic=False)
        for start in (4, 9, 1001)
    ],
    "DrawnGamma": drawn(DrawnGamma(), PARAMETERS),
    "DrawnBeta": drawn(DrawnBeta(), PARAMETERS, PARAMETERS[::-1].copy()),
    "DrawnBinomial": drawn(DrawnBinomial(), np.full((2, 3), 9.0), PARAMETERS / 10),
    "DrawnPoisson": drawn(DrawnPoisson(), PARAMETERS),
    "random_shuffle": [
        Case(
            lambda x: graph.random_shuffle(KEY, x, 1),
            [np.arange(12.0).reshape(3, 4)],
            lambda x: x[:, graph.random_permutation(KEY, x.shape[1]).numpy()],
        )
    ],
}


def in_session(function, *arrays):
    """The function on placeholders, run in a session."""
    feeds = [graph.placeholder(np.asarray(a).dtype, np.shape(a)) for a in arrays]
    return graph.Session().run(function(*feeds), dict(zip(feeds, arrays)))


class TestPhilox:
    @pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
    def test_matches_the_published_vectors(self, counter, key, expected):
        out = np.empty(4, np.uint32)
        words = np.array([*key, *counter[2:]], np.uint32)
        fill_random_bits(out, words, first=counter[0] | counter[1] << 32)
        assert [int(word, 16) for word in expected.split()] == out.tolist()

    @pytest.mark.parametrize("size", [0, 1, 3, 4, 7, 8, 9, 4 * BLOCKS_AT_ONCE + 5])
    def test_element_i_depends_on_i_and_not_on_the_size(self, size):
        longer = graph.random_bits(KEY, (8 * BLOCKS_AT_ONCE + 1,)).numpy()
        assert np.array_equal(graph.random_bits(KEY, (size,)).numpy(), longer[:size])

    def test_block_numbers_carry_into_the_second_word(self):
        out, after = np.empty(16, np.uint32), np.empty(8, np.uint32)
        fill_random_bits(out, KEY.array, first=2**32 - 2)
        fill_random_bits(after, KEY.array, first=2**32)
        assert np.array_equal(out[8:], after)
        assert not np.array_equal(after, graph.random_bits(KEY, (8,)).numpy())

    def test_rows_are_filled_in_row_major_order(self):
        flat = graph.random_bits(KEY, (6,)).numpy()
        assert np.array_equal(graph.random_bits(KEY, (2, 3)).numpy().ravel(), flat)

    def test_scalar_shape(self):
        assert graph.random_bits(KEY, ()).shape == ()

    def test_every_bit_is_fair(self):
        bits = graph.random_bits(KEY, (N,)).numpy()
        ones = (bits[:, None] >> np.arange(32, dtype=np.uint32) & 1).sum(0)
        assert stats.chisquare(ones, np.full(32, N / 2), ddof=-1, sum_check=False)[
            1
        ] > (1e-4)

    def test_a_key_of_another_spec_is_refused(self):
        with pytest.raises(graph.DTypeError, match=r"a key is a tensor uint32\[4\]"):
            graph.random_bits(np.zeros(4, np.int32), (2,))
        with pytest.raises(graph.DTypeError, match=r"graph\.make_key"):
            graph.random_bits(np.zeros(2, np.uint32), (2,))

    def test_has_no_gradient_to_the_key(self):
        key = graph.placeholder("uint32", (4,))
        x = graph.placeholder("float32", (3,))
        y = graph.cast(graph.random_bits(key, (3,)), "float32") * x
        (dx,) = graph.gradients(y, [x])
        assert graph.Session().run(dx, {key: KEY.array}).shape == (3,)


DRAWS = {
    "bits": lambda key, n: graph.random_bits(key, (n, 3)),
    "uniform": lambda key, n: graph.random_uniform(key, (n, 3), -2.0, 5.0),
    "uniform64": lambda key, n: graph.random_uniform(key, (n, 3), dtype="float64"),
    "normal": lambda key, n: graph.random_normal(key, (n, 3), 1.0, 2.0),
    "normal64": lambda key, n: graph.random_normal(key, (n,), dtype="float64"),
    "truncated": lambda key, n: graph.random_truncated_normal(key, (n, 3)),
    "bernoulli": lambda key, n: graph.random_bernoulli(key, (n, 3), 0.3),
    "integers": lambda key, n: graph.random_integers(key, (n, 3), -5, 9),
    "categorical": lambda key, n: graph.random_categorical(key, [[0.0, 1.0, 2.0]], n),
    "gamma": lambda key, n: graph.random_gamma(key, (n, 3), 2.5),
    "beta": lambda key, n: graph.random_beta(key, (n, 3), 2.5, 0.5),
    "binomial": lambda key, n: graph.random_binomial(key, (n, 3), 9, 0.4),
    "poisson": lambda key, n: graph.random_poisson(key, (n, 3), 4.0),
    "split": lambda key, n: graph.split_key(key, n),
}


ROWS = {
    "uniform": lambda key, sizes: graph.random_uniform(key, sizes),
    "uniform64": lambda key, sizes: graph.random_uniform(key, sizes, dtype="float64"),
    "normal": lambda key, sizes: graph.random_normal(key, sizes),
    "normal64": lambda key, sizes: graph.random_normal(key, sizes, dtype="float64"),
    "bernoulli": lambda key, sizes: graph.random_bernoulli(key, sizes, 0.3),
    "integers": lambda key, sizes: graph.random_integers(key, sizes, -5, 9),
    "gamma": lambda key, sizes: graph.random_gamma(key, sizes, 2.5),
}


@pytest.mark.parametrize("draw", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("others", [(), (3,), (2, 4)])
def test_rows_of_a_batch_get_the_numbers_that_they_have_in_it(draw, others):
    places = graph.placeholder("uint8", ("batch", 0, None, None), "places")
    rows, _, first, total = graph.shape(places)
    with graph.random_rows(rows, first, total):
        part = draw(KEY, (rows, *others))
        twice = draw(KEY, (rows * 2, *others))
        of_another_size = draw(KEY, (5, *others))
    whole, doubled, alike = (draw(KEY, (n, *others)).numpy() for n in (9, 18, 5))
    np.testing.assert_array_equal(of_another_size, alike)
    session = graph.Session()
    for start, stop in [(0, 9), (0, 2), (2, 3), (3, 8), (8, 9)]:
        feed = {places: np.empty((stop - start, 0, start, 9), np.uint8)}
        got = session.run([part, twice], feed)
        np.testing.assert_allclose(got[0], whole[start:stop], 1e-6)
        np.testing.assert_allclose(got[1], doubled[2 * start : 2 * stop], 1e-6)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
class TestEveryDraw:
    def test_session_gives_the_eager_numbers(self, draw):
        eager = draw(KEY, 5).numpy()
        got = in_session(lambda k: draw(k, 5), KEY.array)
        np.testing.assert_allclose(got, eager, 1e-6)

    def test_symbolic_sizes_give_the_eager_numbers(self, draw):
        x = graph.placeholder("float32", (None,))
        y = draw(KEY, graph.shape(x)[0])
        session = graph.Session()
        for n in (5, 2, 0):
            got = session.run(y, {x: np.zeros(n, np.float32)})
            np.testing.assert_allclose(got, draw(KEY, n).numpy(), 1e-6)

    def test_another_key_gives_other_numbers(self, draw):
        other = graph.make_key(1234, counter=1)
        assert not np.array_equal(draw(KEY, 9).numpy(), draw(other, 9).numpy())


def fits(numbers, distribution) -> bool:
    """Whether the Kolmogorov-Smirnov test finds nothing strange."""
    return stats.kstest(np.asarray(numbers, np.float64).ravel(), distribution)[1] > 1e-3


class TestUniform:
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_distribution(self, dtype):
        y = graph.random_uniform(KEY, (N,), dtype=dtype)
        assert y.dtype == dtype
        assert fits(y, stats.uniform.cdf)

    def test_float16_keeps_below_one(self):
        y = graph.random_uniform(KEY, (N,), dtype="float16").numpy()
        assert y.dtype == np.float16
        assert y.max() < 1 and y.min() >= 0

    def test_float64_has_53_bits(self):
        y = graph.random_uniform(KEY, (1000,), dtype="float64").numpy()
        scaled = y * 2.0**53
        assert np.array_equal(scaled, np.floor(scaled))
        assert (scaled % 2**20 != 0).any()

    def test_bounds_are_kept_when_rounding_reaches_high(self):
        y = graph.random_uniform(KEY, (N,), 1024.0, 1024.001).numpy()
        assert y.min() >= 1024 and y.max() < np.float32(1024.001)

    def test_tensor_bounds_broadcast_and_get_gradients(self):
        low = graph.placeholder("float32", (3, 1))
        high = graph.placeholder("float32", ())
        y = graph.random_uniform(KEY, (3, 4), low, high)
        dlow, dhigh = graph.gradients(y, [low, high])
        feeds = {low: [[-1.0], [0.0], [1.0]], high: 2.0}
        value, dlow, dhigh = graph.Session().run([y, dlow, dhigh], feeds)
        unit = graph.random_uniform(KEY, (3, 4)).numpy()
        lows = np.array(feeds[low], np.float32)
        np.testing.assert_allclose(value, lows + unit * (2 - lows), rtol=1e-6)
        np.testing.assert_allclose(dlow[:, 0], (1 - unit).sum(1), rtol=1e-5)
        np.testing.assert_allclose(dhigh, unit.sum(), rtol=1e-5)

    def test_equal_bounds(self):
        assert graph.random_uniform(KEY, (2,), 3.0, 3.0).tolist() == [3.0, 3.0]

    def test_low_above_high_is_refused(self):
        with pytest.raises(graph.ArgumentError, match="low must not be above high"):
            graph.random_uniform(KEY, (2,), 1.0, 0.0)

    def test_integer_dtype_is_refused(self):
        with pytest.raises(graph.DTypeError, match=r"graph\.random_integers"):
            graph.random_uniform(KEY, (2,), 0, 5, dtype="int32")


class TestNormal:
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_distribution(self, dtype):
        y = graph.random_normal(KEY, (N,), dtype=dtype)
        assert y.dtype == dtype
        assert fits(y, stats.norm.cdf)

    def test_the_coordinates_of_a_point_are_independent(self):
        y = graph.random_normal(KEY, (N,)).numpy().reshape(-1, 2)
        assert abs(np.corrcoef(y.T)[0, 1]) < 4 / np.sqrt(N / 2)
        assert abs(np.corrcoef((y**2).T)[0, 1]) < 4 / np.sqrt(N / 2)

    def test_tails_are_there(self):
        y = graph.random_normal(graph.make_key(5), (1 << 20,)).numpy()
        beyond = (np.abs(y) > 4).sum()
        expected = (1 << 20) * 2 * stats.norm.sf(4)
        assert abs(beyond - expected) < 4 * np.sqrt(expected)

    def test_odd_sizes(self):
        y = graph.random_normal(KEY, (3,)).numpy()
        assert np.array_equal(y, graph.random_normal(KEY, (4,)).numpy()[:3])

    def test_mean_and_stddev_get_gradients(self):
        mean = graph.placeholder("float32", ())
        stddev = graph.placeholder("float32", (4,))
        y = graph.random_normal(KEY, (3, 4), mean, stddev)
        grads = graph.gradients(y, [mean, stddev])
        dmean, dstddev = graph.Session().run(grads, {mean: 0.0, stddev: np.ones(4)})
        assert dmean == 12
        z = graph.random_normal(KEY, (3, 4)).numpy()
        np.testing.assert_allclose(dstddev, z.sum(0), rtol=1e-5)

    def test_float16(self):
        y = graph.random_normal(KEY, (8,), 1.0, 2.0, "float16")
        assert y.dtype == np.float16
        exact = graph.random_normal(KEY, (8,)).numpy() * 2 + 1
        np.testing.assert_allclose(y.numpy(), exact, rtol=2e-3, atol=2e-3)

    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_truncated_distribution(self, dtype):
        y = graph.random_truncated_normal(KEY, (N,), dtype=dtype)
        assert y.dtype == dtype
        assert float(abs(y).max()) <= 2
        assert fits(y, stats.truncnorm(-2, 2).cdf)

    def test_truncated_mean_and_stddev(self):
        y = graph.random_truncated_normal(KEY, (50,), 5.0, 0.1).numpy()
        z = graph.random_truncated_normal(KEY, (50,)).numpy()
        np.testing.assert_allclose(y, 5 + 0.1 * z, rtol=1e-6)


class TestIntegers:
    @pytest.mark.parametrize(
        ("low", "high", "dtype"),
        [(0, 7, "int32"), (-3, 4, "int64"), (-128, 128, "int8"), (10, 11, "uint8")],
    )
    def test_all_values_are_equally_likely(self, low, high, dtype):
        y = graph.random_integers(KEY, (N,), low, high, dtype).numpy()
        assert y.dtype == dtype
        values, counts = np.unique(y, return_counts=True)
        assert values.tolist() == list(range(low, high))
        assert high - low == 1 or stats.chisquare(counts)[1] > 1e-3

    @pytest.mark.parametrize("span", [2**32, 2**40 + 5, 2**63 + 1])
    def test_wide_spans_are_uniform(self, span):
        low = -(2**63)
        y = graph.random_integers(KEY, (N,), low, low + span, "int64").numpy()
        unit = (y.astype(object) - low) / span
        assert fits(unit, stats.uniform.cdf)
        assert len(np.unique(y)) > N - 10

    def test_wide_spans_are_exact(self):
        span, n = 2**40 + 5, 100
        lanes = graph.random_bits(KEY, (n, 2)).tolist()
        y = graph.random_integers(KEY, (n,), 3, 3 + span, "int64").tolist()
        assert y == [3 + ((a << 32 | b) * span >> 64) for a, b in lanes]

    def test_tensor_bounds_give_the_same_numbers(self):
        high = np.array([3, 1000, 7], np.int32)
        y = graph.random_integers(KEY, (50, 3), -2, high).numpy()
        same = graph.random_integers(KEY, (50, 3), -2, 7).numpy()
        assert np.array_equal(y[:, 2], same[:, 2])
        assert (y >= -2).all() and (y < high).all()

    def test_errors(self):
        with pytest.raises(graph.ArgumentError, match="high is exclusive"):
            graph.random_integers(KEY, (2,), 3, 3)
        with pytest.raises(graph.ArgumentError, match="no int8 numbers"):
            graph.random_integers(KEY, (2,), 0, 300, "int8")
        with pytest.raises(graph.DTypeError, match="must be an integer one"):
            graph.random_integers(KEY, (2,), 0, 3, "float32")
        with pytest.raises(graph.DTypeError, match="low and high are integers"):
            graph.random_integers(KEY, (2,), 0, 3.5)


class TestBernoulli:
    @pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 1.0, 1])
    def test_frequency(self, p):
        y = graph.random_bernoulli(KEY, (N,), p).numpy()
        assert y.dtype == bool
        assert abs(y.mean() - p) <= 4 * np.sqrt(p * (1 - p) / N)

    def test_tensor_of_probabilities(self):
        p = np.array([0.0, 0.25, 1.0], np.float32)
        y = graph.random_bernoulli(KEY, (N, 3), p, "int32").numpy()
        assert y.dtype == np.int32
        np.testing.assert_allclose(y.mean(0), p, atol=0.01)

    def test_p_outside_is_refused(self):
        with pytest.raises(graph.ArgumentError, match="p is a probability"):
            graph.random_bernoulli(KEY, (2,), 1.5)


class TestCategorical:
    def test_frequencies_are_the_softmax(self):
        p = np.array([[0.1, 0.2, 0.7], [0.5, 0.5, 0.0]])
        with np.errstate(divide="ignore"):
            logits = np.log(p) + 3
        y = graph.random_categorical(KEY, logits, N).numpy()
        assert y.shape == (2, N) and y.dtype == np.int32
        for row, want in zip(y, p):
            counts = np.bincount(row, minlength=3)
            assert counts[want == 0].sum() == 0
            assert stats.chisquare(counts[want > 0], want[want > 0] * N)[1] > 1e-3

    def test_vector_of_logits_and_dtype(self):
        y = graph.random_categorical(KEY, [0.0, 60.0, 0.0], 4, dtype="int64")
        assert y.dtype == np.int64 and y.tolist() == [1] * 4

    def test_integer_logits(self):
        assert graph.random_categorical(KEY, [[0, 60]], 2).tolist() == [[1, 1]]

    def test_scalar_logits_are_refused(self):
        with pytest.raises(graph.ShapeError, match="need an axis of classes"):
            graph.random_categorical(KEY, 1.0, 2)


class TestDistributions:
    @pytest.mark.parametrize("alpha", [0.3, 1.0, 4.5])
    def test_gamma(self, alpha):
        y = graph.random_gamma(KEY, (N,), alpha, "float64")
        assert fits(y, stats.gamma(alpha).cdf)

    def test_beta(self):
        y = graph.random_beta(KEY, (N,), 0.5, 2.0, "float64")
        assert fits(y, stats.beta(0.5, 2.0).cdf)

    def test_binomial(self):
        y = graph.random_binomial(KEY, (N,), 5, 0.3, "int32").numpy()
        want = stats.binom(5, 0.3).pmf(np.arange(6)) * N
        assert stats.chisquare(np.bincount(y, minlength=6), want)[1] > 1e-3

    def test_poisson(self):
        y = graph.random_poisson(KEY, (N,), 3.0, "int32").numpy()
        counts = np.bincount(np.minimum(y, 9), minlength=10)
        want = [*stats.poisson(3.0).pmf(np.arange(9)) * N, stats.poisson(3.0).sf(8) * N]
        assert stats.chisquare(counts, want)[1] > 1e-3

    def test_parameters_broadcast(self):
        y = graph.random_gamma(KEY, (N, 2), np.array([1.0, 9.0])).numpy()
        assert y.dtype == np.float32
        np.testing.assert_allclose(y.mean(0), [1, 9], rtol=0.03)

    def test_gamma_has_no_gradient(self):
        alpha = graph.placeholder("float32", ())
        with pytest.raises(NotImplementedError, match="drawn_gamma has no gradient"):
            graph.gradients(graph.random_gamma(KEY, (2,), alpha), [alpha])

    def test_counts_pass_no_gradient(self):
        x = graph.placeholder("float32", ())
        y = x * graph.random_poisson(KEY, (2,), x)
        (dx,) = graph.gradients(y, [x])
        expected = graph.random_poisson(KEY, (2,), 2.0).numpy().sum()
        assert graph.Session().run(dx, {x: 2.0}) == expected

    def test_a_bad_key_is_refused(self):
        with pytest.raises(graph.DTypeError, match="a key is a tensor"):
            graph.random_poisson(np.zeros(2, np.uint32), (2,), 1.0)


class TestPermutation:
    def test_is_a_permutation(self):
        y = graph.random_permutation(KEY, 1000).numpy()
        assert y.dtype == np.int32
        assert np.array_equal(np.sort(y), np.arange(1000))

    def test_all_orders_are_equally_likely(self):
        keys = graph.split_key(KEY, 1200)
        orders = [tuple(graph.random_permutation(k, 3).tolist()) for k in keys]
        _, counts = np.unique(orders, axis=0, return_counts=True)
        assert len(counts) == 6
        assert stats.chisquare(counts)[1] > 1e-3

    def test_symbolic_size(self):
        x = graph.placeholder("float32", (None, 2))
        y = graph.random_shuffle(KEY, x)
        rows = np.arange(10, dtype=np.float32).reshape(5, 2)
        got = graph.Session().run(y, {x: rows})
        assert np.array_equal(got, rows[graph.random_permutation(KEY, 5).numpy()])

    def test_shuffle_axes(self):
        x = np.arange(6).reshape(2, 3)
        order = graph.random_permutation(KEY, 3).numpy()
        assert np.array_equal(graph.random_shuffle(KEY, x, -1).numpy(), x[:, order])
        with pytest.raises(graph.ArgumentError, match="axis 2 is outside"):
            graph.random_shuffle(KEY, x, 2)

    def test_dtype(self):
        assert graph.random_permutation(KEY, 3, "int64").dtype == np.int64


class TestKeys:
    def test_words_of_a_key(self):
        key = graph.make_key(-1, counter=2**32 + 7)
        assert key.tolist() == [0xFFFFFFFF, 0xFFFFFFFF, 7, 1]

    @pytest.mark.parametrize("seed", [1.5, None, True, "1"])
    def test_seeds_must_be_integers(self, seed):
        with pytest.raises(graph.ArgumentError, match="seed must be an integer"):
            graph.make_key(seed)

    def test_derived_keys_are_all_different(self):
        keys = [KEY, *graph.split_key(KEY, 50)]
        for counter in range(20):
            base = graph.make_key(1234, counter)
            keys += [graph.fold_in(base, n) for n in range(20)]
        assert len({tuple(key.tolist()) for key in keys}) == 1 + 50 + 400

    def test_split_prefix_is_stable(self):
        few, many = graph.split_key(KEY), graph.split_key(KEY, 5)
        assert np.array_equal(few.numpy(), many.numpy()[:2])

    def test_keys_are_not_the_numbers_of_the_key(self):
        numbers = graph.random_bits(KEY, (8,)).numpy()
        assert not np.intersect1d(numbers, graph.split_key(KEY).numpy()).size

    def test_fold_in_takes_tensors(self):
        eager = graph.fold_in(KEY, 7).numpy()
        assert np.array_equal(in_session(graph.fold_in, KEY.array, np.int32(7)), eager)
        assert not np.array_equal(graph.fold_in(KEY, -7).numpy(), eager)

    def test_fold_in_errors(self):
        with pytest.raises(graph.ShapeError, match="integer scalar"):
            graph.fold_in(KEY, [1, 2])
        with pytest.raises(graph.ArgumentError, match="integer scalar"):
            graph.fold_in(KEY, 1.0)
