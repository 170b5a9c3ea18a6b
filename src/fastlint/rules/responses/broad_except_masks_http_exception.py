"""
## What it does

Reports an `except Exception` that takes an `HTTPException` which the `try` raises on purpose, and that answers
something else.

## Why is this bad?

`HTTPException` is an `Exception`. What was meant to be a 404 or a 403 becomes a 500, or a reply with status 200: the
client cannot tell its own mistake from a fault of the server, and the alarm goes off for requests that were only wrong.

## Example

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()
ITEMS = {1: "hammer"}


@app.get("/items/{item_id}")
def read_item(item_id: int):
    try:
        if item_id not in ITEMS:
            raise HTTPException(404, "no such item")
        return {"name": ITEMS[item_id]}
    except Exception:  # error
        raise HTTPException(500, "something went wrong")
```

Use instead:

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()
ITEMS = {1: "hammer"}


@app.get("/items/{item_id}")
def read_item(item_id: int):
    try:
        if item_id not in ITEMS:
            raise HTTPException(404, "no such item")
        return {"name": ITEMS[item_id]}
    except HTTPException:
        raise
    except Exception:
        raise HTTPException(500, "something went wrong")
```

## When it is silent

Where the handler raises what it took once more, looks at its class or status, or hands it to a function; where it only
cleans up in a loop and goes on; where it answers with the same status, or with a 5xx instead of 500; and in functions
that no route leads to. An exception of a function that the `try` calls counts only where a 4xx becomes a 500, for other
translations may be meant, and where the arguments of the call do not rule it out. A class of the project counts if its
status is known.

## Fix safety

Safe where the handler only answers and writes to the log. Unsafe where it does more, a rollback say: an `HTTPException`
is then let through without it.

## References

- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
"""

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import Project
from fastlint.project.execution.abstract import Function
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.flow import Exit
from fastlint.project.routing.exceptions import Raised, is_passed_on
from fastlint.rule import Rule
from fastlint.values import Confidence, Diagnostic, Fix, Imported, InsertHandler, Related, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL203",
    summary="A broad except masks an HTTPException",
    subject=Function,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)

STARLETTE = Imported("starlette.exceptions", "HTTPException", "StarletteHTTPException")
#: The last names of what only writes something down.
TELLING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "print", "print_exc"})


def check(function: Function, project: Project) -> Iterator[Diagnostic]:
    """The broad handlers of a function that take an `HTTPException`."""
    if not bodies.of_kind(function.fact.body, st.Try):
        return
    routes = project.routes_of(function)
    if not routes and function not in project.functions_of_routers:
        return
    for handler, taken in _masked(function, project):
        answers = [each for each in project.exceptions.raised_in(function) if handler in each.site.handlers]
        masked = _changed(taken, answers, project)
        if not masked or is_passed_on(handler) or not _answers(handler, answers, masked, function, project):
            continue
        first = masked[0]
        status = project.exceptions.status(first)
        what = f"`{first.name}` with status {status}" if status is not None else f"`{first.name}`"
        yield RULE.at(
            span_of(function, handler.place),
            f"{what} that is raised in the `try` ends here, and the client gets another answer",
            help="let it through: put `except HTTPException: raise` first",
            confidence=Confidence.HIGH if first.function is function else Confidence.MEDIUM,
            related=tuple(Related(each.span, "raised here") for each in masked[:3]),
            routes=routes,
            fixes=_fixes(handler, masked, function),
        )


def _fixes(handler: st.Handler, masked: list[Raised], function: Function) -> tuple[Fix, ...]:
    """A handler before it that lets them through. What else this one does, such as a rollback, they then miss."""
    kinds = [kind for each in masked for kind in each.kinds]
    is_fastapi = all("fastapi.HTTPException" in kind.names for kind in kinds)
    cls = Imported("fastapi", "HTTPException") if is_fastapi else STARLETTE
    fix = Fix.safe if all(_only_tells(each) for each in handler.body) else Fix.unsafe
    return (fix("Let `HTTPException` through", InsertHandler(span_of(function, handler.place), (cls,))),)


def _only_tells(statement: st.Statement) -> bool:
    """Whether a statement of a handler answers, or writes to the log."""
    if isinstance(statement, st.Raise | st.Return):
        return True
    call = statement.value if isinstance(statement, st.Evaluate) else None
    return isinstance(call, ex.Call) and (ex.dotted(call.callee) or "").rpartition(".")[2] in TELLING


def _masked(function: Function, project: Project) -> Iterator[tuple[st.Handler, list[Raised]]]:
    """The broad handlers of a function, each with the exceptions that it takes: those of called functions come last."""
    found: dict[int, tuple[st.Handler, list[Raised]]] = {}

    def take(site: flow.Site, raised: Raised) -> None:
        taker = project.exceptions.taker(site, raised.kinds)
        if isinstance(taker, tuple) and project.exceptions.is_broad(taker[1]):
            found.setdefault(id(taker[1]), (taker[1], []))[1].append(raised)

    for raised in project.exceptions.raised_in(function):
        if raised.is_http:
            take(raised.site, raised)
    for site, raised in project.exceptions.raised_by_callees(function):
        if raised.is_http:
            take(site, raised)
    yield from found.values()


def _changed(masked: list[Raised], answers: list[Raised], project: Project) -> list[Raised]:
    """Those that the handler answers with a status that says something else: any 5xx is as good as a plain 500."""
    of = project.exceptions
    after = {of.status(each) for each in answers}
    if answers:  # what a class of the project answers may be the same
        masked = [each for each in masked if of.own_class(each) is None or of.status(each) is not None]
    if len(after) != 1 or None in after:
        return masked
    same = after | {500} if any(status is not None and status >= 500 for status in after) else after
    return [each for each in masked if project.exceptions.status(each) not in same]


def _answers(
    handler: st.Handler, answers: list[Raised], masked: list[Raised], function: Function, project: Project
) -> bool:
    """Whether a handler makes an answer of its own out of what it took.

    What a called function raises may be translated on purpose: then only a client's mistake that becomes a 500 counts.
    """
    exits = flow.exits(handler.body)
    before = {project.exceptions.status(each) for each in masked}
    after = {project.exceptions.status(each) for each in answers}
    if masked[0].function is not function:
        return after == {500} and all(each.is_http for each in answers) and _are_mistakes(before)
    if Exit.RAISES in exits:
        return before != after or None in after
    return Exit.RETURNS in exits


def _are_mistakes(statuses: set[int | None]) -> bool:
    """Whether one of the statuses may tell the client that it made a mistake: those of subclasses are not known."""
    return any(status is None or 400 <= status < 500 for status in statuses)
