"""FL605: what an async validator returns is never awaited, and becomes the value of the field."""

import inspect
from typing import Any

import pytest
from pydantic import BaseModel, field_validator


class Bad(BaseModel):
    name: Any

    @field_validator("name")
    @classmethod
    async def check(cls, value: str) -> str:
        raise ValueError(value)


class Good(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check(cls, value: str) -> str:
        raise ValueError(value)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_the_field_is_a_coroutine() -> None:
    name = Bad(name="a").name

    assert inspect.iscoroutine(name)
    name.close()
    with pytest.raises(ValueError, match="a"):
        Good(name="a")
