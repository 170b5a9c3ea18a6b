"""FL207: HTML with the default response class arrives as a quoted JSON string."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/bad")
def bad():
    return "<h1>Hello</h1>"


@app.get("/good", response_class=HTMLResponse)
def good():
    return "<h1>Hello</h1>"


def test_html_is_quoted() -> None:
    reply = TestClient(app).get("/bad")
    assert (reply.text, reply.headers["content-type"]) == ('"<h1>Hello</h1>"', "application/json")


def test_html_is_html() -> None:
    reply = TestClient(app).get("/good")
    assert (reply.text, reply.headers["content-type"]) == ("<h1>Hello</h1>", "text/html; charset=utf-8")
