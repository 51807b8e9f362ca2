"""Requests that arrive together are predicted together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kerasish.serving.limits import Limits
from kerasish.serving.request import Request
from kerasish.serving.request_error import overloaded
from kerasish.serving.server_metrics import ServerMetrics


@dataclass(slots=True)
class Job:
    """Rows to predict.

    Attributes:
        inputs: arrays, with as many rows each.
        request: whom they are for.
        done: is called with the outputs and None, or with None and the error.
        alone: whether it must not be joined with others: a batch with it has failed.
    """

    inputs: list[np.ndarray]
    request: Request
    done: Callable
    alone: bool = False

    def fits(self, other: Job) -> bool:
        """Whether both can be rows of one batch."""
        if self.alone or other.alone:
            return False
        return all(
            a.shape[1:] == b.shape[1:] for a, b in zip(self.inputs, other.inputs)
        )


class Batcher:
    """Gathers jobs and predicts a batch at a time, on a thread of its own.

    All methods are called on the thread of the loop.

    Args:
        predict: takes a list of arrays and gives one.
        limits: rows of a batch, rows that wait, and how long.
        metrics: hears of batches.
        loop: calls back.
    """

    def __init__(
        self,
        predict: Callable,
        limits: Limits,
        metrics: ServerMetrics,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.predict, self.limits, self.metrics, self.loop = (
            predict,
            limits,
            metrics,
            loop,
        )
        self.waiting_rows = 0
        self._waiting: deque[Job] = deque()
        self._is_busy = self._is_planned = False
        self._thread = ThreadPoolExecutor(1, "predictions")

    def submit(self, job: Job) -> None:
        """Takes a job; its ``done`` is called later.

        Raises:
            RequestError: 503, too many rows wait.
        """
        rows = len(job.inputs[0])
        if self._waiting and self.waiting_rows + rows > self.limits.max_queue:
            raise overloaded(f"{self.waiting_rows} rows wait already: try again later")
        self._waiting.append(job)
        self.waiting_rows += rows
        if self._is_busy or self._is_planned:
            return
        self._is_planned = True
        if self.limits.window_seconds and self.waiting_rows < self.limits.max_batch:
            self.loop.call_later(self.limits.window_seconds, self._start)
        else:  # after what else has arrived until now
            self.loop.call_soon(self._start)

    def close(self) -> None:
        """Ends the thread, when it has done what it does."""
        self._thread.shutdown(cancel_futures=True)

    def _start(self) -> None:
        self._is_planned = False
        jobs = self._next_jobs()
        if not jobs:
            return
        self._is_busy = True
        self.metrics.batch_rows.observe(sum(len(job.inputs[0]) for job in jobs))
        future = self._thread.submit(self._run, jobs)
        future.add_done_callback(
            lambda future: self.loop.call_soon_threadsafe(self._finish, jobs, future)
        )

    def _next_jobs(self) -> list[Job]:
        """The first that waits and those that fit to it; others keep their order."""
        jobs: list[Job] = []
        others: list[Job] = []
        rows = 0
        while self._waiting and rows < self.limits.max_batch:
            job = self._waiting.popleft()
            size = len(job.inputs[0])
            if job.request.abandoned:
                self.waiting_rows -= size
            elif not jobs or (
                rows + size <= self.limits.max_batch and jobs[0].fits(job)
            ):
                jobs.append(job)
                rows += size
                self.waiting_rows -= size
            else:
                others.append(job)
        self._waiting.extendleft(reversed(others))
        return jobs

    def _run(self, jobs: list[Job]) -> list[np.ndarray]:
        if len(jobs) == 1:
            return self.predict(jobs[0].inputs)
        inputs = zip(*(job.inputs for job in jobs))
        return self.predict([np.concatenate(arrays) for arrays in inputs])

    def _finish(self, jobs: list[Job], future: Future) -> None:
        self._is_busy = False
        error = future.exception()
        if error is not None and len(jobs) > 1:
            # one of them is to blame: each by itself, before others
            for job in reversed(jobs):
                job.alone = True
                self._waiting.appendleft(job)
                self.waiting_rows += len(job.inputs[0])
        self._start()
        if error is None:
            self._give(jobs, future.result())
        elif len(jobs) == 1:
            jobs[0].done(None, error)

    def _give(self, jobs: list[Job], outputs: list[np.ndarray]) -> None:
        start = 0
        for job in jobs:
            end = start + len(job.inputs[0])
            job.done([y[start:end] for y in outputs], None)
            start = end
