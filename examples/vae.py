"""Draws handwritten digits: a variational autoencoder with a training step of its own.

Run: python examples/vae.py [picture.png]
Expected: a loss of at most 25 on digits not seen, in a quarter of a minute on 2 cores
Source: D. Kingma and M. Welling (2014), "Auto-Encoding Variational Bayes".
"""

import sys

import numpy as np

import kerasish
from kerasish import layers, ops
from kerasish.datasets import digits

LATENT = 4


class VAE(kerasish.Model):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.seed_generator = kerasish.random.SeedGenerator(1)
        self.trackers = {n: kerasish.metrics.Mean(n) for n in ("loss", "pixels", "kl")}

    @property
    def metrics(self):
        return list(self.trackers.values())

    def tracked_losses(self, x):
        mean, log_variance = self.encoder(x)
        noise = kerasish.random.normal(ops.shape(mean), seed=self.seed_generator)
        drawn = self.decoder(mean + ops.exp(0.5 * log_variance) * noise)
        pixels = ops.mean(ops.sum(ops.binary_crossentropy(x, drawn), axis=(1, 2)))
        kl = 0.5 * (mean**2 + ops.exp(log_variance) - 1.0 - log_variance)
        kl = ops.mean(ops.sum(kl, axis=1))
        for name, value in {"loss": pixels + kl, "pixels": pixels, "kl": kl}.items():
            self.trackers[name].update_state(value)
        return pixels + kl

    def train_step(self, x):
        with kerasish.GradientTape() as tape:
            loss = self.tracked_losses(x)
        weights = self.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return self.get_metrics_result()

    def test_step(self, x):
        self.tracked_losses(x)
        return self.get_metrics_result()


def build_model():
    x = kerasish.Input((8, 8))
    hidden = layers.Dense(128, activation="relu")(layers.Flatten()(x))
    encoder = kerasish.Model(x, [layers.Dense(LATENT)(hidden) for _ in range(2)])
    z = kerasish.Input((LATENT,))
    hidden = layers.Dense(128, activation="relu")(z)
    pixels = layers.Dense(64, activation="sigmoid")(hidden)
    return VAE(encoder, kerasish.Model(z, layers.Reshape((8, 8))(pixels)))


def main(picture=None, epochs=60, verbose=2):
    kerasish.utils.set_random_seed(1)
    (x_train, _), (x_test, _) = digits.load_data()
    model = build_model()
    model.compile(kerasish.optimizers.Adam(0.002))
    model.fit(x_train, epochs=epochs, batch_size=64, verbose=verbose)
    losses = model.evaluate(x_test, verbose=0, return_dict=True)
    print("test:", ", ".join(f"{name} {value:.2f}" for name, value in losses.items()))
    z = np.random.default_rng(0).normal(size=(5, LATENT))
    for row in np.concatenate(list(model.decoder.predict(z, verbose=0)), axis=1):
        print("".join(" .:oO@"[int(5 * pixel + 0.5)] for pixel in row))
    if picture is not None:
        draw(picture, model.decoder)
    return losses


def draw(path, decoder):
    """Digits along two of the four numbers that describe one, from -2 to 2."""
    steps = np.linspace(-2.0, 2.0, 10)
    z = np.zeros((100, LATENT))
    z[:, 0], z[:, 1] = np.repeat(steps, 10), np.tile(steps, 10)
    drawn = decoder.predict(z, verbose=0)[..., None]
    kerasish.visualization.plot_image_gallery(
        drawn, rows=10, cols=10, value_range=(0, 1), scale=0.5, path=path, dpi=90
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
