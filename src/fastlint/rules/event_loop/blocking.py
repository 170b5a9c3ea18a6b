"""What the rules about blocking calls share: how such a call is reported. Each rule is one class of blocking work."""

from collections.abc import Iterator

from fastlint.project import BlockingCall, Phase
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

#: The routes that a message names before it only counts.
NAMED_ROUTES = 2


def diagnose(rule: Rule, call: BlockingCall, verb: str) -> Iterator[Diagnostic]:
    """The diagnostic of a blocking call; `verb` says what the call does to the loop."""
    at_startup = call.phase is Phase.STARTUP
    yield rule.at(
        call.span,
        message(call, verb),
        confidence=call.confidence,
        severity=Severity.INFO if at_startup else None,
        help=advice(call),
        chain=call.chain,
        sink=call.sink.name,
        routes=call.routes,
    )


def message(call: BlockingCall, verb: str) -> str:
    """One clause: what blocks, through which call, and where it runs."""
    first, last = call.chain[0].call, call.sink.name
    culprit = f"`{last}`" if len(call.chain) == 1 else f"`{last}`, reached through `{first}`,"
    if call.phase is Phase.STARTUP:
        return f"{culprit} {verb} while the application starts"
    if call.why:
        return f"{culprit} {verb} in `{call.function.fact.qualname}`, which {call.why} on the event loop"
    if not call.routes:
        return f"{culprit} {verb} in the coroutine `{call.function.fact.qualname}`"
    return f"{culprit} {verb} while serving {_routes(call.routes)}"


def _routes(routes: tuple[str, ...]) -> str:
    named = ", ".join(f"`{route}`" for route in routes[:NAMED_ROUTES])
    more = len(routes) - NAMED_ROUTES
    return f"{named} and {more} more" if more > 0 else named


def advice(call: BlockingCall) -> str:
    """The ways out, the most specific first."""
    twin = call.sink.row.twin if call.sink.row is not None else None
    ways = []
    if twin:
        ways.append(f"await `{twin}`")
    ways.append("hand the call to a thread with `await run_in_threadpool(...)`")
    fact = call.function.fact
    if call.routes and fact.is_async and not call.function.fact.is_generator:
        ways.append(f"make `{fact.name}` a plain `def` if it awaits nothing")
    return ", or ".join(ways)
