"""FL217: what is set on the injected response is lost where the endpoint returns another."""

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad(response: Response):
    response.set_cookie("session", "abc")
    response.headers["X-Total"] = "3"
    response.status_code = 201
    return JSONResponse({})


@app.get("/data")
def data(response: Response):
    response.set_cookie("session", "abc")
    response.headers["X-Total"] = "3"
    response.status_code = 201
    return {}


@app.get("/own")
def own():
    response = RedirectResponse("/data")
    response.set_cookie("session", "abc")
    return response


@app.get("/forwarded")
def forwarded(response: Response):
    response.set_cookie("session", "abc")
    return JSONResponse({}, headers=response.headers)


def test_cookie_header_and_status_are_lost() -> None:
    reply = TestClient(app).get("/bad")
    assert reply.status_code == 200
    assert "set-cookie" not in reply.headers
    assert "x-total" not in reply.headers


def test_they_arrive_where_data_or_the_same_response_is_returned() -> None:
    client = TestClient(app, follow_redirects=False)
    reply = client.get("/data")
    assert (reply.status_code, reply.headers["x-total"]) == (201, "3")
    for path in ("/data", "/own", "/forwarded"):
        assert client.get(path).headers["set-cookie"].startswith("session=abc")
