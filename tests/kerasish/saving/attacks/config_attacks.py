"""Configs that want code to be run, files to be read, or memory and time to be used up.

Each is the record of a layer that stands second in a Sequential model, unless it is the
record of a whole model. ``CANARY`` in a text is replaced by the path of a file that no
attack may make, ``SECRET`` by one that none may read.
"""

from __future__ import annotations

import base64
import marshal

CODE = base64.b64encode(
    marshal.dumps(compile("open('CANARY', 'w').close()", "attack", "exec"))
).decode()
FUNCTION_3 = {
    "class_name": "__lambda__",
    "config": {"code": CODE, "defaults": None, "closure": None},
}
FUNCTION_2 = [CODE, None, None]


def record(class_name, module="keras.layers", registered_name=None, **config):
    return {
        "class_name": class_name,
        "module": module,
        "registered_name": registered_name,
        "config": {"name": "evil", **config},
    }


def dense(**config):
    return record("Dense", **{"units": 3, **config})


def lambda_2(**config):
    return record("Lambda", function=FUNCTION_2, function_type="lambda", **config)


def lambda_3(**config):
    return record("Lambda", function=FUNCTION_3, **config)


def sequential(*layers, module="keras"):
    return {
        "class_name": "Sequential",
        "module": module,
        "config": {"name": "inner", "layers": list(layers)},
    }


BYTECODE = {
    "Lambda as Keras 2 wrote it": lambda_2(),
    "Lambda as Keras 3 wrote it": lambda_3(),
    "Lambda with code for its output shape": record(
        "Lambda", function="relu", output_shape=FUNCTION_3
    ),
    "Lambda with code for its mask": record("Lambda", function="relu", mask=FUNCTION_3),
    "Lambda with code among its arguments": record(
        "Lambda", function="relu", arguments={"f": FUNCTION_3}
    ),
    "Lambda in a nested model": sequential(lambda_3()),
    "Lambda in TimeDistributed": record("TimeDistributed", layer=lambda_2()),
    "Lambda in Bidirectional": record("Bidirectional", layer=lambda_3()),
    "Lambda called by the name of a registered class": record(
        "Lambda", registered_name="keras>Lambda", function=FUNCTION_3
    ),
    "code for an activation": dense(activation=FUNCTION_3),
    "code for an activation as Keras 2 wrote it": dense(activation=FUNCTION_2),
    "code for an initializer": dense(kernel_initializer=FUNCTION_3),
    "code for a regularizer": dense(kernel_regularizer=FUNCTION_3),
    "code for a constraint": dense(bias_constraint=FUNCTION_3),
    "code for a dtype": dense(dtype=FUNCTION_3),
    "code for a number": dense(units=FUNCTION_3),
    "code for a name": record("Dense", **{"units": 3, "name": FUNCTION_3}),
    "code for the cell of a recurrent layer": record("RNN", cell=FUNCTION_3),
}

#: (module, name) of what a file might want to be called
TARGETS = (
    ("os", "system"), ("subprocess", "Popen"), ("builtins", "eval"),
    ("builtins", "exec"), ("builtins", "open"), ("builtins", "__import__"),
    ("pickle", "loads"), ("marshal", "loads"), ("importlib", "import_module"),
    ("shutil", "rmtree"), ("numpy", "load"), ("numpy", "fromfile"),
    ("keras.utils", "get_file"), ("keras.src.utils.file_utils", "get_file"),
    ("kerasish.utils", "get_file"), ("keras.saving", "load_model"),
    ("keras.models", "load_model"), ("keras.models", "model_from_json"),
    ("keras.saving", "KerasFileEditor"), ("kerasish.base.serialization", "importlib"),
    ("canary_module", "Layer"), ("keras.canary_module", "Layer"),
    ("keras.layers", "__class__"), ("keras.layers", "../../canary_module"),
    ("keras.layers", "Layer.__subclasses__"), ("keras.layers", ""),
    ("keras.applications", "ResNet50"), ("keras.datasets", "mnist"),
    ("keras.callbacks", "ModelCheckpoint"), ("keras.callbacks", "LambdaCallback"),
    ("keras.utils", "plot_model"), ("", "exit"), ("keras", "config"),
)  # fmt: skip

INJECTION: dict[str, object] = {}
for _module, _name in TARGETS:
    _label = f"{_module}.{_name}"
    INJECTION[f"{_label} as a layer"] = record(
        _name, module=_module, command="touch CANARY", filepath="SECRET"
    )
    INJECTION[f"{_label} as an activation"] = dense(
        activation={
            "module": _module,
            "class_name": "function",
            "config": _name,
            "registered_name": _name,
        }
    )
INJECTION |= {
    "os.system by its registered name": record(
        "Dense", module="os", registered_name="os>system", command="touch CANARY"
    ),
    "os.system as an initializer": dense(
        kernel_initializer=record("system", module="os", command="touch CANARY")
    ),
    "os.system as an activation's name": dense(activation="os.system"),
    "eval as an activation's name": dense(activation="eval"),
    "a function that reads the web": dense(
        activation=record(
            "get_file",
            module="keras.utils",
            fname="x",
            origin="http://127.0.0.1:9/x",
        )
    ),
    "a function of TensorFlow that reads files": record(
        "TFOpLambda", function="io.read_file"
    ),
    "a function of TensorFlow that runs code": record(
        "TFOpLambda", function="py_function"
    ),
    "an operation that is none": record("Load", module="keras.src.ops.numpy"),
    "weights of an application from the web": record(
        "ResNet50", module="keras.applications", weights="http://127.0.0.1:9/w.h5"
    ),
    "a vocabulary from a path": record("StringLookup", vocabulary="SECRET"),
    "numbers from a path": record("IntegerLookup", vocabulary="SECRET"),
    "words from a path": record("TextVectorization", vocabulary="SECRET"),
    "weights of words from a path": record(
        "TextVectorization", vocabulary=["a"], output_mode="tf_idf",
        idf_weights="SECRET",
    ),
    "code that standardizes words": record(
        "TextVectorization", standardize=FUNCTION_3
    ),
    "a class in place of an object": record(
        "RNN", cell={"class_name": "__class__", "module": "os", "config": "system"}
    ),
}  # fmt: skip

