"""The static route model against FastAPI itself, on every example application of FastAPI's documentation.

The examples come from the sdist of the FastAPI version named below, which must also be the installed one.  Each module
is imported by runtime_table.py in a process of its own, and what FastAPI reports is compared with what
`fastlint routes` reads.  Without a package index the test is skipped, except in continuous integration (`CI` is set).
"""

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from route_tables import compare_tables, report, total

FASTAPI = "0.165.0"
SHA256 = "dd94d4128319c1e1d50535ab023ab698f850a4d2822f0e181747b46f4ff3c0ab"
EQUAL_AT_LEAST = 0.99
# What the examples import beside fastapi[standard]: the development dependencies of this test.
NEEDED = (
    "a2wsgi",
    "email-validator",
    "flask",
    "httpx",
    "jinja2",
    "opentelemetry-exporter-otlp-proto-http",
    "opentelemetry-sdk",
    "orjson",
    "psycopg",
    "pwdlib",
    "pydantic-settings",
    "PyJWT",
    "pytest",
    "python-multipart",
    "pyyaml",
    "sqlmodel",
    "strawberry-graphql",
    "uvicorn",
    "websockets",
)
NOT_IMPORTABLE = {
    "docs_src.dependencies.tutorial008": "a fragment: its names are defined nowhere",
    "docs_src.generate_clients.tutorial004": "a script that reads an openapi.json",
    "docs_src.pydantic_v1_in_v2.tutorial002": "pydantic.v1 models are no longer supported",
    "docs_src.pydantic_v1_in_v2.tutorial003": "pydantic.v1 models are no longer supported",
    "docs_src.pydantic_v1_in_v2.tutorial004": "pydantic.v1 models are no longer supported",
    "docs_src.response_model.tutorial003_04": "shows an invalid response model",
}


def unavailable(reason: str) -> None:
    """Skip on a developer's machine, fail where the test must run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def fetch_sdist(folder: Path) -> Path:
    """The pinned sdist, from the folder or from the index pip is set up to use."""
    archive = folder / f"fastapi-{FASTAPI}.tar.gz"
    if not archive.exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary=:all:",
            "--disable-pip-version-check",
            f"--dest={folder}",
            f"fastapi=={FASTAPI}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not archive.exists():
            unavailable(f"pip cannot fetch the sdist of fastapi {FASTAPI}: {done.stderr.strip()[-300:]}")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256
    return archive


def unpack(archive: Path, root: Path) -> None:
    """The *.py files of docs_src, below root."""
    with tarfile.open(archive) as sdist:
        for member in sdist:
            parts = PurePosixPath(member.name).parts[1:]
            if member.isfile() and parts[:1] == ("docs_src",) and parts[-1].endswith(".py") and ".." not in parts:
                source = sdist.extractfile(member)
                assert source is not None
                path = root.joinpath(*parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read())


@pytest.fixture(scope="module")
def examples(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds docs_src and nothing else."""
    cache = Path(request.config.cache.mkdir("fastapi-sdist"))
    root = tmp_path_factory.mktemp("examples")
    unpack(fetch_sdist(cache), root)
    return root


@pytest.fixture(scope="module")
def truth(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What FastAPI reports."""
    missing = []
    for package in ("fastapi", *NEEDED):
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    if missing:
        unavailable(f"the examples need packages that are not installed: {', '.join(missing)}")
    if importlib.metadata.version("fastapi") != FASTAPI:
        unavailable(f"fastapi {importlib.metadata.version('fastapi')} is installed, the test is about {FASTAPI}")
    work = tmp_path_factory.mktemp("work")  # the examples mount these folders, and write to the working directory
    for folder in ("static", "templates", "dist"):
        (work / folder).mkdir()
    for page in ("index.html", "404.html"):
        (work / "dist" / page).touch()
    modules = [
        ".".join(path.relative_to(examples).with_suffix("").parts)
        for path in sorted(examples.rglob("*.py"))
        if path.name != "__init__.py"
    ]
    command = [
        sys.executable,
        "-W",
        "ignore",
        str(Path(__file__).with_name("runtime_table.py")),
        str(examples),
        "--own",
        "docs_src",
        "--modules",
        *modules,
    ]
    done = subprocess.run(
        command,
        cwd=work,
        env=os.environ | {"ADMIN_EMAIL": "admin@example.com"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    table: dict[str, Any] = json.loads(done.stdout)
    return table


@pytest.fixture(scope="module")
def static(examples: Path) -> dict[str, Any]:
    """What fastlint reads."""
    command = [sys.executable, "-m", "fastlint", "routes", ".", "--output-format", "json"]
    source = Path(__file__).resolve().parents[2] / "src"
    done = subprocess.run(
        command, cwd=examples, env=os.environ | {"PYTHONPATH": str(source)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    table: dict[str, Any] = json.loads(done.stdout)
    return table


def test_all_examples_are_imported_but_the_known_ones(truth: dict[str, Any]) -> None:
    assert {row["module"]: row["error"] for row in truth["failed"]}.keys() == NOT_IMPORTABLE.keys(), truth["failed"]
    assert sum(len(app["routes"]) for app in truth["apps"]) >= 470


def test_static_routes_equal_the_routes_of_the_run_time(truth: dict[str, Any], static: dict[str, Any]) -> None:
    def judged(app: dict[str, Any]) -> bool:
        path = PurePosixPath(app["path"]).with_suffix("")
        return ".".join(path.parts) not in NOT_IMPORTABLE

    results = compare_tables(truth, static, judged=judged)
    differences = [line for name, comparison in results for line in report(name, comparison)]
    everything = total(results)
    print(f"{len(everything.equal)} of {everything.expected} routes equal, {len(everything.invented)} invented")
    print("\n".join(differences))

    assert everything.invented == [], "\n".join(differences)
    assert len(everything.equal) >= EQUAL_AT_LEAST * everything.expected, "\n".join(differences)
