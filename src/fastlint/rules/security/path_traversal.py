"""
## What it does

Reports a file that is opened, sent, written or deleted under a path that a client had a hand in: a parameter that is
joined to a folder, or the file name of an upload.

## Why is this bad?

`..` and absolute paths leave the folder: `/files?name=../../etc/passwd` reads any file, an upload with the name
`../../app/main.py` overwrites any. FastAPI passes the name of an upload on as the client sent it.

## Example

```py
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()
FOLDER = Path("/srv/files")


@app.get("/files")
def read(name: str) -> FileResponse:
    return FileResponse(FOLDER / name)  # error
```

Use instead:

```py
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
FOLDER = Path("/srv/files")


@app.get("/files")
def read(name: str) -> FileResponse:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER):
        raise HTTPException(404)
    return FileResponse(path)
```

## When it is silent

For `Path(name).name` and `os.path.basename`, for types that hold no path (UUID, int, Literal), for a path parameter
without `:path`, which holds no slash, where a condition looks at the value or at what was made of it, and where another
function of the project makes the path. Where the client chooses the whole path, even if an ending is appended, or what
is joined to it (`Path(folder) / "index.json"`). Where a row of the database was looked up by the value, and found, or a
dict, and it has the key. Where a part of a name is written right before the value (`f"report_{name}"`), so that `..`
needs a folder `report_..` (save on Windows); unless the path is resolved first, or folders on the way are made.

## References

- [Path traversal](https://owasp.org/www-community/attacks/Path_Traversal)
"""

from collections.abc import Iterator

from fastlint.project import Arrival, Project
from fastlint.project.security.taint_sources import Taint
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,
    code="FL911",
    summary="A client can name a file outside of the folder",
    subject=Arrival,
    severity=Severity.ERROR,
    since="0.1.0",
)

#: Functions that touch the file which is their first argument.
FIRST = frozenset(
    """starlette.responses.FileResponse builtins.open io.open aiofiles.open anyio.open_file os.open os.remove os.unlink
    os.rmdir os.makedirs os.mkdir os.listdir shutil.rmtree""".split()
)
#: Functions that read their first argument and write their second.
BOTH = frozenset("shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename os.replace".split())
METHODS = frozenset("open read_text read_bytes write_text write_bytes unlink mkdir rmdir touch iterdir".split())
#: What makes the folders on the way to a path, so that one of any name is there.
MAKING = frozenset("os.makedirs shutil.copytree pathlib.Path.mkdir anyio.Path.mkdir".split())
PATHS = ("pathlib.Path.", "pathlib.PurePath.", "anyio.Path.")


def check(arrival: Arrival, project: Project) -> Iterator[Diagnostic]:
    """A file operation on a path that a client can lead astray."""
    for taint in _paths(arrival):
        is_led = taint.is_joined or taint.is_file_name
        is_kept = taint.is_segment or taint.is_found or (taint.is_glued and MAKING.isdisjoint(arrival.names))
        if is_led and not is_kept:
            yield RULE.at(
                arrival.span,
                f"{taint.origin} gets into the path, so that `..` leads anywhere",
                help="take `Path(name).name`, or resolve the path and ask `is_relative_to(folder)`",
                chain=arrival.steps,
                routes=arrival.routes,
            )
            return


def _paths(arrival: Arrival) -> Iterator[Taint]:
    """The tainted paths that the call touches."""
    name = arrival.names[-1]
    if any(each in FIRST or each in BOTH for each in arrival.names):
        yield from filter(None, (arrival.argument("path", 0), arrival.argument("file", 0)))
        if name in BOTH:
            yield from filter(None, (arrival.argument("dst", 1),))
    elif name.startswith(PATHS) and name.rpartition(".")[2] in METHODS and "self" in arrival.taints:
        yield arrival.taints["self"]
