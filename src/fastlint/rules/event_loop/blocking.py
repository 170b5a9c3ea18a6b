"""What the rules about blocking calls share: how such a call is reported. Each rule is one class of blocking work."""

import re
from collections.abc import Iterator

from fastlint.project import BlockingCall, Phase, Project
from fastlint.project.loop.event_loop import span_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, MakeSync, Severity
from fastlint.values.late import pattern

#: The routes that a message names before it only counts.
NAMED_ROUTES = 2

#: A twin is code, perhaps with a few words behind it; these begin, or stand in, one that is all words.
_WORDS = pattern(r"^(an?|the|of) |`|'s ")
_BEHIND_CODE = pattern(r" of an? .*| and its like$")


def diagnose(
    rule: Rule, call: BlockingCall, project: Project, verb: str, fixes: tuple[Fix, ...] = ()
) -> Iterator[Diagnostic]:
    """The diagnostic of a blocking call, if it concerns anybody; `verb` says what the call does."""
    at_startup = call.phase is Phase.STARTUP
    if at_startup and not project.settings.startup:
        return
    if not call.routes and project.is_test(call.function.module):
        return
    yield rule.at(
        call.span,
        message(call, verb),
        confidence=call.confidence,
        severity=Severity.INFO if at_startup else None,
        help=advice(call, project),
        chain=call.chain,
        sink=call.sink.name,
        routes=call.routes,
        fixes=(*fixes, *_plain(call, project)),
    )


def _plain(call: BlockingCall, project: Project) -> Iterator[Fix]:
    """A coroutine that awaits nothing can be a `def`, if it is FastAPI alone that calls it; a generator stays one."""
    if (
        call.routes
        and not call.function.fact.is_generator
        and project.may_be_plain(call.function)
        and not project.is_called(call.function)
    ):
        name = call.function.fact.name
        yield Fix.unsafe(f"Make `{name}` a plain `def`", MakeSync(span_of(call.function, call.function.fact.place)))


def message(call: BlockingCall, verb: str) -> str:
    """One clause: what blocks, through which call, and where it runs."""
    first, last = call.chain[0].call, _sink(call)
    through = f" and the package `{call.package}`" if call.package else ""
    culprit = f"`{last}`" if len(call.chain) == 1 else f"`{last}`, reached through `{first}`{through},"
    row = call.sink.row
    deed = f"{culprit} {row.what if row is not None and row.what else verb}"
    if call.phase is Phase.STARTUP:
        return f"{deed} once, when the application starts or stops"
    if call.why:
        return f"{deed} in `{call.function.fact.qualname}`, which {call.why} on the event loop"
    if not call.routes:
        return f"{deed} on the event loop, in the coroutine `{call.function.fact.qualname}`"
    return f"{deed} on the event loop while serving {_routes(call.routes)}"


def _sink(call: BlockingCall) -> str:
    return call.sink.name.removeprefix("builtins.")


def _routes(routes: tuple[str, ...]) -> str:
    named = ", ".join(f"`{route}`" for route in routes[:NAMED_ROUTES])
    more = len(routes) - NAMED_ROUTES
    return f"{named} and {more} more" if more > 0 else named


def advice(call: BlockingCall, project: Project) -> str:
    """The ways out, the most specific first; then what else the call leads to."""
    ways = []
    fact = call.function.fact
    twin = call.sink.row.twin if call.sink.row is not None else None
    if twin:
        ways.append(f"use {written(twin)}" + (f" in place of `{_sink(call)}`" if len(call.chain) > 1 else ""))
    if not fact.is_async:
        ways.append("do it before or after, where it can be awaited")
    elif not (twin and call.chain[0].call.startswith("with ")):
        ways.append(f"hand it to a thread{_handed_off(call)}")
    if project.may_be_plain(call.function):
        ways.append(f"make `{fact.name}` a plain `def`: it awaits nothing")
    others = ", ".join(f"`{name}`" for name in call.others)
    return ", or ".join(ways) + (f"; `{call.chain[0].call}` also leads to {others}" if others else "")


def written(twin: str) -> str:
    """The async way to do it, as the knowledge has it, with what is code in backticks."""
    if _WORDS.search(twin):
        return twin
    return " or ".join(_quoted(part) for part in twin.split(" or "))


def _quoted(part: str) -> str:
    behind = _BEHIND_CODE.search(part)
    code, rest = (part[: behind.start()], behind[0]) if behind is not None else (part, "")
    return f"`{code}`{rest}"


def _handed_off(call: BlockingCall) -> str:
    """How that is written, where it is a plain call of a name."""
    name = call.chain[0].call
    return f" with `await run_in_threadpool({name}, ...)`" if re.fullmatch(r"[\w.]+", name) else ""
