"""Blocking calls that the user says are quick enough: whoever leads to them is not reported for them."""

from collections.abc import Iterable, Iterator

from fastlint.knowledge.schema import Blocking
from fastlint.project.execution.calls import Sink
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, matches, option


@dataclass(frozen=True)
class QuickFileAccess:
    """The options of the rule about file access."""

    ignore_calls: tuple[str, ...] = option(
        (), "Calls that are quick enough, by the name that the message gives them; `*` stands for any part.", DOTTED
    )


@dataclass(frozen=True)
class QuickComputation:
    """The options of the rule about computation."""

    ignore_calls: tuple[str, ...] = option(
        (), "Calls that are quick enough, by the name that the message gives them; `*` stands for any part.", DOTTED
    )


#: The names of the calls to pass over, by class of blocking work.
QuickCalls = dict[Blocking, tuple[str, ...]]


def slow(sinks: Iterable[Sink], quick: QuickCalls) -> Iterator[Sink]:
    """The blocking calls without those that are quick enough."""
    for sink in sinks:
        if not matches(sink.name.removeprefix("builtins."), quick.get(sink.blocking, ())):
            yield sink
