"""Forecasts the carbon dioxide in the air over Mauna Loa, a year ahead, week by week.

The weekly means of 1958 to 2001 come with the statsmodels package; weeks that nobody
measured are filled in along a line. A recurrent network reads two years and says how
the next one differs from the last; it never saw the years from 1991 on.

Run: python examples/co2_forecast.py [picture.png]     needs pip install ".[examples]"
Expected: a mean error of at most 0.7 ppm; last year's curve moved up by last year's
growth has 0.82. In 15 seconds on 2 cores
"""

import sys

import numpy as np

import kerasish
from kerasish import layers

PAST, AHEAD = 104, 52


def load_series():
    """The weeks as years, such as 1958.24, and parts per million."""
    try:
        from statsmodels.datasets import co2
    except ImportError:
        raise SystemExit('no data: run pip install ".[examples]"') from None
    series = co2.load().data["co2"].interpolate()
    year = series.index.year + (series.index.day_of_year - 1) / 365.25
    return np.asarray(year), series.to_numpy("float32")


def as_windows(values):
    """Two years of weeks, less their last year's mean, and the year that follows."""
    starts = np.arange(len(values) - PAST - AHEAD + 1)
    windows = values[starts[:, None] + np.arange(PAST + AHEAD)]
    level = windows[:, PAST - 52 : PAST].mean(axis=1, keepdims=True)
    return windows[:, :PAST] - level, windows[:, PAST:] - level, level


def last_year_moved(x):
    """The last year again, moved up by how much it was above the one before."""
    return x[:, -52:] + (x[:, -52:] - x[:, :52]).mean(axis=1, keepdims=True)


def build_model():
    past = kerasish.Input((PAST,))
    weeks = layers.Reshape((PAST // 4, 4))(past)  # four weeks a step
    state = layers.GRU(48)(weeks)
    change = layers.Dense(AHEAD)(layers.Dense(48, activation="relu")(state))
    return kerasish.Model(past, layers.Add()([past[:, -52:], change]))


def main(picture=None, epochs=60, verbose=2):
    kerasish.utils.set_random_seed(1)
    years, values = load_series()
    x, y, level = as_windows(values)
    first = years[PAST : PAST + len(x)]  # when the year to forecast begins
    train, test = first < 1990, first >= 1991
    model = build_model()
    rate = kerasish.optimizers.schedules.CosineDecay(3e-3, epochs * (train.sum() // 32))
    model.compile(kerasish.optimizers.Adam(rate), "mse", metrics=["mae"])
    model.fit(x[train], y[train], batch_size=32, epochs=epochs, verbose=verbose)
    forecast = model.predict(x[test], verbose=0)
    error = float(np.abs(forecast - y[test]).mean())
    simple = float(np.abs(last_year_moved(x[test]) - y[test]).mean())
    print(f"mean error {error:.2f} ppm; last year's curve, moved: {simple:.2f} ppm")
    if picture is not None:
        draw(picture, years, values, first[test], forecast + level[test])
    return error, simple


def draw(path, years, values, first, forecast):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[1, 2])
    left.plot(years, values, linewidth=0.8)
    left.set(xlabel="year", ylabel="carbon dioxide (ppm)", title="Mauna Loa, weekly")
    seen = years > 1990
    right.plot(years[seen], values[seen], color="0.6", label="measured")
    for i in range(0, len(forecast), 104):
        weeks = first[i] + np.arange(AHEAD) / 52.18
        label = "forecast, every other year" if i == 0 else None
        right.plot(weeks, forecast[i], color="C1", label=label)
    right.set(xlabel="year", title="years that were not trained on")
    right.legend()
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "co2_forecast.png")
