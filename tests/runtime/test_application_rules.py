"""Middleware, exception handlers, what runs at start-up and state, under the real FastAPI.

FL451, FL452, FL453, FL454, FL455, FL457, FL458, FL459, FL460, FL462.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import APIRouter, Body, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

Next = Callable[[Request], Awaitable[Response]]
ORIGIN = {"origin": "https://a.example"}

ran: list[str] = []


@pytest.fixture(autouse=True)
def nothing_ran() -> Iterator[None]:
    ran.clear()
    yield


async def refuse_by_raising(request: Request, call_next: Next) -> Response:
    raise HTTPException(401)


async def refuse(request: Request, call_next: Next) -> Response:
    return JSONResponse({"detail": "no"}, status_code=401)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    ran.append("lifespan")
    yield


def started() -> None:
    ran.append("started")


def start(app: FastAPI) -> list[str]:
    with TestClient(app):
        return list(ran)


def test_an_http_exception_in_a_middleware_is_a_500() -> None:
    app = FastAPI()
    app.middleware("http")(refuse_by_raising)
    assert TestClient(app, raise_server_exceptions=False).get("/").status_code == 500
    app = FastAPI()
    app.middleware("http")(refuse)
    assert TestClient(app).get("/").status_code == 401


def test_what_is_outside_of_cors_replies_without_its_headers() -> None:
    inside, outside = FastAPI(), FastAPI()
    inside.middleware("http")(refuse)
    inside.add_middleware(CORSMiddleware, allow_origins=["https://a.example"])
    outside.add_middleware(CORSMiddleware, allow_origins=["https://a.example"])
    outside.middleware("http")(refuse)
    preflight = {**ORIGIN, "access-control-request-method": "GET"}
    assert TestClient(inside).get("/", headers=ORIGIN).headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert TestClient(inside).options("/", headers=preflight).status_code == 200
    reply = TestClient(outside).get("/", headers=ORIGIN)
    assert reply.status_code == 401
    assert "access-control-allow-origin" not in reply.headers
    assert TestClient(outside).options("/", headers=preflight).status_code == 401


async def told(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


def test_a_handler_of_the_subclass_misses_the_router_s_own_exceptions() -> None:
    app = FastAPI()
    app.add_exception_handler(HTTPException, told)
    app.add_api_route("/only-get", started)
    assert TestClient(app).get("/nowhere").json() == {"detail": "Not Found"}
    assert TestClient(app).post("/only-get").json() == {"detail": "Method Not Allowed"}
    client = TestClient(FastAPI(exception_handlers={StarletteHTTPException: told}))
    assert client.get("/nowhere").json() == {"error": "Not Found"}


def test_handlers_do_not_run_where_there_is_a_lifespan() -> None:
    app = FastAPI(lifespan=lifespan)
    app.on_event("startup")(started)  # type: ignore[deprecated, unused-ignore]
    assert start(app) == ["lifespan"]
    ran.clear()
    assert start(FastAPI(lifespan=lifespan, on_startup=[started])) == ["lifespan"]
    ran.clear()
    assert start(FastAPI(on_startup=[started])) == ["started"]


def test_the_handlers_of_an_included_router_run_twice() -> None:
    router = APIRouter()
    router.on_event("startup")(started)  # type: ignore[deprecated, unused-ignore]
    app = FastAPI()
    app.include_router(router)
    assert start(app) == ["started"] * 2

    outer = APIRouter()
    outer.include_router(router)
    nested = FastAPI()
    nested.include_router(outer)
    ran.clear()
    assert start(nested) == ["started"] * 3

    with_lifespan = FastAPI(lifespan=lifespan)
    with_lifespan.include_router(router)
    ran.clear()
    assert sorted(start(with_lifespan)) == ["lifespan", "started"]

    early = APIRouter()
    before = FastAPI()
    before.include_router(early)
    early.on_event("startup")(started)  # type: ignore[deprecated, unused-ignore]
    ran.clear()
    assert start(before) == ["started"]


def test_the_lifespan_of_a_mounted_application_never_runs() -> None:
    app = FastAPI()
    app.mount("/admin", FastAPI(lifespan=lifespan))
    app.mount("/files", FastAPI(on_startup=[started]))
    assert start(app) == []
    included = FastAPI()
    included.include_router(APIRouter(lifespan=lifespan))
    assert start(included) == ["lifespan"]


@pytest.mark.parametrize(("how", "left"), [("stream", 0), ("form", 0), ("body", 6), ("json", 6)])
def test_a_middleware_may_leave_the_endpoint_no_body(how: str, left: int) -> None:
    app = FastAPI()

    @app.middleware("http")
    async def read(request: Request, call_next: Next) -> Response:
        if how == "stream":
            async for _ in request.stream():
                pass
        else:
            await getattr(request, how)()
        return await call_next(request)

    @app.post("/")
    async def count(request: Request) -> int:
        return len(await request.body())

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert TestClient(app).post("/", content=b"[1, 2]", headers=headers).json() == left


def test_middleware_cannot_be_added_to_an_application_that_has_started() -> None:
    @asynccontextmanager
    async def late(app: FastAPI) -> AsyncIterator[None]:
        app.add_middleware(GZipMiddleware)
        yield

    with pytest.raises(RuntimeError, match="after an application has started"):
        start(FastAPI(lifespan=late))

    mounted = FastAPI()

    @asynccontextmanager
    async def of_mounted(app: FastAPI) -> AsyncIterator[None]:
        mounted.add_middleware(GZipMiddleware)
        yield

    assert start(FastAPI(lifespan=of_mounted)) == []


def test_an_invalid_request_is_no_validation_error_of_pydantic() -> None:
    async def invalid(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": "invalid"}, status_code=422)

    def count(items: Annotated[list[int], Body()]) -> int:
        return len(items)

    for exception, is_called in ((ValidationError, False), (RequestValidationError, True)):
        app = FastAPI(exception_handlers={exception: invalid})
        app.post("/")(count)
        reply = TestClient(app).post("/", json="no list")
        assert reply.status_code == 422
        assert (reply.json() == {"error": "invalid"}) is is_called


def test_the_states_of_application_and_request_share_nothing() -> None:
    @asynccontextmanager
    async def filling(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        app.state.pool = "pool"
        yield {"client": "client"}

    app = FastAPI(lifespan=filling)

    @app.get("/request/{name}")
    def of_request(request: Request, name: str) -> str:
        return str(getattr(request.state, name))

    @app.get("/app/{name}")
    def of_app(request: Request, name: str) -> str:
        return str(getattr(request.app.state, name))

    with TestClient(app) as client:
        assert client.get("/request/client").json() == "client"
        assert client.get("/app/pool").json() == "pool"
        for path in ("/request/pool", "/app/client"):
            with pytest.raises(AttributeError):
                client.get(path)
