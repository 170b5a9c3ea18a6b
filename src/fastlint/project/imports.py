"""What the files import from outside the project: for rules about a library as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastlint.facts import statements as st
from fastlint.facts.expressions import Expression, render
from fastlint.project import bodies, flow
from fastlint.values import Span

if TYPE_CHECKING:
    from fastlint.project.modules import Loader, Module

#: A handler of one of these says that the import may fail.
_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@dataclass(frozen=True, eq=False)
class ImportedModule:
    """An import statement that names a module outside the project.

    `names` are what it takes from the module, each with the name that it is bound to; empty for `import module`.
    `is_optional` tells that the program is ready for it to fail, `is_for_types` that only type checkers execute it.
    """

    dotted: str
    names: tuple[tuple[str, str], ...]
    module: Module
    span: Span
    is_optional: bool
    is_for_types: bool


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
                    any(_may_fail(each) for each in site.tries),
                    any(_is_for_types(each) for each in site.conditions),
                )


def _may_fail(statement: st.Try) -> bool:
    return any(handler.type is None or _names(handler.type) & _MISSING for handler in statement.handlers)


def _names(expression: Expression) -> set[str]:
    """The last parts of the names in an expression such as `(ImportError, errors.Missing)`."""
    return {part.strip().rpartition(".")[2] for part in render(expression).strip("()").split(",")}


def _is_for_types(test: Expression) -> bool:
    return render(test).rpartition(".")[2] == "TYPE_CHECKING"
