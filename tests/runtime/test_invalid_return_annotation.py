"""FL212: FastAPI cannot make a response field of everything that a function may be annotated with."""

from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.exceptions import FastAPIError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Service:
    pass


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "annotated_rows"
    id: Mapped[int] = mapped_column(primary_key=True)


def annotated(returns: Any) -> Any:
    def endpoint():
        return None

    endpoint.__annotations__["return"] = returns
    return endpoint


@pytest.mark.parametrize(
    "returns", [Response | dict, dict | JSONResponse, RedirectResponse | None, Service, list[Service], Row, Row | None]
)
def test_the_application_does_not_start(returns: Any) -> None:
    with pytest.raises(FastAPIError, match="Invalid args for response field"):
        FastAPI().get("/")(annotated(returns))
    FastAPI().get("/", response_model=None)(annotated(returns))


def test_a_response_alone_is_fine() -> None:
    FastAPI().get("/")(annotated(Response))
