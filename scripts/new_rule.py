"""Begin a rule: write its file and its spec, both with the gaps to fill in.

python scripts/new_rule.py event-loop blocking-sleep FL101
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CODE = re.compile(r"FL\d{3}")
#: A name says the fault and reads well after "allow": these begin with the cure.
FORBIDDEN_STARTS = ("no-", "avoid-", "check-")

RULE = '''"""
## What it does

Reports TODO.

## Why is this bad?

TODO

## Example

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> None:
    todo()  # error
```

Use instead:

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> None:
    pass
```
"""

from collections.abc import Iterator

from fastlint.project import Project, Route
from fastlint.rule import Rule
from fastlint.values import Diagnostic, Severity

RULE = Rule(
    module=__name__,  # the file is the rule's name, the folder its family
    code="{code}",
    summary="TODO: the fault, in a clause",
    subject=Route,
    severity=Severity.WARNING,
    since="{version}",
)


def check(route: Route, project: Project) -> Iterator[Diagnostic]:
    """TODO: what it yields."""
    yield from ()
'''

SPEC = """# {name} ({code})

## TODO: a heading states a truth about the fault

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> None:
    todo()  # error
```

## TODO: an innocent neighbour

```py
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def root() -> None:
    pass
```

## TODO: the fault may be a file away

`app/other.py`:

```py
def todo() -> None:
    pass
```

`app/main.py`:

```py
from fastapi import FastAPI

from app.other import todo

app = FastAPI()


@app.get("/")
async def root() -> None:
    todo()  # error
```
"""


def objection(root: Path, family: str, name: str, code: str) -> str | None:
    """Why the rule cannot be begun under these words; None when it can."""
    if not NAME.fullmatch(family) or not NAME.fullmatch(name):
        return "family and name are lower-case words with hyphens between"
    if name.startswith(FORBIDDEN_STARTS):
        return f"`{name}`: a rule's name says the fault, not the cure: it must read well after `allow`"
    if not CODE.fullmatch(code):
        return f"`{code}`: a code is FL and three digits"
    for path in (root / "src/fastlint/rules").glob("*/*.py"):
        if f'code="{code}"' in path.read_text(encoding="utf-8"):
            return f"{code} is the code of {path.stem.replace('_', '-')}"
    for path in paths(root, family, name):
        if path.exists():
            return f"{path.relative_to(root)} is there already"
    return None


def paths(root: Path, family: str, name: str) -> tuple[Path, Path]:
    """Where the rule and its spec lie."""
    folder, module = family.replace("-", "_"), name.replace("-", "_")
    return root / f"src/fastlint/rules/{folder}/{module}.py", root / f"fixtures/rules/{family}/{name}.md"


def version(root: Path) -> str:
    """The version under development."""
    text = (root / "src/fastlint/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    return found[1] if found else "0.1.0"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Do it; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("family", help="the folder below rules/, for example event-loop")
    parser.add_argument("name", help="the fault, for example blocking-sleep")
    parser.add_argument("code", help="for example FL101")
    asked = parser.parse_args(arguments)
    problem = objection(root, asked.family, asked.name, asked.code)
    if problem is not None:
        print(f"new_rule: {problem}", file=sys.stderr)
        return 2
    rule, spec = paths(root, asked.family, asked.name)
    package = rule.parent / "__init__.py"
    texts = {
        package: None if package.exists() else f'"""TODO: what the family {asked.family} is about."""\n',
        rule: RULE.replace("{code}", asked.code).replace("{version}", version(root)),
        spec: SPEC.replace("{code}", asked.code).replace("{name}", asked.name),
    }
    for path, text in texts.items():
        if text is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {path.relative_to(root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
