"""What FastAPI does with routes that are hidden, faulty, forgotten or registered in the wrong order.

Proves FL401, FL402, FL403, FL404, FL405, FL406, FL408, FL409, FL410, FL411 and FL418 (of which only that it ends with
FastAPI 0.137: the installed one is newer).
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.exceptions import FastAPIError
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Duplicate Operation ID"),
]


def answers(text: str) -> Callable[[], str]:
    def endpoint() -> str:
        return text

    return endpoint


def test_fl401_the_more_general_route_takes_the_requests_of_the_later_one() -> None:
    app = FastAPI()

    @app.get("/users/{user_id}")
    def read_user(user_id: int) -> int:
        return user_id

    app.add_api_route("/users/me", answers("me"))
    assert TestClient(app).get("/users/me").status_code == 422

    good = FastAPI()
    good.add_api_route("/users/me", answers("me"))
    good.add_api_route("/users/{user_id}", read_user)
    assert TestClient(good).get("/users/me").json() == "me"
    assert TestClient(good).get("/users/1").json() == 1


def test_fl401_an_included_router_is_tried_in_the_place_of_its_inclusion() -> None:
    general, special = APIRouter(), APIRouter(prefix="/users")
    general.add_api_route("/{kind}/{name}", answers("general"))
    app = FastAPI()
    app.include_router(general)
    app.include_router(special)
    special.add_api_route("/me", answers("special"))
    assert TestClient(app).get("/users/me").json() == "general"

    good = FastAPI()
    good.include_router(special)
    good.include_router(general)
    assert TestClient(good).get("/users/me").json() == "special"


def test_fl402_the_first_of_two_equal_routes_answers_and_the_second_is_documented() -> None:
    app = FastAPI()
    app.add_api_route("/items/{item_id}", answers("first"), summary="First")
    app.add_api_route("/items/{item_id}", answers("second"), summary="Second")
    client = TestClient(app)
    assert client.get("/items/1").json() == "first"
    assert client.get("/openapi.json").json()["paths"]["/items/{item_id}"]["get"]["summary"] == "Second"


def test_fl404_the_routes_of_a_router_that_is_not_included_do_not_exist() -> None:
    app, router = FastAPI(), APIRouter()
    router.add_api_route("/items", answers("items"))
    client = TestClient(app)
    assert client.get("/items").status_code == 404
    assert "/items" not in client.get("/openapi.json").json()["paths"]
    app.include_router(router)
    assert client.get("/items").json() == "items"


@pytest.mark.parametrize("prefix", ["items", "/items/", "/"])
def test_fl405_a_faulty_prefix_raises(prefix: str) -> None:
    with pytest.raises(AssertionError, match="path prefix must"):
        APIRouter(prefix=prefix)
    with pytest.raises(AssertionError, match="path prefix must"):
        FastAPI().include_router(APIRouter(), prefix=prefix)


def test_fl405_a_path_without_a_slash_is_accepted_and_matches_nothing_or_something_else() -> None:
    app, router = FastAPI(), APIRouter(prefix="/users")
    app.add_api_route("status", answers("status"))
    app.add_api_route("", answers("empty"))
    router.add_api_route("me", answers("me"))
    app.include_router(router)
    client = TestClient(app)
    assert client.get("/status").status_code == client.get("/").status_code == 404
    assert client.get("").status_code == client.get("/users/me").status_code == 404
    assert client.get("/usersme").json() == "me"


def test_fl405_neither_prefix_nor_path_raises_even_below_another_prefix() -> None:
    outer, inner = APIRouter(prefix="/outer"), APIRouter()
    inner.add_api_route("", answers("empty"))
    with pytest.raises(FastAPIError):
        outer.include_router(inner)
    FastAPI().include_router(inner, prefix="/items")


def test_fl405_a_mount_or_plain_route_without_a_slash_raises() -> None:
    app = FastAPI()
    with pytest.raises(AssertionError):
        app.mount("sub", FastAPI())
    with pytest.raises(AssertionError):
        app.add_route("plain", lambda request: PlainTextResponse("plain"))


def test_fl406_a_mount_takes_the_requests_of_the_routes_after_it(tmp_path: Path) -> None:
    files = StaticFiles(directory=tmp_path)
    app = FastAPI()
    app.mount("/", files)
    app.add_api_route("/items", answers("items"))
    assert TestClient(app).get("/items").status_code == 404

    good = FastAPI()
    good.add_api_route("/items", answers("items"))
    good.mount("/", files)
    assert TestClient(good).get("/items").json() == "items"

    apart = FastAPI()
    apart.mount("/static", files)
    apart.add_api_route("/static", answers("static"))
    assert TestClient(apart).get("/static").json() == "static"


def test_fl406_a_frontend_comes_after_all_routes(tmp_path: Path) -> None:
    app = FastAPI()
    app.frontend("/", directory=tmp_path)
    app.add_api_route("/items", answers("items"))
    assert TestClient(app).get("/items").json() == "items"


def test_fl408_included_routers_have_no_path_and_are_no_routes() -> None:
    app, router = FastAPI(), APIRouter()
    router.add_api_route("/items", answers("items"))
    app.include_router(router)
    with pytest.raises(AttributeError):
        [route.path for route in app.routes]  # type: ignore[attr-defined]
    assert not [route for route in app.routes if isinstance(route, APIRoute)]
    assert "/items" in [context.path for context in iter_route_contexts(app.routes)]


def test_fl409_what_stands_above_the_route_decorator_is_bypassed() -> None:
    app = FastAPI()

    def login_required(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            raise HTTPException(401)

        return wrapper

    login_required(app.get("/bad")(answers("secret")))
    app.get("/good")(login_required(answers("secret")))
    client = TestClient(app)
    assert client.get("/bad").json() == "secret"
    assert client.get("/good").status_code == 401


def test_fl410_self_becomes_a_query_parameter() -> None:
    app = FastAPI()

    class Items:
        @app.get("/items")
        def read_items(self) -> list[str]:
            return []

        def bound(self) -> list[str]:
            return []

    app.add_api_route("/bound", Items().bound)
    client = TestClient(app)
    assert client.get("/items").json()["detail"][0]["loc"] == ["query", "self"]
    assert client.get("/bound").json() == []


def test_fl411_a_plain_route_runs_without_the_dependencies_of_its_application() -> None:
    def forbid() -> None:
        raise HTTPException(401)

    async def secret(request: Request) -> Response:
        return PlainTextResponse("secret")

    app = FastAPI(dependencies=[Depends(forbid)])
    app.add_route("/bad", secret)
    app.add_api_route("/good", secret, response_model=None)
    client = TestClient(app)
    assert client.get("/bad").text == "secret"
    assert client.get("/good").status_code == 401
    assert list(client.get("/openapi.json").json()["paths"]) == ["/good"]


def test_fl403_several_methods_share_one_operation_id() -> None:
    app = FastAPI()
    app.api_route("/items", methods=["GET", "POST"])(answers("items"))
    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        operations = app.openapi()["paths"]["/items"]
    assert operations["get"]["operationId"] == operations["post"]["operationId"]


def test_fl418_routes_that_are_added_after_the_inclusion_count() -> None:
    app, router = FastAPI(), APIRouter()
    app.include_router(router)
    router.add_api_route("/late", answers("late"))
    assert TestClient(app).get("/late").json() == "late"
