"""What lock files, requirements and pyproject.toml say of the releases that a project runs with."""

import json

import pytest

from fastlint.source.tree import MemoryTree
from fastlint.source.versions import VersionFinder
from fastlint.values.versions import Versions


def versions(files: dict[str, str], asking: str = "app/main.py") -> Versions:
    found = {f"/repo/{path}": text for path, text in {"pyproject.toml": "", **files}.items()}
    return VersionFinder(MemoryTree(found)).at(f"/repo/{asking}")


def test_what_nobody_bounds_is_the_newest():
    found = versions({})

    assert not found.is_below("fastapi", "0.118")
    assert found.told("fastapi") == "newest"


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"])
def test_a_lock_file_pins(name):
    found = versions({name: '[[package]]\nname = "FastAPI"\nversion = "0.115.3"\n'})

    assert found.is_below("fastapi", "0.118")
    assert not found.is_below("fastapi", "0.115.3")
    assert found.told("fastapi") == f"0.115.3 ({name})"


def test_pipenv_pins():
    lock = json.dumps({"default": {"starlette": {"version": "==0.46.2"}}})

    assert versions({"Pipfile.lock": lock}).is_below("starlette", "1.0")


@pytest.mark.parametrize(
    ("line", "is_below"),
    [
        ("fastapi==0.115.3", True),
        ("fastapi[standard]==0.115.3 ; python_version >= '3.9'", True),
        ("fastapi ~= 0.115.0  # because", True),
        ("fastapi>=0.100,<0.118", True),
        ("fastapi==0.115.*", True),
        ("fastapi<=0.118", False),
        ("fastapi>=0.100", False),
        ("fastapi", False),
        ("fastapi @ git+https://example.org/fastapi", False),
        ("-r fastapi==0.1", False),
        ("fastapi-users==0.1", False),
    ],
)
def test_a_requirement_bounds_from_above(line, is_below):
    assert versions({"requirements.txt": line + "\n"}).is_below("fastapi", "0.118") is is_below


@pytest.mark.parametrize(
    ("text", "is_below"),
    [
        ('[project]\ndependencies = ["fastapi<0.118"]', True),
        ('[project.optional-dependencies]\nweb = ["fastapi==0.110.0"]', True),
        ('[dependency-groups]\ndev = [{include-group = "x"}, "fastapi==0.110.0"]', True),
        ('[tool.poetry.dependencies]\nfastapi = "^0.115"', True),
        ('[tool.poetry.dependencies]\nfastapi = {version = "~0.115.1", extras = ["all"]}', True),
        ('[tool.poetry.dependencies]\nfastapi = ">=0.100"', False),
        ('[tool.poetry.dependencies]\nfastapi = "*"', False),
        ("[project]\ndependencies = 3", False),
        ("[project", False),
    ],
)
def test_pyproject_bounds_from_above(text, is_below):
    assert versions({"pyproject.toml": text}).is_below("fastapi", "0.118") is is_below


def test_a_lock_file_of_the_workspace_wins_over_a_range_of_the_member():
    found = versions(
        {
            ".git": "",
            "uv.lock": 'name = "fastapi"\nversion = "0.130.0"\n',
            "packages/api/pyproject.toml": '[project]\ndependencies = ["fastapi<0.118"]',
        },
        asking="packages/api/src/main.py",
    )

    assert found.told("fastapi") == "0.130.0 (uv.lock)"


def test_a_folder_of_requirements_is_read():
    assert versions({"requirements/base.txt": "fastapi==0.100\n"}).is_below("fastapi", "0.118")


def test_what_the_user_says_is_worth_more_than_a_lock_file():
    tree = MemoryTree(
        {"/repo/pyproject.toml": "", "/repo/uv.lock": '[[package]]\nname = "fastapi"\nversion = "0.140.0"\n'}
    )

    found = VersionFinder(tree, [("fastapi", "0.100", "target-fastapi")]).at("/repo/app/main.py")

    assert found.is_below("fastapi", "0.118")
    assert found.told("fastapi") == "0.100 (target-fastapi)"
