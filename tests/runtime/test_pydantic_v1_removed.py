"""FL601: what Pydantic 2 refuses while a module is imported."""

import pytest
from pydantic import PydanticUserError
from pydantic.errors import PydanticImportError

CLASS = """
from pydantic import BaseModel, ConfigDict, Field, root_validator, validator
class Item(BaseModel):
    name: str = ''
"""

REFUSED = {
    "from pydantic import BaseSettings": PydanticImportError,
    "from pydantic import ConstrainedStr": PydanticImportError,
    "from pydantic.typing import is_union": PydanticImportError,
    "from pydantic.fields import ModelField": ImportError,
    "from pydantic import constr\nconstr(regex='a')": TypeError,
    "from pydantic import conlist\nconlist(int, min_items=1)": TypeError,
    f"{CLASS}    code: str = Field('', regex='a')": PydanticUserError,
    f"{CLASS}    code: str = Field('', const=True)": PydanticUserError,
    f"{CLASS}    size = 1": PydanticUserError,
    f"{CLASS}    model_config = ConfigDict(frozen=True)\n    class Config:\n        frozen = True": PydanticUserError,
    f"{CLASS}    @root_validator\n    def f(cls, values): return values": PydanticUserError,
    f"{CLASS}    @validator('name')\n    def f(cls, value, field): return value": PydanticUserError,
    "from pydantic import BaseModel\nclass Names(BaseModel):\n    __root__: list": PydanticUserError,
}

ACCEPTED = (
    f"{CLASS}    code: str = Field('', pattern='a')",
    f"{CLASS}    _size = 1",
    "from pydantic_settings import BaseSettings",
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("source", REFUSED)
def test_the_module_cannot_be_imported(source: str) -> None:
    with pytest.raises(REFUSED[source]):
        exec(source, {"__name__": "old"})


@pytest.mark.parametrize("source", ACCEPTED)
def test_what_takes_its_place_can(source: str) -> None:
    exec(source, {"__name__": "new"})
