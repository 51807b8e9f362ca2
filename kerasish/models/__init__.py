"""Models: Sequential, functional and subclassed; cloning; reading from JSON."""

from kerasish.base.discovery import Family
from kerasish.models.clone_model import clone_model
from kerasish.models.functional import Functional
from kerasish.models.model import Model
from kerasish.models.sequential import Sequential
from kerasish.saving.loading import load_model, model_from_json
from kerasish.saving.writing import save_model

_FAMILY = Family(__name__)
__getattr__ = _FAMILY.lookup
_CLASSES = (Functional, Model, Sequential)
_FUNCTIONS = (clone_model, load_model, model_from_json, save_model)


def __dir__():
    return sorted(item.__name__ for item in (*_CLASSES, *_FUNCTIONS))
