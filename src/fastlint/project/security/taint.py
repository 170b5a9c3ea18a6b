"""Taint: where a text that a client sends arrives unchecked, inside a function and in what it calls.

The walk over a function is in the order of its statements. A name carries a taint from its assignment on; a condition
that looks at the value (whether it is in a list, begins with something ...), or a call of a function with it whose
result nobody takes, counts as a check and clears it, for all names that come from the same parameter. What a function
of the project or an unknown one makes of a value is not tainted: unresolved means silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import FunctionFact
from fastlint.project.execution.abstract import BoundMethod, Function, FunctionValue
from fastlint.project.loop.event_loop import span_of
from fastlint.project.reading import bodies, flow
from fastlint.project.security.lookups import demands, found_names, keyed, queries, sought
from fastlint.project.security.taint_sources import Derived, Holder, Mapped, Source, Taint, shared, sources, worst
from fastlint.project.security.taint_sources import found as found_by
from fastlint.values import Span, Step
from fastlint.values.late import NamedTuple, dataclass

if TYPE_CHECKING:
    from fastlint.project.execution.seen import LibraryCall
    from fastlint.project.project import Project

#: How many calls deep a value is followed.
DEEPEST = 4

#: Methods of a text or path that give what is as dangerous as the object itself.
_KEEPING = frozenset(
    """strip lstrip rstrip lower upper title capitalize casefold removeprefix removesuffix encode decode
    resolve absolute expanduser joinpath with_suffix with_name as_posix format""".split()
)
#: Functions whose result is as dangerous as their arguments; the first one decides how the result begins.
_PASSING = frozenset(
    """builtins.str pathlib.Path pathlib.PurePath pathlib.PosixPath os.path.join os.path.abspath os.path.normpath
    os.path.realpath os.path.expanduser posixpath.join os.fspath urllib.parse.unquote urllib.parse.unquote_plus
    anyio.Path""".split()
)
#: What takes `..` out of a path with what stands before it, whether or not there is such a folder.
_FOLDING = frozenset(
    """os.path.abspath os.path.normpath os.path.realpath posixpath.normpath pathlib.Path.resolve""".split()
)
#: Methods that may take away what was written before a text.
_STRIPPING = frozenset({"resolve", "removeprefix", "strip", "lstrip", "with_name"})
#: Questions about a value after which it is as dangerous as before.
_IDLE_QUESTIONS = frozenset(
    "exists is_file is_dir isfile isdir is_symlink islink isinstance hasattr bool debug info warning error log".split()
)
#: Methods that raise for a path that leads astray.
_CHECKING = frozenset({"relative_to"})
_IDLE_ROOTS = frozenset({"logger", "logging", "log", "print", "LOG", "LOGGER", "_logger"})

Env = dict[str, Source]


@dataclass(frozen=True, eq=False)
class Arrival:
    """A call that a tainted value reaches: the subject of rules about injection.

    `taints` are the taints of the arguments, by position and by keyword, and of the receiver under "self". `chain`
    leads from the function that takes the parameter to the call.
    """

    call: ex.Call
    names: tuple[str, ...]
    function: Function
    taints: Mapping[int | str, Taint]
    chain: tuple[Step, ...]
    routes: tuple[str, ...]

    @property
    def span(self) -> Span:
        """Where the call stands."""
        return span_of(self.function, self.call.place)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The chain with this call at its end; empty where the function that takes the parameter makes the call."""
        if not self.chain:
            return ()
        return (*self.chain, Step(self.span, self.function.name, ex.render(self.call.callee)))

    def argument(self, name: str, position: int) -> Taint | None:
        """The taint of an argument by keyword or 0-based position."""
        return self.taints.get(name) or self.taints.get(position)


class _Context(NamedTuple):
    """What is the same for a whole walk through a function."""

    function: Function
    chain: tuple[Step, ...]
    routes: tuple[str, ...]


