"""What models are trained on: arrays, generators and pipelines of data."""

from kerasish.data.dataset import AUTOTUNE, INFINITE, UNKNOWN, Dataset
from kerasish.data.split import Split
