"""What an attacker gets, and not from the good code: FL705, FL901, FL902, FL903, FL907, FL910, FL911 and FL917."""

import sqlite3
from pathlib import Path
from typing import Any

import itsdangerous
import jwt
import pytest
from fastapi import FastAPI, HTTPException, Request, Response, UploadFile
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.testclient import TestClient
from starlette.middleware.sessions import SessionMiddleware

KEY = "a key that is long enough for HS256, really"


def allowed(origin: str, **policy: Any) -> str | None:
    """The origin that a reply lets in, for a simple request with cookies."""
    app = FastAPI()
    app.add_middleware(CORSMiddleware, **policy)
    app.add_api_route("/", lambda: "secret")
    headers = {"Origin": origin, "Cookie": "session=x"}
    return TestClient(app).get("/", headers=headers).headers.get("access-control-allow-origin")


def test_a_wildcard_with_credentials_lets_in_any_site():
    assert allowed("https://evil.example", allow_origins=["*"], allow_credentials=True) == "https://evil.example"
    assert allowed("https://evil.example", allow_origins=["*"]) == "*"
    assert allowed("https://evil.example", allow_origins=["https://a.example"], allow_credentials=True) is None


@pytest.mark.parametrize(
    ("origin", "policy"),
    [
        ("https://app.example.co", {"allow_origins": "https://app.example.com"}),
        ("https://evilexample.com", {"allow_origin_regex": r"https://.*example\.com"}),
        ("https://appxexample.com", {"allow_origin_regex": r"https://app.example\.com"}),
    ],
)
def test_an_origin_that_is_not_meant_is_let_in(origin, policy):
    assert allowed(origin, **policy) == origin


@pytest.mark.parametrize("written", ["https://a.example/", "a.example", "https://*.example"])
def test_an_origin_that_is_meant_is_not_let_in(written):
    assert allowed("https://a.example", allow_origins=[written]) is None
    assert allowed("https://a.example", allow_origins=["https://a.example"]) == "https://a.example"


def test_anybody_can_write_a_token_whose_signature_is_not_looked_at():
    forged = jwt.encode({"sub": "admin"}, "the key of an attacker, long enough too")

    assert jwt.decode(forged, options={"verify_signature": False})["sub"] == "admin"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(forged, KEY, algorithms=["HS256"])


def test_without_algorithms_every_token_is_refused():
    with pytest.raises(jwt.DecodeError, match="algorithms"):
        jwt.decode(jwt.encode({"sub": "ann"}, KEY), KEY)


def test_who_knows_the_key_writes_the_session():
    app = FastAPI()
    app.add_middleware(SessionMiddleware, secret_key=KEY)

    @app.get("/")
    def who(request: Request) -> str:
        return str(request.session.get("user"))

    forged = itsdangerous.TimestampSigner(KEY).sign("eyJ1c2VyIjogImFkbWluIn0=").decode()

    assert TestClient(app, cookies={"session": forged}).get("/").json() == "admin"


def cookies(**options: Any) -> str:
    app = FastAPI()

    @app.get("/")
    def login(response: Response) -> None:
        response.set_cookie("session", "x", **options)

    return TestClient(app).get("/").headers["set-cookie"].lower()


def test_a_cookie_has_the_flags_that_it_is_given():
    assert "httponly" not in cookies()
    assert "secure" not in cookies()
    assert {"httponly", "secure"} <= set(cookies(httponly=True, secure=True).split("; "))


def test_a_redirect_goes_where_the_client_wants():
    app = FastAPI()

    @app.get("/bad")
    def bad(next: str) -> RedirectResponse:
        return RedirectResponse(next)

    @app.get("/good")
    def good(next: str) -> RedirectResponse:
        return RedirectResponse({"cart": "/cart"}.get(next, "/"))

    client = TestClient(app, follow_redirects=False)
    params = {"next": "https://evil.example"}

    assert client.get("/bad", params=params).headers["location"] == "https://evil.example"
    assert client.get("/good", params=params).headers["location"] == "/"


def test_a_path_leaves_the_folder(tmp_path: Path):
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    app = FastAPI()

    @app.get("/bad")
    def bad(name: str) -> FileResponse:
        return FileResponse(folder / name)

    @app.get("/segment/{name}")
    def segment(name: str) -> FileResponse:
        return FileResponse(folder / name)

    @app.get("/good")
    def good(name: str) -> FileResponse:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise HTTPException(404)
        return FileResponse(path)

    client = TestClient(app, raise_server_exceptions=False)

    assert client.get("/bad", params={"name": "../secret"}).text == "secret"
    assert client.get("/bad", params={"name": str(tmp_path / "secret")}).text == "secret"
    assert client.get("/segment/%2e%2e%2fsecret").status_code == 404
    assert client.get("/good", params={"name": "../secret"}).status_code == 404


def test_the_name_of_an_upload_arrives_as_it_was_sent():
    app = FastAPI()

    @app.post("/")
    def save(file: UploadFile) -> str | None:
        return file.filename

    files = {"file": ("../../etc/cron.d/x", b"")}

    assert TestClient(app).post("/", files=files).json() == "../../etc/cron.d/x"


def test_the_client_writes_sql():
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript("create table users (name text); insert into users values ('ann'), ('bob')")
    app = FastAPI()

    @app.get("/bad")
    def bad(name: str) -> list[Any]:
        return database.execute(f"select name from users where name = '{name}'").fetchall()

    @app.get("/good")
    def good(name: str) -> list[Any]:
        return database.execute("select name from users where name = ?", (name,)).fetchall()

    client = TestClient(app)
    params = {"name": "' or 1=1 --"}

    assert len(client.get("/bad", params=params).json()) == 2
    assert client.get("/good", params=params).json() == []
