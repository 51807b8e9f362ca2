"""HDF5 files that reach outside, claim what they do not hold, or go round in circles.

Each changes an open file that holds a small model, with the kernel of layer "d" under
``KERNEL``; the digest was taken out.
"""

from __future__ import annotations

import h5py
import numpy as np

KERNEL = "model_weights/d/net/d/kernel"
SHAPE = (4, 64)
ATTACKS: dict[str, object] = {}


def attack(what: str):
    def register(function):
        ATTACKS[what] = function
        return function

    return register


def replace(f, **options):
    """Another dataset in place of the kernel."""
    del f[KERNEL]
    return f.create_dataset(KERNEL, **options)


def link(f, target):
    del f[KERNEL]
    f[KERNEL] = target


@attack("an external link")
def external_link(f):
    link(f, h5py.ExternalLink("SECRET", "/x"))


@attack("an external link in place of all weights")
def external_group(f):
    del f["model_weights"]
    f["model_weights"] = h5py.ExternalLink("SECRET", "/")


@attack("numbers in another file")
def external_data(f):
    replace(f, shape=SHAPE, dtype="f4", external=[("SECRET", 0, 1024)])


@attack("numbers put together from other files")
def virtual(f):
    del f[KERNEL]
    layout = h5py.VirtualLayout(SHAPE, "f4")
    layout[:] = h5py.VirtualSource("SECRET", "x", SHAPE)
    f.create_virtual_dataset(KERNEL, layout)


@attack("a link to itself")
def self_link(f):
    link(f, h5py.SoftLink("/" + KERNEL))


@attack("two links to each other")
def two_links(f):
    link(f, h5py.SoftLink("/other"))
    f["other"] = h5py.SoftLink("/" + KERNEL)


@attack("links that multiply")
def multiplying_links(f):
    link(f, h5py.SoftLink("/" + "l0/" * 50))
    for i in range(20):
        f[f"l{i}"] = h5py.SoftLink("/" + f"l{i + 1}/" * 50)


@attack("a link with a million parts")
def long_link(f):
    link(f, h5py.SoftLink("/" + "a/" * 30_000))


@attack("a link that climbs")
def climbing_link(f):
    link(f, h5py.SoftLink("/../../../etc/passwd"))


@attack("a group that contains itself")
def group_in_itself(f):
    f["model_weights/d/d"] = f["model_weights/d"]
    f["model_weights/d/e"] = f["model_weights/d"]


@attack("2**40 paths to one group")
def many_paths(f):
    inner = f.create_group("paths0")
    for level in range(1, 41):
        group = f.create_group(f"paths{level}")
        group["a"] = group["b"] = inner
        inner = group


@attack("a thousand groups deep")
def deep_groups(f):
    f.create_group("/".join(["g"] * 3000))


@attack("2**50 numbers that were never written")
def unwritten(f):
    replace(f, shape=(1 << 50,), dtype="f4", chunks=(1 << 16,))


@attack("2**50 numbers in one piece")
def unwritten_contiguous(f):
    replace(f, shape=(1 << 50,), dtype="f4")


@attack("a billion chunks of one number")
def many_chunks(f):
    replace(f, shape=(1 << 14, 1 << 16), dtype="i1", chunks=(1, 1))


@attack("a chunk of 4 GB")
def large_chunk(f):
    replace(f, shape=SHAPE, dtype="f4", chunks=(1 << 15, 1 << 14),
            maxshape=(None, None), compression="gzip")  # fmt: skip


@attack("zeros packed a thousand times")
def packed_zeros(f):
    data = replace(f, shape=(1 << 20, 300), dtype="i1", chunks=(1 << 20, 1),
                   compression="gzip", shuffle=False)  # fmt: skip
    block = np.zeros((1 << 20, 1), "i1")
    data[:, 0:1] = block
    chunk = data.id.read_direct_chunk((0, 0))[1]
    for i in range(1, 300):
        data.id.write_direct_chunk((0, i), chunk)


@attack("packed zeros under a thousand names")
def named_zeros(f):
    data = f.create_dataset("zeros", data=np.zeros(1 << 24, "i1"), compression="gzip")
    names = [f"w{i}" for i in range(1000)]
    for name in names:
        f[f"model_weights/d/{name}"] = data
    f["model_weights/d"].attrs["weight_names"] = [n.encode() for n in names]


@attack("a compression that HDF5 does not have")
def unknown_filter(f):
    replace(f, shape=SHAPE, dtype="f4", chunks=SHAPE, compression=32015,
            allow_unknown_filter=True)  # fmt: skip


@attack("numbers that are no numbers")
def text_data(f):
    replace(f, data=np.full(SHAPE, b"abcd", "S4"))


@attack("texts of variable length")
def vlen_text(f):
    replace(f, data=np.full(SHAPE, "abcd", object), dtype=h5py.string_dtype())


