"""
## What it does

Reports what Starlette 1.0 has removed: `TemplateResponse(name, {"request": request})`, options of Jinja as keywords of
`Jinja2Templates`, `FileResponse(method=)`, `app.add_event_handler`, `Starlette(on_startup=)`. What is only deprecated,
as the old name of the status 422, is told as information, once a file.

## Why is this bad?

These are errors with today's Starlette: some when the program is imported, the templates when a page is asked for.

## Example

```py
from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(directory="templates")


@app.get("/")
async def page(request: Request):
    return templates.TemplateResponse("page.html", {"request": request})  # error
```

Use instead:

```py
from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(directory="templates")


@app.get("/")
async def page(request: Request):
    return templates.TemplateResponse(request, "page.html")
```

## When it is silent

Where the project's lock file or requirements allow only releases of Starlette, or of FastAPI, from before the removal.

## Fix safety

Safe. There is a fix for templates whose context names the request, for renamed statuses, and for
`FileResponse(method=)`.

## References

- [Release notes of Starlette](https://www.starlette.io/release-notes/)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.routing.starlette_removals import removals
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Fix, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL463",
    summary="Something that Starlette has removed or deprecated",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
    fix=Safety.SAFE,
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """What the installed Starlette will not take."""
    for removal in removals(project):
        versions = project.versions(removal.module)
        if versions.is_below("starlette", removal.starlette) or versions.is_below("fastapi", removal.fastapi):
            continue
        yield RULE.at(
            removal.span,
            f"{removal.message}, as of Starlette {removal.starlette}",
            severity=removal.severity,
            help=removal.help,
            fixes=(Fix.safe(removal.help[:1].upper() + removal.help[1:], *removal.cure),) if removal.cure else (),
        )
