"""Settled: a session that was committed last has nothing left to roll back when it is closed or its `with` ends."""

from __future__ import annotations

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.project.execution.calls import Sink
from fastlint.project.execution.sessions import SESSIONS
from fastlint.project.reading import bodies, flow
from fastlint.project.reading.flow import Exit, Part, Site

#: Methods after which nothing is open.
_SETTLING = frozenset({"commit", "rollback", "close"})
_SETTLED = frozenset(f"{each}.{method}" for each in SESSIONS for method in _SETTLING)


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


def is_settled_before(fact: FunctionFact, sink: Sink) -> bool:
    """Whether a session is committed, rolled back or closed, and just before was, on every way to that line.

    It gave its connection back then, and the second call does what it does in memory.
    """
    if sink.name not in _SETTLED:
        return False
    site = flow.site_at(fact, sink.place)
    session = _settled_by(site.statement) if site is not None else None
    if site is None or session is None:
        return False
    if site.position:
        return _ends_settled(site.block[site.position - 1], session)
    return _comes_settled(site, session)


def _settled_by(statement: st.Statement) -> str | None:
    """The session of which a statement is the commit, rollback or close, and nothing else."""
    call = statement.value if isinstance(statement, st.Evaluate) else None
    callee = call.callee if isinstance(call, ex.Call) and not call.arguments and not call.keywords else None
    return ex.dotted(callee.value) if isinstance(callee, ex.Attribute) and callee.name in _SETTLING else None


def _ends_settled(statement: st.Statement, session: str) -> bool:
    """Whether a session is settled last wherever control goes on after a statement."""
    if isinstance(statement, st.Try):
        if statement.final:
            return _block_ends_settled(statement.final, session)
        blocks = [statement.orelse or statement.body, *(handler.body for handler in statement.handlers)]
        return all(Exit.FALLS not in flow.exits(each) or _block_ends_settled(each, session) for each in blocks)
    if isinstance(statement, st.If):
        return all(_block_ends_settled(each, session) for each in (statement.body, statement.orelse))
    return _settled_by(statement) == session


def _block_ends_settled(block: st.Block, session: str) -> bool:
    return bool(block) and _ends_settled(block[-1], session)


def _comes_settled(site: Site, session: str) -> bool:
    """Whether a session is settled last on every way into the `finally` of which a statement is the first."""
    level = site.around[-1] if site.around else None
    if level is None or level.part is not Part.FINAL or not isinstance(level.statement, st.Try):
        return False
    tried = level.statement
    if tried.orelse or flow.exits(tried.body) != {Exit.FALLS} or not _block_ends_settled(tried.body, session):
        return False
    if len(tried.body) == 1 and not tried.handlers:
        return True
    takes_all = any(map(flow.takes_all, tried.handlers))
    return takes_all and all(_settles(handler.body, session) for handler in tried.handlers)


def _settles(block: st.Block, session: str) -> bool:
    """Whether a block settles a session, and does not come back to it before it ends."""
    settled = [index for index, each in enumerate(block) if _settled_by(each) == session]
    if not settled:
        return False
    root = session.partition(".")[0]
    return not any(isinstance(node, ex.Name) and node.id == root for node in bodies.nodes(block[settled[-1] + 1 :]))
