"""
## What it does

Reports the text of an unexpected exception, or a traceback, in what is sent to the client: in the `detail` of an
`HTTPException`, or in the content of a response.

## Why is this bad?

Nobody wrote that text for the client. The message of a database error holds the SQL statement with its table and column
names and the values; others name files, hosts and libraries. It helps who attacks, and tells users nothing.

## Example

```py
from fastapi import FastAPI, HTTPException

app = FastAPI()


def load() -> dict[str, int]:
    return {"a": 1}


@app.get("/items")
def read_items():
    try:
        return load()
    except Exception as e:
        raise HTTPException(500, detail=str(e))  # error
```

Use instead:

```py
import logging

from fastapi import FastAPI, HTTPException

app = FastAPI()
logger = logging.getLogger(__name__)


def load() -> dict[str, int]:
    return {"a": 1}


@app.get("/items")
def read_items():
    try:
        return load()
    except Exception:
        logger.exception("the items could not be loaded")
        raise HTTPException(500, detail="the items could not be loaded")
```

## When it is silent

For exceptions that are caught by a class that may well carry a message for the client: the project's own, `ValueError`
and its like, most libraries'. It speaks of `except Exception`, and of errors of databases and of the operating system.
Where a condition about the exception, or about debugging, guards the text.

Where the status is another than 500, somebody may have thought of the client:

- A 4xx is less sure, and silent where it stands for what code of the project computes.
- `except Exception` is silent where the `try` makes a single step and awaits nothing in it, and where the handler
  neither logs nor prints, and nothing there is committed or rolled back. Who takes an exception for a fault of the
  server tells its operator; who tells only the client means it as an answer to what the client sent. Of 16 findings
  with such a status that were judged on published code bases, the 8 that were useful came from handlers that log, the 8
  that were not from handlers that do not.
- An error of the operating system is silent where both hold, and words stand around the text.

An error of the operating system is also silent where the project raises that class itself (or would, if it did not make
another exception of all of them), or may do so in a part of its package that is not here. What only runs as a
background task, or under a decorator that is not there, tells no client anything.

## Options

- `extend-exceptions`, by default `[]`: Exceptions whose text tells of the inside, too; `*` stands for any part.
- `ignore-exceptions`, by default `[]`: Exceptions whose text a client may see; `*` stands for any part.
- `ignore-statuses`, by default `[]`: Statuses with which a client may see the text of any exception.

A class is named with its module, save those of Python itself: `OSError`. A traceback is reported all the same.

```toml
[tool.fastlint.rules.exception-detail-leak]
extend-exceptions = ["httpx.HTTPError", "app.errors.Internal"]
ignore-statuses = [400]
```

## References

- [OWASP: improper error handling](https://owasp.org/www-community/Improper_Error_Handling)
- [Handling errors](https://fastapi.tiangolo.com/tutorial/handling-errors/)
"""

from collections.abc import Iterable, Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import Function
from fastlint.project.execution.status_codes import status_code
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.exception_texts import is_guarded, is_told, prints
from fastlint.project.reading.tried import calls_unseen_own, only_computes, raised_within
from fastlint.project.responses.responders import JSON_RESPONSES, TEXT_RESPONSES
from fastlint.project.routing.exceptions import BROAD, HTTP_EXCEPTIONS, Raised
from fastlint.rule import Rule, option
from fastlint.values import Confidence, Diagnostic, Severity
from fastlint.values.late import dataclass
from fastlint.values.options import DOTTED, matches


@dataclass(frozen=True)
class Options:
    """What a user may set."""

    extend_exceptions: tuple[str, ...] = option(
        (), "Exceptions whose text tells of the inside, too; `*` stands for any part.", DOTTED
    )
    ignore_exceptions: tuple[str, ...] = option(
        (), "Exceptions whose text a client may see; `*` stands for any part.", DOTTED
    )
    ignore_statuses: tuple[int, ...] = option((), "Statuses with which a client may see the text of any exception.")


RULE = Rule(
    module=__name__,
    code="FL204",
    summary="The text of an unexpected exception is sent to the client",
    subject=LibraryCall,
    severity=Severity.WARNING,
    since="0.1.0",
    options=Options,
)

