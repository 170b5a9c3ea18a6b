"""
## What it does

Reports attributes of mapped objects that an `AsyncSession` would have to load when they are read: those of an object
after `commit`, where the session was made without `expire_on_commit=False`, and relationships that a response model
reads and no query has loaded.

## Why is this bad?

Loading waits for the database, and reading an attribute cannot be awaited: SQLAlchemy raises `MissingGreenlet`, the
client gets a 500.

## Example

```py
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
make = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


@app.post("/users")
async def create() -> int:
    async with make() as session:
        user = User()
        session.add(user)
        await session.commit()
        return user.id  # error
```

Use instead:

```py
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
make = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"), expire_on_commit=False)


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


@app.post("/users")
async def create() -> int:
    async with make() as session:
        user = User()
        session.add(user)
        await session.commit()
        return user.id
```

## When it is silent

After `await session.refresh(user)`; for relationships with `lazy="selectin"` and the like; and where anything that runs
for the route says how to load: `selectinload`, `joinedload`, `run_sync`.

## References

- [Preventing implicit IO](https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession)
"""

from collections.abc import Iterator

from fastlint.project import Project
from fastlint.project.data.lazy_loads import LazyLoads
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Related, Severity

RULE = Rule(
    module=__name__,
    code="FL701",
    summary="An attribute is loaded where an async session cannot load it",
    subject=Project,
    severity=Severity.ERROR,
    since="0.1.0",
)


def check(project: Project, _: Project) -> Iterator[Diagnostic]:
    """The looks at attributes that raise MissingGreenlet."""
    for load in LazyLoads(project).found():
        if load.is_expired:
            what = f"`{load.model}.{load.name}`" if load.name else f"the `{load.model}` that is returned"
            message = f"{what} is expired by the commit, and an async session cannot load it here"
            cure = "make the session with `expire_on_commit=False`, or `await session.refresh(...)`"
            related = Related(load.related, "committed here")
        else:
            message = f"the response reads `{load.model}.{load.name}`, which an async session cannot load then"
            cure = f"load it with the query: `.options(selectinload({load.model}.{load.name}))`"
            related = Related(load.related, "the relationship")
        yield RULE.at(load.span, message, help=cure, related=(related,), routes=load.routes)
