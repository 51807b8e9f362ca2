"""Keras' older places for tools that prepare data."""

from kerasish.preprocessing import image, sequence
