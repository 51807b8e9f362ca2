"""Mistakes that train without an error: looked for once, told in plain words."""

from kerasish.training.advice.dead_gradient import GradientWatch
from kerasish.training.advice.giving import TrainingAdvice, advise, give
from kerasish.training.advice.overflow import tell_overflow
from kerasish.training.advice.split_skew import tell_skew
