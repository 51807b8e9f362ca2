"""The models in PyTorch, as its users write them; the last layer gives logits."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from benchmarks.workloads.catalogue import VOCABULARY, Workload


def make_model(workload: Workload) -> nn.Module:
    return _MODELS[workload.model](workload)


def _perceptron(workload, hidden):
    sizes = (*workload.example, *hidden)
    layers = []
    for layer in range(len(hidden)):
        layers += [nn.Linear(sizes[layer], sizes[layer + 1]), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], workload.classes))


def _cnn(workload):
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(12 * 12 * 64, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    return _channels_last(model)


def _tiny_cnn(workload):
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(3 * 3 * 8, workload.classes),
    )
    return _channels_last(model)


def _channels_last(model):
    """Images come channels last; oneDNN is at its best if the weights are too."""
    return model.to(memory_format=torch.channels_last)


class LastOfLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, 128)
        self.lstm = nn.LSTM(128, 128, batch_first=True)
        self.output = nn.Linear(128, 1)

    def forward(self, words):
        states, _ = self.lstm(self.embedding(words))
        return self.output(states[:, -1])


def _normalised(inside, outside, size=3, stride=1):
    convolution = nn.Conv2d(inside, outside, size, stride, size // 2, bias=False)
    return [convolution, nn.BatchNorm2d(outside)]


class ResidualBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.branch = nn.Sequential(
            *_normalised(inside, outside, stride=stride),
            nn.ReLU(),
            *_normalised(outside, outside),
        )
        self.shortcut = nn.Identity()
        if stride == 2:
            self.shortcut = nn.Sequential(*_normalised(inside, outside, 1, 2))

    def forward(self, x):
        return functional.relu(self.branch(x) + self.shortcut(x))


def _resnet(workload):
    layers, inside = [*_normalised(3, 16), nn.ReLU()], 16
    for stage, filters in enumerate((16, 32, 64)):
        for block in range(3):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(ResidualBlock(inside, filters, stride))
            inside = filters
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]
    return _channels_last(nn.Sequential(*layers, *head))


class TransformerBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(128, 4, batch_first=True)
        self.first_norm, self.second_norm = nn.LayerNorm(128), nn.LayerNorm(128)
        self.hidden = nn.Sequential(nn.Linear(128, 256), nn.GELU(), nn.Linear(256, 128))

    def forward(self, x):
        attended, _ = self.attention(x, x, x, need_weights=False)
        x = self.first_norm(x + attended)
        return self.second_norm(x + self.hidden(x))


class TextClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, 128)
        self.blocks = nn.Sequential(TransformerBlock(), TransformerBlock())
        self.output = nn.Linear(128, 2)

    def forward(self, words):
        return self.output(self.blocks(self.embedding(words)).mean(1))


class DilatedBlock(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        layers = []
        for _ in range(2):
            layers += [nn.BatchNorm1d(32), nn.ReLU()]
            layers += [nn.Conv1d(32, 32, 11, padding="same", dilation=dilation)]
        self.branch = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.branch(x)


def _splice(workload):
    blocks = [DilatedBlock(1 if block < 4 else 4) for block in range(8)]
    return nn.Sequential(
        nn.Conv1d(4, 32, 1), *blocks, nn.Conv1d(32, 3, 1), nn.Softmax(1)
    )


_MODELS = {
    "tiny": lambda workload: _perceptron(workload, (32,)),
    "mlp": lambda workload: _perceptron(workload, (512, 512)),
    "cnn": _cnn,
    "tiny_cnn": _tiny_cnn,
    "lstm": lambda workload: LastOfLSTM(),
    "resnet": _resnet,
    "transformer": lambda workload: TextClassifier(),
    "splice": _splice,
}
