"""Layers of older Keras that Keras 3 has no longer: for models in old files.

They are found by their names, as ``kerasish.layers.Highway``, and are no part of the
public names of `kerasish.layers`.
"""
