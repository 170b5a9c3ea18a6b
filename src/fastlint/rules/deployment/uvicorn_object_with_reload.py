"""
## What it does

Reports `uvicorn.run(app, reload=True)` and `uvicorn.run(app, workers=4)`: an application object where uvicorn needs an
import string.

## Why is this bad?

Reloading and several workers start new processes, and these import the application by its name. Given an object,
uvicorn logs a warning and exits: the server never serves.

## Example

```py
import uvicorn
from fastapi import FastAPI

app = FastAPI()

if __name__ == "__main__":
    uvicorn.run(app, reload=True)  # error
```

Use instead:

```py
import uvicorn
from fastapi import FastAPI

app = FastAPI()

if __name__ == "__main__":
    uvicorn.run("main:app", reload=True)
```

## When it is silent

Where it is not certain what `app`, `reload` or `workers` are: a setting, say.

## References

- [Uvicorn settings](https://www.uvicorn.org/settings/)
"""

from collections.abc import Iterator

from fastlint.facts.expressions import Constant, Name
from fastlint.project import LibraryCall, Project
from fastlint.project.execution.abstract import TRUE, Const, FunctionValue, Instance, known
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL471",
    summary="Uvicorn gets an application object together with `reload` or `workers`",
    subject=LibraryCall,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(call: LibraryCall, project: Project) -> Iterator[Diagnostic]:
    """A start of uvicorn that cannot succeed."""
    if call.name != "uvicorn.run":
        return
    app = call.argument("app", 0)
    alternatives = known(app) if app is not None else ()
    if not alternatives or not all(isinstance(each, Instance | FunctionValue) for each in alternatives):
        return
    option = _needs_import(call)
    if option:
        yield RULE.at(
            call.span,
            f"`uvicorn.run` gets an application object and `{option}`, so it exits without serving",
            help='give the application as an import string, such as `"main:app"`',
        )


def _needs_import(call: LibraryCall) -> str:
    """The option that makes uvicorn start other processes; empty where none surely does."""
    if call.argument("reload") is TRUE:
        return "reload=True"
    workers, written = call.argument("workers"), call.written("workers")
    # an attribute may be a setting, of which only the default is known
    if type(workers) is Const and isinstance(written, Constant | Name):
        number = workers.value
        if isinstance(number, int) and number > 1:
            return f"workers={number}"
    return ""
