"""Work on the elements that come next, while those before are used; order is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, repeat

_END = object()


def mapped_ahead(
    function: Callable, elements: Iterable, workers: int, ahead: int
) -> Iterator:
    """function(element) for each, in order, computed by threads.

    Args:
        function: what it raises is raised here, in its turn.
        elements: taken by the calling thread only.
        workers: how many threads.
        ahead: how many results are made before they are asked for, at most.
    """
    elements = iter(elements)
    with ThreadPoolExecutor(workers, "kerasish_dataset") as pool:
        waiting = deque(pool.submit(function, e) for e in islice(elements, ahead))
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(pool.submit(function, e) for e in islice(elements, 1))
                yield result
        finally:
            for future in waiting:
                future.cancel()


def prefetched(elements: Iterable, ahead: int) -> Iterator:
    """The elements, taken by a thread of its own that runs ahead.

    Args:
        elements: what they raise is raised at their place.
        ahead: how many are kept ready, at most.
    """
    iterator = iter(elements)
    taken = mapped_ahead(lambda _: next(iterator, _END), repeat(None), 1, ahead)
    for element in taken:
        if element is _END:
            return
        yield element
