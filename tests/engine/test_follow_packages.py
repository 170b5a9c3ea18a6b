"""Looking into installed packages that have no rows."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fastlint.engine.session import Session
from fastlint.rules import load_rules
from fastlint.values import Confidence, Diagnostic, Settings, SettingsError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="environments laid out as on POSIX")

CLIENT = """
import threading
import requests

_lock = threading.Lock()
_config = None


def config():
    global _config
    if _config is None:
        _config = open("acme.toml").read()
    return _config


class Client:
    def __init__(self, url):
        self.session = requests.Session()
        self.config = config()

    def orders(self):
        return self._request("GET", "/orders")

    def name(self):
        with _lock:
            return "acme"

    def _request(self, method, path):
        return self.session.request(method, path)


def connect(url) -> Client:
    return Client(url)
"""

MAIN = """
import acme
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def orders():
    client = acme.connect("https://acme.example")
    client.name()
    return client.orders()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    site = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    (site / "acme").mkdir(parents=True)
    (site / "acme" / "__init__.py").write_text("from .client import Client, connect\n")
    (site / "acme" / "client.py").write_text(CLIENT)
    (site / "acme-1.2.dist-info").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "main.py").write_text(MAIN)
    return tmp_path


def found(project: Path, settings: Settings) -> list[Diagnostic]:
    report = Session(replace(settings, select=("FL10",)), str(project), load_rules()).check([str(project)])
    return list(report.diagnostics)


@pytest.mark.parametrize("follow", [True, ("acme",)])
def test_a_call_is_followed_into_the_package(project: Path, follow: bool | tuple[str, ...]) -> None:
    for _ in range(2):  # the second time the facts come from the cache
        [diagnostic] = found(project, Settings(follow_packages=follow))
        assert diagnostic.code == "FL102"
        assert diagnostic.span.line == 12
        assert diagnostic.confidence is Confidence.MEDIUM
        assert "reached through `client.orders` and the package `acme`," in diagnostic.message
        assert diagnostic.chain[-1].span.path.endswith("acme/client.py")
    assert list((project / ".fastlint_cache" / "packages" / "acme-1.2").iterdir())


@pytest.mark.parametrize("follow", [False, ("other",)])
def test_only_what_is_asked_for_is_followed(project: Path, follow: bool | tuple[str, ...]) -> None:
    assert found(project, Settings(follow_packages=follow)) == []
    assert not (project / ".fastlint_cache").exists()


def test_the_packages_own_affairs_are_silent(project: Path) -> None:
    """Its lock, and the file that it reads once."""
    lines = [diagnostic.span.line for diagnostic in found(project, Settings(follow_packages=True))]
    assert lines == [12]


def test_rows_are_surer_than_code(project: Path) -> None:
    """A package that has rows is not looked into: here `requests`, of which the code does something else."""
    site = project / ".venv" / "lib" / "python3.12" / "site-packages"
    (site / "requests.py").write_text("def get(url):\n    open('x')\n")
    (project / "main.py").write_text("import requests\n\n\nasync def go():\n    requests.get('x')\n")
    [diagnostic] = found(project, Settings(follow_packages=("requests",)))
    assert diagnostic.code == "FL102" and diagnostic.confidence is Confidence.HIGH


def test_a_broken_package_breaks_nothing(project: Path) -> None:
    site = project / ".venv" / "lib" / "python3.12" / "site-packages"
    (site / "acme" / "client.py").write_text("def connect(:\n")
    assert found(project, Settings(follow_packages=True)) == []


def test_without_an_environment_it_is_an_error(project: Path) -> None:
    (project / ".venv" / "pyvenv.cfg").unlink()
    with pytest.raises(SettingsError, match="needs the environment"):
        found(project, Settings(follow_packages=True))
