"""The plugin for flake8: the findings of `fastlint check`, file by file.

flake8 hands over one file at a time, in several processes; fastlint has to see the whole program. So the paths of the
command line are checked once, when the first file comes, and each file gets what was found in it.
"""

import atexit
import gc
import multiprocessing
import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from fastlint import __version__

if TYPE_CHECKING:
    from fastlint.rules import RuleModule
    from fastlint.values import Diagnostic, Settings

#: Tells the processes that flake8 starts where their answer lies: the number of the process that started them, a
#: colon, a directory.
VARIABLE = "FASTLINT_FLAKE8_RUN"
#: The rules whose codes begin so are selected by default; a longer selector asks for rules that are off by default.
PREFIX = "FL"
#: A suppression that flake8 knows, too.
NOQA = "noqa"
#: In what a run found: what is in no file.
NOWHERE = ""

#: What flake8 takes: line, column from 0, text, and the plugin's type, which it ignores.
Violation = tuple[int, int, str, type]
#: What was found: by the real path of the file, lines, columns from 0 and texts.
Answer = dict[str, list[tuple[int, int, str]]]


class Plugin:
    """What flake8 makes for each file."""

    name = "fastlint"
    version = __version__
    run_of_flake8: ClassVar["Run | None"] = None

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:
        self.filename = filename
        self.lines = lines

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Remember the options: in the process that the user started, and where they are not inherited, in others."""
        cls.run_of_flake8 = Run(options, shared_directory())

    def run(self) -> Iterator[Violation]:
        """What was found in the file."""
        if self.run_of_flake8 is None:  # flake8 always parses options first
            return
        for line, column, text in self.run_of_flake8.found_in(self.filename, self.lines):
            yield line, column, text, type(self)


class Run:
    """A run of flake8. `directory` is shared by its processes; None where there is none to be had."""

    def __init__(self, options: Namespace, directory: str | None) -> None:
        self.options = options
        self.directory = directory

    def found_in(self, filename: str, lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Line, column from 0 and text of each finding in a file. The file that is read first gets what is nowhere."""
        if "-" in self.options.filenames:
            answer = self.answer_about(filename, lines)
        else:
            answer = self.answer
        for line, column, text in answer.pop(NOWHERE, ()):
            yield line, column, text
        for line, column, text in answer.get(os.path.realpath(filename), ()):
            yield line, column, text

    @cached_property
    def answer(self) -> Answer:
        """What was found in all files."""
        if self.directory is None or multiprocessing.parent_process() is None:
            return self.analyse()
        from fastlint.entrypoints.once import once

        nowhere: list[tuple[int, int, str]] = []

        def compute() -> Answer:
            found = self.analyse()
            nowhere.extend(found.pop(NOWHERE, ()))
            return found

        answer: Answer = once(self.directory, compute)
        return {**answer, NOWHERE: nowhere}

    def answer_about(self, filename: str, lines: Sequence[str]) -> Answer:
        """What was found in the file that came over standard input; the program around it is on the disk."""
        text = "".join(lines)
        path = os.path.abspath(filename)
        if os.path.isfile(path):
            return self.analyse((path,), overlay={path: text.encode("utf-8", "surrogatepass")})
        stand_in = path if path.endswith(".py") else f"{path}.py"
        answer = self.analyse((os.path.dirname(path),), files={stand_in: text})
        return {**answer, os.path.realpath(path): answer.get(os.path.realpath(stand_in), [])}

    def analyse(self, paths: Sequence[str] = (), **contents: Any) -> Answer:
        """Check the paths, by default those of flake8's command line."""
        from fastlint.engine import Session
        from fastlint.rules import load_rules
        from fastlint.source.fact_cache import fact_cache
        from fastlint.values import SettingsError

        asked = paths or [each for each in self.options.filenames or ["."] if os.path.exists(each)]
        rules = load_rules()
        unwanted = self.unwanted(rules)
        if not asked or len(unwanted) == len(rules):
            return {}
        cwd = os.getcwd()
        collected = gc.isenabled()
        gc.disable()  # nearly all that is made is kept: collecting costs a third of the time
        try:
            settings = self.settings(asked, cwd, rules, unwanted)
            report = Session(settings, cwd, rules, facts=fact_cache(settings, cwd), **contents).check(asked)
        except SettingsError as error:
            from flake8.exceptions import ExecutionError

            raise ExecutionError(f"fastlint: {error}") from None
        finally:
            gc.freeze()  # what is left would be looked through again and again while flake8 goes on, until it exits
            if collected:
                gc.enable()
        found = list(report.diagnostics)
        if self.options.disable_noqa:
            found += [each.diagnostic for each in report.suppressed if NOQA in each.text.lower()]
        return by_file(found, cwd)

    def settings(
        self, paths: Sequence[str], cwd: str, rules: "Sequence[RuleModule]", unwanted: tuple[str, ...]
    ) -> "Settings":
        """fastlint's own configuration, with what flake8 is asked for on top."""
        from fastlint.source.settings import Overrides, apply_overrides, load_settings

        chosen = [*(self.options.select or ()), *(self.options.extend_select or ())]
        wanted = tuple(
            each
            for each in chosen
            if len(each) > len(PREFIX) and any(module.rule.code.startswith(each) for module in rules)
        )
        ours = Overrides(extend_select=wanted, ignore=unwanted, virtual_env=os.environ.get("VIRTUAL_ENV"))
        return apply_overrides(load_settings(paths, cwd), ours, cwd)

    def unwanted(self, rules: "Sequence[RuleModule]") -> tuple[str, ...]:
        """The codes that flake8 would not report."""
        from flake8.style_guide import Decision, DecisionEngine

        engine = DecisionEngine(self.options)
        codes = (module.rule.code for module in rules)
        return tuple(code for code in codes if engine.decision_for(code) is not Decision.Selected)


def by_file(diagnostics: "Sequence[Diagnostic]", cwd: str) -> Answer:
    """The findings by the real path of their file."""
    answer: Answer = {}
    for each in sorted(diagnostics, key=lambda each: each.span):
        path = os.path.realpath(os.path.join(cwd, each.span.path))
        finding = each.span.line, each.span.column - 1, f"{each.code} {each.message}"
        if os.path.isdir(path):  # a failure that concerns no file
            answer.setdefault(NOWHERE, []).append((1, 0, finding[2]))
        else:
            answer.setdefault(path, []).append(finding)
    return answer


def shared_directory() -> str | None:
    """The directory that the processes of this run share; made by the first of them, which removes it at the end."""
    parent = multiprocessing.parent_process()
    owner, _, directory = os.environ.get(VARIABLE, "").partition(":")
    if parent is not None and owner == str(parent.pid):
        return directory
    try:
        directory = tempfile.mkdtemp(prefix="fastlint-flake8-")
    except OSError:
        return None
    os.environ[VARIABLE] = f"{os.getpid()}:{directory}"
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory
