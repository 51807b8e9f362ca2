"""Finds faces with 20 examples: a network of 2017, from its .h5 file, reads on.

emotion_model.hdf5 was written by Keras 2.0.5 and tells seven emotions (see
data/README.md). Its convolutions know what faces are made of: a new last layer on them
learns from 20 images what a network that starts from nothing does not.

Run: python examples/faces_transfer.py [picture.png]     needs pip install ".[examples]"
Expected: accuracy of at least 0.97 on 180 other images; from nothing about 0.9. In 15
seconds on 2 cores
Source: O. Arriaga et al. (2017), "Real-time Convolutional Neural Networks for Emotion
and Gender Classification". Images: Labeled Faces in the Wild, in scikit-image.
"""

import sys
from pathlib import Path

import numpy as np

import kerasish
from kerasish import layers
from kerasish.visualization import grad_cam, plot_heat_maps

OLD = Path(__file__).parent / "data" / "emotion_model.hdf5"
SIZE, FEW = 64, 20


def load_images():
    """Gray images from -1 to 1, and 1 for each that is a face."""
    try:
        import skimage
    except ImportError:
        raise SystemExit('no data: run pip install ".[examples]"') from None
    images = np.load(Path(skimage.__file__).parent / "data" / "lfw_subset.npy")
    images = kerasish.ops.image.resize(
        images[..., None].astype("float32"), (SIZE, SIZE)
    )
    labels = np.repeat([1, 0], 100)
    order = np.random.default_rng(0).permutation(200)
    return (2 * np.asarray(images) - 1)[order], labels[order]


def with_new_end(old):
    """The old network up to its last block, kept as it is, and a new layer."""
    old.trainable = False
    places = old.get_layer("add_4").output
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(places))
    return kerasish.Model(old.inputs, layers.Dense(1, activation="sigmoid")(x))


def from_nothing():
    """A network as large as 20 images allow."""
    model = kerasish.Sequential([kerasish.Input((SIZE, SIZE, 1))])
    for filters in (8, 16, 32):
        model.add(layers.Conv2D(filters, 3, 2, activation="relu"))
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(1, activation="sigmoid"))
    return model


def train(model, x, y, epochs, verbose):
    model.compile(
        kerasish.optimizers.Adam(5e-3), "binary_crossentropy", metrics=["accuracy"]
    )
    model.fit(x[:FEW], y[:FEW], batch_size=FEW, epochs=epochs, verbose=verbose)
    return model.evaluate(x[FEW:], y[FEW:], verbose=0)[1]


def main(picture=None, epochs=60, verbose=0):
    kerasish.utils.set_random_seed(1)
    x, y = load_images()
    old = kerasish.models.load_model(OLD, compile=False)
    old.summary()
    model = with_new_end(old)
    transferred = train(model, x, y, epochs, verbose)
    alone = train(from_nothing(), x, y, epochs, verbose)
    print(f"accuracy: old network, new end {transferred:.3f}; from nothing {alone:.3f}")
    if picture is not None:
        faces = x[FEW:][y[FEW:] == 1][:6]
        scores = model.predict(faces, verbose=0)[:, 0]
        titles = [f"face: {s:.2f}" for s in scores]
        plot_heat_maps(faces, grad_cam(model, faces, 1), titles, path=picture)
    return transferred, alone


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "faces_transfer.png")
