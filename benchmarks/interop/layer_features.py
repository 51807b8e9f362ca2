"""Features: a layer or a few of one family."""

from __future__ import annotations

from benchmarks.interop.feature import Feature, chain

_LAYERS = {
    "Dense": chain(
        (5,),
        lambda k: k.Dense(4, activation="relu", kernel_regularizer="l2"),
        lambda k: k.Dense(3, "softmax", bias_initializer="ones"),
    ),
    "Dense, constraints": chain(
        (5,),
        lambda k: k.Dense(4, kernel_constraint="non_neg", bias_constraint="max_norm"),
    ),
    "Dense, initializers": chain(
        (5,),
        lambda k: k.Dense(4, kernel_initializer="he_normal"),
        lambda k: k.Dense(4, kernel_initializer="orthogonal", use_bias=False),
        lambda k: k.Dense(4, kernel_initializer="random_normal"),
    ),
    "EinsumDense": chain(
        (5, 4), lambda k: k.EinsumDense("abc,cd->abd", (None, 3), bias_axes="d")
    ),
    "Embedding": chain(
        (6,), lambda k: k.Embedding(5, 3, mask_zero=True), dtype="int32"
    ),
    "Activation": chain(
        (5,),
        lambda k: k.Activation("elu"),
        lambda k: k.Activation("selu"),
        lambda k: k.Activation("gelu"),
        lambda k: k.Activation("silu"),
        lambda k: k.Activation("softplus"),
        lambda k: k.Activation("softsign"),
        lambda k: k.Activation("mish"),
    ),
    "Activation hard_sigmoid": chain((5,), lambda k: k.Activation("hard_sigmoid")),
    "ReLU": chain((5,), lambda k: k.ReLU(0.6, 0.1, 0.2)),
    "LeakyReLU": chain(
        (5,), lambda k: k.Rescaling(2.0, -1.0), lambda k: k.LeakyReLU(0.2)
    ),
    "ELU, PReLU, Softmax": chain(
        (5, 3),
        lambda k: k.ELU(0.7),
        lambda k: k.PReLU(shared_axes=[1]),
        lambda k: k.Softmax(axis=1),
    ),
    "Masking": chain((5, 3), lambda k: k.Masking(0.0), lambda k: k.SimpleRNN(2)),
    "Conv1D": chain(
        (9, 4),
        lambda k: k.Conv1D(6, 3, 2, "same"),
        lambda k: k.Conv1D(4, 2, padding="causal", dilation_rate=2, groups=2),
    ),
    "Conv2D": chain(
        (9, 8, 4),
        lambda k: k.Conv2D(6, (3, 2), (2, 1), "same", activation="relu"),
        lambda k: k.Conv2D(4, 2, dilation_rate=2, groups=2, use_bias=False),
    ),
    "Conv3D": chain(
        (5, 6, 4, 2), lambda k: k.Conv3D(3, 2, (1, 2, 1), "same", activation="tanh")
    ),
    "Conv1DTranspose": chain((5, 3), lambda k: k.Conv1DTranspose(4, 3, 2, "same")),
    "Conv2DTranspose": chain(
        (5, 4, 3),
        lambda k: k.Conv2DTranspose(4, 3, 2, "same"),
        lambda k: k.Conv2DTranspose(2, 3, 2, "same", output_padding=1),
    ),
    "Conv3DTranspose": chain((3, 4, 3, 2), lambda k: k.Conv3DTranspose(2, 2, 2)),
    "DepthwiseConv1D": chain(
        (8, 3), lambda k: k.DepthwiseConv1D(3, 2, "same", depth_multiplier=2)
    ),
    "DepthwiseConv2D": chain(
        (8, 7, 3), lambda k: k.DepthwiseConv2D(3, 2, "same", depth_multiplier=2)
    ),
    "SeparableConv1D": chain((8, 3), lambda k: k.SeparableConv1D(4, 3, 2, "same")),
    "SeparableConv2D": chain(
        (8, 7, 3),
        lambda k: k.SeparableConv2D(4, 3, padding="same", depth_multiplier=2),
    ),
    "Pooling 1D": chain(
        (9, 3),
        lambda k: k.MaxPooling1D(2, 1),
        lambda k: k.AveragePooling1D(2, 2, "same"),
        lambda k: k.GlobalAveragePooling1D(keepdims=True),
        lambda k: k.GlobalMaxPooling1D(),
    ),
    "Pooling 2D": chain(
        (9, 8, 3),
        lambda k: k.MaxPooling2D((2, 1), 1),
        lambda k: k.AveragePooling2D(2, 2, "same"),
        lambda k: k.GlobalMaxPooling2D(keepdims=True),
        lambda k: k.GlobalAveragePooling2D(),
    ),
    "Pooling 3D": chain(
        (6, 7, 5, 2),
        lambda k: k.MaxPooling3D(2),
        lambda k: k.AveragePooling3D(2, 1, "same"),
        lambda k: k.GlobalMaxPooling3D(keepdims=True),
        lambda k: k.GlobalAveragePooling3D(),
    ),
    "BatchNormalization": chain(
        (5, 3),
        lambda k: k.BatchNormalization(),
        lambda k: k.BatchNormalization(axis=1, momentum=0.9, scale=False),
    ),
    "LayerNormalization": chain(
        (5, 3),
        lambda k: k.LayerNormalization(),
        lambda k: k.LayerNormalization(axis=[1, 2], center=False),
    ),
    "GroupNormalization": chain((5, 4), lambda k: k.GroupNormalization(2)),
    "UnitNormalization": chain((5, 4), lambda k: k.UnitNormalization()),
    "SpectralNormalization": chain((5,), lambda k: k.SpectralNormalization(k.Dense(4))),
    "Reshaping": chain(
        (6, 4),
        lambda k: k.Permute((2, 1)),
        lambda k: k.Reshape((3, -1)),
        lambda k: k.Flatten(),
        lambda k: k.RepeatVector(2),
    ),
    "Padding 1D": chain(
        (6, 4),
        lambda k: k.ZeroPadding1D((1, 2)),
        lambda k: k.Cropping1D((2, 1)),
        lambda k: k.UpSampling1D(2),
    ),
    "Padding 2D": chain(
        (5, 4, 2),
        lambda k: k.ZeroPadding2D(((1, 0), (2, 1))),
        lambda k: k.Cropping2D(1),
        lambda k: k.UpSampling2D((2, 3), interpolation="bilinear"),
    ),
    "Padding 3D": chain(
        (5, 4, 3, 2),
        lambda k: k.ZeroPadding3D(1),
        lambda k: k.Cropping3D(((1, 0), (1, 1), (0, 1))),
        lambda k: k.UpSampling3D(2),
    ),
    "Regularization": chain(
        (6, 4),
        lambda k: k.Dropout(0.3),
        lambda k: k.SpatialDropout1D(0.3),
        lambda k: k.GaussianNoise(0.1),
        lambda k: k.GaussianDropout(0.1),
        lambda k: k.AlphaDropout(0.1),
        lambda k: k.ActivityRegularization(0.1, 0.2),
    ),
    "Image augmentation": chain(
        (8, 8, 3),
        lambda k: k.RandomFlip("horizontal"),
        lambda k: k.RandomRotation(0.1),
        lambda k: k.RandomZoom(0.1),
        lambda k: k.RandomTranslation(0.1, 0.1),
        lambda k: k.RandomContrast(0.1),
        lambda k: k.RandomBrightness(0.1),
    ),
    "Image sizes": chain(
        (9, 8, 3),
        lambda k: k.Resizing(7, 7),
        lambda k: k.CenterCrop(5, 5),
        lambda k: k.Rescaling(0.5, 0.1),
    ),
    "Normalization": chain(
        (3,), lambda k: k.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0])
    ),
    "Normalization, adapted": chain((3,), lambda k: _adapted(k.Normalization())),
    "Discretization": chain(
        (3,), lambda k: k.Discretization(bin_boundaries=[0.2, 0.5, 0.8])
    ),
    "CategoryEncoding": chain(
        (3,), lambda k: k.CategoryEncoding(5, output_mode="multi_hot"), dtype="int32"
    ),
    "IntegerLookup": chain(
        (3,), lambda k: k.IntegerLookup(vocabulary=[3, 1, 4]), dtype="int64"
    ),
    "StringLookup": chain(
        (3,), lambda k: k.StringLookup(vocabulary=["red", "blue"]), dtype="string"
    ),
    "TextVectorization": chain(
        (1,),
        lambda k: k.TextVectorization(
            vocabulary=["red", "blue"], output_sequence_length=3
        ),
        dtype="string",
    ),
    "Hashing": chain((3,), lambda k: k.Hashing(7), dtype="int64"),
    "SimpleRNN": chain((6, 3), lambda k: k.SimpleRNN(4, return_sequences=True)),
    "LSTM": chain(
        (6, 3),
        lambda k: k.LSTM(4, return_sequences=True, go_backwards=True),
        lambda k: k.LSTM(3, unit_forget_bias=False, recurrent_activation="tanh"),
    ),
    "GRU": chain(
        (6, 3),
        lambda k: k.GRU(4, return_sequences=True),
        lambda k: k.GRU(3, reset_after=False),
    ),
    "Bidirectional": chain(
        (6, 3),
        lambda k: k.Bidirectional(k.LSTM(4, return_sequences=True)),
        lambda k: k.Bidirectional(k.GRU(3), merge_mode="sum"),
    ),
    "Bidirectional, backward layer": chain(
        (6, 3),
        lambda k: k.Bidirectional(
            k.LSTM(4), backward_layer=k.LSTM(4, go_backwards=True)
        ),
    ),
    "RNN of stacked cells": chain(
        (6, 3), lambda k: k.RNN([k.LSTMCell(4), k.GRUCell(3), k.SimpleRNNCell(2)])
    ),
    "ConvLSTM1D": chain(
        (4, 6, 2), lambda k: k.ConvLSTM1D(3, 2, recurrent_activation="sigmoid")
    ),
    "ConvLSTM2D": chain(
        (3, 5, 6, 2),
        lambda k: k.ConvLSTM2D(
            3, 2, padding="same", strides=2, recurrent_activation="sigmoid"
        ),
    ),
    "TimeDistributed": chain(
        (4, 6, 3), lambda k: k.TimeDistributed(k.Conv1D(2, 3, activation="relu"))
    ),
    # of Keras 3 only
    "RMSNormalization": chain((5, 3), lambda k: k.RMSNormalization()),
    "Adaptive pooling": chain((7, 3), lambda k: k.AdaptiveAveragePooling1D(3)),
}


def _adapted(layer):
    layer.adapt([[0.1, 0.2, 0.3], [0.4, 0.1, 0.9], [0.5, 0.6, 0.1]])
    return layer


_ONLY_KERAS_3 = {"Activation hard_sigmoid": "Keras 2 has another function of that name"}

LAYER_FEATURES = [
    Feature(name, build, only_keras_3=_ONLY_KERAS_3.get(name))
    for name, build in _LAYERS.items()
]
