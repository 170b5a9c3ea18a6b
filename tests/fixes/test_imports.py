"""Where an import goes, what it is called, and when there is none."""

import pytest

from fastlint.fixes.change import Impossible, applied
from fastlint.fixes.imports import Imports
from fastlint.source.tokens import TokenFile
from fastlint.values import Imported

ASYNCIO = Imported("asyncio")
QUERY = Imported("fastapi", "Query")


def used(code: str, wanted: Imported) -> tuple[str, str]:
    """The file after `wanted` is used at its end, and the name for it."""
    file = TokenFile(code)
    imports = Imports(file)
    name = imports.name(wanted, len(code))
    changes = imports.added([wanted]) if name is None else []
    return applied(code, changes), name or wanted.alias or wanted.name or wanted.module


@pytest.mark.parametrize(
    ("code", "wanted", "name"),
    [
        ("import asyncio\n", ASYNCIO, "asyncio"),
        ("import asyncio as aio, os\n", ASYNCIO, "aio"),
        ("import asyncio.subprocess\n", ASYNCIO, "asyncio"),
        ("from fastapi import FastAPI, Query\n", QUERY, "Query"),
        ("from fastapi import (\n    FastAPI,\n    Query as Q,\n)\n", QUERY, "Q"),
        ("import fastapi\n", QUERY, "fastapi.Query"),
        ("import fastapi as fa\n", QUERY, "fa.Query"),
        ("from x import y; import asyncio\nf(asyncio=1)\nx.asyncio = 2\n", Imported("x", "y"), "y"),
    ],
)
def test_what_is_imported_is_used_under_its_name(code: str, wanted: Imported, name: str) -> None:
    if ";" in code:  # several statements on a line are not read: another import is added
        assert used(code, wanted)[1] == name
    else:
        assert used(code, wanted) == (code, name)


@pytest.mark.parametrize(
    ("code", "wanted", "expected"),
    [
        ("x = 1\n", ASYNCIO, "import asyncio\n\nx = 1\n"),
        ("", ASYNCIO, "import asyncio\n"),
        (
            "#!/usr/bin/env python\n# words\nx = 1\n",
            ASYNCIO,
            "#!/usr/bin/env python\n# words\nimport asyncio\n\nx = 1\n",
        ),
        ('"""Words."""\nx = 1\n', ASYNCIO, '"""Words."""\n\nimport asyncio\nx = 1\n'),
        (
            "from __future__ import annotations\n\nx = 1\n",
            ASYNCIO,
            "from __future__ import annotations\n\nimport asyncio\n\nx = 1\n",
        ),
        (
            "from __future__ import annotations\n\nimport time\n",
            ASYNCIO,
            "from __future__ import annotations\n\nimport asyncio\nimport time\n",
        ),
        ("import abc\nimport time\n", ASYNCIO, "import abc\nimport asyncio\nimport time\n"),
        ("import abc  # words\n\nx = 1\n", ASYNCIO, "import abc  # words\nimport asyncio\n\nx = 1\n"),
        ("import fastapi\n", ASYNCIO, "import asyncio\n\nimport fastapi\n"),
        ("import abc\n\nx = 1\n", QUERY, "import abc\n\nfrom fastapi import Query\n\nx = 1\n"),
        ("from . import models\n", QUERY, "from fastapi import Query\n\nfrom . import models\n"),
        ("from fastapi import FastAPI\n", QUERY, "from fastapi import FastAPI, Query\n"),
        ("from fastapi import Request, FastAPI\n", QUERY, "from fastapi import Request, FastAPI, Query\n"),
        ("from fastapi import FastAPI, status\n", QUERY, "from fastapi import FastAPI, Query, status\n"),
        (
            "from fastapi import (\n    FastAPI,\n    Request,\n)\n",
            QUERY,
            "from fastapi import (\n    FastAPI,\n    Query,\n    Request,\n)\n",
        ),
        (
            "from fastapi import (\n    FastAPI\n)\n",
            QUERY,
            "from fastapi import (\n    FastAPI,\n    Query\n)\n",
        ),
        (
            "if TYPE_CHECKING:\n    from fastapi import Query\n",
            QUERY,
            "from fastapi import Query\n\nif TYPE_CHECKING:\n    from fastapi import Query\n",
        ),
        (
            "import time\ntry:\n    import asyncio\nexcept ImportError:\n    pass\n",
            ASYNCIO,
            "import asyncio\nimport time\ntry:\n    import asyncio\nexcept ImportError:\n    pass\n",
        ),
        (
            "from fastapi import HTTPException\n",
            Imported("starlette.exceptions", "HTTPException", "Other"),
            "from fastapi import HTTPException\nfrom starlette.exceptions import HTTPException as Other\n",
        ),
    ],
)
def test_an_import_goes_where_it_belongs(code: str, wanted: Imported, expected: str) -> None:
    assert used(code, wanted)[0] == expected


@pytest.mark.parametrize(
    "binding",
    [
        "asyncio = None",
        "asyncio: int = 1",
        "a, asyncio = 1, 2",
        "(asyncio, b) = 1, 2",
        "def f(a, asyncio): ...",
        "def f(*asyncio): ...",
        "f = lambda asyncio: 1",
        "for asyncio in x: ...",
        "[1 for asyncio in x]",
        "with f() as asyncio: ...",
        "print(asyncio := 1)",
        "class asyncio: ...",
        "def asyncio(): ...",
        "from other import asyncio",
        "import other as asyncio",
    ],
)
def test_a_name_that_may_mean_something_else_is_not_used(binding: str) -> None:
    with pytest.raises(Impossible):
        used(f"{binding}\n", ASYNCIO)
    with pytest.raises(Impossible):
        used(f"import asyncio\n{binding}\n", ASYNCIO)


@pytest.mark.parametrize(
    "code", ["f(asyncio=1)", "a.asyncio = 1", "x = {'asyncio': 1}", "asyncio.x = 1", "asyncio[1] = 2"]
)
def test_what_binds_no_name_does_not_matter(code: str) -> None:
    assert used(f"import asyncio\n{code}\n", ASYNCIO)[1] == "asyncio"


def test_a_function_that_imports_it_below_would_see_no_value() -> None:
    code = "import asyncio\ndef f():\n    g()\n    import asyncio\n"

    with pytest.raises(Impossible):
        Imports(TokenFile(code)).name(ASYNCIO, code.index("g()"))
