"""
## What it does

Reports background tasks that never run: added to a `BackgroundTasks()` that no response gets; added to the injected one
where the response brings a `background` of its own; added and followed by a `raise`; or added after the `yield` of a
dependency.

## Why is this bad?

Starlette runs the tasks of the response that it sends, and no others. Nothing warns: the mail is never sent.

## Example

```py
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def send_mail(to: str) -> None: ...


@app.post("/orders")
def order() -> str:
    tasks = BackgroundTasks()
    tasks.add_task(send_mail, "ann")  # error
    return "ordered"
```

Use instead:

```py
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def send_mail(to: str) -> None: ...


@app.post("/orders")
def order(tasks: BackgroundTasks) -> str:
    tasks.add_task(send_mail, "ann")
    return "ordered"
```

## When it is silent

Where the tasks are handed on: to a response (`background=tasks`), to another function, to an attribute, or called by
hand. Where the `raise` stands below a condition or is caught. With FastAPI before 0.118 about tasks that are added
after a `yield`.

## References

- [Background tasks](https://fastapi.tiangolo.com/tutorial/background-tasks/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Name
from fastlint.project import LibraryCall, Project
from fastlint.project.reading.lost_tasks import loss_of
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL511",
    summary="A background task is added where it never runs",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)

ADDERS = frozenset({"fastapi.BackgroundTasks.add_task", "starlette.background.BackgroundTasks.add_task"})


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A task that no response takes along."""
    if ADDERS.isdisjoint(call.names) or call.function is None or project.is_test(call.module):
        return
    callee = call.expression.callee
    holder = getattr(callee, "value", None)
    if not isinstance(holder, Name):
        return
    loss = loss_of(call, holder.id, project)
    if loss:
        yield RULE.at(
            call.span,
            f"the task that `{holder.id}` takes never runs: {loss}",
            help="add it to the injected `BackgroundTasks`, or give it to the response that is returned",
            routes=call.routes,
        )
