"""Functions of libraries whose calls rules want to see, whatever they block on, and what is known to be harmless."""

from __future__ import annotations

from fastlint.project.execution.calls import EventKind

_LOOP_API = (
    "asyncio.create_task",
    "asyncio.ensure_future",
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
)
_CONTEXT_SET = (
    "contextvars.ContextVar.set",
    "structlog.contextvars.bind_contextvars",
    "structlog.contextvars.clear_contextvars",
    "structlog.contextvars.unbind_contextvars",
)
_CONTEXT_RESET = ("contextvars.ContextVar.reset", "structlog.contextvars.reset_contextvars")

#: Which event a call of a library's function or method is.
WATCHED: dict[str, EventKind] = {
    **dict.fromkeys(_LOOP_API, EventKind.LOOP_API),
    **dict.fromkeys(_CONTEXT_SET, EventKind.CONTEXT_SET),
    **dict.fromkeys(_CONTEXT_RESET, EventKind.CONTEXT_RESET),
}

#: Types of which rules want to see every attribute that is read.
OBSERVED = frozenset(
    {
        "starlette.requests.Request",
        "starlette.requests.HTTPConnection",
        "starlette.websockets.WebSocket",
        "fastapi.FastAPI",
    }
)

#: What calls back when a file descriptor is ready, and what then comes back at once.
READINESS = frozenset({"asyncio.AbstractEventLoop.add_reader", "asyncio.AbstractEventLoop.add_writer"})
READY = frozenset(
    """os.read os.write socket.socket.recv socket.socket.recvfrom socket.socket.recv_into socket.socket.send
    socket.socket.accept""".split()
)

#: The name of the dict that `app.dependency_overrides` is.
OVERRIDES = "dependency_overrides"

#: Pauses, for rules about polling.
PAUSES = frozenset({"asyncio.sleep", "anyio.sleep", "trio.sleep"})

#: Hand-overs to a thread of this process, or to a process that runs the callable as a thread would.
THREADS = frozenset(
    {
        "starlette.concurrency.run_in_threadpool",
        "asyncio.to_thread",
        "asyncio.AbstractEventLoop.run_in_executor",
        "anyio.to_thread.run_sync",
        "anyio.to_process.run_sync",
        "concurrent.futures.Executor.submit",
        "concurrent.futures.ThreadPoolExecutor.submit",
        "concurrent.futures.ProcessPoolExecutor.submit",
        "threading.Thread",
        "threading.Timer",
    }
)

#: Hand-overs that run after the response: the callable in a thread if it is a `def`, else on the loop.
BACKGROUND_TASKS = frozenset(
    {
        "fastapi.BackgroundTasks.add_task",
        "starlette.background.BackgroundTasks.add_task",
        "starlette.background.BackgroundTask",
    }
)

#: Libraries whose awaitable functions are all written with `async def`: called without `await`, they do nothing.
#: Others return futures, which run anyway, or objects that may also be entered with `async with`.
_COROUTINE_LIBRARIES = frozenset(
    {"asyncio", "anyio", "starlette", "fastapi", "sqlalchemy", "sqlmodel", "httpx", "httpx2"}
)
_AWAITABLE_OBJECTS = frozenset(
    {
        "asyncio.wait_for",
        "sqlalchemy.ext.asyncio.AsyncEngine.connect",
        "sqlalchemy.ext.asyncio.AsyncEngine.begin",
        "sqlalchemy.ext.asyncio.AsyncSession.begin",
        "sqlalchemy.ext.asyncio.AsyncSession.begin_nested",
        "sqlalchemy.ext.asyncio.AsyncConnection.begin",
        "sqlalchemy.ext.asyncio.AsyncConnection.begin_nested",
    }
)


def makes_coroutine(name: str) -> bool:
    """Whether a library's awaitable function is known to be a coroutine function."""
    return name.partition(".")[0] in _COROUTINE_LIBRARIES and name not in _AWAITABLE_OBJECTS


#: Methods of strings, containers, dates, loggers and models: on whatever they are called, they wait for nothing.
_HARMLESS_METHODS = frozenset(
    """add add_task append as_dict as_posix bit_length capitalize cancel casefold center clear copy count critical date
    debug decode dict difference discard dumps encode endswith error exception expandtabs extend find findall finditer
    format fullmatch fromisoformat fromkeys fromtimestamp get getlist group groupdict groups hex hexdigest index info
    insert intersection isalnum isalpha isdecimal isdigit isdisjoint isidentifier islower isnumeric isoformat isspace
    issubset issuperset istitle isupper items joinpath keys ljust loads log lower lstrip maketrans match model_copy
    model_construct model_dump model_dump_json model_json_schema model_validate model_validate_json now parse_obj
    partition pop popitem remove removeprefix removesuffix replace reverse rfind rindex rjust rpartition rsplit rstrip
    search set_cookie delete_cookie setdefault sort split splitlines startswith strftime strip strptime sub swapcase
    symmetric_difference symmetric_difference_update time timedelta timestamp title to_dict today total_seconds
    translate union update upper url_for utcnow utcoffset values warn warning weekday zfill is_set set digest
    is_empty url_path_for cast nowait put_nowait get_nowait""".split()
)

#: Functions of these libraries compute, log or build objects. What blocks in them has a row of its own.
_HARMLESS_LIBRARIES = frozenset(
    """abc array ast base64 binascii bisect builtins calendar collections contextlib contextvars copy dataclasses
    datetime decimal difflib email enum fastapi fnmatch fractions functools gc hashlib heapq hmac html inspect ipaddress
    itertools json logging loguru math mimetypes numbers operator orjson os posixpath pprint pydantic pydantic_core
    pydantic_settings random re secrets starlette statistics string struct structlog sys textwrap time traceback types
    typing typing_extensions unicodedata urllib uuid warnings weakref zoneinfo attr attrs pytz dateutil sqlalchemy
    sqlmodel asyncio anyio threading jwt jose itsdangerous prometheus_client opentelemetry markupsafe""".split()
)


def is_harmless(name: str) -> bool:
    """Whether a call that nothing else is known about surely does not wait: by its dotted name or `?.method`."""
    root, _, rest = name.partition(".")
    if root == "?":
        return rest in _HARMLESS_METHODS
    return root in _HARMLESS_LIBRARIES
