"""FL471, FL475 and FL476: starts that fail, interfaces that are gone, and libraries that fail."""

import inspect
import subprocess
import sys
import warnings

import fastapi
import pytest
from fastapi import FastAPI
from fastapi.exceptions import FastAPIDeprecationWarning

from fastlint.knowledge.retired import abandoned_libraries, deprecated_classes, interfaces

START = """
import uvicorn
from fastapi import FastAPI

app = FastAPI()
uvicorn.run({app}, port=0, {option})
"""


@pytest.mark.parametrize("option", ["reload=True", "workers=2"])
def test_uvicorn_exits_when_it_gets_an_object(option, tmp_path):
    (tmp_path / "main.py").write_text(START.format(app="app", option=option))

    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, timeout=20)

    assert done.returncode != 0
    assert "import string" in done.stderr


def resolved(name: str):
    module, _, attribute = name.rpartition(".")
    return getattr(fastapi if module == "fastapi" else fastapi.responses, attribute)


@pytest.mark.parametrize("name", sorted(interfaces()))
def test_the_keywords_are_those_of_the_release(name):
    interface = interfaces()[name]
    called = resolved(name)
    keywords = set(inspect.signature(called).parameters) - {"self"}

    assert fastapi.__version__.startswith(interface.seen)
    assert keywords <= interface.keywords
    for wrong in ("openapi_prefix", "min_items"):
        with pytest.raises(TypeError, match=wrong):
            called(**{wrong: 1})


@pytest.mark.parametrize(
    ("name", "keyword"), [(name, keyword) for name, each in sorted(interfaces().items()) for keyword in each.deprecated]
)
def test_what_is_deprecated_warns(name, keyword):
    with pytest.warns(FastAPIDeprecationWarning, match=keyword):
        resolved(name)(**{keyword: "x"})


def test_a_deprecated_class_warns():
    assert "fastapi.responses.ORJSONResponse" in deprecated_classes()
    with pytest.warns(FastAPIDeprecationWarning, match="ORJSONResponse"):
        fastapi.responses.ORJSONResponse({})


def test_passlib_fails_with_todays_bcrypt():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from passlib.context import CryptContext

        with pytest.raises(ValueError, match="72 bytes"):
            CryptContext(schemes=["bcrypt"]).hash("secret")

    assert "passlib" in abandoned_libraries()


def test_what_is_current_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FastAPI(title="Shop")
        fastapi.Query(pattern="x", examples=["x"])
