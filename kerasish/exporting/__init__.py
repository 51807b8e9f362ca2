"""Models as files of other programs, which need no Kerasish to run."""

from kerasish.exporting.formats import export_model