class Taints:
    """Follows what clients send, from the parameters of endpoints and dependencies on."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._seen: set[tuple[Function, frozenset[tuple[str, Source]]]] = set()
        self._found: list[Arrival] = []

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Every call of a library that a tainted value reaches, in the functions that are executed."""
        for signature in self._project.signatures:
            env = sources(self._project, signature)
            if env:
                self._enter(signature.function, env, _Context(signature.function, (), signature.routes))
        return tuple(self._found)

    def _enter(self, function: Function, env: Env, context: _Context) -> None:
        key = (function, frozenset(env.items()))
        if key not in self._seen:
            self._seen.add(key)
            self._block(function.fact.body, env, context)

    # Statements

    def _block(self, block: st.Block, env: Env, context: _Context) -> None:
        for statement in block:
            if not env:
                return  # nothing is left that came from a client
            self._statement(statement, env, context)

    def _statement(self, statement: st.Statement, env: Env, context: _Context) -> None:
        match statement:
            case st.Assign(targets, value):
                self._assign(targets, value, env, context)
            case st.Augment(target, _, value):
                found = self._visit(value, env, context)
                former = env.get(target.id) if isinstance(target, ex.Name) else None
                is_free = former is None or (isinstance(former, Taint) and former.is_found)
                if isinstance(target, ex.Name) and is_free and isinstance(found, Taint):
                    env[target.id] = found.composed(leads=False)
            case st.Evaluate(value):
                self._visit(value, env, context)
                self._clear_checked(value, env)
                self._look_up(value, env)
            case st.Return(value) | st.Raise(value):
                if value is not None:
                    self._visit(value, env, context)
            case st.Assert(test):
                self._visit(test, env, context)
                self._clear_asked(test, env)
            case st.If(test, body, orelse):
                self._visit(test, env, context)
                self._clear_asked(test, env)
                self._alternatives((body, orelse), env, context, test)
            case st.While(test, body, orelse):
                self._visit(test, env, context)
                self._clear_asked(test, env)
                self._alternatives((body, orelse, ()), env, context)
            case st.For(target, iterable, body, orelse):
                found = self._visit(iterable, env, context)
                if isinstance(target, ex.Name):
                    self._bind(target.id, found.element if isinstance(found, Holder) else None, env)
                self._alternatives((body, orelse, ()), env, context)
            case st.With(items, body):
                for item in items:
                    found = self._visit(item.manager, env, context)
                    if isinstance(item.target, ex.Name):
                        self._bind(item.target.id, None, env)
                self._block(body, env, context)
            case st.Try(body, handlers, orelse, final):
                before = dict(env)
                self._block(body, env, context)
                self._block(orelse, env, context)
                for handler in handlers:
                    self._block(handler.body, dict(before), context)
                self._block(final, env, context)
            case st.Match(subject, cases):
                self._visit(subject, env, context)
                self._clear(self._origins(subject, env), env)
                self._alternatives(tuple(case.body for case in cases), env, context)
            case st.FunctionDef(function):
                inner = {name: source for name, source in env.items() if name not in _bound_in(function)}
                if inner:
                    self._block(function.body, inner, context)

    def _assign(
        self, targets: tuple[ex.Expression, ...], value: ex.Expression | None, env: Env, context: _Context
    ) -> None:
        if value is None:
            return
        found = self._visit(value, env, context)
        if found is None:
            origins = sorted(self._origins(value, env))
            found = Derived(origins[0], *self._look_up(value, env)) if origins else None
        for target in targets:
            if isinstance(target, ex.Name):
                self._bind(target.id, found, env)
            elif isinstance(target, ex.Display):
                part = Derived(found.origin) if found is not None else None
                for element in target.elements:
                    if isinstance(element, ex.Name):
                        self._bind(element.id, part, env)

    @staticmethod
    def _bind(name: str, source: Source | None, env: Env) -> None:
        if source is None:
            env.pop(name, None)
        else:
            env[name] = source

    def _look_up(self, value: ex.Expression, env: Env) -> tuple[frozenset[str], bool]:
        """The origins of the texts that a query is equal to, or the row that it found, and whether it is the row.

        Where the row has to be there, the texts count as found from then on.
        """
        call = value.value if isinstance(value, ex.Await) else value
        entry = keyed(call, self._project.sightings)
        if entry is not None:
            return self._look_up_key(*entry, env)
        texts = [text for part in sought(call) if (text := self._text(part, env)) is not None]
        equal = frozenset(text.origin for text in texts).union(*(self._equal(each, env) for each in queries(call)))
        if not equal or not isinstance(call, ex.Call):
            return equal, False
        is_demanding = demands(call, self._project.sightings)
        if is_demanding:
            self._mark(equal, env)
        return equal, is_demanding is not None

    def _look_up_key(self, key: ex.Expression, is_demanding: bool, env: Env) -> tuple[frozenset[str], bool]:
        """The same for a key of a dict."""
        text = self._text(key, env)
        if text is None:
            return frozenset(), False
        if is_demanding:
            self._mark(frozenset({text.origin}), env)
        return frozenset({text.origin}), True

    @staticmethod
    def _equal(expression: ex.Expression, env: Env) -> frozenset[str]:
        """What a query or row with a name is equal to."""
        source = env.get(expression.id) if isinstance(expression, ex.Name) else None
        return source.equal if isinstance(source, Derived) else frozenset()

    @staticmethod
    def _text(expression: ex.Expression, env: Env) -> Taint | None:
        """The text itself that a name or attribute stands for, if no other text has the same origin."""
        source: Source | None = None
        if isinstance(expression, ex.Name):
            source = env.get(expression.id)
        elif isinstance(expression, ex.Attribute) and isinstance(expression.value, ex.Name):
            holder = env.get(expression.value.id)
            source = holder.attribute(expression.name) if isinstance(holder, Holder) else None
        if (
            not isinstance(source, Taint)
            or source.is_composed
            or any(source.origin in shared(each) for each in env.values())
        ):
            return None
        return source

    @staticmethod
    def _mark(origins: frozenset[str], env: Env) -> None:
        """Rows were found by the texts of some origins."""
        if origins:
            env.update({name: found_by(source, origins) for name, source in env.items()})

    def _alternatives(
        self, blocks: Sequence[st.Block], env: Env, context: _Context, test: ex.Expression | None = None
    ) -> None:
        """Walk through each block by itself; afterwards a name is tainted if it is at the end of one that goes on.

        Of a condition, the first block is executed where it is true, the second where it is not.
        """
        ends: list[Env] = []
        for block in blocks:
            end = dict(env)
            for name in found_names(test, block is blocks[0]) if test is not None else ():
                source = end.get(name)
                if isinstance(source, Derived) and source.is_row:
                    self._mark(source.equal, end)
            self._block(block, end, context)
            if flow.falls(block):
                ends.append(end)
        origins = [{each.origin for each in end.values()} for end in ends]
        env_before = dict(env)
        env.clear()
        for end in ends:
            for name, source in end.items():
                # a branch that checked the value checked it for all that follows only where the others did, too
                if name not in env and (name not in env_before or all(source.origin in each for each in origins)):
                    env[name] = source
                elif name in env and found_by(source, frozenset().union(*origins)) == env[name]:
                    env[name] = source  # a row was found by it on one way only

    # Checks

    def _clear(self, origins: set[str], env: Env) -> None:
        for name in [name for name, source in env.items() if source.origin in origins]:
            del env[name]

    def _origins(self, expression: object, env: Env) -> set[str]:
        return {env[name].origin for name in ex.names_in(expression) if name in env}

    def _clear_asked(self, test: ex.Expression, env: Env) -> None:
        """A condition checks the values that it looks into."""
        self._clear(self._asked(test, env), env)

    def _asked(self, test: ex.Expression, env: Env) -> set[str]:
        match test:
            case ex.Name() | ex.Attribute():
                return set()  # whether there is one at all
            case ex.Not(value):
                return self._asked(value, env)
            case ex.Both(_, values):
                return {origin for value in values for origin in self._asked(value, env)}
            case ex.Compare(left, operator, right) if (
                operator in ("is", "is not") or _is_empty(left) or _is_empty(right)
            ):
                return set()
            case ex.Call(callee) if ex.last_name(callee) in _IDLE_QUESTIONS:
                return set()
            case ex.Await(value):
                return self._asked(value, env)
            case ex.Walrus(_, value):
                return self._asked(value, env) if not isinstance(value, ex.Call) else set()
            case _:
                return self._origins(test, env)

    def _clear_checked(self, statement: ex.Expression, env: Env) -> None:
        """A call whose result nobody takes checks its arguments: what else would it be for?"""
        value = statement.value if isinstance(statement, ex.Await) else statement
        if not isinstance(value, ex.Call) or ex.root_name(value.callee) in _IDLE_ROOTS:
            return
        if isinstance(value.callee, ex.Attribute) and self._project.sightings.at(value):
            return  # a library's method takes a value; it does not check it
        self._clear(self._origins((value.arguments, tuple(each for _, each in value.keywords)), env), env)

    # Expressions

    def _visit(self, expression: ex.Expression, env: Env, context: _Context) -> Source | None:
        """The taint of an expression; the calls in it are looked at on the way."""
        match expression:
            case ex.Name(name):
                return env.get(name)
            case ex.Attribute(value, name):
                found = self._visit(value, env, context)
                return found.attribute(name) if found is not None else None
            case ex.Subscript(value, index):
                self._visit(index, env, context)
                found = self._visit(value, env, context)
                return found.item() if found is not None else None
            case ex.Await(value):
                return self._visit(value, env, context)
            case ex.Call():
                return self._call(expression, env, context)
            case ex.Format(parts):
                inside = [self._visit(part, env, context) for part in parts]
                return self._composed(inside, parts, is_extended=not any(map(_has_slash, parts[1:])))
            case ex.Operation(left, operator, right):
                first, second = self._visit(left, env, context), self._visit(right, env, context)
                if operator == "%":
                    leads = isinstance(left, ex.Constant) and str(left.value).startswith("%s")
                    inner = right.elements if isinstance(right, ex.Display) else ()
                    found = second or next((each for part in inner if (each := self._visit(part, env, context))), None)
                    return found.composed(leads=leads) if isinstance(found, Taint) else None
                if operator == "+":
                    return self._composed([first, second], (left, right), is_extended=not _has_slash(right))
                if operator != "/":
                    return None
                return self._below(first, (right,)) or self._composed([first, second])
            case ex.Both(_, values):
                alternatives = [self._visit(value, env, context) for value in values]
                return worst(alternatives)
            case ex.Conditional(test, body, orelse):
                self._visit(test, env, context)
                asked = dict(env)
                self._clear_asked(test, asked)
                return worst([self._visit(body, asked, context), self._visit(orelse, asked, context)])
            case ex.Walrus(name, value):
                found = self._visit(value, env, context)
                self._bind(name, found, env)
                return found
            case _:
                for part in _parts(expression):
                    self._visit(part, env, context)
                return None

    @staticmethod
    def _composed(
        parts: Sequence[Source | None], written: Sequence[ex.Expression] = (), *, is_extended: bool = False
    ) -> Taint | None:
        """The taint of a text or path that is put together of what is written.

        `is_extended`: where the client chooses the first part, the others leave the choice of the folder to it.
        """
        tainted = [(index, part) for index, part in enumerate(parts) if isinstance(part, Taint)]
        dangerous = worst(part for _, part in tainted)
        for index, part in tainted:
            if part is dangerous:
                leads = index == 0 and part.leads
                is_extended = is_extended and leads and len(tainted) == 1
                is_glued = index > 0 and len(written) > index and _ends_in_name(written[index - 1])
                return part.composed(leads=leads, is_extended=is_extended, is_glued=is_glued)
        return None

    @staticmethod
    def _below(folder: Source | None, parts: Sequence[ex.Expression]) -> Taint | None:
        """The taint of a path below a folder that the client chooses: no part of it leads further than the folder."""
        if not isinstance(folder, Taint) or not folder.chooses_folder:
            return None
        return folder.composed(leads=True, is_extended=not any(map(_climbs, parts)))

    def _call(self, call: ex.Call, env: Env, context: _Context) -> Source | None:
        receiver: Source | None = None
        if isinstance(call.callee, ex.Attribute):
            receiver = self._visit(call.callee.value, env, context)
        given: dict[int | str, Source] = {}
        for index, argument in enumerate(call.arguments):
            found = self._visit(argument, env, context)
            if found is not None:
                given[index] = found
        for name, argument in call.keywords:
            found = self._visit(argument, env, context)
            if found is not None and name is not None:
                given[name] = found
        if isinstance(receiver, Mapped | Holder):
            assert isinstance(call.callee, ex.Attribute)
            return receiver.called(call.callee.name)
        if receiver is None and not given:
            return None
        if isinstance(receiver, Taint) and ex.last_name(call.callee) in _CHECKING:
            self._clear({receiver.origin}, env)
            return None
        seen = self._project.sightings.at(call)
        taints: dict[int | str, Taint] = {key: each for key, each in given.items() if isinstance(each, Taint)}
        if isinstance(receiver, Taint):
            taints["self"] = receiver
        for each in seen:
            if taints:
                self._found.append(Arrival(call, each.names, context.function, taints, context.chain, context.routes))
        self._follow(call, given, context)
        return self._result(call, seen, receiver, given)

    @staticmethod
    def _result(
        call: ex.Call, seen: Sequence[LibraryCall], receiver: Source | None, given: Mapping[int | str, Source]
    ) -> Source | None:
        first = worst(each for each in given.values() if isinstance(each, Taint))
        first = first if isinstance(first, Taint) else None
        if isinstance(call.callee, ex.Attribute):
            name = call.callee.name
            if isinstance(receiver, Taint) and name in _KEEPING and not (receiver.is_found and name == "joinpath"):
                return receiver._replace(is_glued=receiver.is_glued and name not in _STRIPPING)
            if first is not None and name == "format" and isinstance(call.callee.value, ex.Constant):
                return first.composed(leads=str(call.callee.value.value).startswith("{"))
            if first is not None and name == "joinpath":
                return first.composed(leads=False)
            if isinstance(receiver, Taint) and name == "joinpath":
                return receiver
        if first is not None and any(each.name in _PASSING for each in seen):
            lone = len(call.arguments) + len(call.keywords) == 1
            if any(each.name in _FOLDING for each in seen):
                first = first._replace(is_glued=False)
            if lone:
                return first
            below = Taints._below(given.get(0), call.arguments[1:])
            return below or first.composed(leads=given.get(0) is first)
        return None

    def _follow(self, call: ex.Call, given: Mapping[int | str, Source], context: _Context) -> None:
        """Into the functions of the project that the call leads to."""
        if len(context.chain) >= DEEPEST or not given:
            return
        for value in self._project.sightings.functions_at(call):
            skip = 0
            if isinstance(value, BoundMethod):
                value, skip = value.function, 1
            if not isinstance(value, FunctionValue):
                continue
            function = value.function
            parameters = [each.name for each in function.fact.parameters[skip:]]
            env: Env = {}
            for key, source in given.items():
                if isinstance(key, int) and key < len(parameters):
                    env[parameters[key]] = source
                elif isinstance(key, str) and key in parameters:
                    env[key] = source
            if env:
                step = Step(span_of(context.function, call.place), context.function.name, ex.render(call.callee))
                self._enter(function, env, _Context(function, (*context.chain, step), context.routes))


