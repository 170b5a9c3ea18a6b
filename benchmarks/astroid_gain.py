#!/usr/bin/env python3
"""What astroid's inference would add to fastlint: which findings, how many of its answers, at what cost.

    python astroid_gain.py /tmp/bench                                  # corpora made by corpora.py, no environment
    python astroid_gain.py /tmp/bench --corpora khoj --environment /tmp/khoj-env --budget 2
    python astroid_gain.py /tmp/bench --corpora zenml --sample 0 --details --json

For each corpus, in a process of its own: fastlint finds its findings; then astroid is asked what fastlint left open.

    callee       a call in a function that runs on the event loop (async functions and the plain ones they call) of
                 whose callee fastlint knows nothing (`unknown`), or only a dotted name for which there is no row
                 (`library`). Left out: calls that fastlint
                 resolves in some other context.
    known        the same question for the calls that fastlint knows to block: what it would know of them if it
                 asked astroid only, and whether this script understands astroid's answers.
    prefix       a path or prefix of a route table that is not written as a literal: all of them, also those that
                 fastlint knows, so that the two can be compared.
    router       an included router that fastlint could not find.

An answer to a callee question counts as

    project      a function or class of the corpus          library      a symbol outside of it
    reaching     ... in which something blocks              row          ... of which fastlint has a row
                                                            blocking     ... which says that it blocks

`reaching` and `blocking` are findings that would be gained: they are printed, to be read and judged. Where the
callee has no answer, its receiver is asked for, and the method is looked up in the rows of the receiver's classes.

astroid sees the corpus, the standard library and what `--environment` holds, and nothing of the environment in which
this script runs. Nothing of the corpus is imported. Each question has a time budget; building the module in which it
stands is not part of that, but is part of the seconds reported. Needs astroid, which fastlint itself does not.
"""

import argparse
import gc
import json
import os
import random
import signal
import subprocess
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
CORPORA = ("khoj", "argilla_server", "open_webui", "langflow_base", "zenml")
#: What an answer may be, the most telling first.
VERDICTS = ("blocking", "project", "row", "library", "receiver", "something else")
#: Methods whose rows bear the name of the operation that calls them.
OPERATIONS = {
    "__call__": "call",
    "__enter__": "enter",
    "__exit__": "exit",
    "__iter__": "iterate",
    "__getitem__": "item",
}
Place = tuple[int, int, int, int]


class Late(BaseException):
    """The budget of a question is spent. No `Exception`, for astroid catches those."""


