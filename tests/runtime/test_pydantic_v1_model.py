"""FL603: FastAPI refuses a model of `pydantic.v1` when the route is registered."""

import warnings

import pytest
from fastapi import FastAPI
from fastapi.exceptions import PydanticV1NotSupportedError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydantic import v1


class Item(v1.BaseModel):
    name: str


def test_the_route_cannot_be_registered() -> None:
    app = FastAPI()

    with pytest.raises(PydanticV1NotSupportedError):

        @app.post("/read")
        def read(item: Item) -> None: ...

    with pytest.raises(PydanticV1NotSupportedError):

        @app.get("/returned")
        def returned() -> Item:
            return Item(name="a")

    @app.get("/inside")
    def inside() -> str:
        return Item(name="a").name
