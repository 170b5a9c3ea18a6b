"""FL204: the message of a database error tells of the statement, its tables and columns."""

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

app = FastAPI()


def load() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT hashed_password FROM accounts"))


@app.get("/bad")
def bad():
    try:
        load()
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error


@app.get("/good")
def good():
    try:
        load()
    except Exception as error:
        raise HTTPException(500, detail="the accounts could not be loaded") from error


def test_the_client_reads_the_statement() -> None:
    assert "SELECT hashed_password FROM accounts" in TestClient(app).get("/bad").json()["detail"]
    assert "SELECT" not in TestClient(app).get("/good").text
