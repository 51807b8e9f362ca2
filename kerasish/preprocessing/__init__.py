"""Keras' older places for tools that prepare data."""

from kerasish.preprocessing import image, sequence
from kerasish.utils.image_dataset_from_directory import image_dataset_from_directory
from kerasish.utils.text_dataset_from_directory import text_dataset_from_directory
from kerasish.utils.timeseries_dataset_from_array import timeseries_dataset_from_array
