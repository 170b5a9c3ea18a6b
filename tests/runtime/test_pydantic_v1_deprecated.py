"""FL602: what is deprecated warns, and a setting of Pydantic 1 is ignored."""

import warnings

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.warnings import PydanticDeprecatedSince20


class Item(BaseModel):
    name: str


class Row:
    name = "a"


def test_the_methods_warn() -> None:
    item = Item(name="a")

    with pytest.warns(PydanticDeprecatedSince20):
        item.dict()
    with pytest.warns(PydanticDeprecatedSince20):
        item.copy()
    with pytest.warns(PydanticDeprecatedSince20):
        Item.parse_obj({"name": "a"})


def test_a_renamed_setting_has_no_effect() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        class Old(BaseModel):
            name: str

            class Config:
                orm_mode = True

    class New(BaseModel):
        name: str
        model_config = ConfigDict(from_attributes=True)

    with pytest.raises(ValidationError):
        Old.model_validate(Row())
    assert New.model_validate(Row()).name == "a"
