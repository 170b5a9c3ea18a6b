#!/usr/bin/env python3
"""Measure the static route model on real applications against the routes they have at run time.

    python routes.py FOLDER                          # every application
    python routes.py FOLDER --only zenml litellm --details
    python routes.py FOLDER --split held-out --json

For each application pinned below: install it into FOLDER/venvs/<name> with pip, import it there and dump the route
table that FastAPI reports (tests/routes/runtime_table.py) to FOLDER/truth/<name>.json; copy its *.py files, and those
of nothing else, to FOLDER/src/<name>; run `fastlint routes` there, with no package of the application in reach; and
compare.  What is already in FOLDER is used again (--refresh makes it anew).  The application is pinned, what it depends
on is what pip resolves today, within the application's own bounds.

    routes   at run time, without those whose endpoints a library defines
    found    listed with the right kind, methods and full path
    listed   by fastlint for this application
    right    of those listed, the ones with the right kind, methods, full path and endpoint
    deps     of the right ones, those with the right dependency tree

Run it with an interpreter that has fastlint's dependencies.  --details prints every miss and every wrong route; it is
meant for the applications in the `develop` split, and for publishing.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "routes"))

from route_tables import ROUTING, Comparison, compare_tables, report, total

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Application:
    """One application, and how to get hold of it."""

    name: str
    requirements: tuple[str, ...]
    packages: tuple[str, ...]  # its own top-level packages
    setup: str  # Python that binds `app`
    split: str  # "develop" or "held-out"
    environment: tuple[str, ...] = ()  # NAME=value


APPLICATIONS: tuple[Application, ...] = (
    # A module-level application that mounts another one; routers in lists; authentication behind classes.
    Application(
        "argilla_server",
        ("argilla-server==2.8.0",),
        ("argilla_server",),
        "from argilla_server._app import app",
        "develop",
    ),
    # Paths built from constants; every endpoint wrapped by decorators.
    Application(
        "zenml",
        ("zenml[server,local]==0.98.0",),
        ("zenml",),
        "from zenml.zen_server.zen_server_api import app",
        "develop",
    ),
    # One module of twenty thousand lines that includes a hundred routers; one endpoint under many paths.
    Application(
        "litellm", ("litellm[proxy]==1.106.2",), ("litellm",), "from litellm.proxy.proxy_server import app", "develop"
    ),
    # A subclass of FastAPI that registers its own methods and mounts in __init__, partly in loops.
    Application(
        "piccolo_admin",
        ("piccolo-admin==1.14.0", "piccolo[sqlite]"),
        ("piccolo_admin",),
        "from piccolo_admin.example.app import APP as app",
        "develop",
    ),
    # A list of APIRoute objects given to FastAPI(routes=...); endpoints are bound methods.
    Application(
        "mlserver",
        ("mlserver==1.7.1",),
        ("mlserver",),
        "from unittest.mock import MagicMock\n"
        "from mlserver.handlers import DataPlane, ModelRepositoryHandlers\n"
        "from mlserver.rest.app import create_app\n"
        "from mlserver.settings import Settings\n"
        "app = create_app(Settings(), MagicMock(DataPlane), MagicMock(ModelRepositoryHandlers))",
        "develop",
    ),
    # Held out.
    Application(
        "prefect",
        ("prefect==3.8.8", "fastapi==0.139.0"),
        ("prefect",),
        "from prefect.server.api.server import create_app\napp = create_app(ephemeral=True)",
        "develop",
    ),
    Application(
        "titiler", ("titiler.application==2.4.0",), ("titiler",), "from titiler.application.main import app", "develop"
    ),
    Application("aim", ("aim==3.29.1",), ("aim",), "from aim.web.api import create_app\napp = create_app()", "develop"),
    Application(
        "lnbits",
        ("lnbits==1.6.2", "bitstring<5"),
        ("lnbits",),
        "import os\n"
        "os.makedirs('lnbits/static', exist_ok=True)\n"
        "from lnbits.app import create_app, create_llms_txt_route, init_core_routers\n"
        "app = create_app()\n"
        "init_core_routers(app)  # these two happen in the lifespan\n"
        "create_llms_txt_route(app)",
        "held-out",
    ),
    Application(
        "tiled",
        ("tiled[server]==0.2.20",),
        ("tiled",),
        "from tiled.catalog import in_memory\nfrom tiled.server.app import build_app\napp = build_app(in_memory())",
        "develop",
    ),
    Application(
        "airflow",
        ("apache-airflow-core==3.3.2",),
        ("airflow",),
        "from airflow.api_fastapi.app import create_app\napp = create_app()",
        "held-out",
        ("AIRFLOW_HOME={work}", "AIRFLOW__CORE__LOAD_EXAMPLES=False"),
    ),
    Application("skypilot", ("skypilot[server]==0.14.1",), ("sky",), "from sky.server.server import app", "held-out"),
    Application(
        "phoenix",
        ("arize-phoenix==20.26.1",),
        ("phoenix",),
        "from phoenix.server.app import _db, create_app\n"
        "from phoenix.server.types import DbSessionFactory\n"
        "from pydantic import SecretStr\n"
        "from sqlalchemy.ext.asyncio import create_async_engine\n"
        "db = DbSessionFactory(db=_db(create_async_engine('sqlite+aiosqlite://')), dialect='sqlite')\n"
        "app = create_app(db=db, authentication_enabled=True, secret=SecretStr('x' * 32 + '1'))",
        "held-out",
        ("PHOENIX_WORKING_DIR={work}",),
    ),
    Application("chainlit", ("chainlit==2.12.0",), ("chainlit",), "from chainlit.server import app", "develop"),
)


def install(application: Application, folder: Path) -> Path:
    """The interpreter of a virtual environment that holds the application."""
    home = folder / "venvs" / application.name
    python, stamp = home / "bin" / "python", home / "requirements"
    if stamp.exists() and stamp.read_text() == "\n".join(application.requirements):
        return python
    venv.create(home, clear=True, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *application.requirements]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"pip install failed: {done.stderr.strip()[-300:]}")
    stamp.write_text("\n".join(application.requirements))
    return python


def site_packages(python: Path) -> Path:
    command = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def dump_truth(application: Application, python: Path, folder: Path) -> dict[str, Any]:
    """The run-time table, from the file if there is one."""
    path = folder / "truth" / f"{application.name}.json"
    if not path.exists():
        work = folder / "work" / application.name  # some applications make files where they are started
        work.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        own = dict(pair.split("=", 1) for pair in application.environment)
        environment = (
            os.environ | {"HOME": str(work)} | {name: value.replace("{work}", str(work)) for name, value in own.items()}
        )
        command = [
            str(python),
            "-W",
            "ignore",
            str(REPOSITORY / "tests" / "routes" / "runtime_table.py"),
            str(site_packages(python)),
            "--own",
            *application.packages,
            "--app",
            application.name,
            "--setup",
            application.setup,
        ]
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"no table: {done.stderr.strip()[-300:]}")
        table = json.loads(done.stdout)
        if table["failed"]:
            raise RuntimeError(f"not importable: {table['failed'][0]['error']}")
        path.write_text(done.stdout)
    truth: dict[str, Any] = json.loads(path.read_text())
    return truth


def copy_sources(application: Application, python: Path, folder: Path) -> Path:
    """The application's *.py files and nothing else, under an import root of their own."""
    destination = folder / "src" / application.name
    if destination.is_dir():
        return destination
    root = site_packages(python)
    for package in application.packages:
        for source in sorted((root / package).rglob("*.py")):
            target = destination / source.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return destination


