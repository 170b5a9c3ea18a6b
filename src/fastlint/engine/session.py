"""A session: settings, rules and the facts of a project. The command line, the editor and the tests each hold one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastlint.engine.baseline import Baseline, Learned, fingerprints, learn
from fastlint.engine.loading import MOST_READ, FactLoader, read_bytes
from fastlint.engine.report import Report
from fastlint.engine.rule_options import options_of
from fastlint.engine.selection import selected
from fastlint.engine.sifting import Run, Sieve, Sifted
from fastlint.engine.source_files import SourceFiles
from fastlint.facts.definitions import ModuleFacts
from fastlint.knowledge.library import Knowledge
from fastlint.knowledge.row_file import KnowledgeError
from fastlint.project import Project
from fastlint.project.execution.modules import is_test_file
from fastlint.rule import RuleModule
from fastlint.source.baseline_file import NAME, baseline_path, read_baseline
from fastlint.source.discovery import Discovery, PathError, find_files, shown
from fastlint.source.fact_cache import FactCache
from fastlint.source.modules import find_modules
from fastlint.source.observations import Observer, state_of
from fastlint.source.project_top import find_top
from fastlint.source.settings import common_folder
from fastlint.source.tree import DiskTree, MemoryTree, Tree
from fastlint.values import (
    Diagnostic,
    InspectReport,
    InternalError,
    InvalidSuppression,
    LimitReached,
    RouteReport,
    Settings,
    SettingsError,
    Severity,
    Span,
    Summary,
    UnreadableFile,
    UnusedSuppression,
    Versions,
)
from fastlint.values.late import logger

if TYPE_CHECKING:
    from fastlint.source.changes import Changes

Progress = Callable[[str, int, int], None]

#: What rules are about that concern the run, not the program.
NOT_OF_THE_PROJECT = (UnreadableFile, InternalError, LimitReached, InvalidSuppression, UnusedSuppression)

#: A file with one of these texts may decide under which path the routers of others are served.
APPLICATION_MARKS = (b"include_router(", b"FastAPI(")

#: The interpreter follows calls of the analysed program by calls of its own.
RECURSION_LIMIT = 60_000


class Session:
    """Checks paths with rules.

    `files`, if given, stand for the disk: absolute paths and texts (for specs). `overlay` holds what is to be read in
    place of files that are on the disk: absolute paths and contents (for editors and standard input).
    `jobs` is the number of processes that may make facts; `facts` keeps them for later runs. `observer` is told what is
    seen on the disk.
    """

    def __init__(
        self,
        settings: Settings,
        cwd: str,
        rules: Sequence[RuleModule],
        progress: Progress | None = None,
        files: Mapping[str, str] | None = None,
        overlay: Mapping[str, bytes] | None = None,
        jobs: int = 1,
        facts: FactCache | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._settings = settings
        self._cwd = cwd
        self._rules = tuple(rules)
        self._progress = progress
        self._files = files
        self._overlay = dict(overlay or {})
        self._jobs = jobs
        self._fact_cache = facts
        self._observer = observer
        self._knowledge = _knowledge(settings)
        self._options = options_of([module.rule for module in rules], settings)

    def check(self, paths: Sequence[str]) -> Report:
        """What the selected rules find in the files at and below the paths.

        Raises `SettingsError` for a selector that means nothing, and for a path that does not exist.
        """
        rules = selected(self._rules, self._settings)
        sieve = self._sieve(self._read_baseline(paths), self._changes(paths))
        with self._at_work():
            discovery, loader, project = self._open(paths)
            diagnostics = list(self._judge(rules, project, loader, discovery))
            sifted = self._sift(sieve, diagnostics, rules, project, loader, discovery)
            return self._report(sifted, project, loader, discovery)

    def learn(self, paths: Sequence[str]) -> Learned:
        """The baseline of what is found in the files at and below the paths, to be written.

        What a baseline that is there says of files and rules that are not asked about stays. Raises `SettingsError`.
        """
        path = baseline_path(self._settings, paths, self._cwd) or os.path.join(self._home, NAME)
        folder = os.path.dirname(path)
        before = Baseline(read_baseline(path, "baseline") if os.path.exists(path) else (), folder)
        rules = selected(self._rules, self._settings)
        sieve = self._sieve(Baseline((), folder), None)
        with self._at_work():
            discovery, loader, project = self._open(paths)
            diagnostics = list(self._judge(rules, project, loader, discovery))
            known = self._sift(sieve, diagnostics, rules, project, loader, discovery).known
        codes = frozenset(module.rule.code for module in rules)
        return learn(path, before, known, self._understood(discovery, loader), codes)

    def routes(self, paths: Sequence[str]) -> RouteReport:
        """The route tables of all applications in the files at and below the paths."""
        from fastlint.engine.route_tables import route_report

        with self._at_work():
            _, _, project = self._open(paths)
            return route_report(project, self._shown)

    def inspect(self, path: str) -> InspectReport:
        """What is known of one file."""
        from fastlint.engine.inspection import inspect_module

        with self._at_work():
            _, loader, project = self._open([path])
            if loader.failures:
                failure = next(iter(loader.failures.values()))
                raise SettingsError(f"{self._shown(failure.path)}: {failure.reason}")
            return inspect_module(project, os.path.abspath(os.path.join(self._cwd, path)), self._shown)

    def _open(self, paths: Sequence[str]) -> tuple[Discovery, FactLoader, Project]:
        tree: Tree
        if self._files is not None:
            files = self._files
            tree = MemoryTree(files)
            discovery = Discovery(tuple(sorted(path for path in files if path.endswith(".py"))), (self._cwd,), ())
        else:
            try:
                discovery = self._search(paths)
            except PathError as error:
                raise SettingsError(str(error)) from None
            tree = DiskTree(self._cwd)
            if self._observer is not None:
                tree = self._observer.tree(self._cwd)
                for top in _tops(discovery, tree):
                    self._observer.is_about(top)
        resolver = find_modules(discovery.given, self._settings, tree)
        loader = FactLoader(resolver, tree, self.read, self._settings.targets, self._fact_cache)
        if self._files is None and self._settings.follow_packages:
            from fastlint.engine.following import followed_packages

            loader.packages = followed_packages(self._settings, self._knowledge, discovery.given, tree, self._cwd)
        total = len(discovery.files)

        def tell(done: int) -> None:
            if self._progress is not None:
                self._progress("reading", done, total)

        loader.load_all(discovery.files, self._jobs, tell)
        if discovery.files:
            self._knowledge.assume(_pinned(loader.versions(discovery.files[0])))
        if self._progress is not None:
            self._progress("following calls", 0, 0)
        context = self._applications(discovery, loader, tree) if self._files is None else ()
        return (
            discovery,
            loader,
            Project(loader, self._knowledge, discovery.files, self._settings, context, self._options),
        )

    def _applications(self, discovery: Discovery, loader: FactLoader, tree: Tree) -> tuple[str, ...]:
        """The files outside of the given paths that make applications or include routers.

        An endpoint of a given file is served under the full path that some other file decides: these are read as
        context. They are found by their text, and only when a given file knows FastAPI at all.
        """
        if not any(self._knows_fastapi(facts) for path in discovery.files if (facts := loader.load(path))):
            return ()
        tops = _tops(discovery, tree)
        if tops <= set(discovery.given):
            return ()
        reported = set(discovery.files)
        found = []
        for path in self._search(sorted(tops)).files:
            if path in reported or is_test_file(loader.inside(path)):
                continue
            try:
                data = self.read(path)
            except OSError:
                continue
            if any(mark in data for mark in APPLICATION_MARKS):
                found.append(path)
        return tuple(found)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """While the project is read and followed; what is kept for later runs is written when it is done."""
        try:
            with _deep_stack():
                yield
        finally:
            if self._fact_cache is not None:
                self._fact_cache.flush()

    def _search(self, paths: Sequence[str]) -> Discovery:
        return find_files(paths, self._settings, self._cwd, self._observer)

    @staticmethod
    def _knows_fastapi(facts: ModuleFacts) -> bool:
        return any(name.partition(".")[0] in ("fastapi", "starlette") for name, _ in facts.imports)

    def _judge(
        self, rules: Sequence[RuleModule], project: Project, loader: FactLoader, discovery: Discovery
    ) -> Iterable[Diagnostic]:
        own: list[InternalError | LimitReached | UnreadableFile] = []
        for module in rules:
            kind = module.rule.subject
            if kind in NOT_OF_THE_PROJECT:
                continue
            try:
                for subject in project.subjects(kind):
                    yield from module.check(subject, project)
            except RecursionError:
                own.append(LimitReached(self._cwd, 1, "nesting", f"rule `{module.rule.name}` did not see everything"))
            except Exception as error:
                logger("fastlint.engine").exception("rule %s failed", module.rule.name)
                own.append(
                    InternalError(self._cwd, 1, f"rule `{module.rule.name}`", f"{type(error).__name__}: {error}")
                )
        reported = set(discovery.files)
        own += [failure for path, failure in sorted(loader.failures.items()) if path in reported]
        own += [UnreadableFile(problem.path, 1, 1, problem.reason) for problem in discovery.problems]
        own += [problem for problem in project.problems if loader.package(problem.path) is None]
        for module in rules:
            for each in own:
                if isinstance(each, module.rule.subject):
                    yield from module.check(each, project)

    @property
    def _home(self) -> str:
        """The folder from which the configuration counts."""
        config = self._settings.config_file
        return os.path.dirname(config) if config else self._cwd

    def _sieve(self, baseline: Baseline | None, changes: Changes | None) -> Sieve:
        rules = [module.rule for module in self._rules]
        return Sieve(self._settings, rules, self._cwd, baseline, changes)

    def _read_baseline(self, paths: Sequence[str]) -> Baseline | None:
        path = baseline_path(self._settings, paths, self._cwd) if self._files is None else None
        if path is None:
            return None
        baseline = Baseline(read_baseline(path, self._settings.said("baseline")), os.path.dirname(path))
        if self._observer is not None:
            for known in baseline.files:
                self._observer.asked(known, exists=os.path.exists(known))
        return baseline

    def _changes(self, paths: Sequence[str]) -> Changes | None:
        revision = self._settings.changed_since
        if revision is None:
            return None
        from fastlint.source.changes import changes_since

        return changes_since(revision, common_folder(paths, self._cwd))

    def _sift(
        self,
        sieve: Sieve,
        diagnostics: Iterable[Diagnostic],
        rules: Sequence[RuleModule],
        project: Project,
        loader: FactLoader,
        discovery: Discovery,
    ) -> Sifted:
        """What is reported of all that was found."""

        def judge(problem: InvalidSuppression | UnusedSuppression) -> Iterator[Diagnostic]:
            for module in rules:
                if module.rule.subject is type(problem):
                    yield from module.check(problem, project)

        files = self._understood(discovery, loader)
        run = Run(
            codes=frozenset(module.rule.code for module in rules),
            files=files,
            single=files & frozenset(discovery.given) if self._files is None else frozenset(),
            marked=frozenset(loader.marked),
            is_whole=not (loader.failures or discovery.problems or project.problems),
        )
        return sieve.sift(diagnostics, run, SourceFiles(loader.read), judge)

    @staticmethod
    def _understood(discovery: Discovery, loader: FactLoader) -> frozenset[str]:
        """The files that are reported on and were read: of others nothing is known to be gone or unused."""
        return frozenset(discovery.files).difference(loader.failures)

    def _report(self, sifted: Sifted, project: Project, loader: FactLoader, discovery: Discovery) -> Report:
        ordered = tuple(self._relative(each) for each in sifted.kept)
        suppressed = tuple(
            each._replace(diagnostic=self._relative(each.diagnostic), comment=self._span(each.comment))
            for each in sifted.suppressed
        )
        summary = Summary(
            files=len(discovery.files),
            files_read=loader.count,
            routes=sum(1 for app in project.apps for route in app.routes if route.kind != "mount"),
            errors=sum(1 for each in ordered if each.severity is Severity.ERROR),
            warnings=sum(1 for each in ordered if each.severity is Severity.WARNING),
            infos=sum(1 for each in ordered if each.severity is Severity.INFO),
            fixable=sum(1 for each in ordered if each.fixes),
            suppressed=len(suppressed),
            baselined=len(sifted.baselined),
            gone=len(sifted.gone),
            unparsed=tuple(self._shown(path) for path in sorted(loader.failures)),
        )
        baselined = tuple(self._relative(each) for each in sifted.baselined)

        def prints() -> dict[Diagnostic, str]:
            known = fingerprints(sifted.found, SourceFiles(loader.read), self._home)
            return {self._relative(each): mark.fingerprint for each, mark in known.items()}

        return Report(ordered, summary, self._lines, suppressed, baselined, prints)

    def _relative(self, diagnostic: Diagnostic) -> Diagnostic:
        """The same with the paths as the user reads them."""
        return diagnostic._replace(
            span=self._span(diagnostic.span),
            chain=tuple(step._replace(span=self._span(step.span)) for step in diagnostic.chain),
            related=tuple(each._replace(span=self._span(each.span)) for each in diagnostic.related),
            fixes=tuple(
                fix._replace(edits=tuple(edit._replace(span=self._span(edit.span)) for edit in fix.edits))
                for fix in diagnostic.fixes
            ),
        )

    def _span(self, span: Span) -> Span:
        return span._replace(path=self._shown(span.path))

    def _shown(self, path: str) -> str:
        return shown(path, self._cwd)

    def read(self, path: str) -> bytes:
        """The content of a file, by its absolute path, as the session sees it. Raises `OSError`."""
        if path in self._overlay:
            return self._overlay[path]
        if self._files is not None and path in self._files:
            return self._files[path].encode()
        if self._observer is None:
            return read_bytes(path)
        state = state_of(path)
        try:
            data = read_bytes(path)
        except OSError:
            self._observer.read(path, None, b"", MOST_READ)
            raise
        self._observer.read(path, state, data, MOST_READ)
        return data

    def hold(self, path: str, data: bytes) -> None:
        """See this content in place of a file's from now on."""
        self._overlay[path] = data

    def _lines(self, path: str) -> list[str] | None:
        full = os.path.abspath(os.path.join(self._cwd, path))
        if self._files is not None and full not in self._files:
            return None
        try:
            return self.read(full).decode("utf-8", errors="replace").splitlines()
        except OSError:
            return None


