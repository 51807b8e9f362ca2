"""The HDF5 layout of Keras 1 and 2: a group a layer, weights in order."""