HUGE = 2**40
SIZES = {
    "Dense with 2**40 units": dense(units=HUGE),
    "Dense with 10**8 units": dense(units=10**8),
    "Dense with a number of units that no machine has": dense(units=10**30),
    "a hundred layers that are large together": sequential(
        record("InputLayer", batch_shape=[None, 1000]),
        *[dense(name=f"d{i}", units=1000) for i in range(100)],
    ),
    "Embedding of 2**60 numbers": record("Embedding", input_dim=HUGE, output_dim=2**20),
    "Conv1D with 2**40 filters": record("Conv1D", filters=HUGE, kernel_size=1),
    "attention with 2**31 heads": record(
        "MultiHeadAttention", num_heads=2**31, key_dim=2**31
    ),
    "LSTM with 2**40 units": record("LSTM", units=HUGE),
    "RepeatVector(2**40)": record("RepeatVector", n=HUGE),
    "ZeroPadding1D(2**40)": record("ZeroPadding1D", padding=HUGE),
    "CategoryEncoding(2**40)": record("CategoryEncoding", num_tokens=HUGE),
    "Discretization(2**40)": record("Discretization", num_bins=HUGE),
    "Hashing(2**40)": record("Hashing", num_bins=HUGE),
    "TextVectorization with 10**9 words a group": record(
        "TextVectorization", ngrams=10**9, output_sequence_length=HUGE
    ),
    "GroupNormalization with 2**40 groups": record("GroupNormalization", groups=HUGE),
    "MelSpectrogram of 2**30": record("MelSpectrogram", fft_length=2**30),
    "STFTSpectrogram of 2**30": record(
        "STFTSpectrogram", frame_length=2**30, fft_length=2**30
    ),
    "Resizing to 2**40": record("Resizing", height=HUGE, width=HUGE),
    "an identity of 2**40": dense(
        kernel_initializer=record("Identity", module="keras.initializers")
    ) | {"config": {"name": "e", "units": HUGE, "kernel_initializer": "identity"}},
    "orthogonal weights of 2**40": dense(units=HUGE, kernel_initializer="orthogonal"),
    "an input of 2**62": record("InputLayer", batch_shape=[None, 2**62]),
    "LSTM that is unrolled 10**9 times": sequential(
        record("InputLayer", batch_shape=[None, 10**9, 2]),
        record("LSTM", units=1, unroll=True),
    ),
    "an equation without end": record(
        "EinsumDense", equation="a" * 100_000 + "->a", output_shape=[3]
    ),
}  # fmt: skip

NONSENSE = {
    "no number of units": dense(units=None),
    "NaN units": dense(units=float("nan")),
    "infinite units": dense(units=float("inf")),
    "a negative number of units": dense(units=-3),
    "a list for units": dense(units=[3]),
    "a dict for units": dense(units={"a": 1}),
    "a text for units": dense(units="3; import os"),
    "a number for a name": record("Dense", **{"units": 3, "name": 7}),
    "a list for a name": record("Dense", **{"units": 3, "name": ["a"]}),
    "a name that climbs": record("Dense", **{"units": 3, "name": "../../x"}),
    "a number for an activation": dense(activation=7),
    "a list for an activation": dense(activation=["relu"]),
    "a number for a class": {"class_name": 7, "config": {}},
    "a list for a class": {"class_name": ["Dense"], "config": {}},
    "None for a class": {"class_name": None, "config": {}},
    "a list for a config": {"class_name": "Dense", "config": [3]},
    "a number for a config": {"class_name": "Dense", "config": 3},
    "a layer without a config": {"class_name": "Dense"},
    "a layer that is a number": 7,
    "a layer that is None": None,
    "a layer that is a list": [["Dense", 3]],
    "a layer that is a text": "Dense",
    "a number for a module": record("Nothing", module=7),
    "a list for a registered name": record("Nothing", registered_name=["x"]),
    "an unknown argument": dense(units_of_evil=3),
    "an unknown dtype": dense(dtype="float31"),
    "a dict for a dtype": dense(dtype={"class_name": "DTypePolicy", "config": 3}),
    "a shape of texts": record("InputLayer", batch_shape=["a", "b"]),
    "a negative shape": record("InputLayer", batch_shape=[None, -3]),
    "a NaN shape": record("Reshape", target_shape=[float("nan")]),
    "a tuple that is none": dense(units={"class_name": "__tuple__", "config": 3}),
    "an array that is none": dense(
        units={"class_name": "__numpy__", "config": {"value": [[1], [2, 3]]}}
    ),
    "an array of objects": dense(
        units={"class_name": "__numpy__", "config": {"value": [1], "dtype": "O"}}
    ),
    "a wrapper of nothing": record("TimeDistributed", layer=None),
    "a wrapper of itself": record("TimeDistributed", layer=record("TimeDistributed")),
    "layers of no list": {"class_name": "Sequential", "config": {"layers": 3}},
    "a build config of texts": dense() | {"build_config": {"input_shape": "abc"}},
    "a build config that is huge": dense()
    | {"build_config": {"input_shape": [None, HUGE]}},
    "shared objects that share themselves": dense() | {"shared_object_id": [1]},
}
