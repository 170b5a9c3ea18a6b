"""FL208: a response that is made by hand refuses what FastAPI would have encoded."""

import datetime
import uuid
from typing import Any

import pytest
from fastapi.encoders import jsonable_encoder
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel


class Item(BaseModel):
    id: int = 1


REFUSED = [
    Item(),
    {"item": Item()},
    [datetime.datetime.now()],
    {"on": datetime.date.today()},
    uuid.uuid4(),
    {"names": {"a"}},
    b"a",
]


@pytest.mark.parametrize("content", REFUSED)
def test_json_refuses_it_unless_it_is_encoded(content: Any) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        JSONResponse(content)
    assert JSONResponse(jsonable_encoder(content)).body


@pytest.mark.parametrize("kind", [Response, PlainTextResponse, HTMLResponse])
@pytest.mark.parametrize("content", [{"a": 1}, ["a"], 1, Item()])
def test_text_responses_take_text_only(kind: type[Response], content: Any) -> None:
    with pytest.raises(AttributeError, match="encode"):
        kind(content)
    assert kind("a").body == kind(b"a").body == b"a"
    assert kind(None).body == b""
