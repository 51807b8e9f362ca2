"""Every example runs, keeps to its length, and reaches what it promises."""

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda p: p.stem)
def test_is_short_and_has_a_main(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 125
    assert "def main(" in text


def test_digits_mlp_reaches_its_accuracy_and_survives_the_file(capsys):
    accuracy, same = load("digits_mlp").main(verbose=0)
    assert accuracy >= 0.97
    assert same
    assert "Total params: 17,226" in capsys.readouterr().out


def test_functional_two_inputs_learns_both_outputs(capsys):
    results = load("functional_two_inputs").main(epochs=10, verbose=0)
    assert results["digit_accuracy"] > 0.93
    assert results["ink_mae"] < 0.05


def test_custom_graph_reaches_its_target(capsys):
    module = load("custom_graph")
    assert module.main() < module.TARGET
    shown = capsys.readouterr().out
    assert "placeholder 'y' is not fed" in shown
    assert "made by: custom_graph.py:" in shown


def test_text_lstm_learns_from_the_text(capsys):
    perplexity = load("text_lstm").main(epochs=1, characters=12_000, verbose=0)
    assert perplexity < 40


def is_picture(path):
    return path.read_bytes().startswith(b"\x89PNG")


def test_mnist_cnn_learns_digits(tmp_path, capsys):
    """The real digits need an extra; the 8 x 8 ones, enlarged, stand in here."""
    module = load("mnist_cnn")

    def enlarged():
        from kerasish.datasets import digits

        (x, y), (x_test, y_test) = digits.load_data()

        def big(images):
            return np.kron(images * 255, np.ones((1, 3, 3))).astype("uint8")

        def padded(images):
            return np.pad(big(images), ((0, 0), (2, 2), (2, 2)))

        return (padded(x), y), (padded(x_test), y_test)

    module.load_digits = lambda path: enlarged()
    path = tmp_path / "seen.png"
    assert module.main(path, epochs=2, samples=512, verbose=0) > 0.5
    assert is_picture(path)


def test_physics_informed_finds_the_sine(tmp_path, capsys):
    path = tmp_path / "sine.png"
    assert load("physics_informed").main(path, steps=1000) < 1e-3
    assert is_picture(path)


def test_vae_draws_digits(tmp_path, capsys):
    losses = load("vae").main(tmp_path / "vae.png", epochs=40, verbose=0)
    assert is_picture(tmp_path / "vae.png")
    assert losses["loss"] < 25.5
    assert losses["kl"] > 1.0
    assert "@" in capsys.readouterr().out


def test_gan_comes_near_to_real_digits(capsys):
    before, after = load("gan").main(verbose=0)
    assert before > 10.0
    assert after < 2.5
    assert "Frechet distance" in capsys.readouterr().out


def test_custom_loop_reaches_its_accuracy(capsys):
    loss, accuracy = load("custom_loop_tape").main(epochs=8)
    assert loss < 0.1
    assert accuracy >= 0.96
    assert "epoch 8: loss" in capsys.readouterr().out


def test_newton_converges_quadratically(capsys):
    slow, norms = load("newton_second_order").main()
    assert min(slow) > 0.1
    assert norms[-1] < 1e-14
    for before, after in itertools.pairwise(norms[2:-1]):
        assert after < 100 * before**2


def test_rnn_from_scratch_reads_digits(capsys):
    assert load("rnn_from_scratch_scan").main(epochs=5) > 0.93


def test_data_parallel_learns_on_one_process_too(tmp_path, capsys):
    folder = tmp_path / "backup"
    module = load("data_parallel")
    module.main(epochs=1, folder=folder)
    assert module.main(epochs=8, folder=folder) > 0.9
    assert "on 1 processes" in capsys.readouterr().out
