"""Event files as TensorBoard reads them: records, summaries, and who writes them."""

from kerasish.event_files.writer import EventWriter