@dataclass
class Outcome:
    """What one corpus gave."""

    corpus: str
    fastlint_seconds: float = 0.0
    findings: int = 0
    open_calls: int = 0  # calls on the loop that fastlint left open
    build_seconds: float = 0.0  # astroid reads the modules in which the questions stand
    asking_seconds: float = 0.0
    naming_seconds: float = 0.0  # astroid finds out where the names of rows are at home
    callees: dict[str, Counter[str]] = field(default_factory=dict)
    gained: list[str] = field(default_factory=list)
    harmless: list[str] = field(default_factory=list)  # answers of which no row says that they block
    unknown_to_astroid: list[str] = field(default_factory=list)  # calls that fastlint knows to block
    prefixes: Counter[str] = field(default_factory=Counter)
    prefix_notes: list[str] = field(default_factory=list)
    routers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # where astroid itself failed


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def measure(root: Path, environment: Path | None, sample: int, seed: int, seconds: float, total: float) -> Outcome:
    """Run fastlint on a corpus, then ask astroid."""
    sys.path.insert(0, str(REPOSITORY / "src"))
    import astroid
    from astroid import bases, nodes

    from fastlint.engine.loading import FactLoader
    from fastlint.facts import expressions as ex
    from fastlint.knowledge.library import Knowledge
    from fastlint.project.execution.abstract import (
        BoundMethod,
        Class,
        Const,
        Descriptor,
        Function,
        FunctionValue,
        Instance,
        Value,
        known,
        members,
    )
    from fastlint.project.execution.calls import EdgeKind, EventKind
    from fastlint.project.loop.event_loop import Paths, reachable
    from fastlint.project.project import Project
    from fastlint.project.reading.bodies import call_at
    from fastlint.project.routing.apps import IncludeEntry, MountEntry, RouteEntry, Router
    from fastlint.source.discovery import find_files
    from fastlint.source.modules import find_modules
    from fastlint.source.tree import DiskTree
    from fastlint.values import Settings

    outcome = Outcome(root.name)
    knowledge = Knowledge()
    usual_limit = sys.getrecursionlimit()

    # fastlint

    gc.collect()
    gc.disable()
    sys.setrecursionlimit(20_000)
    start = time.process_time()
    settings = Settings()
    discovery = find_files([str(root)], settings, str(root))
    loader = FactLoader(find_modules(discovery.given, settings, DiskTree()))
    project = Project(loader, knowledge, discovery.files, settings)
    outcome.findings = len(project.blocking_calls)
    outcome.fastlint_seconds = time.process_time() - start
    knowledge.load_all()  # rows of libraries that only astroid may find
    sys.setrecursionlimit(usual_limit)
    gc.enable()

    # What was left open

    activations = project.activations
    on_loop = reachable([a for a in activations if a.is_async or a in project._loop_entries], (EdgeKind.CALL,))
    open_calls: dict[tuple[Function, Place], str] = {}
    settled: set[tuple[Function, Place]] = set()
    for activation in on_loop:
        function = activation.function
        if function is None or project.is_test(function.module):
            continue
        for event in activation.events:
            if event.kind is EventKind.UNRESOLVED_CALL:
                open_calls[(function, event.place)] = event.detail
        settled.update((function, each.place) for each in (*activation.sinks, *activation.edges))
    open_calls = {key: detail for key, detail in open_calls.items() if key not in settled}
    outcome.open_calls = len(open_calls)
    known_calls = {
        (activation.function, sink.place): sink.name
        for activation in on_loop
        if activation.function is not None and not project.is_test(activation.function.module)
        for sink in activation.sinks
    }

    def drawn(calls: dict[tuple[Function, Place], str]) -> list[tuple[Function, Place, str]]:
        keys = sorted(calls, key=lambda key: (key[0].module.path, key[1]))
        if sample and len(keys) > sample:
            keys = random.Random(seed).sample(keys, sample)
        return [(*key, calls[key]) for key in keys]

    questions = [*drawn(open_calls), *drawn(known_calls)]

    # astroid

    standard = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    standard.append(os.path.join(standard[0], "lib-dynload"))
    libraries = [str(path) for path in (environment.glob("lib/python*/site-packages") if environment else ())]
    sys.path[:] = [str(root), *dict.fromkeys(standard), *libraries]
    sys.meta_path[:] = [each for each in sys.meta_path if "editable" not in repr(each).lower()]
    sys.path_importer_cache.clear()
    manager = astroid.MANAGER
    trees: dict[str, nodes.Module | None] = {}
    calls: dict[str, dict[Place, nodes.Call]] = {}

    def tree(path: str) -> nodes.Module | None:
        if path not in trees:
            start = time.process_time()
            try:
                trees[path] = manager.ast_from_file(path, loader.name(path), source=True)
            except astroid.AstroidError:
                trees[path] = None
            outcome.build_seconds += time.process_time() - start
        return trees[path]

    def call_node(path: str, place: Place) -> nodes.Call | None:
        """astroid's node of the call at a place. Its columns count bytes."""
        if path not in calls:
            module = tree(path)
            lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
            found: dict[Place, nodes.Call] = {}
            for node in module.nodes_of_class(nodes.Call) if module is not None else ():
                first, last = lines[node.lineno - 1].encode(), lines[node.end_lineno - 1].encode()
                column = len(first[: node.col_offset].decode(errors="replace"))
                end = len(last[: node.end_col_offset].decode(errors="replace"))
                found[(node.lineno, column + 1, node.end_lineno, end + 1)] = node
            calls[path] = found
        return calls[path].get(place)

    def infer(node: nodes.NodeNG) -> list[Any] | None:
        """All that astroid says a node may be; None when the time is up."""
        found: list[Any] = []
        start = time.process_time()
        try:
            with budget(seconds):
                found.extend(each for each in node.infer() if each is not astroid.util.Uninferable)
        except Late:
            return None
        except (astroid.AstroidError, RecursionError):
            pass
        except Exception as error:
            outcome.prefix_notes.append(
                f"astroid failed with {type(error).__name__} at {node.root().file}:{node.lineno}"
            )
        finally:
            outcome.asking_seconds += time.process_time() - start
        return found

    def imported_name(node: nodes.NodeNG) -> str | None:
        """The dotted name that an expression has by the imports of its file alone."""
        if isinstance(node, nodes.Attribute):
            inner = imported_name(node.expr)
            return f"{inner}.{node.attrname}" if inner else None
        if isinstance(node, nodes.Subscript):
            return imported_name(node.value)
        if not isinstance(node, nodes.Name):
            return None
        for statement in node.lookup(node.name)[1]:
            if isinstance(statement, nodes.ImportFrom) and not statement.level:
                return f"{statement.modname}.{statement.real_name(node.name)}"
            if isinstance(statement, nodes.Import):
                return str(statement.real_name(node.name))
        return None

    def class_names(cls: Any) -> list[str]:
        """The dotted names of a class and its bases, also of those that astroid could not read."""
        names: list[str] = []
        for each in (cls, *cls.ancestors()):
            names.extend(home_names(each.qname()))
            names.extend(name for base in each.bases if (name := imported_name(base)))
        return list(dict.fromkeys(names))

    homes: dict[str, dict[str, str]] = {}

    def home_names(qname: str) -> list[str]:
        """The names that rows have for something, by the module in which astroid finds it (`_io.open` is `open`)."""
        top = qname.partition(".")[0]
        top = "" if top in sys.stdlib_module_names else top
        if top not in homes:
            start = time.process_time()
            homes[top] = {}
            for name in [*knowledge._types, *knowledge._functions]:
                first = name.partition(".")[0]
                if ("" if first in sys.stdlib_module_names else first) == top and (home := home_of(name)) is not None:
                    homes[top].setdefault(home, name)
            outcome.naming_seconds += time.process_time() - start
        owner, _, last = qname.rpartition(".")
        found = [qname]
        if qname in homes[top]:
            found.append(homes[top][qname])
        if owner in homes[top]:
            found.append(f"{homes[top][owner]}.{last}")
        return found

    def home_of(name: str) -> str | None:
        """Where astroid finds what a row names."""
        parts = name.split(".")
        for count in range(len(parts) - 1, 0, -1):
            try:
                with budget(10 * seconds):
                    node: Any = manager.ast_from_module_name(".".join(parts[:count]))
                    for part in parts[count:]:
                        node = next(iter(node.igetattr(part)))
                    return str(node.qname())
            except (Late, AttributeError, StopIteration, RecursionError, astroid.AstroidError):
                continue
        return None

    def is_inside(node: Any) -> bool:
        file = getattr(node.root(), "file", None)
        return bool(file) and str(file).startswith(f"{root}{os.sep}")

    # What an answer is worth

    reached: dict[str, list[Function]] = {}

    def functions_at(node: nodes.FunctionDef) -> list[Function]:
        """fastlint's function of astroid's, with those that override it."""
        module = project.modules.at(str(node.root().file))
        facts = module.facts if module is not None else None
        named = [fact for fact in facts.functions if fact.name == node.name] if facts is not None else []
        near = [fact for fact in named if fact.line <= node.lineno <= fact.end_line]
        if not near or module is None:
            return []
        fact = max(near, key=lambda fact: fact.line)
        value = project.interpreter.types.function_value(module, fact)
        own = project.modules.function(fact, module)
        if value is not None and not own.activations:
            sys.setrecursionlimit(20_000)
            project.interpreter.caller.generic_activation(value)
            project.interpreter.caller.run_pending()
            sys.setrecursionlimit(usual_limit)
        found = [own]
        is_virtual = own.owner is not None and not node.name.startswith("__")
        pending: list[Class] = list(own.owner.subclasses) if own.owner is not None and is_virtual else []
        while pending:
            subclass = pending.pop()
            pending.extend(subclass.subclasses)
            override: Value | None = subclass.namespace.get(fact.name)
            while isinstance(override, BoundMethod | Descriptor):
                override = override.function
            if isinstance(override, FunctionValue):
                found.append(override.function)
        return found

    def judge(answer: Any) -> tuple[str, str]:
        """The kind of an answer, and the name or the key of what was found."""
        if isinstance(answer, bases.BoundMethod | bases.UnboundMethod):
            names = []
            if isinstance(answer, bases.BoundMethod) and answer.bound is not None:
                owner = answer.bound
                owner = owner._proxied if isinstance(owner, bases.Instance) else owner
                if isinstance(owner, nodes.ClassDef):
                    names = [f"{name}.{answer.name}" for name in class_names(owner)]
            if is_inside(answer._proxied):
                return "project", remember([answer._proxied])
            return of_library([answer.qname(), *names])
        if isinstance(answer, nodes.FunctionDef):
            return ("project", remember([answer])) if is_inside(answer) else of_library([answer.qname()])
        if isinstance(answer, nodes.ClassDef):
            names = class_names(answer)
            rows = [row for name in names if (row := knowledge.special(name, "construct")) is not None]
            if is_inside(answer):
                methods = [answer[name] for name in ("__new__", "__init__", "__post_init__") if name in answer]
                if rows and rows[0].blocks:
                    return "blocking", names[0]
                return "project", remember([m for m in methods if isinstance(m, nodes.FunctionDef)])
            if rows and rows[0].blocks:
                return "blocking", names[0]
            is_known = any(knowledge.type(name) is not None for name in names)
            return ("row" if rows or is_known else "library"), names[0]
        if isinstance(answer, bases.Instance):
            return of_methods(answer, "__call__")
        return "something else", type(answer).__name__

    def remember(found: Iterable[nodes.FunctionDef]) -> str:
        wanted = [node for node in found if is_inside(node)]
        key = ", ".join(node.qname() for node in wanted)
        if key not in reached:
            reached[key] = [function for node in wanted for function in functions_at(node)]
        return key

    def of_library(names: list[str]) -> tuple[str, str]:
        for name in [home for each in names for home in home_names(each)]:
            owner, _, last = name.rpartition(".")
            operation = OPERATIONS.get(last)
            row = knowledge.special(owner, operation) if operation else knowledge.function(name)
            if row is not None:
                return ("blocking" if row.blocks else "row"), name
            if (type_row := knowledge.type(name)) is not None:
                return "row", type_row.name
        return "library", names[0]

    def of_methods(instance: Any, method: str) -> tuple[str, str]:
        """What the rows say of a method of an instance, by the names of its classes."""
        cls = instance._proxied
        if not isinstance(cls, nodes.ClassDef):
            return "something else", type(instance).__name__
        for name in class_names(cls):
            operation = OPERATIONS.get(method)
            row = knowledge.special(name, operation) if operation else knowledge.method(name, method)
            if row is not None:
                return ("blocking" if row.blocks else "row"), f"{name}.{method}"
        return ("receiver" if is_inside(cls) else "library"), f"{cls.qname()}.{method}"

    def asked(node: nodes.Call) -> tuple[str, str]:
        """The best of astroid's answers for a call."""
        found = infer(node.func)
        verdicts = [judge(answer) for answer in found or ()]
        if found == [] and isinstance(node.func, nodes.Attribute):
            found = infer(node.func.expr)
            instances = [each for each in found or () if isinstance(each, bases.Instance)]
            verdicts = [of_methods(each, node.func.attrname) for each in instances]
        if found is None:
            return "late", ""
        return min(verdicts, key=lambda verdict: VERDICTS.index(verdict[0]), default=("no answer", ""))

    # Question 1: callees

    begun = time.process_time()
    answers: list[tuple[Function, Place, str, str, str, str]] = []
    for function, place, detail in questions:
        kind = "library" if not detail.startswith("?.") and "." in detail else "unknown"
        kind = kind if (function, place) in open_calls else "known"
        counts = outcome.callees.setdefault(kind, Counter())
        node = call_node(function.module.path, place)
        if node is None:
            counts["not a call"] += 1
            continue
        if time.process_time() - begun > total:
            counts["not asked for lack of time"] += 1
            continue
        counts["asked"] += 1
        verdict = asked(node)
        counts[verdict[0]] += 1
        call = call_at(function.fact, place)
        text = ex.render(call.callee) if call is not None else detail
        answers.append((function, place, kind, *verdict, text))

    paths = Paths(project.interpreter.caller.all_activations)
    for function, place, kind, verdict, name, text in answers:
        where = f"{os.path.relpath(function.module.path, root)}:{place[0]} {text}(...)"
        if kind == "known":
            if verdict != "blocking":
                outcome.unknown_to_astroid.append(f"{where}: {verdict} {name}")
        elif verdict == "project":
            for target in reached[name]:
                blocked = {
                    b.value for a in target.activations if not target.fact.is_async for b in paths.best.get(a, ())
                }
                if blocked:
                    outcome.callees[kind]["reaching"] += 1
                    outcome.gained.append(f"{where} -> {target.name} reaches {', '.join(sorted(blocked))}")
                    break
            else:
                outcome.harmless.append(f"{kind}, {verdict}: {where} -> {name}")
        elif verdict == "blocking":
            outcome.gained.append(f"{where} -> {name} blocks")
        elif verdict in ("row", "library"):
            outcome.harmless.append(f"{kind}, {verdict}: {where} -> {name}")

    # Question 2: prefixes and paths; question 3: routers

    def fold(path: str, place: Place, keyword: str, position: int | None, value: Value) -> None:
        node = call_node(path, place)
        if node is None:
            return
        written = [each.value for each in node.keywords if each.arg == keyword]
        if not written and position is not None:
            written = node.args[position : position + 1]
        if not written or isinstance(written[0], nodes.Const):
            return
        ours = {m.value for m in members(value) if isinstance(m, Const) and isinstance(m.value, str)}
        if any(not (isinstance(m, Const) and isinstance(m.value, str)) for m in members(value)):
            ours = set()
        found = infer(written[0]) or []
        theirs = {each.value for each in found if isinstance(each, nodes.Const) and isinstance(each.value, str)}
        theirs = {each for each in theirs if "{Uninferable}" not in each}
        key = "neither" if not ours and not theirs else "only astroid" if not ours else "only fastlint"
        if ours and theirs:
            # fastlint's paths begin with the prefix of the router
            key = "both" if any(path.endswith(tuple(theirs)) for path in ours) else "different"
        outcome.prefixes[key] += 1
        if key in ("only astroid", "different", "neither"):
            where = f"{os.path.relpath(path, root)}:{place[0]} {written[0].as_string()[:60]}"
            outcome.prefix_notes.append(f"{key}: {where}: fastlint {sorted(ours)}, astroid {sorted(theirs)[:3]}")

    seen: set[tuple[str, Place, str]] = set()
    for router in project._apps.routers:
        wanted: list[tuple[str, Place, str, int | None, Value]] = []
        wanted.append((router.module.path, router.place, "prefix", None, router.prefix))
        for entry in router.entries:
            if isinstance(entry, RouteEntry | MountEntry):
                wanted.append((entry.module.path, entry.place, "path", 0, entry.path))
            elif isinstance(entry, IncludeEntry):
                wanted.append((entry.module.path, entry.place, "prefix", None, entry.prefix))
                inner = [m for m in known(entry.router) if isinstance(m, Instance) and isinstance(m.native, Router)]
                node = call_node(entry.module.path, entry.place)
                if not inner and node is not None and node.args:
                    answer = infer(node.args[0])
                    text = ", ".join(repr(each)[:80] for each in answer or ()) or "no answer"
                    outcome.routers.append(f"{os.path.relpath(entry.module.path, root)}:{entry.place[0]}: {text}")
        for path, place, keyword, position, value in wanted:
            if (path, place, keyword) not in seen:
                seen.add((path, place, keyword))
                fold(path, place, keyword, position, value)
    return outcome