def _bound_in(function: FunctionFact) -> frozenset[str]:
    """The names that are a nested function's own."""
    return frozenset(parameter.name for parameter in function.parameters)


def _parts(expression: object) -> Iterator[ex.Expression]:
    """The expressions directly inside another one, whatever kind it is."""
    for part in expression if isinstance(expression, tuple) else ():
        if hasattr(part, "_fields"):  # a record
            if not isinstance(part, FunctionFact):
                yield part
        elif isinstance(part, tuple):
            yield from _parts(part)


def _has_slash(expression: ex.Expression) -> bool:
    """Whether a slash is written in an expression, so that what it gives may be a path."""
    texts = (each.value for each in bodies.nodes(expression) if isinstance(each, ex.Constant))
    return any("/" in text for text in texts if isinstance(text, str))


def _climbs(expression: ex.Expression) -> bool:
    """Whether the program itself writes `..` in a part of a path, so that it leaves the folder."""
    texts = (each.value for each in bodies.nodes(expression) if isinstance(each, ex.Constant))
    return any(".." in text for text in texts if isinstance(text, str))


def _ends_in_name(expression: ex.Expression) -> bool:
    """Whether what is written before a part ends in a piece of a name, not in a slash."""
    while not isinstance(expression, ex.Constant):
        if isinstance(expression, ex.Format) and expression.parts:
            expression = expression.parts[-1]
        elif isinstance(expression, ex.Operation) and expression.operator == "+":
            expression = expression.right
        else:
            return False
    text = expression.value
    return isinstance(text, str) and text.replace("\\", "/").rpartition("/")[2].strip(". ") != ""


def _is_empty(expression: ex.Expression) -> bool:
    return isinstance(expression, ex.Constant) and expression.value in ("", None, b"")
