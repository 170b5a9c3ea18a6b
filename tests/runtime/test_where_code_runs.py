"""Which code the event loop runs and which the threadpool: the table that the whole FL1 family stands on.

Every function notes where it is when it runs; `EXPECTED` is what fastlint takes to be true.
"""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Annotated, Any, Literal

import anyio.from_thread
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.security import HTTPBasic
from fastapi.sse import EventSourceResponse
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from .bystander import serve

Where = Literal["loop", "thread"]
LOOP: Where = "loop"
THREAD: Where = "thread"

seen: dict[str, set[Where]] = {}


def note(what: str) -> None:
    """Remember where the caller runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        where = THREAD
    else:
        where = LOOP
    seen.setdefault(what, set()).add(where)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    note("lifespan: enter")
    yield
    note("lifespan: exit")


app = FastAPI(lifespan=lifespan)


# Dependencies.


def def_dependency() -> None:
    note("dependency: def")


async def async_dependency() -> None:
    note("dependency: async def")


def child_of_async() -> None:
    note("dependency: def, below an async def")


async def child_of_def() -> None:
    note("dependency: async def, below a def")


def def_parent(child: Annotated[None, Depends(child_of_def)]) -> None:
    pass


async def async_parent(child: Annotated[None, Depends(child_of_async)]) -> None:
    pass


class ClassDependency:
    def __init__(self) -> None:
        note("dependency: class, its constructor")


class AsyncCallableClass:
    def __init__(self) -> None:
        note("dependency: class with async __call__, its constructor")

    async def __call__(self) -> None:
        raise AssertionError("a class dependency is constructed, not called")


class DefCallable:
    def __call__(self) -> None:
        note("dependency: instance with def __call__")


class AsyncCallable:
    async def __call__(self) -> None:
        note("dependency: instance with async def __call__")

    def def_method(self) -> None:
        note("dependency: bound def method")

    async def async_method(self) -> None:
        note("dependency: bound async def method")


def note_partially(what: str) -> None:
    note(what)


async def note_partially_async(what: str) -> None:
    note(what)


def def_generator() -> Iterator[None]:
    note("dependency: def with yield, enter")
    yield
    note("dependency: def with yield, exit")


async def async_generator() -> AsyncIterator[None]:
    note("dependency: async def with yield, enter")
    yield
    note("dependency: async def with yield, exit")


def with_def_wrapper(function: Callable[[], Any]) -> Callable[[], Any]:
    @functools.wraps(function)
    def wrapper() -> Any:
        note("def wrapper of an async def, with wraps: the wrapper")
        return function()

    return wrapper


@with_def_wrapper
async def wrapped_async_def() -> None:
    note("def wrapper of an async def, with wraps: the wrapped")


def with_async_wrapper(function: Callable[[], Any]) -> Callable[[], Any]:
    @functools.wraps(function)
    async def wrapper() -> Any:
        return function()

    return wrapper


@with_async_wrapper
def wrapped_def() -> None:
    note("async wrapper of a def: the wrapped")


@functools.lru_cache
def cached() -> None:
    note("dependency: def with lru_cache")


class DefBasic(HTTPBasic):
    def __call__(self, request: Request) -> None:  # type: ignore[override]
        note("dependency: security class with a def __call__ of its own")


class Basic(HTTPBasic):
    async def __call__(self, request: Request) -> None:  # type: ignore[override]
        note("dependency: security class")


def overridden() -> None:
    raise AssertionError("it is overridden")


async def overridden_async() -> None:
    raise AssertionError("it is overridden")


async def async_override() -> None:
    note("override: async def, for a def")


def def_override() -> None:
    note("override: def, for an async def")


app.dependency_overrides = {overridden: async_override, overridden_async: def_override}

DEPENDENCIES: list[Callable[..., Any]] = [
    def_dependency,
    async_dependency,
    def_parent,
    async_parent,
    ClassDependency,
    AsyncCallableClass,
    DefCallable(),
    AsyncCallable(),
    AsyncCallable().def_method,
    AsyncCallable().async_method,
    functools.partial(note_partially, "dependency: partial of a def"),
    functools.partial(note_partially_async, "dependency: partial of an async def"),
    lambda: note("dependency: lambda"),
    def_generator,
    async_generator,
    wrapped_async_def,
    wrapped_def,
    cached,
    DefBasic(),
    Basic(),
    overridden,
    overridden_async,
]


@app.get("/dependencies", dependencies=[Depends(dependency) for dependency in DEPENDENCIES])
async def async_endpoint() -> None:
    note("endpoint: async def")


@app.get("/endpoint")
def def_endpoint() -> None:
    note("endpoint: def")


# Handlers, tasks, streams.


@app.exception_handler(KeyError)
def def_handler(request: Request, error: KeyError) -> Response:
    note("exception handler: def")
    return PlainTextResponse("")


@app.exception_handler(HTTPException)
async def async_handler(request: Request, error: HTTPException) -> Response:
    note("exception handler: async def")
    return PlainTextResponse("")


@app.get("/key-error")
async def raise_key_error() -> None:
    raise KeyError


@app.get("/http-exception")
def raise_http_exception() -> None:
    raise HTTPException(400)


def def_task() -> None:
    note("background task: def")


async def async_task() -> None:
    note("background task: async def")


@app.get("/tasks")
def add_tasks(tasks: BackgroundTasks) -> None:
    tasks.add_task(def_task)
    tasks.add_task(async_task)


@app.get("/def-stream")
async def def_stream() -> StreamingResponse:
    def chunks() -> Iterator[str]:
        note("StreamingResponse: def generator")
        yield ""

    return StreamingResponse(chunks())


@app.get("/async-stream")
def async_stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[str]:
        note("StreamingResponse: async generator of a def endpoint")
        yield ""

    return StreamingResponse(chunks())


# Pydantic.


def make_model(name: str) -> type[BaseModel]:
    """A model whose every hook notes where it runs."""

    def annotated(value: int) -> int:
        note(f"{name}: AfterValidator")
        return value

    def default() -> int:
        note(f"{name}: default_factory")
        return 1

    class Noting(BaseModel):
        count: Annotated[int, AfterValidator(annotated)] = 1
        made: int = Field(default_factory=default)

        @field_validator("count")
        @classmethod
        def validate_count(cls, value: int) -> int:
            note(f"{name}: field_validator")
            return value

        @model_validator(mode="after")
        def validate_model(self) -> "Noting":
            note(f"{name}: model_validator")
            return self

        def model_post_init(self, context: object) -> None:
            note(f"{name}: model_post_init")

        @computed_field
        def double(self) -> int:
            note(f"{name}: computed_field")
            return 2

        @field_serializer("count")
        def serialize_count(self, value: int) -> int:
            note(f"{name}: field_serializer")
            return value

    return Noting


AsyncQuery, DefQuery = make_model("query of an async def"), make_model("query of a def")
AsyncAnswer, DefAnswer = make_model("response of an async def"), make_model("response of a def")
Line, Event = make_model("line of a def stream"), make_model("event of a def stream")


@app.get("/async-query")
async def async_query(query: Annotated[AsyncQuery, Query()]) -> None:  # type: ignore[valid-type]
    pass


@app.get("/def-query")
def def_query(query: Annotated[DefQuery, Query()]) -> None:  # type: ignore[valid-type]
    pass


@app.get("/async-answer", response_model=AsyncAnswer)
async def async_answer() -> dict[str, int]:
    return {"count": 1}


@app.get("/def-answer", response_model=DefAnswer)
def def_answer() -> dict[str, int]:
    return {"count": 1}


@app.get("/lines")
def lines() -> Iterable[Line]:  # type: ignore[valid-type]
    note("endpoint: def with yield")
    yield {"count": 1}


@app.get("/events", response_class=EventSourceResponse)
def events() -> Iterable[Event]:  # type: ignore[valid-type]
    yield {"count": 1}


class DefRendered(JSONResponse):
    def render(self, content: Any) -> bytes:
        note("response class of a def: render")
        return super().render(content)


class MadeInDef(JSONResponse):
    def render(self, content: Any) -> bytes:
        note("response made in a def: render")
        return super().render(content)


@app.get("/rendered", response_class=DefRendered, response_model=None)
def rendered() -> dict[str, int]:
    return {}


@app.get("/made")
def made() -> Response:
    return MadeInDef({})


# Callbacks.


@app.get("/callbacks")
async def callbacks() -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(note, "loop.call_soon")
    loop.call_soon_threadsafe(note, "loop.call_soon_threadsafe")
    loop.call_later(0.001, note, "loop.call_later")
    task = asyncio.create_task(asyncio.sleep(0))
    task.add_done_callback(lambda _: note("Task.add_done_callback"))
    await loop.run_in_executor(None, note, "loop.run_in_executor")
    await asyncio.to_thread(note, "asyncio.to_thread")
    await run_in_threadpool(note, "run_in_threadpool")
    await run_in_threadpool(anyio.from_thread.run_sync, note, "anyio.from_thread.run_sync")
    engine = create_async_engine("sqlite+aiosqlite://")
    async with AsyncSession(engine) as session:
        await session.run_sync(lambda _: note("AsyncSession.run_sync"))
    await engine.dispose()
    await asyncio.sleep(0.01)


PATHS = [
    "/dependencies",
    "/endpoint",
    "/key-error",
    "/http-exception",
    "/tasks",
    "/def-stream",
    "/async-stream",
    "/async-query?count=1",
    "/def-query?count=1",
    "/async-answer",
    "/def-answer",
    "/lines",
    "/events",
    "/rendered",
    "/made",
    "/callbacks",
]

EXPECTED: dict[str, Where] = {
    "lifespan: enter": LOOP,
    "lifespan: exit": LOOP,
    "endpoint: async def": LOOP,
    "endpoint: def": THREAD,
    "endpoint: def with yield": THREAD,
    "dependency: def": THREAD,
    "dependency: async def": LOOP,
    "dependency: def, below an async def": THREAD,
    "dependency: async def, below a def": LOOP,
    "dependency: class, its constructor": THREAD,
    "dependency: class with async __call__, its constructor": THREAD,
    "dependency: instance with def __call__": THREAD,
    "dependency: instance with async def __call__": LOOP,
    "dependency: bound def method": THREAD,
    "dependency: bound async def method": LOOP,
    "dependency: partial of a def": THREAD,
    "dependency: partial of an async def": LOOP,
    "dependency: lambda": THREAD,
    "dependency: def with yield, enter": THREAD,
    "dependency: def with yield, exit": THREAD,
    "dependency: async def with yield, enter": LOOP,
    "dependency: async def with yield, exit": LOOP,
    "dependency: def with lru_cache": THREAD,
    "dependency: security class": LOOP,
    "dependency: security class with a def __call__ of its own": THREAD,
    "override: async def, for a def": LOOP,
    "override: def, for an async def": THREAD,
    "def wrapper of an async def, with wraps: the wrapper": LOOP,
    "def wrapper of an async def, with wraps: the wrapped": LOOP,
    "async wrapper of a def: the wrapped": LOOP,
    "exception handler: def": THREAD,
    "exception handler: async def": LOOP,
    "background task: def": THREAD,
    "background task: async def": LOOP,
    "StreamingResponse: def generator": THREAD,
    "StreamingResponse: async generator of a def endpoint": LOOP,
    # The request is validated before the endpoint is entered: always on the loop.
    "query of an async def: AfterValidator": LOOP,
    "query of an async def: default_factory": LOOP,
    "query of an async def: field_validator": LOOP,
    "query of an async def: model_validator": LOOP,
    "query of an async def: model_post_init": LOOP,
    "query of a def: AfterValidator": LOOP,
    "query of a def: default_factory": LOOP,
    "query of a def: field_validator": LOOP,
    "query of a def: model_validator": LOOP,
    "query of a def: model_post_init": LOOP,
    # The response of a `def` is validated in a thread, but serialized on the loop.
    "response of an async def: AfterValidator": LOOP,
    "response of an async def: default_factory": LOOP,
    "response of an async def: field_validator": LOOP,
    "response of an async def: model_validator": LOOP,
    "response of an async def: model_post_init": LOOP,
    "response of an async def: computed_field": LOOP,
    "response of an async def: field_serializer": LOOP,
    "response of a def: AfterValidator": THREAD,
    "response of a def: default_factory": THREAD,
    "response of a def: field_validator": THREAD,
    "response of a def: model_validator": THREAD,
    "response of a def: model_post_init": THREAD,
    "response of a def: computed_field": LOOP,
    "response of a def: field_serializer": LOOP,
    "response class of a def: render": LOOP,
    "response made in a def: render": THREAD,
    # The items of a JSON Lines stream are made in the thread of its generator, those of an event stream are not.
    "line of a def stream: field_validator": THREAD,
    "line of a def stream: field_serializer": THREAD,
    "event of a def stream: field_validator": LOOP,
    "event of a def stream: field_serializer": LOOP,
    "loop.call_soon": LOOP,
    "loop.call_soon_threadsafe": LOOP,
    "loop.call_later": LOOP,
    "Task.add_done_callback": LOOP,
    "loop.run_in_executor": THREAD,
    "asyncio.to_thread": THREAD,
    "run_in_threadpool": THREAD,
    "anyio.from_thread.run_sync": LOOP,
    "AsyncSession.run_sync": LOOP,
}


@pytest.fixture(scope="module")
def observed() -> dict[str, set[Where]]:
    """Where everything ran, after every path was asked once and the server has stopped."""
    cached.cache_clear()
    with serve(app) as served:
        for path in PATHS:
            assert served.ask(path).status == 200, path
    return seen


@pytest.mark.parametrize("what", EXPECTED)
def test_this_runs_there(observed: dict[str, set[Where]], what: str) -> None:
    assert observed.get(what) == {EXPECTED[what]}