#: Packages of which the exceptions tell of statements, files and hosts.
_TELLING = frozenset(
    """sqlalchemy sqlite3 psycopg psycopg2 asyncpg pymysql aiomysql MySQLdb oracledb pymongo motor redis
    botocore subprocess paramiko""".split()
)
#: Names of methods that end what is written to a database, of whatever library: where they stand, more is told.
_WRITING = frozenset({"commit", "rollback"})
_OF_THE_SYSTEM = frozenset({"builtins.OSError", "builtins.IOError", "builtins.PermissionError"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """An answer that is made for an exception, with what the exception says in it."""
    is_error = not HTTP_EXCEPTIONS.isdisjoint(call.names)
    if not is_error and call.name not in JSON_RESPONSES and call.name not in TEXT_RESPONSES:
        return
    if call.function is None or project.is_test(call.module) or not _may_have_caught(call.function, project):
        return
    written = call.written("detail", 1) if is_error else call.written("content", 0)
    site = flow.site_at(call.function.fact, call.expression.place) if written is not None else None
    if written is None or site is None:
        return
    status = status_code(call.argument("status_code", 0 if is_error else 1))
    printed, is_telling = _printed(written, site, status, call.function, project)
    if printed and project.answers(call.function):
        is_traceback = _is_traceback(printed)
        if not is_traceback and status in project.options(Options).ignore_statuses:
            return
        what = f"the traceback, `{printed}`," if is_traceback else f"the text of whatever was raised, `{printed}`,"
        is_sure = (is_telling and status is None) or (status is not None and status >= 500)
        yield RULE.at(
            call.span,
            f"{what} is sent to the client",
            confidence=Confidence.HIGH if is_sure else Confidence.MEDIUM,
            help="log it, and tell the client something that was written for it",
            routes=call.routes,
        )


def _may_have_caught(function: Function, project: Project) -> bool:
    """Whether there may be an exception at hand in a function."""
    if bodies.of_kind(function.fact.body, st.Try):
        return True
    return next(_registered_for(function, project), None) is not None


def _printed(
    written: ex.Expression, site: flow.Site, status: int | None, function: Function, project: Project
) -> tuple[str, bool]:
    """How an unexpected exception is printed, and whether it is one that tells of the inside; empty for none."""
    fact = function.fact
    options = project.options(Options)
    for handler in reversed(site.handlers):
        printed = prints(fact, written, handler.name, handler)
        if not printed or is_guarded(site, handler.name) or project.exceptions.is_idle(function, site):
            continue
        body = _tried(site, handler)
        classes = frozenset(project.exceptions.caught(handler) or ())
        if not classes.isdisjoint(_OF_THE_SYSTEM):  # what the project raises itself was written for somebody
            if any(isinstance(each, ex.Subscript) and _is_args(each, handler) for each in bodies.nodes(written)):
                classes -= _OF_THE_SYSTEM  # an error of the system has a number there
            classes -= {name for raised in raised_within(function, body, project) for name in _class_of(raised)}
            if status != 500 and calls_unseen_own(function, body, project):
                classes -= _OF_THE_SYSTEM  # what is not here may raise them, too
        is_chosen = status is not None and status >= 400 and status != 500
        if is_chosen and _is_narrow(body) and _is_worded(written) and not is_told(handler):
            classes -= _OF_THE_SYSTEM  # its author takes it for an answer, not for a fault of the server
        is_shown = bool(classes) and all(_is_shown(each, options) for each in classes)
        is_telling = _is_telling(classes, options)
        is_for_client = is_chosen and status is not None and status < 500 and only_computes(function, body, project)
        is_meant = _is_narrow(body) or not (is_told(handler) or _writes((*body, *handler.body)))
        is_expected = is_for_client or (is_chosen and is_meant)
        is_unexpected = project.exceptions.is_broad(handler) and not is_expected and not is_shown
        if is_telling or is_unexpected or _is_traceback(printed):
            return printed, is_telling
        return "", False
    name = fact.parameters[-1].name if len(fact.parameters) > 1 else None
    caught = next(_registered_for(function, project), None) if name is not None else None
    if caught is None or is_guarded(site, name):
        return "", False
    return prints(fact, written, name), _is_telling(caught, options)


def _registered_for(function: Function, project: Project) -> Iterator[frozenset[str]]:
    """The unexpected exceptions, if any, that an application answers by a function."""
    options = project.options(Options)
    for handlers in project.app_handlers:
        for each in handlers.of(function):
            is_unexpected = not BROAD.isdisjoint(each.names) or 500 in each.statuses
            is_unexpected &= not each.names or not all(_is_shown(name, options) for name in each.names)
            is_unexpected |= _is_telling(each.names, options)
            if is_unexpected:
                yield each.names


def _is_telling(caught: Iterable[str], options: Options) -> bool:
    """Whether one of these classes of exceptions tells of statements, files and hosts."""
    return any(
        name.partition(".")[0] in _TELLING
        or name in _OF_THE_SYSTEM
        or matches(name.removeprefix("builtins."), options.extend_exceptions)
        for name in caught
        if not _is_shown(name, options)
    )


def _is_shown(name: str, options: Options) -> bool:
    """Whether the user says that a client may see the text of a class of exceptions."""
    return matches(name.removeprefix("builtins."), options.ignore_exceptions)


def _is_traceback(printed: str) -> bool:
    return printed.startswith(("traceback", "format_"))


def _tried(site: flow.Site, handler: st.Handler) -> st.Block:
    """What stands in the `try` of a handler."""
    statement = next(level.statement for level in site.around if level.holder is handler)
    return statement.body if isinstance(statement, st.Try) else ()


def _class_of(raised: Raised) -> tuple[str, ...]:
    """The name of the class that is raised, without its bases."""
    return tuple(kind.names[0] for kind in raised.kinds)


def _is_args(item: ex.Subscript, handler: st.Handler) -> bool:
    """Whether something is taken of the `args` of the exception."""
    return item.value == ex.Attribute(ex.Name(handler.name or ""), "args", getattr(item.value, "place", None))


def _writes(block: st.Block) -> bool:
    """Whether something is written to a database, or taken back: what fails there tells of the statement and values."""
    return any(isinstance(node, ex.Call) and ex.last_name(node.callee) in _WRITING for node in bodies.nodes(block))


def _is_worded(written: ex.Expression) -> bool:
    """Whether words stand around the text of an exception, which somebody wrote for the client."""
    texts = (node.value for node in bodies.nodes(written) if isinstance(node, ex.Constant))
    return any(isinstance(text, str) and " " in text.strip() for text in texts)


def _is_narrow(body: st.Block) -> bool:
    """Whether a `try` makes but one step, and waits for nothing in it: then its author knows what it may raise."""
    return len(body) == 1 and not any(isinstance(node, ex.Await) for node in bodies.nodes(body))
