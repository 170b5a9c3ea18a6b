"""Calls that return at once: who handles `BlockingIOError` has a descriptor or a socket that does not block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.project.reading import bodies, flow

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.calls import Sink

#: What raises `BlockingIOError` where it would have to wait.
#: Source: https://docs.python.org/3/library/exceptions.html#BlockingIOError
_RAISING = ("socket.", "ssl.SSLSocket.", "os.read", "os.write", "os.send", "os.pread", "os.pwrite", "fcntl.")


def refuses_to_wait(fact: FunctionFact, sink: Sink) -> bool:
    """Whether a sink is a system call in a `try` that expects to be told that it would block."""
    site = flow.site_at(fact, sink.place) if sink.name.startswith(_RAISING) else None
    return site is not None and any(
        ex.last_name(node) == "BlockingIOError"
        for each in site.tries
        for handler in each.handlers
        for node in bodies.nodes(handler.type)
        if isinstance(node, ex.Name | ex.Attribute)
    )
