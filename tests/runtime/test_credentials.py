"""FL904, FL905, FL906: who passes where nobody checks."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from fastapi.testclient import TestClient

JUNK = {"Authorization": "Bearer junk", "X-Key": "junk"}


def verified(token: Annotated[str, Depends(OAuth2PasswordBearer("token"))]) -> str:
    if token != "secret":
        raise HTTPException(401)
    return token


# FL904 unverified-credentials


def test_a_scheme_lets_junk_pass() -> None:
    app = FastAPI()
    schemes = {
        "/oauth2": OAuth2PasswordBearer("token"),
        "/bearer": HTTPBearer(),
        "/key": APIKeyHeader(name="X-Key"),
    }
    for path, scheme in schemes.items():
        app.get(path, dependencies=[Depends(scheme)])(lambda: "salaries")
    app.get("/lenient", dependencies=[Depends(HTTPBearer(auto_error=False))])(lambda: "salaries")
    app.get("/checked", dependencies=[Depends(verified)])(lambda: "salaries")

    client = TestClient(app)
    for path in schemes:
        assert client.get(path).status_code == 401
        assert client.get(path, headers=JUNK).json() == "salaries"
    assert client.get("/lenient").json() == "salaries"
    assert client.get("/checked", headers=JUNK).status_code == 401


# FL905 scopes-not-enforced


def test_scopes_are_compared_by_whoever_takes_them() -> None:
    app = FastAPI()

    def careless() -> str:
        return "ann"

    def careful(needed: SecurityScopes) -> str:
        if "admin" in needed.scopes:
            raise HTTPException(403)
        return "ann"

    @app.get("/bad")
    def bad(user: Annotated[str, Security(careless, scopes=["admin"])]) -> str:
        return user

    @app.get("/good")
    def good(user: Annotated[str, Security(careful, scopes=["admin"])]) -> str:
        return user

    assert TestClient(app).get("/bad").json() == "ann"
    assert TestClient(app).get("/good").status_code == 403


# FL906 missing-auth-on-route


def test_the_forgotten_route_is_open() -> None:
    app = FastAPI()

    @app.get("/orders", dependencies=[Depends(verified)])
    def orders() -> None: ...

    @app.delete("/orders")
    def remove() -> str:
        return "deleted"

    assert TestClient(app).get("/orders").status_code == 401
    assert TestClient(app).delete("/orders").json() == "deleted"
