"""How far do old cars go? A classic of regression, with a guess of its own error.

The network gives two numbers for each of 392 cars of 1970 to 1982: the miles per gallon
that it expects, and how sure it is; the loss is that of a normal distribution. Bars in
the picture are two standard deviations. The data come with the mlxtend package.

Run: python examples/fuel_efficiency.py [picture.png]    needs pip install ".[examples]"
Expected: a mean absolute error of at most 2.2 mpg on cars not seen (a line through all
columns has 2.5), and 90 to 99 of 100 within their bars; in 15 seconds on 2 cores
Source of the data: R. Quinlan (1993), "Combining Instance-Based and Model-Based
Learning".
"""

import sys

import numpy as np

import kerasish
from kerasish import layers, ops


def load_cars():
    """Cylinders, displacement, power, weight, acceleration, year, origin; and mpg."""
    try:
        from mlxtend.data import autompg_data
    except ImportError:
        raise SystemExit('no data: run pip install ".[examples]"') from None
    x, y = autompg_data()
    x = np.concatenate([x[:, :6], x[:, 6:7] == [1, 2, 3]], axis=1)  # origin: one-hot
    order = np.random.default_rng(0).permutation(len(x))
    return x[order].astype("float32"), y[order].astype("float32")


def normal_loss(y, guess):
    """-log p(y) of a normal distribution with this mean and log of its deviation."""
    mean, log_sigma = guess[:, :1], guess[:, 1:]
    return ops.mean(log_sigma + ops.square((y - mean) * ops.exp(-log_sigma)) / 2)


def build_model(x, y):
    inputs = kerasish.Input((x.shape[1],))
    normalize = layers.Normalization()
    normalize.adapt(x)
    hidden = normalize(inputs)
    for _ in range(2):
        hidden = layers.Dense(32, activation="silu")(hidden)
        hidden = layers.Dropout(0.1)(hidden)
    start = kerasish.initializers.Constant([y.mean(), np.log(y.std())])
    return kerasish.Model(inputs, layers.Dense(2, bias_initializer=start)(hidden))


def line_error(x, y, x_test, y_test):
    """The mean error of least squares."""
    ones = [np.ones((len(a), 1), "float32") for a in (x, x_test)]
    columns = [np.concatenate([a, one], 1) for a, one in zip((x, x_test), ones)]
    weights = np.linalg.lstsq(columns[0], y, rcond=None)[0]
    return float(np.abs(columns[1] @ weights - y_test).mean())


def main(picture=None, epochs=200, verbose=0):
    kerasish.utils.set_random_seed(1)
    x, y = load_cars()
    x, x_test, y, y_test = x[80:], x[:80], y[80:], y[:80]
    model = build_model(x, y)
    rate = kerasish.optimizers.schedules.CosineDecay(5e-3, epochs * 10)
    model.compile(kerasish.optimizers.Adam(rate), normal_loss)
    model.fit(x, y[:, None], batch_size=32, epochs=epochs, verbose=verbose)
    mean, log_sigma = model.predict(x_test, verbose=0).T
    error = float(np.abs(mean - y_test).mean())
    within = float((np.abs(mean - y_test) < 2 * np.exp(log_sigma)).mean())
    line = line_error(x, y, x_test, y_test)
    print(f"mean error {error:.2f} mpg, of a line {line:.2f}; within bars {within:.2f}")
    if picture is not None:
        draw(picture, y_test, mean, 2 * np.exp(log_sigma))
    return error, line, within


def draw(path, y, mean, bars):
    from matplotlib.figure import Figure

    axes = Figure(figsize=(5.5, 5), layout="constrained").subplots()
    axes.errorbar(y, mean, bars, fmt="o", markersize=4, elinewidth=0.7, ecolor="0.6")
    axes.axline((20, 20), slope=1, color="C1", linewidth=1)
    axes.set(xlabel="measured miles per gallon", ylabel="expected, with two deviations")
    axes.figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "fuel_efficiency.png")