@attack("arrays of variable length")
def vlen_numbers(f):
    replace(f, shape=SHAPE, dtype=h5py.vlen_dtype(np.dtype("f4")))


@attack("references to objects")
def references(f):
    data = replace(f, shape=SHAPE, dtype=h5py.ref_dtype)
    data[0, 0] = f["model_weights"].ref


@attack("references to regions")
def regions(f):
    replace(f, shape=SHAPE, dtype=h5py.regionref_dtype)


@attack("pickled objects")
def pickled(f):
    replace(f, data=np.void(b"\x80\x04cos\nsystem\n(S'touch CANARY'\ntR."))


@attack("numbers in pairs")
def compound(f):
    replace(f, data=np.zeros(SHAPE, "f4,f4"))


@attack("a number type of a gigabyte")
def opaque(f):
    replace(f, shape=SHAPE, dtype="V1000000000", chunks=(1, 1))


@attack("arrays for numbers")
def array_type(f):
    replace(f, shape=SHAPE, dtype=np.dtype(("f4", (1000, 1000))), chunks=(1, 1))


@attack("no shape")
def no_shape(f):
    del f[KERNEL]
    f[KERNEL] = h5py.Empty("f4")


@attack("a named type in place of numbers")
def named_type(f):
    del f[KERNEL]
    f[KERNEL] = np.dtype("f4")


@attack("a group in place of numbers")
def group(f):
    del f[KERNEL]
    f.create_group(KERNEL)


@attack("numbers in place of a group")
def dataset(f):
    del f["model_weights"]
    f["model_weights"] = np.zeros(3)


@attack("no weights")
def no_weights(f):
    del f["model_weights"]


@attack("names that are not UTF-8")
def not_utf8(f):
    f["model_weights"].attrs["layer_names"] = [b"\xff\xfe", b"\xc3"]


@attack("names that are numbers")
def names_of_numbers(f):
    f["model_weights"].attrs["layer_names"] = np.arange(5)


@attack("names in another file")
def climbing_names(f):
    f["model_weights/d"].attrs["weight_names"] = [b"../../../../SECRET", b"/SECRET"]


@attack("no names")
def no_names(f):
    del f["model_weights"].attrs["layer_names"]


@attack("names that nothing has")
def wrong_names(f):
    f["model_weights"].attrs["layer_names"] = [b"d", b"nothing"]


@attack("a hundred thousand names")
def many_names(f):
    del f["model_weights"].attrs["layer_names"]
    for i in range(15):
        f["model_weights"].attrs[f"layer_names{i}"] = np.full(6400, b"nothing")


@attack("names that are one text of a megabyte a thousand times")
def expanding_names(f):
    words = h5py.string_dtype()
    f["model_weights"].attrs["other"] = "x" * (1 << 20)
    f["model_weights"].attrs.create(
        "layer_names", np.array(["y" * (1 << 19)] + ["z"] * 999, object), dtype=words
    )


@attack("a config that is not UTF-8")
def config_of_bytes(f):
    f.attrs["model_config"] = np.bytes_(b"\xff\xfe{}")


@attack("a config that is a number")
def config_of_numbers(f):
    f.attrs["model_config"] = 3


@attack("a config that is a table")
def config_of_table(f):
    f.attrs["model_config"] = np.zeros((20, 20), "i4,f8")


@attack("a config that is a reference")
def config_of_reference(f):
    f.attrs["model_config"] = f["model_weights"].ref


@attack("a config without a value")
def config_of_nothing(f):
    f.attrs["model_config"] = h5py.Empty("S10")


@attack("a config of many texts")
def config_of_texts(f):
    f.attrs["model_config"] = [b"{", b"}"]


def config_text(f, text: str):
    f.attrs["model_config"] = text


for _label, _text in {
    "a config that is nothing": "",
    "a config that ends early": '{"class_name": "Sequential", "config": {"lay',
    "a config a million levels deep": "[" * 1_000_000,
    "a config of nested dicts": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a number of a million digits": '{"class_name": ' + "9" * 1_000_000 + "}",
    "a million lists": "[" + "[]," * 1_000_000 + "[]]",
    "three million lists": "[" + "[]," * 3_000_000 + "[]]",
    "a config that is NaN": "NaN",
    "a config that is infinite": "-Infinity",
}.items():
    ATTACKS[_label] = lambda f, text=_text: config_text(f, text)


@attack("thousands of attributes")
def many_attributes(f):
    for i in range(1500):
        f["model_weights"].attrs[f"a{i}"] = i


@attack("four thousand names of one group")
def many_links(f):
    target, group = f["model_weights/d"], f["model_weights"]
    for i in range(4000):
        group.id.links.create_hard(f"n{i}".encode(), target.id, b".")