def show(outcome: Outcome, *, details: bool) -> None:
    print(f"\n{outcome.corpus}: {outcome.findings} findings in {outcome.fastlint_seconds:.1f} s", end="; ")
    print(f"{outcome.open_calls} calls on the loop left open")
    for kind, counts in sorted(outcome.callees.items()):
        print(f"  callee, {kind}: " + ", ".join(f"{name} {number}" for name, number in counts.items()))
    print("  prefix: " + (", ".join(f"{name} {number}" for name, number in outcome.prefixes.items()) or "none"))
    print(f"  router: {len(outcome.routers)}")
    print(f"  astroid: {outcome.build_seconds:.1f} s to read, {outcome.asking_seconds:.1f} s to answer", end=", ")
    print(f"{outcome.naming_seconds:.1f} s to name")
    groups: dict[str, list[str]] = {"gained": outcome.gained, "router": outcome.routers, "failed": outcome.failures}
    if details:
        groups |= {
            "not blocking": outcome.harmless,
            "unknown to astroid": outcome.unknown_to_astroid,
            "prefix": outcome.prefix_notes,
        }
    for title, lines in groups.items():
        for line in lines:
            print(f"    {title}: {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="where corpora.py put the corpora")
    parser.add_argument("--corpora", nargs="+", default=CORPORA, metavar="NAME")
    parser.add_argument("--environment", type=Path, help="a virtual environment with what the corpus imports")
    parser.add_argument("--sample", type=int, default=0, help="callee questions per corpus; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=0.2, metavar="SECONDS", help="per question")
    parser.add_argument("--total", type=float, default=120, metavar="SECONDS", help="for all questions of a corpus")
    parser.add_argument("--details", action="store_true", help="also print rows that do not block, and prefixes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()

    if options.here:
        root = (options.folder / options.corpora[0]).resolve()
        environment = options.environment.resolve() if options.environment else None
        outcome = measure(root, environment, options.sample, options.seed, options.budget, options.total)
        print(json.dumps(vars(outcome)))
        return
    for name in options.corpora:
        # astroid looks where Python looks, and keeps what it read: a process for each corpus, without user paths
        arguments = [arg for arg in sys.argv[1:] if arg not in ("--json", "--details")]
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", __file__, *without_corpora(arguments), "--corpora", name, "--here"],
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{name}: failed with {done.returncode}")
        last = done.stdout.strip().splitlines()[-1]
        if options.json:
            print(last)
        else:
            show(Outcome(**json.loads(last)), details=options.details)


def without_corpora(arguments: list[str]) -> list[str]:
    """The arguments but for `--corpora` and its names."""
    kept: list[str] = []
    skipping = False
    for argument in arguments:
        if argument.startswith("--"):
            skipping = argument == "--corpora"
        if not skipping:
            kept.append(argument)
    return kept


if __name__ == "__main__":
    main()
