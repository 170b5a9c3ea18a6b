"""Classes that are mapped to tables of a database, and which of their columns keep secrets."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution.abstract import TRUE, Class, DictValue, External, Instance, ListValue, Value, known
from fastlint.project.models.model_fields import ModelField, ModelFields

_DECLARATIVE = frozenset(
    {
        "sqlalchemy.orm.DeclarativeBase",
        "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.ext.declarative.declarative_base",
        "sqlalchemy.orm.declarative_base",
    }
)
SQLMODELS = frozenset({"sqlmodel.SQLModel"})

#: Words of a name that say that a value is nobody else's business.
_SECRET_WORDS = frozenset({"password", "passwd", "pwd", "passphrase", "secret", "salt"})
_SECRET_NAMES = frozenset({"api_key", "apikey", "private_key", "access_token", "refresh_token", "hashed_token", "ssn"})
#: Words that make it a fact about the secret: when it was changed, whether there is one.
_ABOUT = frozenset(
    """at on id ids count url uri hint expiry expires expiration is has must can needs enabled required reset changed
    updated created length policy strength name names type ttl version manager store""".split()
)
#: Types that Pydantic writes as `***`.
_MASKED = frozenset({"pydantic.SecretStr", "pydantic.SecretBytes", "pydantic.types.SecretStr"})


def is_table(cls: Class) -> bool:
    """Whether instances of a class are rows of a table: SQLAlchemy's, and SQLModel's with `table=True`."""
    if cls.inherits(_DECLARATIVE):
        return any(isinstance(each, ex.Name) and each.id == "__tablename__" for each in _targets(cls)) or bool(
            list(_columns(cls))
        )
    if cls.inherits(SQLMODELS):
        return any(
            name == "table" and value == ex.Constant(True)
            for each in cls.mro
            if isinstance(each, Class)
            for name, value in each.fact.keywords
        )
    return False


def is_sqlmodel(cls: Class) -> bool:
    """Whether a table is a Pydantic model, too."""
    return cls.inherits(SQLMODELS)


def rows_in(value: Value, depth: int = 0) -> Iterator[Class]:
    """The tables of which a value surely holds rows: itself, or as elements of containers."""
    for member in known(value):
        if isinstance(member, Instance) and isinstance(member.cls, Class) and is_table(member.cls):
            yield member.cls
        elif isinstance(member, ListValue) and depth < 3:
            for element in member.elements[:4]:
                yield from rows_in(element, depth + 1)
        elif isinstance(member, DictValue) and depth < 3:
            for item in member.items.values():
                yield from rows_in(item, depth + 1)


def secret_columns(cls: Class) -> tuple[str, ...]:
    """The columns of a table whose names say that they keep a secret."""
    names = (each.id for base in cls.mro if isinstance(base, Class) for each in _columns(base))
    return tuple(dict.fromkeys(name for name in names if is_secret(name)))


def secret_fields(cls: Class, fields: ModelFields) -> tuple[ModelField, ...]:
    """The fields of a model whose names say that they keep a secret, and that are written out as they are."""
    return tuple(field for field in fields.of(cls) if is_secret(field.name) and not _is_hidden(field))


def is_secret(name: str) -> bool:
    """Whether the name of a field or column says that it keeps a secret; `password_changed_at` does not."""
    words = set(name.lower().strip("_").split("_"))
    if words & _ABOUT:
        return False
    return bool(words & _SECRET_WORDS) or name.lower() in _SECRET_NAMES


def _is_hidden(field: ModelField) -> bool:
    if field.option("exclude") is TRUE:
        return True
    parts = [field.type, *getattr(field.type, "arguments", ())]
    return any(isinstance(part, External) and part.name in _MASKED for part in parts)


def _targets(cls: Class) -> Iterator[ex.Expression]:
    for statement in cls.fact.body:
        if isinstance(statement, st.Assign):
            yield from statement.targets


def _columns(cls: Class) -> Iterator[ex.Name]:
    """The names of a class body that are given a column, by their type or by what is assigned."""
    for statement in cls.fact.body:
        if not isinstance(statement, st.Assign) or not isinstance(statement.targets[0], ex.Name):
            continue
        made = statement.value.callee if isinstance(statement.value, ex.Call) else None
        last = (ex.dotted(made) or "").rpartition(".")[2] if made is not None else ""
        if last in ("relationship", "Relationship"):
            continue
        if statement.annotation is not None or last in ("Column", "mapped_column"):
            yield statement.targets[0]
