"""A character model: reads the text of Python's own help and learns to write like it.

Run: python examples/text_lstm.py        Expected: perplexity below 8 after three epochs
"""

import math
from pydoc_data.topics import topics

import numpy as np

import kerasish
from kerasish import layers

LENGTH = 40


def load_text(characters=60_000):
    text = "\n".join(topics[name] for name in sorted(topics))[:characters]
    alphabet = sorted(set(text))
    return text, alphabet


def as_windows(text, alphabet, step=3):
    """Windows of LENGTH characters as numbers, and for each the text one further on."""
    numbers = {c: i for i, c in enumerate(alphabet)}
    codes = np.array([numbers[c] for c in text], "int32")
    starts = np.arange(0, len(codes) - LENGTH - 1, step)
    windows = codes[starts[:, None] + np.arange(LENGTH + 1)]
    return windows[:, :-1], windows[:, 1:]


def build_model(size):
    return kerasish.Sequential(
        [
            kerasish.Input((None,), dtype="int32"),
            layers.Embedding(size, 32),
            layers.LSTM(128, return_sequences=True),
            layers.Dense(size),
        ]
    )


def write(model, alphabet, start, count, seed=0):
    """Continues a text by drawing each next character with the model."""
    random = np.random.default_rng(seed)
    numbers = [alphabet.index(c) for c in start]
    for _ in range(count):
        window = np.array([numbers[-LENGTH:]], "int32")
        logits = model.predict(window, verbose=0)[0, -1].astype("float64") / 0.7
        p = np.exp(logits - logits.max())
        numbers.append(int(random.choice(len(alphabet), p=p / p.sum())))
    return "".join(alphabet[i] for i in numbers)


def main(epochs=3, characters=60_000, verbose=2):
    kerasish.utils.set_random_seed(4)
    text, alphabet = load_text(characters)
    x, y = as_windows(text, alphabet)
    model = build_model(len(alphabet))
    loss = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(kerasish.optimizers.Adam(4e-3, clipnorm=1.0), loss)
    history = model.fit(x, y, batch_size=128, epochs=epochs, verbose=verbose)
    perplexity = math.exp(history.history["loss"][-1])
    print(f"perplexity {perplexity:.2f} of {len(alphabet)} characters")
    print(write(model, alphabet, "The class statement", 200 if epochs > 1 else 10))
    return perplexity


if __name__ == "__main__":
    main()
