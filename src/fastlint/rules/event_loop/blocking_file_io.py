"""
## What it does

Reports file access when the event loop reaches it: `open` and the methods of file objects, `pathlib`, `os`, `shutil`,
`tempfile`, archives (`zipfile`, `tarfile`), and the synchronous file behind an upload (`upload.file.read()`,
`shutil.copyfileobj(upload.file, ...)`), directly in an `async def` or through any number of calls, classes and files.

## Why is this bad?

The event loop waits for the disk and serves nobody meanwhile. Mostly that is short: a small file that the system has
in its cache takes microseconds, which is why this is a warning. It is not short for uploads and exports, on network
file systems and volumes of the cloud, on a disk that is busy or spins up, and with pipes and devices. Measured under
uvicorn with a pipe whose other end is slow (0.8 s), a concurrent `GET /ping` takes 0.87 s; with the same read in a
thread 0.15 s.

## Example

```py
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/avatar")
async def avatar(upload: UploadFile) -> int:
    content = await upload.read()
    with open("avatar.png", "wb") as file:  # error
        return file.write(content)  # error
```

Use instead:

```py
import anyio
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/avatar")
async def avatar(upload: UploadFile) -> int:
    content = await upload.read()
    return await anyio.Path("avatar.png").write_bytes(content)
```

## When it is silent

In a plain `def` endpoint or dependency, which FastAPI runs in a thread; in what is handed to a thread or a process
(`asyncio.to_thread`, `run_in_threadpool`, `run_in_executor`, `Thread(target=...)`, a plain function given to
`BackgroundTasks.add_task`); below `if __name__ == "__main__":`; in the start and the end of the application, unless
`startup = true` is configured (then with severity info: it only delays the start); and in tests, for they stall no
server: `test_*.py`, `*_test.py`, `conftest.py` and what lies below `tests` or `test`, unless a route leads there.

Files in memory (`io.BytesIO`, `io.StringIO`), paths that are only computed (`Path("a") / "b"`, `os.path.join`), the
methods of `UploadFile` itself, `FileResponse`, `StaticFiles`, `anyio.Path` and `aiofiles` are silent.

What it does not see: `print` and logging, imports at run time, what a library reads inside (templates, certificates),
and how large a file is or where it lies. If you know that a file is small and local, ignore the finding, or the rule
for that folder; calls that are always quick where you run (`os.path.exists` on a local disk) are an option.

## Fix safety

Unsafe: a plain `def` runs in a thread, and what it touches may be touched by several threads at once. There is a fix
where the coroutine awaits nothing, is no generator, and is called by FastAPI alone.

## Options

- `ignore-calls`, by default `[]`: Calls that are quick enough, by the name that the message gives them; `*` stands for
  any part. What lies behind such a call is found all the same.

```toml
[tool.fastlint.rules.blocking-file-io]
ignore-calls = ["os.path.*", "pathlib.Path.exists"]
```

## References

- [Request files](https://fastapi.tiangolo.com/tutorial/request-files/)
- [Files in AnyIO](https://anyio.readthedocs.io/en/stable/fileio.html)
"""

from collections.abc import Iterator

from fastlint.project import Blocking, BlockingCall, Project
from fastlint.project.loop.quick_calls import QuickFileAccess
from fastlint.rule import Rule
from fastlint.rules.event_loop.blocking import diagnose
from fastlint.values import Diagnostic, Safety, Severity

RULE = Rule(
    module=__name__,
    code="FL104",
    summary="File access waits on the event loop",
    subject=BlockingCall,
    severity=Severity.WARNING,
    since="0.1.0",
    fix=Safety.UNSAFE,
    options=QuickFileAccess,
)


def check(call: BlockingCall, project: Project) -> Iterator[Diagnostic]:
    """File access on the event loop."""
    if call.blocking is Blocking.FILE:
        yield from diagnose(RULE, call, project, "waits for the file system")
