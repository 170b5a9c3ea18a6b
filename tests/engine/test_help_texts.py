"""What findings advise, where it depends on the code around them."""

import pytest

from fastlint.engine import Session
from fastlint.rules import load_rules
from fastlint.values import Settings


def advice(code: str, program: str) -> list[str]:
    report = Session(Settings(), "/w", load_rules(), files={"/w/main.py": program}).check(["."])
    return [each.help for each in report.diagnostics if each.code == code]


@pytest.mark.parametrize(
    ("used", "told"),
    [
        ("Extra.allow", '"allow"'),
        ("Extra.ignore", '"ignore"'),
        ("Extra.forbid", '"forbid"'),
        ("Extra", '"forbid"'),
    ],
)
def test_extra_is_replaced_by_the_text_that_it_stands_for(used: str, told: str) -> None:
    setting = f"class Item(BaseModel):\n    class Config:\n        extra = {used}\n"
    program = f"from pydantic import BaseModel, Extra\n\n\n{setting}"

    assert f"in its place: a string: `{told}`" in advice("FL602", program)


def test_extra_of_the_keyword_of_a_class() -> None:
    program = "from pydantic import BaseModel, Extra as E\n\n\nclass Item(BaseModel, extra=E.allow):\n    name: str\n"

    assert advice("FL602", program) == ['in its place: a string: `"allow"`']


SESSION = """\
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
maker = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_session():
    async with maker() as session:
        yield session


@app.get("/")
{define} read(session: AsyncSession = Depends(get_session)) -> int:
    return session.execute(select(1)).scalar()
"""


def test_a_plain_function_has_to_become_async_before_it_can_await() -> None:
    plain, awaiting = (advice("FL702", SESSION.format(define=define)) for define in ("def", "async def"))

    assert plain == ["make `read` an `async def`, and await first: `(await session.execute(...)).scalar`"]
    assert awaiting == ["await first: `(await session.execute(...)).scalar`"]


def test_a_title_keeps_the_case_of_code() -> None:
    program = "from fastapi import status\n\nprint(status.HTTP_422_UNPROCESSABLE_ENTITY)\n"
    report = Session(Settings(), "/w", load_rules(), files={"/w/main.py": program}).check(["."])

    assert [each.fixes[0].title for each in report.diagnostics] == ["Write `HTTP_422_UNPROCESSABLE_CONTENT`"]


UNREAD = """\
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Range(BaseModel):
    low: int


class Spec(BaseModel):
    range: Range


@app.get("/export")
def export(name: str, spec: Spec | None = None) -> str:
    {body}
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return name", "leave it out: nothing reads it"),
        ("return f'{name} {spec}'", "serve it by `POST`"),
        ("return str(locals())", "serve it by `POST`"),
        ("...", "serve it by `POST`"),
    ],
)
def test_a_body_that_nothing_reads_is_to_be_left_out(body: str, told: str) -> None:
    (found,) = advice("FL305", UNREAD.format(body=body))

    assert found.startswith(told)
