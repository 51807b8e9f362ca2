"""Reads handwritten digits with a small transformer: an image as 16 words.

Each word is a patch of 2 x 2 pixels, with a vector that says where it lies.

Run: python examples/digits_transformer.py [picture.png]
Expected: test accuracy of at least 0.96, in 20 seconds on 2 cores
Source: A. Dosovitskiy et al. (2021), "An Image is Worth 16x16 Words".
"""

import sys

import kerasish
from kerasish import layers, ops
from kerasish.datasets import digits

WIDTH, HEADS = 48, 4


class Patches(layers.Layer):
    """(8, 8) pixels as 16 patches, each with a vector for its place."""

    def build(self, input_shape):
        self.patch = layers.Dense(WIDTH, name="patch")
        self.place = layers.Embedding(16, WIDTH, name="place")
        self.patch.build((None, 16, 4))
        self.place.build((None, 16))

    def call(self, images):
        x = ops.reshape(images, (-1, 4, 2, 4, 2))
        x = ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4)), (-1, 16, 4))
        return self.patch(x) + self.place(ops.arange(16))


def block(x, number):
    """Attention and two dense layers, each added to what it reads."""
    read = layers.LayerNormalization(epsilon=1e-6)(x)
    attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"look_{number}")
    looked, weights = attention(read, read, return_attention_scores=True)
    x = layers.Add()([x, layers.Dropout(0.1)(looked)])
    hidden = layers.LayerNormalization(epsilon=1e-6)(x)
    hidden = layers.Dense(2 * WIDTH, activation="gelu")(hidden)
    return layers.Add()([x, layers.Dropout(0.1)(layers.Dense(WIDTH)(hidden))]), weights


def build_models(blocks=3):
    """The classifier, and one for what the last block looks at."""
    images = kerasish.Input((8, 8))
    x = Patches(name="patches")(images)
    for number in range(blocks):
        x, weights = block(x, number)
    x = layers.GlobalAveragePooling1D()(layers.LayerNormalization(epsilon=1e-6)(x))
    scores = layers.Dense(10, activation="softmax")(x)
    return kerasish.Model(images, scores), kerasish.Model(images, weights)


def main(picture=None, epochs=25, verbose=2):
    kerasish.utils.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    model, attention = build_models()
    rate = kerasish.optimizers.schedules.CosineDecay(
        1e-4, epochs * 40, warmup_target=3e-3, warmup_steps=epochs * 5
    )
    model.compile(
        kerasish.optimizers.AdamW(rate, weight_decay=0.05),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x_train, y_train, batch_size=32, epochs=epochs, verbose=verbose)
    accuracy = model.evaluate(x_test, y_test, verbose=0)[1]
    print(f"test accuracy {accuracy:.4f}, {model.count_params():,} parameters")
    if picture is not None:
        draw(picture, x_test, attention.predict(x_test[:8], verbose=0))
    return accuracy


def draw(path, images, weights):
    """Images, and below how much all patches and heads look at each patch."""
    from matplotlib.figure import Figure

    maps = weights.mean(axis=(1, 2)).reshape(-1, 4, 4)
    figure = Figure(figsize=(10, 2.8), layout="constrained")
    for axes, image, looked in zip(figure.subplots(2, len(maps)).T, images, maps):
        axes[0].imshow(image, cmap="gray")
        axes[1].imshow(looked, cmap="inferno", vmin=0)
        for place in axes:
            place.axis("off")
    figure.suptitle("what is read, and below: where the last block looks", fontsize=10)
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "digits_transformer.png")
