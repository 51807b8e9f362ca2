"""Draws handwritten digits: two networks that train against each other.

Run: python examples/gan.py [picture.png]
Expected: a distance of at most 2.5 to real digits, in half a minute on 2 cores
Source: I. Goodfellow et al. (2014), "Generative Adversarial Nets".
"""

import sys

import numpy as np

import kerasish
from kerasish import layers, ops
from kerasish.datasets import digits

LATENT = 16


class GAN(kerasish.Model):
    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.seed_generator = kerasish.random.SeedGenerator(1)

    def compile(self, g_optimizer, d_optimizer):
        super().compile()
        self.g_optimizer, self.d_optimizer = g_optimizer, d_optimizer
        self.loss_function = kerasish.losses.BinaryCrossentropy(from_logits=True)

    def train_step(self, real):
        n = ops.shape(real)[0]
        ones, zeros = ops.ones((n, 1)), ops.zeros((n, 1))
        z = kerasish.random.normal((n, LATENT), seed=self.seed_generator)
        images = ops.concatenate([real, self.generator(z)], axis=0)
        labels = ops.concatenate([0.9 * ones, zeros], axis=0)
        with kerasish.GradientTape() as tape:
            d_loss = self.loss_function(
                labels, self.discriminator(images, training=True)
            )
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
        with kerasish.GradientTape() as tape:
            judged = self.discriminator(self.generator(z), training=True)
            g_loss = self.loss_function(ones, judged)
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
        return {"g_loss": g_loss, "d_loss": d_loss}


def build_model():
    dense, start = layers.Dense, kerasish.Input
    drawing = [dense(128, "relu"), dense(128, "relu"), dense(64, "sigmoid")]
    judging = [dense(128, "leaky_relu"), dense(128, "leaky_relu"), layers.Dropout(0.3)]
    generator = [start((LATENT,)), *drawing, layers.Reshape((8, 8))]
    discriminator = [start((8, 8)), layers.Flatten(), *judging, dense(1)]
    return GAN(kerasish.Sequential(generator), kerasish.Sequential(discriminator))


def frechet_distance(a, b):
    """|mean(a) - mean(b)|^2 + trace(A + B - 2 sqrt(A B)), with their covariances."""
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    cov_a, cov_b = np.cov(a.T), np.cov(b.T)
    roots = np.sqrt(np.maximum(np.linalg.eigvals(cov_a @ cov_b).real, 0)).sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(cov_a + cov_b) - 2 * roots


def main(picture=None, epochs=100, verbose=2):
    kerasish.utils.set_random_seed(1)
    (x_train, _), (x_test, _) = digits.load_data()
    model, z = build_model(), np.random.default_rng(0).normal(size=(1000, LATENT))
    before = frechet_distance(model.generator.predict(z, verbose=0), x_test)
    model.compile(*(kerasish.optimizers.Adam(5e-4, beta_1=0.5) for _ in range(2)))
    model.fit(x_train, epochs=epochs, batch_size=64, verbose=verbose)
    drawn = model.generator.predict(z, verbose=0)
    after = frechet_distance(drawn, x_test)
    print(f"Frechet distance to real digits: {before:.2f}, then {after:.2f}")
    for row in np.concatenate(list(drawn[:5]), axis=1):
        print("".join(" .:oO@"[int(5 * pixel + 0.5)] for pixel in row))
    if picture is not None:
        both = np.concatenate([drawn[:20], x_test[:20]])[..., None]
        kerasish.visualization.plot_image_gallery(
            both, rows=4, cols=10, value_range=(0, 1), scale=0.7, path=picture, dpi=90
        )  # two rows that were drawn, two of real digits
    return before, after


if __name__ == "__main__":
    main(*sys.argv[1:2])
