"""Where a function applies the whole content of a model to something that is there already."""

from __future__ import annotations

from collections.abc import Iterator

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.reading.bodies import nodes

DUMPS = frozenset({"model_dump", "dict"})
#: What takes the data and sets them one by one.
APPLYING = frozenset({"update", "values", "sqlmodel_update", "model_copy", "copy", "update_one", "find_one_and_update"})
#: Arguments that leave fields out.
LEAVING_OUT = frozenset({"exclude_unset", "exclude_none", "exclude_defaults", "include", None})


def dumps_applied(body: st.Block, name: str) -> list[ex.Call]:
    """The calls `name.model_dump()` of which every field is then set: `x.update(...)`, `setattr` in a loop."""
    found: dict[ex.Place, ex.Call] = {}
    held = dict(_held(body, name))
    counts = {target: sum(1 for each in _bound(body) if each == target) for target in held}
    held = {target: call for target, call in held.items() if counts[target] == 1 and not _is_changed(body, target)}
    for data in _applied(body):
        call = _dump(data, name)
        if call is None and isinstance(data, ex.Name):
            call = held.get(data.id)
        if call is not None:
            found[call.place] = call
    return list(found.values())


def _held(body: st.Block, name: str) -> Iterator[tuple[str, ex.Call]]:
    for node in nodes(body):
        if isinstance(node, st.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ex.Name):
            call = _dump(node.value, name)
            if call is not None:
                yield node.targets[0].id, call


def _bound(body: st.Block) -> Iterator[str]:
    for node in nodes(body):
        if isinstance(node, st.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ex.Name))


def _is_changed(body: st.Block, name: str) -> bool:
    """Whether fields are taken out of the data: `del data["x"]`, `data.pop("x")`."""
    for node in nodes(body):
        if isinstance(node, st.Delete) and any(_reads(target, name) for target in node.targets):
            return True
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and _is(node.callee.value, name):
            if node.callee.name in ("pop", "popitem", "clear"):
                return True
    return False


def _applied(body: st.Block) -> Iterator[object]:
    """What is given to `x.update(data)`, `x.values(**data)`, `x.model_copy(update=data)`, `setattr` in a loop."""
    for node in nodes(body):
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Attribute) and node.callee.name in APPLYING:
            if node.callee.name in ("model_copy", "copy"):
                yield from (value for keyword, value in node.keywords if keyword == "update")
                continue
            if node.callee.name in ("update", "values", "sqlmodel_update"):
                yield from node.arguments
                yield from (value for keyword, value in node.keywords if keyword is None)
        elif isinstance(node, st.For) and _sets_all(node):
            iterable = node.iterable
            if isinstance(iterable, ex.Call) and isinstance(iterable.callee, ex.Attribute):
                if iterable.callee.name == "items":
                    yield iterable.callee.value


def _sets_all(loop: st.For) -> bool:
    """Whether a loop does nothing but `setattr`, without a condition."""
    return all(
        isinstance(each, st.Evaluate) and isinstance(each.value, ex.Call) and each.value.callee == ex.Name("setattr")
        for each in loop.body
    )


def _dump(expression: object, name: str) -> ex.Call | None:
    if isinstance(expression, ex.Starred):
        expression = expression.value
    if (
        isinstance(expression, ex.Call)
        and isinstance(expression.callee, ex.Attribute)
        and expression.callee.name in DUMPS
        and _is(expression.callee.value, name)
        and not any(keyword in LEAVING_OUT for keyword, _ in expression.keywords)
    ):
        return expression
    return None


def _is(expression: object, name: str) -> bool:
    return isinstance(expression, ex.Name) and expression.id == name


def _reads(expression: object, name: str) -> bool:
    return any(_is(each, name) for each in nodes(expression))
