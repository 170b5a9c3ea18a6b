"""What the files import from outside the project: for rules about a library as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastlint.facts import statements as st
from fastlint.facts.expressions import Expression, render
from fastlint.project.reading import bodies, flow
from fastlint.values import Span
from fastlint.values.late import dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Loader, Module

#: A handler of one of these says that the import may fail.
_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@dataclass(frozen=True, eq=False)
class ImportedModule:
    """An import statement that names a module outside the project.

    `names` are what it takes from the module, each with the name that it is bound to; empty for `import module`.
    `is_optional` tells that the program is ready for it to fail, as it is where the same import has failed before;
    `is_for_types` that only type checkers execute it.
    `instead_of` are the libraries that could not be imported when it is executed: it is what they are replaced by, or
    the name that an older release of the same library has.
    """

    dotted: str
    names: tuple[tuple[str, str], ...]
    module: Module
    span: Span
    is_optional: bool
    is_for_types: bool
    instead_of: frozenset[str]

    @property
    def library(self) -> str:
        """The name of the package that is imported, or imported from."""
        return self.dotted.partition(".")[0]

    @property
    def is_fallback(self) -> bool:
        """Whether it stands in for what the same library has under another name in other releases."""
        return self.library in self.instead_of


_IMPORTS = (st.Import, st.ImportFrom)


def imports_of(module: Module, loader: Loader) -> Iterator[ImportedModule]:
    """The imports of a module, in its functions and classes too, that leave the project."""
    if module.facts is None:
        return
    facts = module.facts
    blocks = [facts.body, *(each.body for each in facts.functions), *(each.body for each in facts.classes)]
    for block in blocks:
        if not any(isinstance(statement, _IMPORTS) for statement in bodies.statements(block)):
            continue  # as in nearly all functions: what stands around each statement need not be known
        for site in flow.sites_in(block):
            statement = site.statement
            names: tuple[tuple[str, str], ...] = ()
            if isinstance(statement, st.Import):
                dotted = statement.module
            elif isinstance(statement, st.ImportFrom) and statement.level == 0:
                dotted, names = statement.module, statement.names
            else:
                continue
            found = loader.find(dotted.partition(".")[0], module.path)
            if found is None or loader.package(found) is not None:
                yield ImportedModule(
                    dotted,
                    names,
                    module,
                    Span(module.path, *statement.place),
                    any(_may_fail(each) for each in site.tries) or dotted in _tried_before(site),
                    any(_is_for_types(each) for each in site.conditions),
                    frozenset(_failed(site)),
                )


def _may_fail(statement: st.Try) -> bool:
    return any(_takes_missing(handler) for handler in statement.handlers)


def _takes_missing(handler: st.Handler) -> bool:
    return handler.type is None or bool(_names(handler.type) & _MISSING)


def _failed(site: flow.Site) -> Iterator[str]:
    """The libraries of which an import has failed where a handler around the statement is executed."""
    return (dotted.partition(".")[0] for dotted in _tried_before(site))


def _tried_before(site: flow.Site) -> Iterator[str]:
    """The modules of which an import has failed where a handler around the statement is executed."""
    for level in site.around:
        if (
            isinstance(level.statement, st.Try)
            and isinstance(level.holder, st.Handler)
            and _takes_missing(level.holder)
        ):
            for statement in bodies.statements(level.statement.body):
                if isinstance(statement, _IMPORTS) and not getattr(statement, "level", 0):
                    yield statement.module


def _names(expression: Expression) -> set[str]:
    """The last parts of the names in an expression such as `(ImportError, errors.Missing)`."""
    return {part.strip().rpartition(".")[2] for part in render(expression).strip("()").split(",")}


def _is_for_types(test: Expression) -> bool:
    return render(test).rpartition(".")[2] == "TYPE_CHECKING"