def static_table(tree: Path) -> dict[str, Any]:
    """What fastlint lists, with no package of the application installed."""
    command = [sys.executable, "-m", "fastlint", "routes", ".", "--output-format", "json"]
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    done = subprocess.run(
        command, cwd=tree, env=environment | {"PYTHONPATH": str(REPOSITORY / "src")}, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"fastlint failed: {done.stderr.strip()[-300:]}")
    table: dict[str, Any] = json.loads(done.stdout)
    return table


def measure(application: Application, folder: Path) -> tuple[Comparison, int]:
    """The comparison, and how many run-time routes are a library's."""
    python = install(application, folder)
    truth = dump_truth(application, python, folder)
    static = static_table(copy_sources(application, python, folder))
    # Only this application is judged: its code base may hold others that the truth does not know.
    results = compare_tables(truth, static, by_routes=True, judged=lambda app: False)
    return total(results), sum(len(app["foreign"]) for app in truth["apps"])


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


HEADER = f"{'application':20}{'split':10}{'routes':>7}{'found':>7}{'':>9}{'listed':>8}{'right':>7}{'':>9}{'deps':>7}"


def line(name: str, split: str, result: Comparison) -> str:
    dependencies = sum(
        "dependencies" not in fields for _, _, fields in result.differing if not ROUTING & set(fields)
    ) + len(result.equal)
    return (
        f"{name:20}{split:10}{result.expected:7}{result.found:7}{percent(result.found, result.expected):>9}"
        f"{result.listed:8}{result.right:7}{percent(result.right, result.listed):>9}{dependencies:7}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where environments, truth and sources are kept")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[a.name for a in APPLICATIONS])
    parser.add_argument("--split", choices=("develop", "held-out"))
    parser.add_argument("--truth-only", action="store_true", help="make truth and sources, do not run fastlint")
    parser.add_argument("--refresh", action="store_true", help="dump the truth and copy the sources anew")
    parser.add_argument("--details", action="store_true", help="print every difference")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="print the pins and stop")
    options = parser.parse_args()
    chosen = [a for a in APPLICATIONS if (a.name in options.only if options.only else options.split in (None, a.split))]
    if options.list:
        for application in chosen:
            print(f"{application.name:20}{application.split:10}{' '.join(application.requirements)}")
        return
    if options.folder is None:
        parser.error("a folder is needed")
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)

    results: dict[str, Comparison] = {}
    failed: dict[str, str] = {}
    if not options.json:
        print(HEADER)
    for application in chosen:
        if options.refresh:
            (folder / "truth" / f"{application.name}.json").unlink(missing_ok=True)
            shutil.rmtree(folder / "src" / application.name, ignore_errors=True)
        try:
            if options.truth_only:
                python = install(application, folder)
                copy_sources(application, python, folder)
                truth = dump_truth(application, python, folder)
                print(
                    f"{application.name:20}{application.split:10}{sum(len(a['routes']) for a in truth['apps']):7}"
                    f"  (and {sum(len(a['foreign']) for a in truth['apps'])} of libraries)"
                )
                continue
            result, _ = measure(application, folder)
        except RuntimeError as error:
            failed[application.name] = str(error)
            print(f"{application.name:20}{application.split:10} {error}", file=sys.stderr)
            continue
        results[application.name] = result
        if not options.json:
            print(line(application.name, application.split, result), flush=True)
            for text in report("   ", result) if options.details else ():
                print(text)
    if options.json:
        print(
            json.dumps(
                {
                    "applications": {
                        name: {"routes": r.expected, "found": r.found, "listed": r.listed, "right": r.right}
                        for name, r in results.items()
                    },
                    "failed": failed,
                },
                indent=1,
            )
        )
    elif len(results) > 1:
        print(line("total", "", sum(results.values(), Comparison())))


if __name__ == "__main__":
    main()
