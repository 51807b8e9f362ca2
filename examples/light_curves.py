"""Light curves of stars, simulated: what exoplanet_transits.py learns from.

Planets: the overlap of two disks (Mandel and Agol 2002, eq. 1) times the brightness of
the star behind the planet, with quadratic limb darkening (0.40, 0.26: a star like the
Sun in Kepler's band). Orbits are circular, around stars of the Sun's density: a / R =
4.2 (period / day)^(2/3). Noise: 30 ppm over 6.5 hours (Gilliland et al. 2011), sampled
each 29.4 minutes for 90 days, white and red. The depth is such that the signal is 7.1
(Kepler's threshold) to 60 times the noise. What is no planet has the same strengths:
- binary: two stars that eclipse each other, V-shaped, with a second eclipse;
- spots: a sine, as that of a star that turns;
- fault: the camera loses sensitivity and recovers, once.

Run: python examples/light_curves.py        Expected: the size of the views
"""

import numpy as np

KINDS = ("planet", "binary", "spots", "fault")
DAYS, CADENCE, NOISE = 90.0, 29.4 / 60 / 24, 30e-6  # NOISE: of means of 6.5 hours
ORBIT_BINS, DIP_BINS, DIP_WIDTH = 201, 61, 2.5  # of the dip's length, to each side
DARKENING = 0.40, 0.26


def overlap(z, p):
    """The part of a disk of radius 1 that one of radius p hides, at distance z."""
    z = np.maximum(z, 1e-9)
    a = np.arccos(np.clip((p**2 + z**2 - 1) / (2 * p * z), -1, 1))
    b = np.arccos(np.clip((1 - p**2 + z**2) / (2 * z), -1, 1))
    root = np.sqrt(np.maximum(4 * z**2 - (1 + z**2 - p**2) ** 2, 0)) / 2
    part = (p**2 * a + b - root) / np.pi
    return np.where(z >= 1 + p, 0.0, np.where(z <= abs(1 - p), min(p, 1) ** 2, part))


def transit(phase, period, p, b):
    """How much light is missing; phase from -0.5 to 0.5, impact parameter b."""
    angle, distance = 2 * np.pi * phase, 4.2 * period ** (2 / 3)
    z = np.hypot(distance * np.sin(angle), b * np.cos(angle))
    mu = np.sqrt(1 - np.minimum(z, 1 - 1e-6) ** 2)
    u, v = DARKENING
    light = (1 - u * (1 - mu) - v * (1 - mu) ** 2) / (1 - u / 3 - v / 6)
    return np.where(np.cos(angle) > 0, overlap(z, p) * light, 0.0)


def length_of_dip(period, p, b):
    return (
        period
        / np.pi
        * np.sqrt(max((1 + p) ** 2 - b**2, 0.05))
        / (4.2 * period ** (2 / 3))
    )


def signal(kind, time, phase, period, random):
    """What dims the star, at most 1, and how long the dip is, in days."""
    p, b = np.exp(random.uniform(np.log(0.01), np.log(0.12))), random.uniform(0, 0.9)
    if kind == "binary":
        p = random.uniform(0.3, 1.0)
        b = random.uniform(max(0.0, 0.9 - p), 0.6 + p)
    length = length_of_dip(period, p, b)
    if kind == "spots":
        return (1 + np.cos(2 * np.pi * phase)) / 2, length
    if kind == "fault":
        dips = np.flatnonzero(np.diff(np.sign(phase)) == 2)  # where the phase passes 0
        after = time - time[random.choice(dips)]
        lasts = random.uniform(0.5, 3.0) * length
        return np.exp(-np.maximum(after, 0) / lasts) * (after > 0), length
    dimmed = transit(phase, period, p, b)
    if kind == "binary":
        second = (phase + 0.5 + random.normal(0, 0.02)) % 1 - 0.5
        dimmed = dimmed + random.uniform(0.05, 0.9) * transit(second, period, p, b)
    return dimmed / max(dimmed.max(), 1e-9), length


def light_curve(kind, random):
    """Time, brightness less its mean, period, and length of the dip, in days."""
    time = np.arange(0.0, DAYS, CADENCE)
    period = np.exp(random.uniform(np.log(1.5), np.log(25.0)))
    start = random.uniform(0, period)
    phase = ((time - start) / period + 0.5) % 1 - 0.5
    shape, length = signal(kind, time, phase, period, random)
    white = NOISE * np.sqrt(6.5 / 24 / CADENCE) * random.normal(size=len(time))
    slow = np.convolve(
        random.normal(size=len(time) + 9), np.ones(10) / 10**0.5, "valid"
    )
    noise = white + 0.5 * NOISE * slow
    strength = np.exp(random.uniform(np.log(7.1), np.log(60.0)))
    folds = 1 if kind == "fault" else DAYS / period
    depth = strength * NOISE * np.sqrt(6.5 / 24 / min(length, period / 4) / folds)
    return phase, noise - depth * shape, length / period


def view(phase, values, width, bins):
    """Means of values in bins of phase up to width, median 0 and smallest -1."""
    places = np.floor((phase / width + 1) / 2 * bins).astype(int)
    inside = (places >= 0) & (places < bins)
    sums = np.bincount(places[inside], values[inside], minlength=bins)
    counts = np.bincount(places[inside], minlength=bins)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    means = np.where(counts > 0, means, np.nanmedian(means))
    means = means - np.median(means)
    return means / max(-means.min(), 1e-12)


def candidates(count, seed=0):
    """Views of orbits and of dips, and the number of each one's kind."""
    random = np.random.default_rng(seed)
    kinds = random.choice(len(KINDS), count, p=[0.4, 0.2, 0.2, 0.2])
    orbits, dips = np.empty((count, ORBIT_BINS)), np.empty((count, DIP_BINS))
    for i, kind in enumerate(kinds):
        phase, values, part = light_curve(KINDS[kind], random)
        orbits[i] = view(phase, values, 0.5, ORBIT_BINS)
        dips[i] = view(phase, values, min(0.5, DIP_WIDTH * part), DIP_BINS)
    return [orbits.astype("float32"), dips.astype("float32")], kinds


def main():
    views, kinds = candidates(50)
    print([v.shape for v in views], np.bincount(kinds))


if __name__ == "__main__":
    main()
