"""Import roots and modules: every layout that real projects have, without any configuration."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from fastlint.source.modules import ModuleName, ModuleResolver, find_modules
from fastlint.source.tree import MemoryTree
from fastlint.values import Settings

TOP = "/home/me/project"


def resolver(files: Mapping[str, str], *given: str, src: tuple[str, ...] = ()) -> ModuleResolver:
    """A resolver over files in memory, whose paths are relative to the project."""
    tree = MemoryTree({f"{TOP}/{path}": text for path, text in files.items()})
    return find_modules(
        [f"{TOP}/{path}".rstrip("/") for path in given or [""]],
        Settings(src=tuple(f"{TOP}/{path}" for path in src)),
        tree,
    )


def name(modules: ModuleResolver, path: str) -> tuple[str, str]:
    """Root (relative to the project) and dotted name."""
    found = modules.module_name(f"{TOP}/{path}")
    return found.root.removeprefix(TOP).lstrip("/"), found.dotted


def find(modules: ModuleResolver, dotted: str, from_path: str) -> str | None:
    path = modules.find(dotted, f"{TOP}/{from_path}")
    return None if path is None else path.removeprefix(f"{TOP}/")


def test_flat_layout() -> None:
    modules = resolver({"main.py": "import db", "db.py": ""})
    assert name(modules, "main.py") == ("", "main")
    assert find(modules, "db", "main.py") == "db.py"
    assert find(modules, "sqlalchemy", "main.py") is None


def test_packages() -> None:
    modules = resolver(
        {"app/__init__.py": "", "app/main.py": "", "app/routers/__init__.py": "", "app/routers/users.py": ""}
    )
    assert name(modules, "app/routers/users.py") == ("", "app.routers.users")
    assert name(modules, "app/routers/__init__.py") == ("", "app.routers")
    assert find(modules, "app.routers", "app/main.py") == "app/routers/__init__.py"
    assert find(modules, "app.routers.users", "app/main.py") == "app/routers/users.py"
    assert find(modules, "app.routers.users.router", "app/main.py") is None


def test_src_layout() -> None:
    modules = resolver(
        {
            "pyproject.toml": "",
            "src/app/__init__.py": "",
            "src/app/main.py": "",
            "tests/test_main.py": "import app.main",
        }
    )
    assert name(modules, "src/app/main.py") == ("src", "app.main")
    assert find(modules, "app.main", "tests/test_main.py") == "src/app/main.py"


def test_src_layout_without_packages() -> None:
    modules = resolver({"pyproject.toml": "", "src/app/main.py": "from .db import x", "src/app/db.py": ""})
    assert name(modules, "src/app/main.py") == ("src", "app.main")


@pytest.mark.parametrize("init", [{"src/__init__.py": ""}, {}])
def test_src_that_is_itself_the_package(init: dict[str, str]) -> None:
    files = {
        "pyproject.toml": "",
        "src/main.py": "from src.auth import router",
        "src/auth/router.py": "from src.db import x",
    }
    modules = resolver({**files, "src/db.py": "", **init})
    assert name(modules, "src/auth/router.py") == ("", "src.auth.router")
    assert find(modules, "src.db", "src/auth/router.py") == "src/db.py"


def test_namespace_package() -> None:
    modules = resolver(
        {
            "pyproject.toml": "",
            "company/app/__init__.py": "",
            "company/app/main.py": "from company.app.db import x",
            "company/app/db.py": "",
        }
    )
    assert name(modules, "company/app/main.py") == ("", "company.app.main")
    assert find(modules, "company.app.db", "company/app/main.py") == "company/app/db.py"
    assert find(modules, "company", "company/app/main.py") is None


def test_folders_without_init_that_are_imported_as_packages() -> None:
    files = {"main.py": "from app.routers import users", "app/routers/users.py": "from app.services.mail import send"}
    modules = resolver({**files, "app/services/mail.py": ""})
    assert name(modules, "app/routers/users.py") == ("", "app.routers.users")
    assert find(modules, "app.services.mail", "app/routers/users.py") == "app/services/mail.py"


def test_stray_init_above_the_root() -> None:
    files = {
        "pyproject.toml": "",
        "backend/__init__.py": "",
        "backend/app/__init__.py": "",
        "backend/app/main.py": "from app.db import engine",
        "backend/app/db.py": "from app.config import settings",
        "backend/app/config.py": "",
    }
    modules = resolver(files)
    assert name(modules, "backend/app/main.py") == ("backend", "app.main")
    assert find(modules, "app.config", "backend/app/db.py") == "backend/app/config.py"


def test_one_file_given_still_sees_the_project() -> None:
    files = {
        "pyproject.toml": "",
        "app/__init__.py": "",
        "app/routers/__init__.py": "",
        "app/routers/users.py": "",
        "app/mail.py": "",
    }
    modules = resolver(files, "app/routers/users.py")
    assert name(modules, "app/routers/users.py") == ("", "app.routers.users")
    assert find(modules, "app.mail", "app/routers/users.py") == "app/mail.py"


MONOREPO = {
    ".git/config": "",
    "services/a/app/main.py": "from app.db import x\nfrom common.clock import now",
    "services/a/app/db.py": "",
    "services/b/app/main.py": "from app.db import x",
    "services/b/app/db.py": "",
    "services/b/app/only_b.py": "",
    "libs/common/pyproject.toml": "",
    "libs/common/src/common/__init__.py": "",
    "libs/common/src/common/clock.py": "",
}


@pytest.mark.parametrize("marks", [{}, {"services/a/pyproject.toml": "", "services/b/pyproject.toml": ""}])
@pytest.mark.parametrize("inits", [{}, {"services/a/app/__init__.py": "", "services/b/app/__init__.py": ""}])
def test_monorepo_with_two_apps_of_one_name(marks: dict[str, str], inits: dict[str, str]) -> None:
    modules = resolver({**MONOREPO, **marks, **inits})
    for service in ("a", "b"):
        main = f"services/{service}/app/main.py"
        assert name(modules, main) == (f"services/{service}", "app.main")
        assert find(modules, "app.db", main) == f"services/{service}/app/db.py"
    assert find(modules, "app.only_b", "services/a/app/main.py") is None
    assert find(modules, "common.clock", "services/a/app/main.py") == "libs/common/src/common/clock.py"


def test_two_equally_near_projects_are_not_guessed_between() -> None:
    files = {".git/config": "", "run.py": "", "a/pyproject.toml": "", "a/lib/__init__.py": ""}
    modules = resolver({**files, "b/pyproject.toml": "", "b/lib/__init__.py": ""})
    assert find(modules, "lib", "run.py") is None


def test_member_of_a_workspace_sees_the_others() -> None:
    files = {
        ".git/config": "",
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]',
        "packages/api/pyproject.toml": "",
        "packages/api/src/api/__init__.py": "",
        "packages/core/pyproject.toml": "",
        "packages/core/src/core/__init__.py": "",
    }
    modules = resolver(files, "packages/api")
    assert find(modules, "core", "packages/api/src/api/__init__.py") == "packages/core/src/core/__init__.py"


def test_scripts_beside_a_package() -> None:
    files = {
        "pyproject.toml": "",
        "app/__init__.py": "",
        "app/db.py": "",
        "scripts/seed.py": "import helper\nfrom app.db import x",
        "scripts/helper.py": "",
    }
    modules = resolver(files)
    assert find(modules, "helper", "scripts/seed.py") == "scripts/helper.py"
    assert find(modules, "app.db", "scripts/seed.py") == "app/db.py"
    assert find(modules, "helper", "app/db.py") is None


def test_configured_src_overrides() -> None:
    files = {"pyproject.toml": "", "lib/python/app/__init__.py": "", "lib/python/app/main.py": "", "other/thing.py": ""}
    modules = resolver(files, src=("lib",))
    assert name(modules, "lib/python/app/main.py") == ("lib", "python.app.main")
    assert find(modules, "python.app.main", "other/thing.py") == "lib/python/app/main.py"
    assert find(modules, "app.main", "other/thing.py") is None


def test_package_wins_over_module() -> None:
    modules = resolver({"main.py": "", "db/__init__.py": "", "db/models.py": "", "db.py": ""})
    assert find(modules, "db", "main.py") == "db/__init__.py"
    assert find(modules, "db.models", "main.py") == "db/models.py"


def test_module_hides_a_folder_without_init() -> None:
    modules = resolver({"main.py": "", "db/models.py": "", "db.py": ""})
    assert find(modules, "db", "main.py") == "db.py"
    assert find(modules, "db.models", "main.py") is None


def test_names_are_case_sensitive(tmp_path: Path) -> None:
    (tmp_path / "Db.py").touch()
    (tmp_path / "main.py").touch()
    modules = find_modules([str(tmp_path)], Settings())
    assert modules.find("db", str(tmp_path / "main.py")) is None
    assert modules.find("Db", str(tmp_path / "main.py")) == str(tmp_path / "Db.py")


def test_project_module_that_bears_the_name_of_a_library() -> None:
    modules = resolver({"main.py": "import requests", "requests.py": "def get(url): ..."})
    assert find(modules, "requests", "main.py") == "requests.py"


def test_wrapper_that_bears_the_name_of_what_it_wraps() -> None:
    files = {
        "main.py": "from app.clients import redis",
        "app/clients/redis.py": "from redis.asyncio import Redis",
        "app/clients/cart.py": "import redis",
    }
    modules = resolver(files)
    assert name(modules, "app/clients/redis.py") == ("", "app.clients.redis")
    assert find(modules, "redis", "app/clients/redis.py") is None
    assert find(modules, "redis", "app/clients/cart.py") is None
    assert find(modules, "app.clients.redis", "main.py") == "app/clients/redis.py"


def test_standard_library_is_hidden_only_where_python_would() -> None:
    modules = resolver({"main.py": "", "queue.py": "", "time.py": "", "scripts/run.py": "", "scripts/secrets.py": ""})
    assert find(modules, "queue", "main.py") == "queue.py"
    assert find(modules, "time", "main.py") is None  # built in: no file can take its place
    assert find(modules, "secrets", "scripts/run.py") is None


def test_nothing_outside_of_the_project_is_found(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside.py").touch()
    (project / "pyproject.toml").touch()
    (project / "main.py").write_text("import outside")
    modules = find_modules([str(project)], Settings())
    assert modules.module_name(str(project / "main.py")) == ModuleName(str(project), "main")
    assert modules.find("outside", str(project / "main.py")) is None


def test_environments_are_not_searched() -> None:
    files = {
        ".git/config": "",
        "main.py": "",
        "env/pyvenv.cfg": "",
        "env/pkg/setup.py": "",
        "env/pkg/lib/__init__.py": "",
    }
    assert find(resolver(files), "lib", "main.py") is None


def test_folders_of_packages_and_namespaces() -> None:
    files = {
        "main.py": "from app.routers import a",
        "app/routers/a.py": "",
        "app/routers/b/__init__.py": "",
        "app/routers/data/x.txt": "",
    }
    modules = resolver(files)
    assert modules.find_folders("app.routers", f"{TOP}/main.py") == (f"{TOP}/app/routers",)
    assert modules.find_folders("app.routers.a", f"{TOP}/main.py") == ()


def test_folders_of_a_project() -> None:
    modules = resolver({".git/config": "", "app/main.py": "", "env/pkg/setup.py": ""})
    assert modules.shares_project(f"{TOP}/app", f"{TOP}/app/main.py")
    assert modules.shares_project(f"{TOP}/env/pkg", f"{TOP}/app/main.py")
    assert not modules.shares_project(os.path.dirname(TOP), f"{TOP}/app/main.py")


def test_file_names_that_are_no_identifiers() -> None:
    modules = resolver(
        {"pyproject.toml": "", "my-service/app/main.py": "from app.db import x", "my-service/app/db.py": ""}
    )
    assert name(modules, "my-service/app/main.py") == ("my-service", "app.main")
    assert find(modules, "app.db", "my-service/app/main.py") == "my-service/app/db.py"


def test_migrations_folder_is_no_library() -> None:
    files = {
        "pyproject.toml": "",
        "alembic/env.py": "from alembic import context\nfrom app.db import x",
        "app/__init__.py": "",
        "app/db.py": "",
    }
    modules = resolver(files)
    assert name(modules, "alembic/env.py") == ("", "alembic.env")
    assert find(modules, "alembic", "alembic/env.py") is None
    assert find(modules, "alembic.context", "alembic/env.py") is None
    assert find(modules, "app.db", "alembic/env.py") == "app/db.py"
