"""Clean-up: calls that give back what a function took before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts.expressions import dotted
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.exit_code import ExitCode, root

if TYPE_CHECKING:
    from fastlint.project.execution.abstract import Function
    from fastlint.project.project import Project

#: What a method is called that ends the life of the object it is called on.
ENDINGS = frozenset(
    """close aclose disconnect shutdown dispose terminate wait_closed cleanup clean_up aclean_up teardown unlink
    release stop logout quit""".split()
)
#: Methods that undo another one, which was called on the same object before.
UNDOES = {
    "release": ("acquire",),
    "disconnect": ("connect",),
    "stop": ("start",),
    "close": ("open", "connect"),
    "aclose": ("open", "aopen", "connect"),
    "unlock": ("lock",),
    "putconn": ("getconn",),
    "__exit__": ("__enter__",),
    "__aexit__": ("__aenter__",),
    "disconnect_async": ("connect_async",),
}
#: Functions that remove what was made for the request.
REMOVERS = frozenset({"os.remove", "os.unlink", "os.rmdir", "shutil.rmtree", "os.close"})


def cleans_up(call: ex.Call, function: Function, code: ExitCode, project: Project) -> bool:
    """Whether a call after a `yield` gives back what the function made or took before it."""
    before = names_bound_before(function, code)
    callee = call.callee
    if isinstance(callee, ex.Attribute):
        receiver = dotted(callee.value)
        if receiver is None or _is_managed(receiver, code):
            return False
        if callee.name in UNDOES and _was_called(receiver, UNDOES[callee.name], function):
            return True
        if callee.name in ENDINGS and root(callee.value) in before:
            return True
    for seen in project.calls_in(function):
        if seen.expression is call and seen.name in REMOVERS:
            return any(root(argument) in before for argument in call.arguments)
    return False


def names_bound_before(function: Function, code: ExitCode) -> frozenset[str]:
    """The local names that are bound when a `yield` is reached: parameters apart."""
    found: set[str] = set()
    for site in flow.sites(function.fact):
        if site.statement is code.site.statement:
            break
        found |= flow.stores(site)
    return frozenset(found)


def _is_managed(receiver: str, code: ExitCode) -> bool:
    """Whether a `with` around the `yield` ends it anyway."""
    return any(
        receiver in (dotted(item.target) if item.target is not None else None, dotted(item.manager))
        for each in code.withs
        for item in each.items
    )


def _was_called(receiver: str, names: tuple[str, ...], function: Function) -> bool:
    return any(
        dotted(call.callee) in {f"{receiver}.{name}" for name in names} for call in bodies.calls(function.fact.body)
    )