def _tops(discovery: Discovery, tree: Tree) -> set[str]:
    """The tops of the projects that the given paths are in."""
    return {find_top(tree, path if os.path.isdir(path) else os.path.dirname(path)) for path in discovery.given}


@contextmanager
def _deep_stack() -> Iterator[None]:
    """Allow deep recursion meanwhile; the limit belongs to the whole process, so it is put back."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _knowledge(settings: Settings) -> Knowledge:
    """What is known about libraries, with what the user teaches on top."""
    try:
        return Knowledge({name: dict(entries) for name, entries in settings.knowledge})
    except KnowledgeError as error:
        raise SettingsError(f"{_place(settings.config_file, error)}`knowledge`: {error.reason}") from None


def _pinned(versions: Versions) -> dict[str, str]:
    """The releases that a project pins, by the names of their packages as they are imported, where these are alike."""
    found = {}
    for name in versions.names():
        bound = versions.bound(name)
        if bound is not None and bound.is_pinned and bound.release:
            found[name.replace("-", "_")] = ".".join(map(str, bound.release))
    return found


def _place(path: str | None, error: KnowledgeError) -> str:
    """The file and line of a row of the user's, in front of a message."""
    if path is None:
        return ""
    from fastlint.source.toml_place import line_of

    table = f"knowledge.{error.section}"
    table = f"tool.fastlint.{table}" if os.path.basename(path) == "pyproject.toml" else table
    line = line_of(path, table, error.key or "")
    return f"{path}:{line}: " if line is not None else f"{path}: "
