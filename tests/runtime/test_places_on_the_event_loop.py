"""FL101 to FL109 hold wherever the event loop runs the code: each place with its bad code and its innocent neighbour.

`time.sleep` stands for all that blocks. Every place has two paths, `/PLACE/bad` and `/PLACE/good`; both work for
`BLOCK` seconds, and only the bad one makes the bystander wait.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, Request, Response, WebSocket
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel, PlainSerializer
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

from .bystander import BLOCK, Application, Receive, Scope, Send, Served, add_ping, expect_free, expect_stall, serve


def block() -> None:
    time.sleep(BLOCK)


tasks: set[asyncio.Task[None]] = set()
wake_bad, wake_good = asyncio.Event(), asyncio.Event()


async def bad_worker() -> None:
    while True:
        await wake_bad.wait()
        wake_bad.clear()
        block()


async def good_worker() -> None:
    while True:
        await wake_good.wait()
        wake_good.clear()
        await run_in_threadpool(block)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    tasks.update({asyncio.create_task(bad_worker()), asyncio.create_task(good_worker())})
    yield
    for task in tasks:
        task.cancel()
    tasks.clear()


app = FastAPI(lifespan=lifespan)
add_ping(app)


# An endpoint, and a helper of a helper of it.


@app.get("/endpoint/bad")
async def bad_endpoint() -> None:
    block()


@app.get("/endpoint/good")
def good_endpoint() -> None:
    block()


# Dependencies: as a parameter, in the decorator, below another dependency; entering and leaving those that yield.


async def bad_dependency() -> None:
    block()


def good_dependency() -> None:
    block()


@app.get("/dependency/bad")
def with_bad_dependency(nothing: Annotated[None, Depends(bad_dependency)]) -> None:
    pass


@app.get("/dependency/good")
async def with_good_dependency(nothing: Annotated[None, Depends(good_dependency)]) -> None:
    pass


def parent_of_bad(nothing: Annotated[None, Depends(bad_dependency)]) -> None:
    pass


async def parent_of_good(nothing: Annotated[None, Depends(good_dependency)]) -> None:
    pass


@app.get("/decorator-dependency/bad", dependencies=[Depends(parent_of_bad)])
def below_bad_dependency() -> None:
    pass


@app.get("/decorator-dependency/good", dependencies=[Depends(parent_of_good)])
async def below_good_dependency() -> None:
    pass


class Settings:
    def __init__(self) -> None:
        block()


async def bad_settings() -> Settings:
    return Settings()


@app.get("/constructor/bad")
async def with_bad_constructor(settings: Annotated[Settings, Depends(bad_settings)]) -> None:
    pass


@app.get("/constructor/good")
async def with_good_constructor(settings: Annotated[Settings, Depends()]) -> None:
    pass


class BadGuard:
    async def __call__(self) -> None:
        block()


class GoodGuard:
    def __call__(self) -> None:
        block()


@app.get("/callable-instance/bad", dependencies=[Depends(BadGuard())])
async def with_bad_guard() -> None:
    pass


@app.get("/callable-instance/good", dependencies=[Depends(GoodGuard())])
async def with_good_guard() -> None:
    pass


async def bad_enter() -> AsyncIterator[None]:
    block()
    yield


def good_enter() -> Iterator[None]:
    block()
    yield


@app.get("/yield-dependency/bad", dependencies=[Depends(bad_enter)])
async def entering_bad() -> None:
    pass


@app.get("/yield-dependency/good", dependencies=[Depends(good_enter)])
async def entering_good() -> None:
    pass


async def bad_exit() -> AsyncIterator[None]:
    yield
    block()


def good_exit() -> Iterator[None]:
    yield
    block()


@app.get("/exit-code/bad", dependencies=[Depends(bad_exit)])
async def leaving_bad() -> None:
    pass


@app.get("/exit-code/good", dependencies=[Depends(good_exit)])
async def leaving_good() -> None:
    pass


# The other callables of a request.


class BadError(Exception):
    pass


class GoodError(Exception):
    pass


@app.exception_handler(BadError)
async def bad_handler(request: Request, error: BadError) -> Response:
    block()
    return PlainTextResponse("sorry")


@app.exception_handler(GoodError)
def good_handler(request: Request, error: GoodError) -> Response:
    block()
    return PlainTextResponse("sorry")


@app.get("/exception-handler/bad")
async def raise_bad() -> None:
    raise BadError


@app.get("/exception-handler/good")
async def raise_good() -> None:
    raise GoodError


async def bad_task() -> None:
    block()


@app.get("/background-task/bad")
def add_bad_task(background: BackgroundTasks) -> None:
    background.add_task(bad_task)


@app.get("/background-task/good")
async def add_good_task(background: BackgroundTasks) -> None:
    background.add_task(block)


@app.get("/stream/bad")
def bad_stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[str]:
        yield "first"
        block()
        yield "second"

    return StreamingResponse(chunks())


@app.get("/stream/good")
async def good_stream() -> StreamingResponse:
    def chunks() -> Iterator[str]:
        yield "first"
        block()
        yield "second"

    return StreamingResponse(chunks())


@app.websocket("/websocket/bad")
async def bad_websocket(websocket: WebSocket) -> None:
    block()
    await websocket.accept()


@app.websocket("/websocket/good")
async def good_websocket(websocket: WebSocket) -> None:
    await run_in_threadpool(block)
    await websocket.accept()


# Tasks and callbacks: nobody waits for them, and yet they run on the loop.


@app.get("/spawned-task/bad")
async def spawn_bad() -> None:
    tasks.add(asyncio.create_task(bad_task()))


@app.get("/spawned-task/good")
async def spawn_good() -> None:
    tasks.add(asyncio.create_task(asyncio.to_thread(block)))


@app.get("/lifespan-task/bad")
async def wake_bad_worker() -> None:
    wake_bad.set()


@app.get("/lifespan-task/good")
async def wake_good_worker() -> None:
    wake_good.set()


@app.get("/callback/bad")
async def schedule_bad() -> None:
    asyncio.get_running_loop().call_later(0.001, block)


@app.get("/callback/good")
async def schedule_good() -> None:
    asyncio.get_running_loop().run_in_executor(None, block)


# Pydantic: the request is validated on the loop, whatever the endpoint is; the response of a `def` endpoint is
# validated in its thread, but serialized on the loop.


def slow(value: int) -> int:
    block()
    return value


SlowToValidate = Annotated[int, AfterValidator(slow)]
SlowToSerialize = Annotated[int, PlainSerializer(slow)]


class Validated(BaseModel):
    count: SlowToValidate


class Serialized(BaseModel):
    count: SlowToSerialize


@app.get("/request-validator/bad")
def validate_on_the_loop(request: Request, count: SlowToValidate = 0) -> None:
    pass


@app.get("/request-validator/good")
def validate_in_the_endpoint(count: int = 0) -> None:
    Validated(count=count)


@app.get("/response-validator/bad", response_model=Validated)
async def answer_on_the_loop() -> dict[str, int]:
    return {"count": 1}


@app.get("/response-validator/good", response_model=Validated)
def answer_in_a_thread() -> dict[str, int]:
    return {"count": 1}


@app.get("/response-serializer/bad")
def serialize_on_the_loop() -> Serialized:
    return Serialized(count=1)


@app.get("/response-serializer/good")
def serialize_in_the_endpoint() -> Response:
    return Response(Serialized(count=1).model_dump_json(), media_type="application/json")


REPLIES_LATE = (
    "endpoint",
    "dependency",
    "decorator-dependency",
    "constructor",
    "callable-instance",
    "yield-dependency",
    "exception-handler",
    "stream",
    "response-validator",
    "response-serializer",
)
REPLIES_AT_ONCE = ("exit-code", "background-task", "spawned-task", "lifespan-task", "callback")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(app) as running:
        yield running


@pytest.mark.parametrize("place", REPLIES_LATE + REPLIES_AT_ONCE)
def test_blocking_in_this_place_stalls_the_bystander(served: Served, place: str) -> None:
    expect_stall(served, f"/{place}/bad")


def test_the_innocent_neighbours_leave_the_bystander_alone(served: Served) -> None:
    expect_free(served, *(f"/{place}/good" for place in REPLIES_LATE))
    expect_free(served, *(f"/{place}/good" for place in REPLIES_AT_ONCE), replies_late=False)


def test_def_endpoints_stall_too(served: Served) -> None:
    expect_stall(served, "/dependency/bad", bystander="/ping-in-thread")


def test_a_websocket_endpoint(served: Served) -> None:
    expect_stall(served, "/websocket/bad", method="WEBSOCKET")
    expect_free(served, "/websocket/good", method="WEBSOCKET")


def test_a_validator_of_the_request_runs_on_the_loop_even_for_a_def_endpoint(served: Served) -> None:
    expect_stall(served, "/request-validator/bad?count=1")
    expect_free(served, "/request-validator/good?count=1")


# Middleware in its three forms: one application each, for it is in front of every route.


def with_function_middleware() -> Application:
    app = application()

    @app.middleware("http")
    async def block_here(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.url.path == "/bad":
            block()
        if request.url.path == "/good":
            await run_in_threadpool(block)
        return await call_next(request)

    return app


class Dispatching(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.url.path == "/bad":
            block()
        if request.url.path == "/good":
            await asyncio.sleep(BLOCK)
        return await call_next(request)


class Pure:
    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/bad":
            block()
        if scope.get("path") == "/good":
            await asyncio.to_thread(block)
        await self.app(scope, receive, send)


def with_base_http_middleware() -> Application:
    app = application()
    app.add_middleware(Dispatching)
    return app


def with_pure_asgi_middleware() -> Application:
    app = application()
    app.add_middleware(Pure)
    return app


def application() -> FastAPI:
    app = FastAPI()
    add_ping(app)

    @app.get("/bad")
    @app.get("/good")
    def endpoint() -> None:
        pass

    return app


@pytest.mark.parametrize("build", [with_function_middleware, with_base_http_middleware, with_pure_asgi_middleware])
def test_middleware_stalls_even_def_endpoints(build: Callable[[], Application]) -> None:
    with serve(build()) as served:
        expect_stall(served, "/bad", bystander="/ping-in-thread")
        expect_free(served, "/good", bystander="/ping-in-thread")


# The body of the lifespan delays only the start.


def test_the_lifespan_delays_the_start_and_nothing_else() -> None:
    @asynccontextmanager
    async def slow_start(app: FastAPI) -> AsyncIterator[None]:
        block()
        yield

    app = FastAPI(lifespan=slow_start)
    add_ping(app)
    start = time.monotonic()
    with serve(app) as served:
        assert time.monotonic() - start >= BLOCK
        assert min(served.ask("/ping").seconds for _ in range(5)) < BLOCK / 2
