"""The run-time of compiled programs: tables of calls, who walks them, who helps.

A program is a `Schedule`: a table of calls of kernels, loops and choices. `run` walks a
part of it in native code; the parts of a call are shared with a pool of workers.
"""

from graph.engines.native.runtime.pool import set_threads, threads, use_threads
from graph.engines.native.runtime.running import Segment, copy_address, run
from graph.engines.native.runtime.schedule import At, Loop, Schedule, Switch
