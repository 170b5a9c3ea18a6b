"""Settled: a session that was committed last has nothing left to roll back when its `with` ends."""

from __future__ import annotations

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project import bodies

#: Methods after which nothing is open.
_SETTLING = frozenset({"commit", "rollback", "close"})


def is_settled(items: tuple[st.WithItem, ...], body: st.Block) -> bool:
    """Whether the last that a `with` does with what it bound is to commit, roll back or close."""
    names = {item.target.id for item in items if isinstance(item.target, ex.Name)}
    handled = {id(call) for node in bodies.nodes(body) if isinstance(node, st.Handler) for call in bodies.calls(node)}
    used = [
        call
        for call in bodies.calls(body)
        if id(call) not in handled
        and (
            names & {argument.id for argument in call.arguments if isinstance(argument, ex.Name)}
            or (isinstance(call.callee, ex.Attribute) and names & set(ex.names_in(call.callee)))
        )
    ]
    if not used:
        return False
    last = max(used, key=lambda call: call.place[2:]).callee
    return isinstance(last, ex.Attribute) and last.name in _SETTLING
