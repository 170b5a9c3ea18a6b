#!/usr/bin/env python3
"""How processor time and memory grow with the size of a program: generated programs of N, 2N and 4N parts.

    python growth.py                                   # every shape, at its usual sizes
    python growth.py call-chain routes-in-one-file     # some of them
    python growth.py call-cycle --size 20000 --steps 1 # one size
    python growth.py --doublings 3 --rounds 3 --json
    python growth.py --list

Each shape is a kind of program that grows in one direction: routes in one file, routes over many files, a chain of
calls, modules that import each other, an endless `elif`, one class with all methods of an API ...  For each size it is
written into a temporary folder, and `fastlint check` runs on it, cold, in a process of its own.

    seconds     processor time without that of an empty project, which is measured in the same run
    KiB a part  peak memory above that of the empty project, by parts
    exponent    of time and of memory, between the smallest and the largest size: 1 is proportional, 2 the square

The sizes of a shape are run one after the other, in turns where there are several rounds, and the smallest time of a
size counts: what else the machine does can only add to it.  A size at which a run takes less than a fifth of a second
says little of the time; a shape whose largest size is below that is not judged.

Exits with 1 when an exponent is above --bound, when fastlint fails, and when a run says that a limit was reached.  Run
it with the interpreter of a virtual environment that holds fastlint's dependencies; the fastlint measured is the one of
this repository, or that of --source.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
#: Less processor time than this is start-up and noise.
TELLING = 0.2
#: What is said of a file that cannot be read, where fastlint itself failed, and where a bound cut something off.
OWN_CODES = ("FL001", "FL004", "FL005")

Program = dict[str, str]
Shape = Callable[[int], Program]

APP = "from fastapi import APIRouter, Depends, FastAPI\n\napp = FastAPI()\n\n\n"


def _repeat(text: str, count: int) -> str:
    """The text once for each number; `{i}` is the number, `{j}` the next, `{h}` the one before."""
    return "".join(
        text.replace("{i}", str(i)).replace("{j}", str(i + 1)).replace("{h}", str(i - 1)) for i in range(count)
    )


# Routes


def routes_in_one_file(count: int) -> Program:
    """Routes of one application, all different."""
    route = (
        '@app.get("/things{i}/{key}")\n'
        'async def read{i}(key: int, limit: int = 10) -> dict[str, int]:\n    return {"key": key}\n\n\n'
    )
    return {"main.py": APP + _repeat(route, count)}


def routes_alike(count: int) -> Program:
    """Routes that one pattern after another might cover: the same number of segments, parameters in them."""
    route = '@app.get("/{tenant}/things{i}/{key}")\ndef read{i}(tenant: str, key: int) -> int:\n    return key\n\n\n'
    return {"main.py": APP + _repeat(route, count)}


def routes_shadowed(count: int) -> Program:
    """Routes that an earlier one with a parameter takes: a finding each."""
    first = '@app.get("/things/{key}")\ndef read(key: str) -> str:\n    return key\n\n\n'
    route = '@app.get("/things/name{i}")\ndef read{i}() -> int:\n    return 1\n\n\n'
    return {"main.py": APP + first + _repeat(route, count)}


def routes_over_files(count: int) -> Program:
    """Routers of ten routes, a file each, included by packages of ten, these by the application."""
    files: Program = {}
    routers = max(1, count // 10)
    groups = range(0, routers, 10)
    route = '@router.get("/{i}/{key}")\ndef read{i}(key: int) -> int:\n    return key\n\n\n'
    for number in range(routers):
        group = number // 10
        prefix = f'from fastapi import APIRouter\n\nrouter = APIRouter(prefix="/part{number}")\n\n\n'
        files[f"api/group{group}/part{number}.py"] = prefix + _repeat(route, 10)
    for group, start in enumerate(groups):
        parts = range(start, min(start + 10, routers))
        lines = ["from fastapi import APIRouter"]
        lines += [f"from api.group{group} import part{number}" for number in parts]
        lines += [f'router = APIRouter(prefix="/group{group}")']
        lines += [f"router.include_router(part{number}.router)" for number in parts]
        files[f"api/group{group}/__init__.py"] = "\n".join(lines) + "\n"
    files["api/__init__.py"] = ""
    lines = ["from fastapi import FastAPI"]
    lines += [f"from api.group{group} import router as router{group}" for group in range(len(groups))]
    lines += ["app = FastAPI()"]
    lines += [f"app.include_router(router{group})" for group in range(len(groups))]
    files["main.py"] = "\n".join(lines) + "\n"
    return files


def routers_in_a_factory(count: int) -> Program:
    """One function makes the routers, for each name again."""
    make = (
        "def make(name: str) -> APIRouter:\n    router = APIRouter(prefix=f'/{name}')\n\n"
        "    @router.get('/')\n    def read() -> int:\n        return 1\n\n    return router\n\n\n"
    )
    return {"main.py": APP + make + _repeat('app.include_router(make("name{i}"))\n', count)}


def routes_with_findings(count: int) -> Program:
    """A fault in each route, with a fix."""
    route = '@app.get("/things{i}")\nasync def read{i}() -> None:\n    time.sleep(1)\n\n\n'
    return {"main.py": "import time\n" + APP + _repeat(route, count)}


def findings_suppressed(count: int) -> Program:
    """A fault in each route, and a comment that allows it."""
    route = '@app.get("/things{i}")\nasync def read{i}() -> None:\n    time.sleep(1)  # fastlint: ignore[FL101]\n\n\n'
    return {"main.py": "import time\n" + APP + _repeat(route, count)}


def websockets(count: int) -> Program:
    """Endpoints that receive and send in a loop."""
    route = (
        '@app.websocket("/ws{i}")\nasync def talk{i}(socket: WebSocket) -> None:\n    await socket.accept()\n'
        "    while True:\n        await socket.send_text(await socket.receive_text())\n\n\n"
    )
    return {"main.py": "from fastapi import WebSocket\n" + APP + _repeat(route, count)}


# Calls


def _chain(count: int, last: str, *, is_async: bool = False) -> str:
    word, wait = ("async def", "await ") if is_async else ("def", "")
    start = f'@app.get("/")\nasync def start() -> None:\n    {wait}step0()\n\n\n'
    return start + _repeat(f"{word} step{{i}}() -> None:\n    {wait}step{{j}}()\n\n\n", count) + last


def call_chain(count: int) -> Program:
    """An endpoint, and a blocking call so many functions away."""
    return {"main.py": "import time\n" + APP + _chain(count, f"def step{count}() -> None:\n    time.sleep(1)\n")}


def async_chain(count: int) -> Program:
    """The same with coroutine functions."""
    last = f"async def step{count}() -> None:\n    time.sleep(1)\n"
    return {"main.py": "import time\n" + APP + _chain(count, last, is_async=True)}


def call_cycle(count: int) -> Program:
    """The last function of a chain blocks, and calls the first."""
    last = f"def step{count}() -> None:\n    time.sleep(1)\n    step0()\n"
    return {"main.py": "import time\n" + APP + _chain(count, last)}


def chain_of_results(count: int) -> Program:
    """Each function returns what the next one makes, and something is done with it."""
    step = "def step{i}(url: str):\n    client = step{j}(url)\n    client.get(url)\n    return client\n\n\n"
    last = f"def step{count}(url: str):\n    return httpx.Client()\n"
    start = '@app.get("/")\nasync def start(url: str) -> None:\n    step0(url)\n\n\n'
    return {"main.py": "import httpx\n" + APP + start + _repeat(step, count) + last}


def chain_from_each(count: int) -> Program:
    """A chain of calls, each function of which is an endpoint as well."""
    step = '@app.get("/{i}")\nasync def step{i}() -> None:\n    await step{j}()\n\n\n'
    last = f"async def step{count}() -> None:\n    time.sleep(1)\n"
    return {"main.py": "import time\n" + APP + _repeat(step, count) + last}


def chain_over_files(count: int) -> Program:
    """A chain of calls with each function in a file of its own, which imports the next."""
    files = {
        f"steps/step{i}.py": f"from steps.step{i + 1} import run as following\n\n\ndef run() -> None:\n"
        f"    following()\n"
        for i in range(count)
    }
    files[f"steps/step{count}.py"] = "import time\n\n\ndef run() -> None:\n    time.sleep(1)\n"
    files["steps/__init__.py"] = ""
    files["main.py"] = "from steps.step0 import run\n" + APP + '@app.get("/")\nasync def start() -> None:\n    run()\n'
    return files


def chain_in_reverse(count: int) -> Program:
    """The same, imported from the other end: the file that is read first needs no other."""
    files = {
        f"steps/step{i:06}.py": f"from steps.step{i - 1:06} import run as following\n\n\n"
        f"def run() -> None:\n    following()\n"
        for i in range(1, count)
    }
    files["steps/step000000.py"] = "import time\n\n\ndef run() -> None:\n    time.sleep(1)\n"
    files["steps/__init__.py"] = ""
    files["main.py"] = (
        f"from steps.step{count - 1:06} import run\n" + APP + '@app.get("/")\nasync def start() -> None:\n    run()\n'
    )
    return files


def called_from_many(count: int) -> Program:
    """One blocking function, called from each endpoint."""
    route = '@app.get("/{i}")\nasync def read{i}() -> None:\n    work("{i}")\n\n\n'
    return {
        "main.py": "import time\n"
        + APP
        + "def work(name: str) -> None:\n    time.sleep(1)\n\n\n"
        + _repeat(route, count)
    }


def called_with_callbacks(count: int) -> Program:
    """One function, called with a different function each time."""
    route = (
        'def task{i}() -> None:\n    time.sleep({i})\n\n\n@app.get("/{i}")\n'
        "async def read{i}() -> None:\n    work(task{i})\n\n\n"
    )
    return {"main.py": "import time\n" + APP + "def work(task) -> None:\n    task()\n\n\n" + _repeat(route, count)}


def layers(count: int) -> Program:
    """Layers of ten functions, each of which calls five of the next layer: the ways through are without number."""
    parts = [APP, '@app.get("/")\nasync def start() -> None:\n    step0_0()\n\n\n']
    depth = count // 10
    for layer in range(depth):
        for number in range(10):
            calls = "".join(f"    step{layer + 1}_{(number * 3 + k) % 10}()\n" for k in range(5))
            parts.append(f"def step{layer}_{number}() -> None:\n{calls}\n\n")
    parts += [f"def step{depth}_{number}() -> None:\n    time.sleep(1)\n\n\n" for number in range(10)]
    return {"main.py": "import time\n" + "".join(parts)}


def registry(count: int) -> Program:
    """Functions kept in a dict by a decorator, and called through it by a few endpoints."""
    head = (
        "HANDLERS = {}\n\n\ndef handles(name):\n    def keep(function):\n        HANDLERS[name] = function\n"
        "        return function\n\n    return keep\n\n\n"
    )
    handler = '@handles("name{i}")\ndef handle{i}(value: int) -> int:\n    return value + {i}\n\n\n'
    ends = '@app.get("/{i}")\nasync def run{i}(name: str) -> int:\n    return HANDLERS[name](1)\n\n\n'
    return {"main.py": APP + head + _repeat(handler, count) + _repeat(ends, 5)}


def registry_from_each(count: int) -> Program:
    """The same, called through the dict by as many endpoints as there are functions."""
    files = registry(count)
    ends = '@app.get("/more{i}")\nasync def more{i}(name: str) -> int:\n    return HANDLERS[name](1)\n\n\n'
    return {"main.py": files["main.py"] + _repeat(ends, count)}


def subclasses(count: int) -> Program:
    """Subclasses with a method each, and as many functions that call it on the base class."""
    base = "class Base:\n    def run(self) -> None:\n        raise NotImplementedError\n\n\n"
    text = (
        "class Part{i}(Base):\n    def run(self) -> None:\n        time.sleep({i})\n\n\n"
        '@app.get("/{i}")\nasync def read{i}(part: Base) -> None:\n    part.run()\n\n\n'
    )
    return {"main.py": "import time\n" + APP + base + _repeat(text, count)}


def inheritance_chain(count: int) -> Program:
    """Classes that inherit one from another."""
    base = "class Part0:\n    def run(self) -> None:\n        time.sleep(1)\n\n\n"
    text = "class Part{j}(Part{i}):\n    def more{i}(self) -> None:\n        self.run()\n\n\n"
    end = f'@app.get("/")\nasync def read() -> None:\n    Part{count}().more0()\n'
    return {"main.py": "import time\n" + APP + base + _repeat(text, count) + end}


# Dependencies and middleware


def dependency_chain(count: int) -> Program:
    """Dependencies that each need the next."""
    step = "def need{i}(inner: int = Depends(need{h})) -> int:\n    return inner\n\n\n"
    first = "def need0() -> int:\n    return 1\n\n\n"
    steps = _repeat(step, count).partition("\n\n\n")[2]
    end = f'@app.get("/")\ndef read(value: int = Depends(need{count - 1})) -> int:\n    return value\n'
    return {"main.py": APP + first + steps + end}


def dependencies_of_one(count: int) -> Program:
    """One endpoint that needs them all."""
    needs = _repeat("def need{i}() -> int:\n    return {i}\n\n\n", count)
    parameters = _repeat("    value{i}: int = Depends(need{i}),\n", count)
    return {"main.py": APP + needs + f'@app.get("/")\ndef read(\n{parameters}) -> int:\n    return value0\n'}


def dependency_of_many(count: int) -> Program:
    """One session that all endpoints need, closed when they are done."""
    head = (
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import Session, sessionmaker\n\n"
        'engine = create_engine("sqlite://")\nmake = sessionmaker(engine)\n\n\n'
        "def session():\n    with make() as found:\n        yield found\n\n\n"
    )
    route = (
        'class Thing{i}(Base):\n    __tablename__ = "thing{i}"\n'
        "    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n"
        '@app.get("/{i}")\nasync def read{i}(key: int, session: Session = Depends(session)):\n'
        "    found = session.get(Thing{i}, key)\n    session.commit()\n    return found\n\n\n"
    )
    base = (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
    )
    return {"main.py": APP + head + base + _repeat(route, count)}


def dependency_layers(count: int) -> Program:
    """Layers of five dependencies that need two of the layer below; endpoints need those at the top of ten."""
    parts = [APP]
    for stack in range(max(1, count // 60)):
        parts += [f"def need{stack}_0_{number}() -> int:\n    return 1\n\n\n" for number in range(5)]
        for layer in range(1, 10):
            for number in range(5):
                first, second = (f"need{stack}_{layer - 1}_{(number + k) % 5}" for k in (0, 2))
                parts.append(
                    f"def need{stack}_{layer}_{number}(a: int = Depends({first}), b: int = Depends({second})) -> int:\n"
                    "    return a + b\n\n\n"
                )
        parts += [
            f'@app.get("/{stack}/{number}")\n'
            f"def read{stack}_{number}(value: int = Depends(need{stack}_9_{number})) -> int:\n"
            "    return value\n\n\n"
            for number in range(5)
        ]
    return {"main.py": "".join(parts)}


def middleware(count: int) -> Program:
    """Middleware of the application, a class each."""
    head = "from starlette.middleware.base import BaseHTTPMiddleware\n"
    text = (
        "class Layer{i}(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n"
        "        return await call_next(request)\n\n\napp.add_middleware(Layer{i})\n\n\n"
    )
    return {"main.py": head + APP + _repeat(text, count)}


def exceptions(count: int) -> Program:
    """Exceptions, each with a handler and an endpoint that raises it through a function."""
    text = (
        "class Fault{i}(Exception):\n    pass\n\n\n@app.exception_handler(Fault{i})\n"
        "async def handle{i}(request, error):\n"
        '    return JSONResponse({})\n\n\ndef fail{i}() -> None:\n    raise Fault{i}\n\n\n@app.get("/{i}")\n'
        "async def read{i}() -> None:\n    fail{i}()\n\n\n"
    )
    return {"main.py": "from fastapi.responses import JSONResponse\n" + APP + _repeat(text, count)}


# Modules and names


def _named(count: int) -> str:
    return "".join(f"def work{i}() -> int:\n    return {i}\n\n\n" for i in range(count))


def files_apart(count: int) -> Program:
    """Files that have nothing to do with each other."""
    text = "import os\n\n\ndef work(name: str) -> str:\n    return os.path.join(name, name)\n"
    return {f"part{i % 100}/file{i}.py": text for i in range(count)} | {"main.py": APP}


def files_in_one_folder(count: int) -> Program:
    """The same in one folder."""
    text = "import os\n\n\ndef work(name: str) -> str:\n    return os.path.join(name, name)\n"
    return {f"parts/file{i}.py": text for i in range(count)} | {"main.py": APP}


def folders(count: int) -> Program:
    """A folder for each file, each a package."""
    text = "import os\n\n\ndef work(name: str) -> str:\n    return os.path.join(name, name)\n"
    files = {f"parts/part{i}/__init__.py": "" for i in range(count)} | {
        f"parts/part{i}/file.py": text for i in range(count)
    }
    return files | {"main.py": APP, "parts/__init__.py": ""}


def import_cycle(count: int) -> Program:
    """Each file imports a name of the next, the last of the first."""
    files = {
        f"parts/file{i}.py": f"from parts.file{(i + 1) % count} import work as other\n\n\n"
        f"def work() -> None:\n    pass\n"
        for i in range(count)
    }
    return files | {"parts/__init__.py": "", "main.py": APP}


def imports_of_package(count: int) -> Program:
    """A package that imports each of its modules, which import the package."""
    files = {
        f"parts/file{i}.py": f"import parts\n\n\nclass Thing{i}:\n    def run(self) -> object:\n"
        f"        return parts.Thing0()\n"
        for i in range(count)
    }
    files["parts/__init__.py"] = "".join(f"from parts.file{i} import Thing{i}\n" for i in range(count))
    return files | {"main.py": "import parts\n" + APP}


def star_imports(count: int) -> Program:
    """A package that imports all names of each of its modules."""
    files = {f"parts/file{i}.py": f"class Thing{i}:\n    pass\n" for i in range(count)}
    files["parts/__init__.py"] = "".join(f"from parts.file{i} import *\n" for i in range(count))
    return files | {"main.py": "from parts import *\n" + APP}


def star_chain(count: int) -> Program:
    """Modules that hand on by `*` what they import by `*`."""
    files = {f"parts/file{i}.py": f"from parts.file{i + 1} import *\n" for i in range(count)}
    files[f"parts/file{count}.py"] = "class Thing:\n    pass\n"
    return files | {"parts/__init__.py": "", "main.py": "from parts.file0 import Thing\n" + APP}


def reexports(count: int) -> Program:
    """One name, handed from module to module."""
    files = {f"parts/file{i}.py": f"from parts.file{i + 1} import Thing\n" for i in range(count)}
    files[f"parts/file{count}.py"] = "class Thing:\n    pass\n"
    return files | {"parts/__init__.py": "", "main.py": "from parts.file0 import Thing\n" + APP}


def global_writers(count: int) -> Program:
    """Functions that assign one global, and functions that read it."""
    text = (
        "def set{i}() -> None:\n    global client\n    client = httpx.Client()\n\n\n"
        "def get{i}(url: str):\n    return client.get(url)\n\n\n"
    )
    return {"main.py": "import httpx\n" + APP + "client = None\n\n\n" + _repeat(text, count)}


def attribute_writers(count: int) -> Program:
    """Functions that assign one attribute of an object, and functions that read it."""
    head = "class Holder:\n    client = None\n\n\nholder = Holder()\n\n\n"
    text = (
        "def set{i}(where: Holder) -> None:\n    where.client = httpx.Client()\n\n\n"
        "def get{i}(url: str):\n    return holder.client.get(url)\n\n\n"
    )
    return {"main.py": "import httpx\n" + APP + head + _repeat(text, count)}


def app_state(count: int) -> Program:
    """Names set on `app.state` when it starts, and read by endpoints."""
    text = "    app.state.name{i} = {i}\n"
    route = '@app.get("/{i}")\ndef read{i}(request: Request):\n    return request.app.state.name{i}\n\n\n'
    head = (
        "from contextlib import asynccontextmanager\nfrom fastapi import FastAPI, Request\n\n\n"
        "@asynccontextmanager\nasync def lifespan(app):\n"
    )
    return {
        "main.py": head
        + _repeat(text, count)
        + "    yield\n\n\napp = FastAPI(lifespan=lifespan)\n\n\n"
        + _repeat(route, count)
    }


# Classes


def client_class(count: int) -> Program:
    """A generated client: one class with a method for each operation."""
    method = (
        "    async def operation{i}(self, key: str, limit: int | None = None) -> dict:\n"
        '        return await self._request("GET", f"/things{i}/{key}", params={"limit": limit})\n\n'
    )
    head = (
        "class Client:\n    def __init__(self, base: str) -> None:\n"
        "        self.http = httpx.AsyncClient(base_url=base)\n\n"
        "    async def _request(self, method, path, params=None):\n"
        "        return (await self.http.request(method, path, params=params)).json()\n\n"
    )
    end = '\n@app.get("/")\nasync def read() -> dict:\n    return await Client("http://x").operation0("a")\n'
    return {"main.py": "import httpx\n" + APP + head + _repeat(method, count) + end}


def method_chain(count: int) -> Program:
    """A class whose methods call one another in a chain, on `self`."""
    method = "    def step{i}(self) -> None:\n        self.step{j}()\n\n"
    end = f"    def step{count}(self) -> None:\n        time.sleep(1)\n\n\n"
    return {
        "main.py": "import time\n"
        + APP
        + "class Work:\n"
        + _repeat(method, count)
        + end
        + '@app.get("/")\nasync def read() -> None:\n    Work().step0()\n'
    }


def methods_of_state(count: int) -> Program:
    """A class whose methods each set an attribute and ask for others."""
    method = (
        "    def step{i}(self) -> None:\n        self.value{j} = open('x')\n        if self.value{i} is not None:\n"
        "            self.value{i}.read()\n\n"
    )
    return {
        "main.py": APP
        + "class Work:\n"
        + _repeat(method, count)
        + '\n@app.get("/")\nasync def read() -> None:\n    Work().step1()\n'
    }


def models(count: int) -> Program:
    """Models of five fields, each read by one endpoint and returned by it."""
    text = (
        "class Thing{i}(BaseModel):\n    name: str\n    size: int | None = None\n    tags: list[str] = []\n"
        '    at: datetime\n    price: float = Field(gt=0)\n\n\n@app.post("/things{i}", response_model=Thing{i})\n'
        "def write{i}(thing: Thing{i}) -> Thing{i}:\n    return thing\n\n\n"
    )
    return {
        "main.py": "from datetime import datetime\nfrom pydantic import BaseModel, Field\n" + APP + _repeat(text, count)
    }


def nested_models(count: int) -> Program:
    """Models each of which holds the one before; one endpoint returns the last."""
    text = "class Thing{j}(BaseModel):\n    inner: Thing{i}\n    name: str\n\n\n"
    head = "from pydantic import BaseModel\n" + APP + "class Thing0(BaseModel):\n    name: str\n\n\n"
    end = f'@app.post("/")\ndef write(thing: Thing{count}) -> Thing{count}:\n    return thing\n'
    return {"main.py": head + _repeat(text, count) + end}


def nested_models_from_each(count: int) -> Program:
    """The same, and each is returned by an endpoint."""
    text = (
        "class Thing{j}(BaseModel):\n    inner: Thing{i}\n    name: str\n\n\n"
        '@app.post("/{i}")\ndef write{i}(thing: Thing{j}) -> Thing{j}:\n    return thing\n\n\n'
    )
    head = "from pydantic import BaseModel\n" + APP + "class Thing0(BaseModel):\n    name: str\n\n\n"
    return {"main.py": head + _repeat(text, count)}


def large_model(count: int) -> Program:
    """One model, or settings, with so many fields."""
    head = "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n" + APP
    fields = _repeat("    name{i}: str | None = None\n", count)
    end = '@app.post("/")\ndef write(thing: Thing) -> Thing:\n    return thing\n\n\nsettings = Settings()\n'
    uses = _repeat("print(settings.name{i})\n", count)
    return {
        "main.py": f"{head}class Thing(BaseModel):\n{fields}\n\nclass Settings(BaseSettings):\n{fields}\n\n{end}{uses}"
    }


def enumeration(count: int) -> Program:
    """An enumeration of so many members, and a use of each."""
    head = "from enum import Enum\n" + APP + "class Kind(str, Enum):\n" + _repeat('    NAME{i} = "name{i}"\n', count)
    end = '\n\n@app.get("/")\ndef read(kind: Kind) -> int:\n' + _repeat(
        "    if kind == Kind.NAME{i}:\n        return {i}\n", count
    )
    return {"main.py": head + end + "    return 0\n"}


# Inside a function or an expression


def _endpoint(body: str, head: str = "") -> Program:
    return {
        "main.py": head
        + APP
        + f'@app.get("/")\nasync def read(name: str, value: object = None):\n{body}    return value\n'
    }


def elif_chain(count: int) -> Program:
    """`if` and so many `elif`."""
    return _endpoint(
        "    if name == 'x':\n        pass\n" + _repeat("    elif name == 'name{i}':\n        value = work{i}\n", count)
    )


def if_after_if(count: int) -> Program:
    """So many conditions, one after another, each with an end of the function below it."""
    text = "    if name == 'name{i}':\n        value = open(name)\n        return value\n"
    return _endpoint(_repeat(text, count))


def if_with_values(count: int) -> Program:
    """So many conditions that each add another value that a name may have."""
    things = _repeat("class Thing{i}:\n    def run(self) -> None: ...\n\n\n", count)
    text = "    if name == 'name{i}':\n        value = Thing{i}()\n"
    return _endpoint(_repeat(text, count) + "    value.run()\n", things)


def match_cases(count: int) -> Program:
    """`match` with so many cases."""
    return _endpoint("    match name:\n" + _repeat("        case 'name{i}':\n            value = work{i}\n", count))


def try_after_try(count: int) -> Program:
    """So many `try` one after another."""
    text = "    try:\n        value = work{i}(name)\n    except ValueError:\n        value = None\n"
    return _endpoint(_repeat(text, count))


def with_after_with(count: int) -> Program:
    """So many `with` one after another."""
    return _endpoint(_repeat("    with open(name) as file:\n        value = file.read()\n", count))


def assignments(count: int) -> Program:
    """So many assignments to one name."""
    return _endpoint(_repeat("    value = work{i}(value)\n", count))


def augmented(count: int) -> Program:
    """A text that is put together by so many `+=`."""
    return _endpoint("    value = ''\n" + _repeat("    value += f'{name}{i}'\n", count))


def many_locals(count: int) -> Program:
    """So many local names, and conditions after them."""
    names = _repeat("    local{i} = name\n", count)
    return _endpoint(names + _repeat("    if local{i}:\n        local{i} = None\n", count))


def awaits(count: int) -> Program:
    """So many calls of a library in one function."""
    head = "import httpx\n"
    text = "    await client.get(f'/{name}/{i}')\n"
    return _endpoint("    client = httpx.AsyncClient()\n" + _repeat(text, count), head)


def module_statements(count: int) -> Program:
    """A module of so many assignments and calls, as scripts and settings have them."""
    return {
        "main.py": "import os\n"
        + APP
        + _repeat('VALUE{i} = os.environ.get("VALUE{i}", "{i}")\nprint(VALUE{i})\n', count)
    }


def module_lists(count: int) -> Program:
    """A list that a module appends to."""
    text = "def work{i}() -> None: ...\n\n\nparts.append(work{i})\n"
    end = '\n\n@app.get("/")\ndef read() -> None:\n    for part in parts:\n        part()\n'
    return {"main.py": APP + "parts = []\n\n\n" + _repeat(text, count) + end}


def dict_literal(count: int) -> Program:
    """A dict of so many dicts, and lookups in it."""
    item = '    "name{i}": {"id": {i}, "tags": ["a", "b"], "run": len},\n'
    end = '\n\n@app.get("/")\ndef read(name: str):\n    return TABLE[name]\n\n\n'
    uses = _repeat("def use{i}():\n    return TABLE['name{i}']['run']('x')\n\n\n", count)
    return {"main.py": APP + "TABLE = {\n" + _repeat(item, count) + "}\n" + end + uses}


def list_literal(count: int) -> Program:
    """A list of so many tuples, and a loop over it."""
    end = "\n\nfor number, text in TABLE:\n    print(number, text)\n"
    return {"main.py": APP + "TABLE = [\n" + _repeat('    ({i}, "text{i}"),\n', count) + "]\n" + end}


def long_sum(count: int) -> Program:
    """One expression of so many operands: a tree as deep."""
    return {"main.py": APP + "value = (\n    1\n" + _repeat("    + work{i}\n", count) + ")\n"}


def long_call_chain(count: int) -> Program:
    """One expression of so many calls in a row, as builders and queries have them."""
    return {
        "main.py": "import sqlalchemy\n"
        + APP
        + "query = (\n    sqlalchemy.select(1)\n"
        + _repeat("    .where({i})\n", count)
        + ")\n"
    }


def comments(count: int) -> Program:
    """Comments of a file, with a suppression now and then."""
    return {"main.py": APP + _repeat("# line {i}\nx{i} = {i}  # noqa: E501\n", count)}


def long_lines(count: int) -> Program:
    """A file of one line, as generated data is."""
    return {"main.py": APP + "TABLE = [" + _repeat('"text{i}", ', count) + "]\n"}


# Tests


def tests(count: int) -> Program:
    """Tests that call the endpoints, and override dependencies."""
    files = dependency_of_many(max(1, count // 2))
    text = (
        "def test_read{i}(client) -> None:\n    app.dependency_overrides[session] = lambda: None\n"
        '    assert client.get("/{i}").status_code == 200\n    app.dependency_overrides.clear()\n\n\n'
    )
    head = (
        "import pytest\nfrom fastapi.testclient import TestClient\nfrom main import app, session\n\n\n"
        "@pytest.fixture\ndef client():\n    with TestClient(app) as found:\n        yield found\n\n\n"
    )
    return files | {"test_main.py": head + _repeat(text, count)}


#: The shapes with their smallest sizes.
SHAPES: dict[Shape, int] = {
    routes_in_one_file: 500,
    routes_alike: 500,
    routes_shadowed: 500,
    routes_over_files: 500,
    routers_in_a_factory: 250,
    routes_with_findings: 500,
    findings_suppressed: 500,
    websockets: 500,
    call_chain: 2_500,
    async_chain: 2_500,
    call_cycle: 2_500,
    chain_of_results: 500,
    chain_from_each: 500,
    chain_over_files: 500,
    chain_in_reverse: 500,
    called_from_many: 500,
    called_with_callbacks: 250,
    layers: 1_000,
    registry: 500,
    registry_from_each: 100,
    subclasses: 100,
    inheritance_chain: 100,
    dependency_chain: 250,
    dependencies_of_one: 500,
    dependency_of_many: 250,
    dependency_layers: 500,
    middleware: 250,
    exceptions: 250,
    files_apart: 500,
    files_in_one_folder: 500,
    folders: 500,
    import_cycle: 500,
    imports_of_package: 500,
    star_imports: 500,
    star_chain: 500,
    reexports: 500,
    global_writers: 500,
    attribute_writers: 250,
    app_state: 500,
    client_class: 500,
    method_chain: 500,
    methods_of_state: 500,
    models: 250,
    nested_models: 250,
    nested_models_from_each: 100,
    large_model: 1_000,
    enumeration: 500,
    elif_chain: 200,
    if_after_if: 500,
    if_with_values: 250,
    match_cases: 500,
    try_after_try: 500,
    with_after_with: 500,
    assignments: 1_000,
    augmented: 1_000,
    many_locals: 250,
    awaits: 1_000,
    module_statements: 1_000,
    module_lists: 500,
    dict_literal: 500,
    list_literal: 2_500,
    long_sum: 100,
    long_call_chain: 100,
    comments: 2_500,
    long_lines: 5_000,
    tests: 250,
}


@dataclass
class Run:
    """One size of a shape."""

    size: int
    lines: int
    seconds: float = math.inf
    mib: float = math.inf


@dataclass
class Growth:
    """A shape, measured."""

    shape: str
    runs: list[Run] = field(default_factory=list)
    time_exponent: float | None = None
    memory_exponent: float | None = None
    faults: list[str] = field(default_factory=list)


def name_of(shape: Shape) -> str:
    return shape.__name__.replace("_", "-")


def write(program: Program, folder: Path) -> int:
    """Write a program; how many lines it has."""
    for path, text in program.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return sum(text.count("\n") for text in program.values())


def run(folder: Path, source: Path, arguments: list[str]) -> tuple[float, float, list[str]]:
    """Processor seconds and peak MiB of one run, and what is wrong with it."""
    environment = os.environ | {"PYTHONPATH": str(source)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "fastlint", "check", ".", "--isolated", "--output-format", "json", *arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        faults = []
        if child.returncode not in (0, 1):
            errors.seek(0)
            faults.append(f"exit {child.returncode}: {errors.read().decode(errors='replace')[-300:].strip()}")
        else:
            out.seek(0)
            found = json.load(out)["diagnostics"]
            faults += sorted({f"{each['code']} {each['message']}" for each in found if each["code"] in OWN_CODES})[:3]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, faults


def exponent(sizes: tuple[float, float], figures: tuple[float, float]) -> float | None:
    """The power of the size with which a figure grows; None where it is too small to say."""
    if min(*figures, *sizes) <= 0:
        return None
    return math.log(figures[1] / figures[0]) / math.log(sizes[1] / sizes[0])


def measure(shape: Shape, sizes: list[int], options: argparse.Namespace, empty: tuple[float, float]) -> Growth:
    growth = Growth(name_of(shape))
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, str(size)) for size in sizes]
        for size, folder in zip(sizes, folders, strict=True):
            growth.runs.append(Run(size, write(shape(size), folder)))
        for _ in range(options.rounds):
            for each, folder in zip(growth.runs, folders, strict=True):
                seconds, mib, faults = run(folder, options.source, options.arguments)
                each.seconds = min(each.seconds, max(0.0, seconds - empty[0]))
                each.mib = min(each.mib, max(0.0, mib - empty[1]))
                growth.faults += [fault for text in faults if (fault := f"at {each.size}: {text}") not in growth.faults]
    first, last = growth.runs[0], growth.runs[-1]
    if last.seconds >= TELLING:
        growth.time_exponent = exponent((first.size, last.size), (max(first.seconds, 0.01), last.seconds))
    if last.mib >= 10:
        growth.memory_exponent = exponent((first.size, last.size), (max(first.mib, 1.0), last.mib))
    return growth


def row(growth: Growth) -> str:
    def shown(value: float | None) -> str:
        return f"{value:6.2f}" if value is not None else "     -"

    last = growth.runs[-1]
    times = "".join(f"{each.seconds:8.2f}" for each in growth.runs)
    return (
        f"{growth.shape:24}{last.size:8}{last.lines:9}{times}{shown(growth.time_exponent)}"
        f"{last.mib:8.0f}{last.mib * 1024 / last.size:8.2f}{shown(growth.memory_exponent)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    parser.add_argument("--size", type=int, help="the smallest size, in place of the shape's own")
    parser.add_argument("--doublings", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--bound", type=float, default=1.25)
    parser.add_argument("--source", type=Path, default=REPOSITORY / "src", help="the `src` of another commit")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--arguments", nargs="*", default=[], metavar="WORD", help="more words for `fastlint check`")
    options = parser.parse_args()

    shapes = {name_of(shape): shape for shape in SHAPES}
    if options.list:
        for name, shape in shapes.items():
            print(f"{name:24}{(shape.__doc__ or '').strip()}")
        return
    if unknown := [name for name in options.shapes if name not in shapes]:
        parser.error(f"no such shape: {', '.join(unknown)}")

    with tempfile.TemporaryDirectory() as scratch:
        write({"main.py": APP}, Path(scratch))
        runs = [run(Path(scratch), options.source, options.arguments)[:2] for _ in range(4)]
    empty = (min(each[0] for each in runs), min(each[1] for each in runs))
    results = []
    if not options.json:
        columns = "".join(f"{f'{2**step}N':>8}" for step in range(options.doublings + 1))
        print(
            f"{'shape':24}{'parts':>8}{'lines':>9}{columns}"
            f"   exp     MiB KiB/part  exp   (empty: {empty[0]:.2f} s, {empty[1]:.0f} MiB)"
        )
    for name in options.shapes or shapes:
        shape = shapes[name]
        smallest = options.size or SHAPES[shape]
        growth = measure(shape, [smallest * 2**step for step in range(options.doublings + 1)], options, empty)
        results.append(growth)
        for what, value in (("time", growth.time_exponent), ("memory", growth.memory_exponent)):
            if value is not None and value > options.bound:
                growth.faults.append(f"{what} grows with the power {value:.2f} of the size")
        if not options.json:
            print(row(growth), flush=True)
            for fault in growth.faults:
                print(f"    ! {fault}", flush=True)
    if options.json:
        print(json.dumps({"empty": empty, "bound": options.bound, "shapes": [asdict(each) for each in results]}))
    raise SystemExit(any(each.faults for each in results))


if __name__ == "__main__":
    main()
