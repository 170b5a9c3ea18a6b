"""Calls: functions, constructors, library functions by their rows, decorators, context managers, iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeGuard

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import Parameter, ParameterKind
from fastlint.facts.expressions import Expression, Place, render
from fastlint.knowledge.schema import Argument, Blocking, Condition, FunctionRow, Infer, Take
from fastlint.project.execution import abstract as ab
from fastlint.project.execution import folders
from fastlint.project.execution.abstract import (
    NO_RETURN,
    NONE,
    UNKNOWN,
    WORD,
    Arguments,
    Awaitable,
    BoundMethod,
    Class,
    ClassValue,
    Const,
    Descriptor,
    DictValue,
    External,
    Foreign,
    ForeignMethod,
    Function,
    FunctionValue,
    Generator,
    Instance,
    ListValue,
    Manager,
    ManagerFunction,
    Native,
    Partial,
    Scope,
    TypeForm,
    Value,
    external,
    foreign,
    join,
    known,
    members,
    union,
)
from fastlint.project.execution.acceptance import refuses
from fastlint.project.execution.alternatives import each_of, is_certain, less_sure
from fastlint.project.execution.attributes import POST_INITIALISERS, default_factory
from fastlint.project.execution.calls import Activation, EdgeKind, EventKind, Sink
from fastlint.project.execution.fetched import is_address
from fastlint.project.execution.frame import FALLS, STOPS, Frame
from fastlint.project.execution.modules import State
from fastlint.project.execution.private_loops import drive, driven_by
from fastlint.project.execution.sections import LOCKS
from fastlint.project.execution.typeforms import DECLARED_CALLABLE, ENUMS
from fastlint.project.execution.watched import BACKGROUND_TASKS, READINESS, READY, THREADS, WATCHED, makes_coroutine
from fastlint.project.reading import bodies
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.interpreter import Interpreter
    from fastlint.project.execution.modules import Module

#: A function is looked at in so many contexts that these lines are executed, within these bounds; then all is forgotten
#: that is known of its arguments.
LINES_OF_CONTEXTS = 600
FEWEST_CONTEXTS = 2
MOST_CONTEXTS = 30
#: So many functions are looked through to see what alternatives have in common.
MOST_LOOKED_THROUGH = 400
#: So many more may tell words from other strings.
WORDED_CONTEXTS = 4
#: What is given a function or class, and is no longer than this, may be a decorator: each use is a context of its own.
LONGEST_DECORATOR = 200
MOST_DECORATED = 600
#: In so many contexts that differ in what is known of attributes only, an activation is looked at.
MOST_KNOWING = 4
#: So many elements of a container are looked at to see whether it holds more than data.
MOST_LOOKED_AT = 24
#: Calls nested deeper than this are executed later, from the top.
DEEPEST_CALL = 40
DEEPEST_INLINE = 30
#: Classes of which one object is like another.
_PATHS = frozenset({"Path", "PurePath"})
#: What is no longer than this may be executed once more, for the constants that it is given.
LONGEST_COMPUTED = 20
#: What is shorter than this stays in the buffer of a file.
BUFFERED = 4096
#: So many inline calls may be executed for registering routes, and so many of them of functions of which no more is
#: known than that they call what bears the name of something that registers.
INLINE_BUDGET = 20_000
NAMED_BUDGET = 5_000

MARKERS = frozenset({"fastapi.Depends", "fastapi.Security"})
MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic_settings.BaseSettings"})
#: Instances of these are data: which one is passed makes no difference to what a function calls.
DATA = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "typing.NamedTuple", "builtins.Exception"})
TYPED_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})

#: What registers routes, by name: a function that calls one of these is executed afresh for each call, and so is one
#: that calls such a function.
SPREADING = frozenset(
    """FastAPI APIRouter include_router add_api_route add_api_websocket_route @get @post @put @delete @patch @head
    @options @trace @api_route @websocket @websocket_route""".split()
)
#: The same for the function alone that calls them: the names mean other things too often.
REGISTERING = SPREADING | frozenset(
    """Starlette mount add_route add_websocket_route api_route websocket_route @route import_module add_middleware
    add_exception_handler""".split()
)

#: Responses that send what a generator yields.
STREAMS = frozenset(
    {
        "starlette.responses.StreamingResponse",
        "fastapi.sse.EventSourceResponse",
        "sse_starlette.EventSourceResponse",
        "sse_starlette.sse.EventSourceResponse",
    }
)

SCALARS = frozenset({"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set"})

#: What is declared to be one of these is no object of a library, whatever else is passed somewhere.
_PLAIN_SCALARS = frozenset({"str", "int", "float", "bool", "bytes"})

#: The mark of a function with a decorator that is not known: calling it may do anything.
DECORATED = "<decorated>"

NO_PLACE: Place = (1, 1, 1, 1)


class Caller:
    """Calling values, for the interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._depth = 0
        self._inline: list[Function] = []
        #: the functions that were executed as part of their callers
        self.inlined: set[Function] = set()
        #: what decorates functions like a route, with a path, but is not known: by module and place
        self.unknown_registrations: dict[tuple[Module, Place], tuple[Expression, FunctionValue]] = {}
        #: what a parameter of such a function is of which only the type is known; set by `apps`
        self.stand_in: Callable[[FunctionValue, Parameter, Value], Value] = lambda value, parameter, bound: bound
        self._inline_left = INLINE_BUDGET
        self._named_left = NAMED_BUDGET
        self.pending: list[Activation] = []
        self.all_activations: list[Activation] = []
        self.registering_names: set[str] = set(REGISTERING)
        #: what a `Depends(...)` gives; set by `dependencies`
        self.inject: Callable[[Instance, Value | None], Value] = lambda marker, annotated: UNKNOWN
        #: functions that are called by name by a library: the activation and why
        self.scheduled: list[tuple[Activation, str]] = []
        self.validators: dict[Class, list[FunctionValue]] = {}
        self.serializers: dict[Class, list[FunctionValue]] = {}
        self._behaving_types: dict[str, bool] = {}
        #: functions that were handed to a thread, and by what
        self.threaded: dict[Activation, str] = {}
        #: functions that were handed to something that calls them elsewhere: in a thread, in another process
        self.handed_off: dict[Activation, None] = {}
        #: the classes of the objects of which a lock is entered, by function and place
        self.lock_owners: dict[tuple[Function, Place], Class] = {}
        #: the same activation, knowing something of attributes; and which attributes make a difference to a method
        self._knowing_more: dict[Activation, dict[frozenset[tuple[str, bool]], Activation]] = {}
        self._attributes_asked_for: dict[tuple[Function, Class], frozenset[str]] = {}
        #: classes that were among several that may be made, and did not take the arguments; and those that were made
        self.refused: set[Class] = set()
        self.made: set[Class] = set()
        #: sync generators that a thread drains while a response is sent
        self.streamed: dict[Activation, None] = {}

    # Dispatch

    def call(
        self,
        callee: Value,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence = Confidence.HIGH,
    ) -> Value:
        """Call a value: what comes out; what it runs is noted in the frame."""
        kind = type(callee)
        if kind is FunctionValue:
            return self._call_function(callee, arguments, frame, place, label, confidence)  # type: ignore[arg-type]
        if kind is BoundMethod:
            if callee.is_replaced and confidence is Confidence.HIGH:  # type: ignore[attr-defined]
                confidence = Confidence.MEDIUM
            return self.call(
                callee.function,  # type: ignore[attr-defined]
                arguments.with_first(callee.receiver),  # type: ignore[attr-defined]
                frame,
                place,
                label,
                confidence,
            )
        if kind is External:
            return self._call_external(callee.name, arguments, frame, place, label, confidence)  # type: ignore[attr-defined]
        if kind is ForeignMethod:
            return self._call_foreign_method(callee, arguments, frame, place, label, confidence)  # type: ignore[arg-type]
        if kind is Native:
            site = ab.CallSite(self._interpreter, frame, arguments, place, label, callee.receiver)  # type: ignore[attr-defined]
            return callee.handler(site)  # type: ignore[attr-defined,no-any-return]
        if kind is ClassValue:
            return self.construct(callee.cls, arguments, frame, place, label, confidence)  # type: ignore[attr-defined]
        if kind is ab.Union:
            alternatives = known(callee)
            if len(alternatives) > 1 and confidence is Confidence.HIGH:
                is_all = UNKNOWN not in callee.members  # type: ignore[attr-defined]
                return self._call_any(alternatives, arguments, frame, place, label, is_all)
            is_open = UNKNOWN in callee.members  # type: ignore[attr-defined]
            if is_open and confidence is Confidence.HIGH:
                confidence = Confidence.MEDIUM
            results = [self.call(each, arguments, frame, place, label, confidence) for each in alternatives]
            return union([*results, UNKNOWN] if is_open else results or [UNKNOWN])
        if kind is Partial:
            bound = callee.arguments  # type: ignore[attr-defined]
            merged = Arguments(
                [*bound.positional, *arguments.positional],
                {**bound.keywords, **arguments.keywords},
                bound.is_open or arguments.is_open,
            )
            return self.call(callee.callee, merged, frame, place, label, confidence)  # type: ignore[attr-defined]
        if kind is Instance:
            method = self._interpreter.attributes.find(callee, "__call__")  # type: ignore[arg-type]
            if method is not None:
                return self.call(method, arguments, frame, place, label, confidence)
            if isinstance(callee.cls, Class):  # type: ignore[attr-defined]
                for base in callee.cls.external_bases():  # type: ignore[attr-defined]
                    row = self._interpreter.knowledge.special(base, "call")
                    if row is not None:
                        return self.apply(row, base, arguments, frame, place, label, callee, confidence)
            return UNKNOWN
        if kind is Foreign:
            row = self._interpreter.knowledge.special(callee.type, "call")  # type: ignore[attr-defined]
            if row is not None:
                return self.apply(row, callee.type, arguments, frame, place, label, callee, confidence)  # type: ignore[attr-defined]
            return UNKNOWN
        if kind is ManagerFunction:
            generator = self.call(callee.function, arguments, frame, place, label, confidence)  # type: ignore[attr-defined]
            return Manager(generator)
        if kind is TypeForm:
            origin = callee.origin  # type: ignore[attr-defined]
            if isinstance(origin, External):
                made = self._interpreter.types.instance(callee)
                if type(made) is Foreign and made.variables:
                    self.call(origin, arguments, frame, place, label, confidence)
                    return made
            return (
                self.call(origin, arguments, frame, place, label, confidence) if isinstance(origin, Value) else UNKNOWN
            )
        if kind is Descriptor:
            return self.call(callee.function, arguments, frame, place, label, confidence)  # type: ignore[attr-defined]
        return UNKNOWN

    def _call_any(
        self,
        alternatives: tuple[Value, ...],
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        is_all: bool,
    ) -> Value:
        """Call one of several: that is less sure, unless these are all, and all of them block alike or are one."""
        alternatives = self._accepting(alternatives, arguments)
        sinks, edges = frame.activation.sinks, frame.activation.edges
        sinks_before, edges_before = len(sinks), len(edges)
        results: list[Value] = []
        blocking: list[set[Blocking]] = []
        functions: list[dict[Function | None, set[Activation]]] = []
        is_open = len(alternatives) > 1  # what they register is so in one case, and not in another
        frame.uncertain += is_open
        for each in alternatives:
            from_sink, from_edge = len(sinks), len(edges)
            results.append(self.call(each, arguments, frame, place, label, Confidence.MEDIUM))
            blocking.append({sink.blocking for sink in sinks[from_sink:] if sink.place == place})
            targets: dict[Function | None, set[Activation]] = {}
            for edge in edges[from_edge:]:
                if edge.place == place:
                    targets.setdefault(edge.target.function, set()).add(edge.target)
            functions.append(targets)
        frame.uncertain -= is_open
        if not is_all:
            return union([*results, UNKNOWN])
        alike = set.intersection(*blocking)
        if alike:
            sinks[sinks_before:] = [
                sink._replace(confidence=Confidence.HIGH) if sink.place == place and sink.blocking in alike else sink
                for sink in sinks[sinks_before:]
            ]
        shared = {
            function
            for function in set.intersection(*[set(each) for each in functions])
            if _leads_alike([each[function] for each in functions])
        }
        if shared:
            edges[edges_before:] = [
                edge._replace(confidence=Confidence.HIGH)
                if edge.place == place and edge.target.function in shared
                else edge
                for edge in edges[edges_before:]
            ]
        return union(results)

    def _accepting(self, alternatives: tuple[Value, ...], arguments: Arguments) -> tuple[Value, ...]:
        """Those of several that do not refuse the arguments; all, if all do."""
        refusing = [each for each in alternatives if refuses(each, arguments, self._interpreter.attributes)]
        if not refusing or len(refusing) == len(alternatives):
            return alternatives
        self.refused.update(each.cls for each in refusing if type(each) is ClassValue)
        return tuple([each for each in alternatives if each not in refusing])

    # Functions of the project

    def _call_function(
        self,
        value: FunctionValue,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> Value:
        function = value.function
        fact = function.fact
        if frame.is_inline and self._is_worth_inlining(value, arguments):
            return self._call_inline(value, arguments, frame)
        result = self._call_in_context(value, arguments, frame, place, label, confidence)
        if frame.is_inline and not _is_telling(result) and self._is_computed(fact, arguments, result):
            worked_out = self._worked_out(value, arguments, frame)
            return result if worked_out is UNKNOWN else worked_out
        return result

    def _call_in_context(
        self,
        value: FunctionValue,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> Value:
        function = value.function
        fact = function.fact
        activation = self.activation(value, self.bindings(value, arguments))
        if arguments.ascertained is not None and activation.reaches:
            activation = self._knowing(activation, value, arguments.ascertained)
        if fact.is_generator:
            if fact.is_async:
                self._interpreter.edge(frame, EdgeKind.COROUTINE, activation, place, label, confidence)
            return Generator(self.yields_of(activation), fact.is_async, activation)
        kind = EdgeKind.COROUTINE if fact.is_async else EdgeKind.CALL
        if value.marks and "cached" in value.marks and confidence is Confidence.HIGH:
            confidence = Confidence.MEDIUM  # executed once in the life of the process, for each argument
        self._interpreter.edge(frame, kind, activation, place, label, confidence)
        if value.retries is not None:
            is_conditional = frame.conditional > 0
            retries = value.retries._replace(place=place, label=label_text(label), is_conditional=is_conditional)
            frame.activation.sinks.append(retries)
        if function.drives:
            drive(frame, driven_by(function, label), self._interpreter.modules.enclosing, is_sole=True)
        result = self.result_of(activation)
        if not fact.is_async:
            return result
        is_coroutine = value.marks is None or DECORATED not in value.marks
        return Awaitable(result, is_coroutine, function.fact.name)

    def _is_computed(self, fact: FunctionFact, arguments: Arguments, result: Value) -> bool:
        """Whether a short function is given data alone, and makes a text of another, say, or gathers routers."""
        if fact.is_async or fact.end_line - fact.line >= LONGEST_COMPUTED or self._inline_left <= 0:
            return False
        if any(name[:1].isupper() and name not in _PATHS for name in fact.called):
            return False  # it makes an object: a second one would be another
        given = [*arguments.positional, *arguments.keywords.values()]
        has_text = any(isinstance(each, Const) and isinstance(each.value, str) for each in given)
        return (has_text or _gathers_routers(result)) and all(map(_is_data, given))

    def _worked_out(self, value: FunctionValue, arguments: Arguments, frame: Frame) -> Value:
        """What a function gives for these very constants; for settings, what it gives where nobody sets them.

        What it does was noted in its context.
        """
        interpreter = self._interpreter
        given = [*arguments.positional, *arguments.keywords.values()]
        is_setting = any(type(each) is ab.Setting for each in given)
        if is_setting:
            keywords = {name: _unset(each) for name, each in arguments.keywords.items()}
            arguments = Arguments([_unset(each) for each in arguments.positional], keywords, arguments.is_open)
        seen = len(interpreter.seen)
        probe = interpreter.detached(frame.module)
        probe.is_inline = True
        result = self._call_inline(value, arguments, probe)
        del interpreter.seen[seen:]
        if not is_setting:
            return result
        return ab.setting(result.value) if type(result) is Const and isinstance(result.value, str) else UNKNOWN

    def result_of(self, activation: Activation) -> Value:
        """What a function returns, as far as it is known by now: inferred, else declared."""
        inferred = activation.returns
        if inferred is not None and any(not is_vague(member) for member in known(inferred) if member is not NO_RETURN):
            return self._with_declared(inferred, activation) if UNKNOWN in members(inferred) else inferred
        declared = self._declared_result(activation)
        if declared is not UNKNOWN and known(declared):
            return declared
        return inferred if inferred is not None else UNKNOWN

    def _with_declared(self, inferred: Value, activation: Activation) -> Value:
        """What is known of a result that may be something else, too: that is what is declared, if it is told."""
        found = {member.cls for member in known(inferred) if type(member) is Instance}
        told = [
            member
            for member in known(self._declared_result(activation))
            if type(member) is Instance and isinstance(member.cls, Class) and member.cls not in found
        ]
        return union((*members(inferred), *told)) if told else inferred

    def yields_of(self, activation: Activation) -> Value:
        """What a generator yields, as far as it is known by now."""
        inferred = activation.yields
        if inferred is not None and known(inferred):
            return inferred
        declared = self._declared_result(activation)
        if type(declared) is Generator:
            return declared.element
        if type(declared) is ListValue:
            return declared.element()
        return inferred if inferred is not None else UNKNOWN

    def _declared_result(self, activation: Activation) -> Value:
        function = activation.function
        value = activation.value
        if function is None or function.fact.returns is None or not isinstance(value, FunctionValue):
            return UNKNOWN
        returns = function.fact.returns
        receiver = next(iter(activation.bindings.values()), UNKNOWN)
        if isinstance(returns, ex.Name) and returns.id == "Self":
            return receiver
        if function.owner is None:
            return self._interpreter.types.annotation(returns, value.scope)
        return self._interpreter.types.annotation_for(returns, value.scope, receiver)

    def bindings(self, value: FunctionValue, arguments: Arguments) -> dict[str, Value]:
        """What each parameter is in a call."""
        result: dict[str, Value] = {}
        position = 0
        positional = arguments.positional
        used: set[str] = set()
        fact = value.function.fact
        for parameter in fact.parameters:
            name = parameter.name
            kind = parameter.kind
            if kind is ParameterKind.VARIADIC:
                result[name] = ListValue("tuple", positional[position:], not arguments.is_open)
                position = len(positional)
                continue
            if kind is ParameterKind.VARIADIC_KEYWORD:
                rest = DictValue()
                rest.items = {ab.const(k): v for k, v in arguments.keywords.items() if k not in used}
                if arguments.is_open:
                    rest.rest = UNKNOWN
                result[name] = rest
                continue
            if kind is not ParameterKind.KEYWORD_ONLY and position < len(positional):
                found: Value | None = positional[position]
                position += 1
            else:
                found = arguments.keywords.get(name)
            used.add(name)
            if found is None:
                result[name] = (
                    self.parameter_value(value, parameter)
                    if arguments.is_open or parameter.default is None
                    else self._default(value, parameter)
                )
            elif found is UNKNOWN:
                result[name] = self.parameter_value(value, parameter)
            elif fact.is_lambda:
                result[name] = found
            else:
                result[name] = self._telling(found, value, parameter)
        return result

    def _telling(self, found: Value, value: FunctionValue, parameter: Parameter) -> Value:
        """An argument without what makes no difference in a call: else each call would be a context of its own.

        What is called later, or has methods that matter, is kept; numbers, strings and plain data are not, unless a
        condition of the function reads the parameter.
        """
        kind = type(found)
        if kind is Const:
            if parameter.name in value.function.fact.tested:
                return found
            if type(found.value) is bool:  # type: ignore[attr-defined]
                return found
            plain = self.parameter_value(value, parameter)
            is_word = type(found.value) is str and ab.is_word(found.value)  # type: ignore[attr-defined]
            return self._word(value, plain) if is_word else plain
        if kind is ab.Setting:
            return self.parameter_value(value, parameter)
        if found is WORD:
            return self._word(value, self.parameter_value(value, parameter))
        if kind is Foreign:
            found = ab.without_text(found)
            if found is ab.SOMETHING:
                plain = self.parameter_value(value, parameter)
                return union(known(plain)) if NONE in members(plain) and known(plain) else plain
            is_scalar = type(parameter.annotation) is ex.Name and parameter.annotation.id in _PLAIN_SCALARS
            behaves = not is_scalar and self._behaves(found.type)  # type: ignore[attr-defined]
            return found if behaves else self.parameter_value(value, parameter)
        if kind is Instance:
            cls = found.cls  # type: ignore[attr-defined]
            if isinstance(cls, Class) and cls.inherits(DATA):
                return self._interpreter.types.generic(cls)
            return found
        if kind is ListValue:
            return found if self._holds_behaviour(found.elements) else self._plain(found, value, parameter)  # type: ignore[attr-defined]
        if kind is DictValue:
            held = [*found.items.values(), *([] if found.rest is None else [found.rest])]  # type: ignore[attr-defined]
            return found if self._holds_behaviour(held) else self._plain(found, value, parameter)
        if kind is ab.Union:
            return self._telling_union(found, value, parameter)  # type: ignore[arg-type]
        return found

    @staticmethod
    def _word(value: FunctionValue, plain: Value) -> Value:
        """A constant that is a word, passed for a parameter that is otherwise `plain`."""
        fact = value.function.fact
        return plain if fact.name == "__init__" or "getattr" in fact.called else WORD

    def _telling_union(self, found: ab.Union, value: FunctionValue, parameter: Parameter) -> Value:
        is_tested = parameter.name in value.function.fact.tested
        kept: list[Value] = []
        for member in found.members:
            kind = type(member)
            if kind in (Const, ab.Setting, ab.Unknown) or (kind is Foreign and not self._behaves(member.type)):  # type: ignore[attr-defined]
                continue
            each = self._telling(member, value, parameter)
            if known(each):
                kept.append(each)
        if not kept:
            return self.parameter_value(value, parameter)
        if is_tested and NONE in found.members:
            kept.append(NONE)
        if UNKNOWN in found.members:
            kept.append(UNKNOWN)  # it may be something else, too
        return union(kept)

    def _plain(self, found: Value, value: FunctionValue, parameter: Parameter) -> Value:
        """A container of plain data: what the parameter declares; one is like another."""
        return self.parameter_value(value, parameter)

    def _behaves(self, type_name: str) -> bool:
        """Whether it matters which instance of a library's type is passed: its rows say more than other types."""
        found = self._behaving_types.get(type_name)
        if found is None:
            found = self._behaving_types[type_name] = "." in type_name and self._has_telling_rows(type_name)
        return found

    def _has_telling_rows(self, type_name: str) -> bool:
        knowledge = self._interpreter.knowledge
        for base in knowledge.bases(type_name):
            row = knowledge.type(base)
            if row is None:
                continue
            specials = (row.call, row.enter, row.exit, row.iterate, row.item, row.async_enter, row.async_iterate)
            rows = [*row.methods.values(), *(each for each in specials if each is not None)]
            if any(
                each.blocks or each.hand_off or each.runs or each.coroutine or _leads_on(each.returns) for each in rows
            ):
                return True
            if any(attribute.blocks or _leads_on(attribute.type) for attribute in row.attributes.values()):
                return True
        return False

    def _holds_behaviour(self, values: Iterable[Value]) -> bool:
        """Whether something in a container can be called, or has methods that matter, as far as a short look tells."""
        pending = list(islice(values, MOST_LOOKED_AT))
        for _ in range(MOST_LOOKED_AT):
            if not pending:
                return False
            value = pending.pop()
            kind = type(value)
            if kind is Foreign:
                if self._behaves(value.type):  # type: ignore[attr-defined]
                    return True
            elif kind is Instance:
                cls = value.cls  # type: ignore[attr-defined]
                if not (isinstance(cls, Class) and cls.inherits(DATA)):
                    return True
            elif kind in _BEHAVING:
                return True
            elif kind is ab.Union:
                pending.extend(value.members)  # type: ignore[attr-defined]
            elif kind is ListValue:
                pending.extend(value.elements[:MOST_LOOKED_AT])  # type: ignore[attr-defined]
            elif kind is DictValue:
                pending.extend(islice(value.items.values(), MOST_LOOKED_AT))  # type: ignore[attr-defined]
        return False

    def _default(self, value: FunctionValue, parameter: Parameter) -> Value:
        """The value of a parameter that a call leaves to its default."""
        found = self.written_default(value, parameter)
        assert found is not None
        return self.parameter_value(value, parameter) if is_marker(found) else found

    def written_default(self, value: FunctionValue, parameter: Parameter) -> Value | None:
        """The default of a parameter, evaluated where the function is defined, once; None where it has none."""
        if parameter.default is None:
            return None
        if value.defaults is None:
            value.defaults = {}
        found = value.defaults.get(parameter.name)
        if found is None:
            frame = Frame(value.scope, Activation(None, None, {}))
            found = value.defaults[parameter.name] = self._interpreter.evaluate(parameter.default, frame)
        return found

    def marker(self, value: FunctionValue, parameter: Parameter) -> tuple[Instance, Value | None] | None:
        """The `Depends` marker of a parameter, in its annotation or as its default, with its annotated type."""
        inner: Value | None = None
        if parameter.annotation is not None:
            annotated = self._interpreter.types.annotated(parameter.annotation, value.scope)
            inner, metadata = self._interpreter.types.metadata(annotated)
            for marker in reversed(metadata):
                if is_marker(marker):
                    return marker, inner
        default = self.written_default(value, parameter)
        return (default, inner) if is_marker(default) else None

    def parameter_value(self, value: FunctionValue, parameter: Parameter) -> Value:
        """What a parameter is when nobody knows the call: injected, declared, or like its default."""
        if parameter.annotation is None and parameter.default is None:
            return UNKNOWN
        if value.declared is None:
            value.declared = {}
        found = value.declared.get(parameter.name)
        if found is None:
            found = self._find_parameter_value(value, parameter)
            if value.function.module.state is State.DONE:
                value.declared[parameter.name] = found
        return found

    def _find_parameter_value(self, value: FunctionValue, parameter: Parameter) -> Value:
        marked = self.marker(value, parameter)
        if marked is not None:
            marker, inner = marked
            return self._or_declared(self.inject(marker, inner), inner)
        default = self.written_default(value, parameter)
        if parameter.annotation is not None:
            declared = self._interpreter.types.annotation(parameter.annotation, value.scope)
            if declared is not UNKNOWN:
                return join(declared, NONE) if default is NONE else declared
        return UNKNOWN if default is None or isinstance(default, Const) else default

    def _or_declared(self, injected: Value, annotated: Value | None) -> Value:
        """What is injected; where that is not known, what the annotation declares."""
        if known(injected) or annotated is None:
            return injected
        return self._interpreter.types.instance(annotated)

    def generic_bindings(self, value: FunctionValue, receiver: Value | None = None) -> dict[str, Value]:
        """What each parameter is when nobody knows the call."""
        result: dict[str, Value] = {}
        for index, parameter in enumerate(value.function.fact.parameters):
            if index == 0 and value.function.owner is not None and parameter.annotation is None:
                owner = value.function.owner
                if receiver is not None:
                    result[parameter.name] = receiver
                elif parameter.name in ("cls", "mcs", "klass"):
                    result[parameter.name] = owner.value
                elif parameter.name == "self" or not self._is_static(value):
                    result[parameter.name] = self._interpreter.types.generic(owner)
                else:
                    result[parameter.name] = self.parameter_value(value, parameter)
            elif parameter.kind is ParameterKind.VARIADIC:
                result[parameter.name] = ListValue("tuple", [], False)
            elif parameter.kind is ParameterKind.VARIADIC_KEYWORD:
                rest = DictValue()
                rest.rest = UNKNOWN
                result[parameter.name] = rest
            else:
                result[parameter.name] = self.parameter_value(value, parameter)
        return result

    @staticmethod
    def _is_static(value: FunctionValue) -> bool:
        return any(d == ex.Name("staticmethod") for d in value.function.fact.decorators)

    def generic_activation(self, value: FunctionValue, receiver: Value | None = None) -> Activation:
        """The function in the context in which nobody knows the call."""
        return self.activation(value, self.generic_bindings(value, receiver), is_generic=True)

    def activation(self, value: FunctionValue, bindings: dict[str, Value], is_generic: bool = False) -> Activation:
        """The function in a context, executed when it is asked for first.

        It is looked at without the constants among its arguments first. Only where it then blocks somewhere, or may
        give one thing or another, do the constants make a context of their own: they may pick a branch.
        """
        plain = bindings if is_generic else self._without_constants(value, bindings)
        found = self._context(value, plain, is_generic)
        if plain is not bindings:
            if not found.is_done:  # it leads to itself: nobody knows yet what the constants decide, but words are few
                worded = {name: WORD if _is_worded(each) else plain[name] for name, each in bindings.items()}
                found = self._context(value, worded, False)
            elif self._is_worth_refining(found, plain, bindings):
                found = self._context(value, bindings, False)
        if self._depth == 0:
            found.is_root = True
        return found

    def _without_constants(self, value: FunctionValue, bindings: dict[str, Value]) -> dict[str, Value]:
        fact = value.function.fact
        if fact.is_lambda or fact.name == "__init__" or "getattr" in fact.called:
            return bindings
        result: dict[str, Value] | None = None
        for parameter in fact.parameters:
            bound = bindings.get(parameter.name)
            if type(bound) is Const or bound is WORD:
                plain = self.parameter_value(value, parameter)
                if plain is not bindings[parameter.name]:
                    result = dict(bindings) if result is None else result
                    result[parameter.name] = plain
        return bindings if result is None else result

    def _knowing(
        self, activation: Activation, value: FunctionValue, ascertained: frozenset[tuple[str, bool]]
    ) -> Activation:
        """The same call of a method that blocks somewhere, knowing what the caller has found of attributes it asks for.

        Where that keeps it from what blocks, it is another matter; else it is not worth a context.
        """
        receiver = next(iter(activation.bindings.values()), None)
        if type(receiver) is not Instance or not isinstance(receiver.cls, Class):
            return activation
        asked = self._asked_for(value, receiver.cls)
        told = frozenset(each for each in ascertained if each[0] in asked)
        if not told or activation.ascertained:
            return activation
        others = self._knowing_more.setdefault(activation, {})
        found = others.get(told)
        if found is None:
            if len(others) >= MOST_KNOWING or self._depth >= DEEPEST_CALL:
                return activation
            found = others[told] = Activation(value.function, value, activation.bindings)
            found.ascertained = told
            value.function.activations.append(found)
            self.all_activations.append(found)
            self.run(found)
        return found

    def _asked_for(self, value: FunctionValue, cls: Class) -> frozenset[str]:
        """The attributes of its object that the conditions of a method ask for, its own or those of what it calls."""
        key = (value.function, cls)
        found = self._attributes_asked_for.get(key)
        if found is None:
            asked: set[str] = set()
            seen = {value.function}
            pending = [value.function]
            while pending and len(seen) <= MOST_LOOKED_AT:
                tested, called = bodies.attributes_tested(pending.pop().fact)
                asked |= tested
                for name in called:
                    method = self._interpreter.attributes.in_class(cls, name)
                    if type(method) is FunctionValue and method.function not in seen:
                        seen.add(method.function)
                        pending.append(method.function)
            found = self._attributes_asked_for[key] = frozenset(asked)
        return found

    @staticmethod
    def _is_worth_refining(activation: Activation, plain: dict[str, Value], bindings: dict[str, Value]) -> bool:
        if activation.reaches:
            return True
        if all(bound is plain[name] or bound is WORD for name, bound in bindings.items()):
            return False
        for value in (activation.returns, activation.yields):
            if value is not None:
                found = known(value)
                if len(found) > 1 or any(type(each) in _BEHAVING for each in found):
                    return True
        return False

    def _context(self, value: FunctionValue, bindings: dict[str, Value], is_generic: bool) -> Activation:
        key = tuple([key_of(bound) for bound in bindings.values()])
        found = value.contexts.get(key)
        if found is not None:
            return found
        if not is_generic:
            most = most_contexts(value.function, bindings.values())
            if len(value.contexts) >= most:
                receiver = next(iter(bindings.values()), None) if value.function.owner is not None else None
                if len(value.contexts) >= 2 * most:
                    receiver = None
                generic = self.generic_bindings(value, receiver)
                words = {name: WORD for name, bound in bindings.items() if _is_worded(bound)}
                if words and len(value.contexts) < 2 * most + WORDED_CONTEXTS:
                    generic |= {name: word for name, word in words.items() if name in generic}
                return self._context(value, generic, True)
        activation = Activation(value.function, value, bindings)
        value.contexts[key] = activation
        value.function.activations.append(activation)
        self.all_activations.append(activation)
        if self._depth >= DEEPEST_CALL:
            self.pending.append(activation)
        else:
            self.run(activation)
        return activation

    def run_pending(self) -> None:
        """Execute what was put off."""
        while self.pending:
            self.run(self.pending.pop())

    def run(self, activation: Activation) -> None:
        """Execute the body of an activation."""
        if activation.is_running or activation.is_done:
            return
        value = activation.value
        assert isinstance(value, FunctionValue)
        function = value.function
        activation.is_running = True
        scope = Scope(function.module, value.scope)
        scope.names = dict(activation.bindings)
        frame = Frame(scope, activation)
        self._enter_method(frame, value, activation.bindings)
        if activation.ascertained:
            first = next(iter(activation.bindings))
            frame.ascertained = frozenset((first, attribute, is_true) for attribute, is_true in activation.ascertained)
        self._depth += 1
        try:
            end = self._interpreter.block(function.fact.body, frame)
        except Exception as error:
            end = FALLS
            self._interpreter.failed(function.module.path, function.fact.line, f"`{function.name}`", error)
        finally:
            self._depth -= 1
        returns = frame.returns
        if end == FALLS:
            returns.append(NONE)
        if returns:
            activation.returns = union(returns)
        else:
            activation.returns = NO_RETURN if self._never_returns(function, end) else UNKNOWN
        if function.fact.is_generator:
            activation.yields = union(frame.yields) if frame.yields else UNKNOWN
        activation.reaches = bool(activation.sinks) or any(edge.target.reaches for edge in activation.edges)
        activation.is_running = False
        activation.is_done = True

    @staticmethod
    def _never_returns(function: Function, end: int) -> bool:
        """Whether a body that returned nothing always raises; a method that is overridden may be meant to be."""
        if end != STOPS or function.fact.is_generator or function.is_stub:
            return False
        return function.owner is None or not function.owner.subclasses

    @staticmethod
    def _enter_method(frame: Frame, value: FunctionValue, bindings: dict[str, Value]) -> None:
        owner = value.function.owner
        if owner is not None:
            frame.cls = owner
            frame.receiver = next(iter(bindings.values()), None)

    def _is_worth_inlining(self, value: FunctionValue, arguments: Arguments) -> bool:
        function = value.function
        if self._inline_left <= 0 or len(self._inline) >= DEEPEST_INLINE or self._inline.count(function) > 2:
            return False
        given = (*arguments.positional, *arguments.keywords.values())
        if any(map(_is_router, given)):
            return True
        if self._named_left > 0 and not self.registering_names.isdisjoint(function.fact.called):
            self._named_left -= 1
            return True
        if function.fact.name == "__init__" and function.owner is not None and _makes_router(function.owner):
            return True
        return value.scope.is_given_router and any(isinstance(argument, FunctionValue) for argument in given)

    def _call_inline(self, value: FunctionValue, arguments: Arguments, frame: Frame) -> Value:
        """Execute a function that registers routes as part of its caller: each call is one of its own."""
        function = value.function
        self._inline_left -= 1
        self._inline.append(function)
        self.inlined.add(function)
        scope = Scope(function.module, value.scope)
        scope.names = self.inline_bindings(value, arguments)
        scope.is_given_router = any(map(_is_router, scope.names.values()))
        inner = Frame(scope, frame.activation, is_inline=True, uncertain=frame.uncertain)
        self._enter_method(inner, value, scope.names)
        try:
            end = self._interpreter.block(function.fact.body, inner)
        finally:
            self._inline.pop()
        if function.fact.is_generator:
            element = union(inner.yields) if inner.yields else UNKNOWN
            made = Generator(element, function.fact.is_async, None)
            made.elements = inner.yields if inner.yields_exactly else None
            return made
        if end == FALLS:
            inner.returns.append(NONE)
        result = union(inner.returns) if inner.returns else UNKNOWN
        if not known(result) and function.fact.returns is not None:
            declared = self._interpreter.types.annotation(function.fact.returns, value.scope)
            if known(declared) and not any(isinstance(m, Instance) and m.native for m in known(declared)):
                result = declared
        return Awaitable(result, True, function.fact.name) if function.fact.is_async else result

    def inline_bindings(self, value: FunctionValue, arguments: Arguments) -> dict[str, Value]:
        """Like `bindings`, with all constants and what holds them."""
        bound = self.bindings(value, arguments)
        position = 0
        for parameter in value.function.fact.parameters:
            if parameter.kind in (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD):
                position = len(arguments.positional)
                continue
            found: Value | None = None
            if parameter.kind is not ParameterKind.KEYWORD_ONLY and position < len(arguments.positional):
                found = arguments.positional[position]
                position += 1
            else:
                found = arguments.keywords.get(parameter.name)
            is_kept = isinstance(found, Const | ListValue | DictValue | ab.Union) or folders.text_of(found) is not None
            if is_kept and found is not None:
                bound[parameter.name] = found
            else:
                bound[parameter.name] = self.stand_in(value, parameter, bound[parameter.name])
        return bound

    # Classes of the project

    def construct(
        self,
        cls: Class,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> Value:
        """Make an instance."""
        interpreter = self._interpreter
        self.made.add(cls)
        if cls.inherits(ENUMS):
            return interpreter.types.generic(cls)
        if cls.inherits(TYPED_DICTS):
            result = DictValue()
            result.items = {ab.const(k): v for k, v in arguments.keywords.items()}
            return result
        maker = interpreter.attributes.in_class(cls, "__new__")
        if isinstance(maker, FunctionValue) and not frame.is_inline:
            self.call(maker, arguments.with_first(cls.value), frame, place, label, confidence)
        if frame.is_inline:
            instance = Instance(cls)
        else:
            key = self._instance_key(cls, arguments)
            found = cls.instances.get(key)
            if found is None:
                if len(cls.instances) >= MOST_CONTEXTS:
                    found = interpreter.types.generic(cls)
                else:
                    found = cls.instances[key] = Instance(cls)
            instance = found
        if instance.arguments is None:
            instance.arguments = arguments
        initialiser = interpreter.attributes.in_class(cls, "__init__")
        if isinstance(initialiser, FunctionValue):
            self.call(initialiser, arguments.with_first(instance), frame, place, label, confidence)
        else:
            self._construct_from_bases(cls, instance, arguments, frame, place, label, confidence)
        self.run_validators(cls, instance, frame, place, label)
        return instance

    def _instance_key(self, cls: Class, arguments: Arguments) -> object:
        """What tells the instances of a class apart: the constructor's arguments, as far as they make a difference."""
        if cls.inherits(DATA):
            return ()
        initialiser = self._interpreter.attributes.in_class(cls, "__init__")
        if isinstance(initialiser, FunctionValue):
            bound = self.bindings(initialiser, arguments.with_first(UNKNOWN))
            return tuple([key_of(each) for each in bound.values()])
        return (
            *[key_of(argument) for argument in arguments.positional],
            *[(name, key_of(argument)) for name, argument in sorted(arguments.keywords.items())],
        )

    def _construct_from_bases(
        self,
        cls: Class,
        instance: Instance,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> None:
        """A class without a constructor of its own: fields of models and dataclasses, or the library's constructor."""
        interpreter = self._interpreter
        for base in cls.external_bases():
            native = interpreter.native_constructors.get(base)
            if native is not None:
                native(ab.CallSite(interpreter, frame, arguments, place, label, instance), instance)
                return
        fields: list[str] = []
        for each in reversed(cls.mro):
            if isinstance(each, Class):
                fields.extend(name for name in each.annotations if name not in fields)
        if fields:
            for name, argument in zip(fields, arguments.positional, strict=False):
                self._set_field(instance, name, argument)
            for name, argument in arguments.keywords.items():
                if name in fields:
                    self._set_field(instance, name, argument)
            at_first: dict[str, Value] = {}
            if frame.is_inline and not arguments.is_open:
                at_first = self._make_defaults(cls, instance, arguments, fields, frame, place)
            before = dict(instance.attributes)
            instance.attributes.update(at_first)
            for name in POST_INITIALISERS:
                post = interpreter.attributes.in_class(cls, name)
                if isinstance(post, FunctionValue):
                    self.call(post, Arguments([instance]), frame, place, label, confidence)
            for name, value in at_first.items():
                if instance.attributes.get(name) is value and not (type(value) is ListValue and value.elements):
                    del instance.attributes[name]
                    if name in before:
                        instance.attributes[name] = before[name]
            return
        for base in cls.external_bases():
            row = interpreter.knowledge.special(base, "construct")
            if row is not None:
                self.apply(row, base, arguments, frame, place, label, instance, confidence)
                return

    def _make_defaults(
        self, cls: Class, instance: Instance, arguments: Arguments, fields: Iterable[str], frame: Frame, place: Place
    ) -> dict[str, Value]:
        """Give an object that is made once the fields that a factory makes for it alone: its router, say.

        Returns the fields whose values are certain only until the object is finished: flags, and lists yet empty.
        """
        at_first: dict[str, Value] = {}
        for name in fields:
            field = arguments.keywords.get(name) or self._interpreter.attributes.in_class(cls, name)
            if type(field) is Const and type(field.value) is bool:
                at_first[name] = field
            if name in instance.attributes or not isinstance(field, Instance) or field.arguments is None:
                continue
            factory = default_factory(field)
            if isinstance(factory, External | ClassValue | FunctionValue):
                made = self.call(factory, Arguments(), frame, place, name)
                if isinstance(made, Instance):
                    instance.attributes[name] = made
                elif type(made) is ListValue and not made.elements:
                    at_first[name] = made
        return at_first

    @staticmethod
    def _set_field(instance: Instance, name: str, value: Value) -> None:
        if value is UNKNOWN:
            return
        if type(value) is Const and type(value.value) is bool:
            value = ab.BOOLEAN
        before = instance.attributes.get(name)
        instance.attributes[name] = value if before is None else join(before, value)

    def validators_of(self, cls: Class) -> list[FunctionValue]:
        """The functions that Pydantic calls when a model is made: validators, default factories, `model_post_init`."""
        found = self.validators.get(cls)
        if found is not None:
            return found
        found = self.validators[cls] = []
        if not cls.inherits(MODELS):
            return found
        for each in cls.mro:
            if not isinstance(each, Class):
                continue
            for name, value in each.namespace.items():
                inner = value.function if isinstance(value, Descriptor) else value
                if isinstance(inner, FunctionValue) and (
                    name == "model_post_init" or (inner.marks and "validator" in inner.marks)
                ):
                    found.append(inner)
                elif isinstance(value, Instance) and value.arguments is not None:
                    factory = value.arguments.get("default_factory")
                    if isinstance(factory, FunctionValue):
                        found.append(factory)
            for annotation in each.annotations.values():
                if not isinstance(annotation, ex.Constant):
                    annotated = self._interpreter.types.annotated(annotation, each.scope)
                    found.extend(self.validators_in(annotated))
        return found

    def validators_in(self, annotated: Value) -> list[FunctionValue]:
        """The functions in the metadata of `Annotated` that Pydantic calls to validate a value."""
        return self._functions_in(
            annotated,
            {
                "AfterValidator": "func",
                "BeforeValidator": "func",
                "PlainValidator": "func",
                "WrapValidator": "func",
                "Field": "default_factory",
            },
        )

    def _functions_in(self, annotated: Value, names: dict[str, str]) -> list[FunctionValue]:
        _, metadata = self._interpreter.types.metadata(annotated)
        found: list[FunctionValue] = []
        for each in metadata:
            if isinstance(each, Instance) and isinstance(each.cls, External) and each.arguments is not None:
                keyword = names.get(each.cls.name.rpartition(".")[2])
                if keyword is not None:
                    function = each.arguments.get(keyword, 0 if keyword == "func" else None)
                    if isinstance(function, FunctionValue):
                        found.append(function)
        return found

    def serializers_of(self, cls: Class) -> list[FunctionValue]:
        """The functions that Pydantic calls when a model is serialised, computed fields included."""
        found = self.serializers.get(cls)
        if found is not None:
            return found
        found = self.serializers[cls] = []
        for each in cls.mro:
            if not isinstance(each, Class):
                continue
            for value in each.namespace.values():
                inner = value.function if isinstance(value, Descriptor) else value
                if isinstance(inner, FunctionValue) and inner.marks and "serializer" in inner.marks:
                    found.append(inner)
            for annotation in each.annotations.values():
                if not isinstance(annotation, ex.Constant):
                    annotated = self._interpreter.types.annotated(annotation, each.scope)
                    found.extend(self._functions_in(annotated, {"PlainSerializer": "func", "WrapSerializer": "func"}))
        return found

    def run_validators(
        self, cls: Class, instance: Instance, frame: Frame, place: Place, label: Expression | str
    ) -> None:
        """Note that making a model runs its validators."""
        for validator in self.validators_of(cls):
            activation = self.generic_activation(validator, instance if validator.function.owner else None)
            self._interpreter.edge(frame, EdgeKind.CALL, activation, place, label, Confidence.HIGH)

    # Functions of libraries

    def _call_external(
        self,
        name: str,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> Value:
        interpreter = self._interpreter
        native = interpreter.natives.get(name)
        site = ab.CallSite(interpreter, frame, arguments, place, label, UNKNOWN)
        return native(site) if native is not None else self.call_unplayed(name, site, confidence)

    def call_unplayed(self, name: str, site: ab.CallSite, confidence: Confidence = Confidence.HIGH) -> Value:
        """Call something outside the project as its row says, whether or not a native plays it."""
        interpreter = self._interpreter
        frame, arguments, place, label = site.frame, site.arguments, site.place, site.label
        if name in WATCHED:
            interpreter.event(frame, WATCHED[name], place, name)
        if name in STREAMS:
            self._note_stream(arguments)
        row = interpreter.knowledge.function(name)
        if row is not None:
            return self.apply(row, name, arguments, frame, place, label, None, confidence)
        type_row = interpreter.knowledge.type(name)
        if type_row is not None:
            variables = tuple(
                (variable, self._infer(infer, arguments, frame, place, label, {}))
                for variable, infer in type_row.infer.items()
            )
            made = foreign(interpreter.knowledge.canonical(name), variables)
            constructor = interpreter.knowledge.special(name, "construct")
            if constructor is not None:
                result = self.apply(constructor, name, arguments, frame, place, label, made, confidence)
                if result is not UNKNOWN and (constructor.returns or "Self") != "Self":
                    return result
                if result is not UNKNOWN and constructor.variants:
                    return result
            return made
        constructor = interpreter.native_constructors.get(name)  # type: ignore[assignment]
        if constructor is not None:
            instance = Instance(external(name))
            instance.arguments = arguments
            constructor(ab.CallSite(interpreter, frame, arguments, place, label, instance), instance)  # type: ignore[operator]
            return instance
        if any(
            type(a) is Instance and a.native is not None for a in (*arguments.positional, *arguments.keywords.values())
        ):
            wrapper = Instance(external(name))  # middleware around an application
            wrapper.arguments = arguments
            return wrapper
        interpreter.event(frame, EventKind.UNRESOLVED_CALL, place, name)
        scalar = interpreter.types.of_external(name)
        if type(scalar) is Foreign and not scalar.type[:1].isupper() and "." not in scalar.type:
            return scalar
        last = name.rpartition(".")[2]
        return foreign(name) if last[:1].isupper() and not last.isupper() else UNKNOWN

    def _call_foreign_method(
        self,
        method: ForeignMethod,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> Value:
        row = self._interpreter.knowledge.method(method.type, method.name)
        if row is None:
            return UNKNOWN
        name = f"{self._interpreter.knowledge.named(method.type)}.{method.name}"
        if name in WATCHED:
            self._interpreter.event(frame, WATCHED[name], place, name)
        result = self.apply(row, name, arguments, frame, place, label, method.receiver, confidence)
        if row.becomes is not None:
            self._become(row.becomes, method.receiver, frame, label)
        return result

    def _become(self, becomes: str, receiver: Value, frame: Frame, label: Expression | str) -> None:
        """After a method was called on a local name, the name has an object of another type."""
        if not isinstance(label, ex.Call) or not isinstance(label.callee, ex.Attribute):
            return
        written = label.callee.value
        if isinstance(written, ex.Name) and frame.scope.names.get(written.id) is receiver:
            frame.scope.names[written.id] = self._interpreter.types.parsed(becomes)

    def apply(
        self,
        row: FunctionRow,
        name: str,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        receiver: Value | None,
        confidence: Confidence = Confidence.HIGH,
        use: str = "",
    ) -> Value:
        """Do what a row of the knowledge says."""
        interpreter = self._interpreter
        lazily: Sink | None = None
        if row.blocks is not None and not self._is_harmless(row, arguments):
            text = f"{use}{label_text(label)}" if use else label_text(label)
            if (row.once or row.perhaps or self._may_be_harmless(row, arguments)) and confidence is Confidence.HIGH:
                confidence = Confidence.MEDIUM
            if row.fetches is not None:
                row, confidence = self._fetching(row, row.fetches, arguments, frame, label, confidence)
            assert row.blocks is not None
            if row.returns is not None and row.returns.startswith("Iterator"):
                lazily = Sink(row.blocks, name, place, text, row, confidence)
            else:
                interpreter.sink(frame, row, name, place, text, confidence)
        if row.decorated is not None:
            return self._retrier(row, name, arguments)
        if row.nested_loop:
            interpreter.event(frame, EventKind.NESTED_LOOP, place, name)
            self._drive(frame, label)
        results: dict[int, Value] = {}
        for argument in row.hand_off:
            value = arguments.get(argument.name, argument.position)
            if value is not None:
                if type(value) is External and self._starts_loop(value):
                    self._drive(frame, label)
                if confidence is Confidence.HIGH:
                    self._note_hand_off(argument, value, name, frame, place, label)
                if value is not UNKNOWN:
                    detached = interpreter.detached(frame.module)
                    detached.is_inline = frame.is_inline
                    results[id(value)] = self._call_with_rest(value, argument, arguments, detached, place, label)
                    for edge in detached.activation.edges:
                        if edge.kind is EdgeKind.CALL:
                            self.handed_off[edge.target] = None
                            if name in THREADS or name in BACKGROUND_TASKS:
                                self.threaded.setdefault(edge.target, name)
                    frame.activation.edges.extend(
                        edge for edge in detached.activation.edges if edge.kind is EdgeKind.COROUTINE
                    )
        for argument in row.runs:
            value = arguments.get(argument.name, argument.position)
            if value is not None and value is not UNKNOWN:
                open_arguments = Arguments([], {}, True)
                results[id(value)] = self.call(value, open_arguments, frame, place, label, confidence)
        for argument in row.schedules:
            value = arguments.get(argument.name, argument.position)
            for each in known(value) if value is not None else ():
                self._schedule(each, argument, arguments, name)
        variables: dict[str, Value] = {}
        if isinstance(receiver, Foreign):
            variables.update(receiver.variables)
        for variable, infer in row.infer.items():
            variables[variable] = self._infer(infer, arguments, frame, place, label, results)
        returns = next((each for condition, each in row.variants if self._holds(condition, arguments)), row.returns)
        if returns is None:
            result: Value = UNKNOWN
        else:
            result = interpreter.types.parsed(returns, variables, receiver)
        if lazily is not None and isinstance(result, Generator):
            result.sink = lazily
        return Awaitable(result, makes_coroutine(name), name) if row.coroutine else result

    @staticmethod
    def _fetching(
        row: FunctionRow,
        argument: Argument,
        arguments: Arguments,
        frame: Frame,
        label: Expression | str,
        confidence: Confidence,
    ) -> tuple[FunctionRow, Confidence]:
        """The row for a path that may be an address, as far as that can be told."""
        value = arguments.get(argument.name, argument.position)
        written = written_argument(label, argument)
        answer = is_address(value or UNKNOWN, written, frame.activation.function)
        if answer is None and confidence is Confidence.HIGH:
            return row, Confidence.MEDIUM
        return (replace(row, blocks=Blocking.HTTP) if answer else row), confidence

    def _call_with_rest(
        self,
        value: Value,
        argument: Argument,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
    ) -> Value:
        """Call an argument with those that follow it, as `run_in_threadpool(f, x, y=1)` will."""
        position = argument.position
        if position is not None and len(arguments.positional) > position:
            rest = Arguments(arguments.positional[position + 1 :], arguments.keywords, arguments.is_open)
        else:
            rest = Arguments([], {}, True)
        result = self.call(value, rest, frame, place, label)
        return self._interpreter.awaited(result, frame, place) if type(result) is Awaitable else result

    def _starts_loop(self, value: External) -> bool:
        row = self._interpreter.knowledge.function(value.name)
        return row is not None and row.nested_loop

    def _drive(self, frame: Frame, label: Expression | str) -> None:
        """A call starts a loop for the coroutines among its arguments."""
        if isinstance(label, ex.Call):
            written = (*label.arguments, *(value for _, value in label.keywords))
            drive(frame, written, self._interpreter.modules.enclosing, is_sole=False)

    def _note_hand_off(
        self,
        argument: Argument,
        value: Value,
        name: str,
        frame: Frame,
        place: Place,
        label: Expression | str,
    ) -> None:
        """Note a hand-off that hands off the wrong thing."""
        if name not in THREADS and name not in BACKGROUND_TASKS:
            return
        written = written_argument(label, argument)
        inner = value
        while isinstance(inner, BoundMethod | Partial):
            inner = inner.function if isinstance(inner, BoundMethod) else inner.callee
        # below `if iscoroutinefunction(function): ... else:`, a function that was passed in may not be this one
        is_asked_for = isinstance(written, ex.Name) and written.id in frame.scope.names and frame.conditional > 0
        if isinstance(inner, FunctionValue) and name in THREADS and not is_asked_for:
            fact = inner.function.fact
            if fact.is_async and not fact.is_generator and not (inner.marks and DECORATED in inner.marks):
                self._interpreter.event(frame, EventKind.COROUTINE_HANDED_OFF, place, f"{name}|{fact.name}")
        if isinstance(written, ex.Await):
            written = written.value
        if isinstance(written, ex.Call) and all(self._is_never_callable(member) for member in members(value)):
            is_coroutine = any(isinstance(member, Awaitable) for member in members(value))
            detail = f"{name}|{render(written.callee)}{'|coroutine' if is_coroutine else ''}"
            self._interpreter.event(frame, EventKind.EAGER_HAND_OFF, place, detail)

    def _is_never_callable(self, value: Value) -> bool:
        """Whether a value is certainly nothing that can be called."""
        if isinstance(value, Awaitable):
            return value.is_coroutine
        if isinstance(value, Foreign):
            return value.type in SCALARS
        if isinstance(value, Instance) and isinstance(value.cls, Class):
            return (
                value.is_exact
                and not any(value.cls.external_bases())
                and (self._interpreter.attributes.in_class(value.cls, "__call__") is None)
            )
        return isinstance(value, Const | ListValue | DictValue)

    def _note_stream(self, arguments: Arguments) -> None:
        """`StreamingResponse(generator)`: a sync generator is drained in the threadpool."""
        content = arguments.get("content", 0)
        for each in known(content) if content is not None else ():
            if isinstance(each, Generator) and each.activation is not None and not each.is_async:
                self.streamed[each.activation] = None

    def _schedule(self, value: Value, argument: Argument, arguments: Arguments, name: str) -> None:
        """A sync callable that the event loop will call later."""
        while isinstance(value, Partial):
            value = value.callee
        receiver: Value | None = None
        if isinstance(value, BoundMethod):
            receiver, value = value.receiver, value.function
        if isinstance(value, FunctionValue):
            activation = self.generic_activation(value, receiver)
            if name in READINESS:  # it is called when there is something to read: that does not wait
                activation.sinks[:] = [sink for sink in activation.sinks if sink.name not in READY]
            self.scheduled.append((activation, name))

    def _infer(
        self,
        infer: Infer,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        results: dict[int, Value],
    ) -> Value:
        interpreter = self._interpreter
        value = arguments.get(infer.argument.name, infer.argument.position)
        found: Value = UNKNOWN
        if value is not None:
            if infer.take is Take.VALUE:
                found = value
            elif infer.take is Take.INSTANCE:
                found = interpreter.types.instance(value)
            elif infer.take is Take.RESULT:
                if id(value) in results:
                    found = results[id(value)]
                else:
                    detached = interpreter.detached(frame.module)
                    found = self._call_with_rest(value, infer.argument, arguments, detached, place, label)
            elif infer.take is Take.AWAITED:
                found = interpreter.awaited(value, interpreter.detached(frame.module), place)
            else:
                elements, _ = interpreter.elements(value, frame, place, is_silent=True)
                found = union(elements) if elements else UNKNOWN
        if found is UNKNOWN and infer.default is not None:
            found = interpreter.types.parsed(infer.default)
        return found

    def _is_harmless(self, row: FunctionRow, arguments: Arguments) -> bool:
        if any(self._holds(condition, arguments) for condition in row.unless):
            return True
        return any(not self._holds(condition, arguments) for condition in row.when)

    @staticmethod
    def _may_be_harmless(row: FunctionRow, arguments: Arguments) -> bool:
        """Whether a switch that would make a call harmless is given, and nobody knows how it is set."""
        for condition in row.unless:
            value = arguments.get(condition.argument.name, condition.argument.position)
            if value is not None and condition.equals and all(type(each) is bool for each in condition.equals):
                if not all(type(member) is Const for member in members(value)):
                    return True
        return False

    def _holds(self, condition: Condition, arguments: Arguments) -> bool:
        value = arguments.get(condition.argument.name, condition.argument.position)
        if value is None:
            return False
        if condition.is_short:
            return all(
                type(each) is Const and isinstance(each.value, str | bytes) and len(each.value) < BUFFERED
                for each in members(value)
            )
        if condition.is_numeric:
            return all(_is_numeric(each) for each in members(value))
        if condition.letters:
            return all(
                type(each) is Const and isinstance(each.value, str) and set(condition.letters) <= set(each.value)
                for each in members(value)
            )
        if not condition.equals and not condition.types and not condition.symbols and not condition.own:
            return True
        for member in members(value):
            if type(member) is External and self._interpreter.knowledge.canonical(member.name) in condition.symbols:
                return True
            if type(member) is Instance and isinstance(member.cls, Class):
                for base in member.cls.external_bases():
                    if base in condition.own:
                        return True
                    if any(self._interpreter.knowledge.is_subclass(base, each) for each in condition.types):
                        return True
            if type(member) is Const and any(
                member.value == each and type(member.value) is type(each) for each in condition.equals
            ):
                return True
            name = (
                member.type
                if type(member) is Foreign
                else f"builtins.{type(member.value).__name__}"
                if type(member) is Const
                else ""
            )
            if name and any(
                name == each or f"builtins.{name}" == each or self._interpreter.knowledge.is_subclass(name, each)
                for each in condition.types
            ):
                return True
        return False

    # Decorators

    def decorate(self, decorator: Expression, value: Value, frame: Frame) -> Value:
        """Apply a decorator to a function."""
        maker = self._interpreter.evaluate(decorator, frame)
        if maker is UNKNOWN and type(decorator) is ex.Call and type(value) is FunctionValue:
            self._note_unknown(decorator, value, frame)
        if type(maker) is External:
            row = self._interpreter.knowledge.function(maker.name)
            if row is not None and row.decorated is not None:  # `@retry` without parentheses
                maker = self._retrier(row, maker.name, Arguments())
        return self.apply_decorator(maker, value, frame, decorator)

    def _note_unknown(self, decorator: ex.Call, value: FunctionValue, frame: Frame) -> None:
        """Keep what looks like the registration of a route on something that is not known: `@app.get("/items")`."""
        if not (type(decorator.callee) is ex.Attribute and f"@{decorator.callee.name}" in SPREADING):
            return
        path = decorator.arguments[0] if decorator.arguments else None
        if type(path) is ex.Constant and isinstance(path.value, str) and path.value.startswith("/"):
            unnoted = Frame(frame.scope, Activation(None, None, {}))
            registrar = self._interpreter.evaluate(decorator.callee.value, unnoted)
            if not any(type(each) is not External for each in known(registrar)):
                self.unknown_registrations[(frame.module, decorator.place)] = (decorator.callee.value, value)

    def _retrier(self, row: FunctionRow, name: str, arguments: Arguments) -> Value:
        """A decorator whose functions block between their attempts: `@retry(...)` itself waits for nothing."""
        blocking = None if self._is_harmless(row, arguments) else row.decorated

        def mark(site: ab.CallSite) -> Value:
            value = site.arguments.get(None, 0) or UNKNOWN
            if blocking is not None and isinstance(value, FunctionValue) and not value.function.fact.is_async:
                value.retries = Sink(blocking, name, NO_PLACE, name, row, Confidence.MEDIUM)  # only if it fails
            return value

        return Native(name, mark)

    def apply_decorator(self, maker: Value, value: Value, frame: Frame, written: Expression) -> Value:
        """The result of a decorator; one that is not known gives back what it got, with a mark."""
        result = self._decorated(maker, value, frame, written)
        row = self._row_of_decorator(maker, written, frame)
        if row is not None and row.schedules:
            self._schedule(value, row.schedules[0], Arguments([value]), label_text(written))
        if row is not None and row.hand_off and type(value) is FunctionValue:
            value.function.is_task = True
        if result is value and type(value) is FunctionValue and type(maker) not in (Native, FunctionValue):
            if not (type(maker) is External and maker.name in self._interpreter.natives):
                value.marks = {**(value.marks or {}), **self._task_methods(maker, frame, written), DECORATED: UNKNOWN}
        return result

    def _task_methods(self, maker: Value, frame: Frame, written: Expression) -> dict[str, Value]:
        """The methods of what a library makes of a function that runs elsewhere: `delay` of a task, say."""
        knowledge = self._interpreter.knowledge
        row = self._row_of_decorator(maker, written, frame)
        if row is None or not row.hand_off or row.returns is None:
            return {}
        task = foreign(row.returns)
        methods: dict[str, Value] = {}
        for base in knowledge.bases(row.returns):
            type_row = knowledge.type(base)
            for name in type_row.methods if type_row is not None else ():
                methods.setdefault(name, ForeignMethod(row.returns, name, task))
        return methods

    def _row_of_decorator(self, maker: Value, written: Expression, frame: Frame) -> FunctionRow | None:
        """The row of a library's decorator; with arguments, it is what was called that decorates."""
        row = self._decorator_row(maker)
        if row is None and isinstance(written, ex.Call) and type(maker) not in (Native, FunctionValue):
            unnoted = Frame(frame.scope, Activation(None, None, {}))
            row = self._decorator_row(self._interpreter.evaluate(written.callee, unnoted))
        return row

    def _decorator_row(self, maker: Value) -> FunctionRow | None:
        """The row of a library's decorator."""
        knowledge = self._interpreter.knowledge
        if type(maker) is External:
            return knowledge.function(maker.name)
        if type(maker) is ForeignMethod:
            return knowledge.method(maker.type, maker.name)
        return knowledge.special(maker.type, "call") if type(maker) is Foreign else None

    def _decorated(self, maker: Value, value: Value, frame: Frame, written: Expression) -> Value:
        kind = type(maker)
        if kind is External:
            name = maker.name  # type: ignore[attr-defined]
            if name in self._interpreter.natives:
                result = self.call(maker, Arguments([value]), frame, NO_PLACE, written)
                return result if known(result) else value
            row = self._interpreter.knowledge.function(name)
            if row is not None and (row.hand_off or row.infer):
                result = self.call(maker, Arguments([value]), frame, NO_PLACE, written)
                return result if type(result) in (FunctionValue, Native, ManagerFunction) else value
            return value
        if kind in (Native, FunctionValue, BoundMethod, ClassValue, Instance, Partial):
            result = self.call(maker, Arguments([value]), frame, NO_PLACE, written)
            if type(result) is Awaitable:
                return value
            if type(result) is Native and result.name == DECLARED_CALLABLE and type(value) is FunctionValue:
                value.marks = {**(value.marks or {}), DECORATED: UNKNOWN}  # all that is known is that it can be called
                return value
            return result if known(result) else value
        if kind is ab.Union:
            self._register_on_any(maker, value, frame, written)  # type: ignore[arg-type]
        return value

    def _register_on_any(self, maker: ab.Union, value: Value, frame: Frame, written: Expression) -> None:
        """A decorator that is that of one of several objects: of one application or another."""
        frame.uncertain += 1
        self._interpreter.is_either = True
        for each in maker.members:
            if type(each) is Native:
                self.call(each, Arguments([value]), frame, NO_PLACE, written)
        self._interpreter.is_either = False
        frame.uncertain -= 1

    # Context managers

    def enter(
        self, manager: Value, frame: Frame, item: st.WithItem, is_async: bool
    ) -> tuple[Value, Callable[[], None] | None, bool]:
        """`with manager`: what `as` binds, what happens at the end, and whether exceptions may be swallowed."""
        interpreter = self._interpreter
        place = item.place
        entered: list[Value] = []
        leaving: list[Callable[[], None]] = []
        swallows = False
        for member in each_of(manager, frame.activation):
            kind = type(member)
            if kind is Manager:
                generator = member.generator  # type: ignore[attr-defined]
                if isinstance(generator, Generator):
                    interpreter.drain(generator, frame, place, item.manager)
                    entered.append(generator.element)
                elif isinstance(generator, ListValue):
                    entered.append(generator.element())
            elif kind is Instance and isinstance(member.cls, Class):  # type: ignore[attr-defined]
                names = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
                method = interpreter.attributes.find(member, names[0])  # type: ignore[arg-type]
                leave = interpreter.attributes.find(member, names[1])  # type: ignore[arg-type]
                if method is None:
                    value, foreign_leave = self._enter_foreign_bases(member, frame, item, is_async)  # type: ignore[arg-type]
                    entered.append(value)
                    if foreign_leave is not None:
                        leaving.append(foreign_leave)
                else:
                    result = self.call(method, Arguments(), frame, place, item.manager)
                    entered.append(interpreter.awaited(result, frame, place) if is_async else result)
                if leave is not None:

                    def call_exit(leave: Value = leave) -> None:
                        self.call(leave, Arguments([NONE, NONE, NONE]), frame, place, item.manager)

                    leaving.append(call_exit)
            elif kind is Foreign:
                value, foreign_leave = self._enter_foreign(member.type, member, frame, item, is_async)  # type: ignore[attr-defined]
                entered.append(value)
                swallows = swallows or member.type == "contextlib.suppress"  # type: ignore[attr-defined]
                if foreign_leave is not None:
                    leaving.append(foreign_leave)
            elif kind is Awaitable:
                entered.append(member.result)  # type: ignore[attr-defined]
            else:
                entered.append(member)

        def leave_all() -> None:
            sinks, edges = len(frame.activation.sinks), len(frame.activation.edges)
            for each in leaving:
                each()
            if not is_certain(manager):
                less_sure(frame.activation, sinks, edges)

        return union(entered), (leave_all if leaving else None), swallows

    def _enter_foreign_bases(
        self, instance: Instance, frame: Frame, item: st.WithItem, is_async: bool
    ) -> tuple[Value, Callable[[], None] | None]:
        assert isinstance(instance.cls, Class)
        for base in instance.cls.external_bases():
            if self._interpreter.knowledge.special(base, "async_enter" if is_async else "enter") is not None:
                return self._enter_foreign(base, instance, frame, item, is_async)
        return instance, None

    def _enter_foreign(
        self, type_name: str, receiver: Value, frame: Frame, item: st.WithItem, is_async: bool
    ) -> tuple[Value, Callable[[], None] | None]:
        knowledge = self._interpreter.knowledge
        enter = knowledge.special(type_name, "async_enter" if is_async else "enter")
        leave = knowledge.special(type_name, "async_exit" if is_async else "exit")
        value = receiver
        if type_name in LOCKS:
            self._note_owner(item, frame)
        if enter is not None:
            result = self.apply(enter, type_name, Arguments(), frame, item.place, item.manager, receiver, use="with ")
            result = result.result if type(result) is Awaitable else result
            if enter.returns is not None:
                value = result
        if leave is None or leave.blocks is None:
            return value, None
        return value, lambda: self._leave_foreign(leave, type_name, frame, item, receiver)

    def _note_owner(self, item: st.WithItem, frame: Frame) -> None:
        """Note whose attribute the lock is that is entered."""
        function, manager = frame.activation.function, item.manager
        if function is None or not isinstance(manager, ex.Attribute) or not isinstance(manager.value, ex.Name):
            return
        found = known(self._interpreter.evaluate(manager.value, frame))
        owners = {each.cls if isinstance(each, Instance | ClassValue) else None for each in found}
        owner = owners.pop() if len(owners) == 1 else None
        if isinstance(owner, Class):
            self.lock_owners[(function, item.place)] = owner

    def _leave_foreign(
        self, row: FunctionRow, type_name: str, frame: Frame, item: st.WithItem, receiver: Value
    ) -> None:
        self.apply(row, type_name, Arguments(), frame, item.place, item.manager, receiver, use="leaving with ")

    # Iteration and items

    def foreign_element(
        self, value: Foreign, frame: Frame, place: Place, label: Expression | str, is_silent: bool
    ) -> Value:
        """What `for` gets from an instance of a library's type."""
        row = self._interpreter.knowledge.special(value.type, "iterate")
        if row is None:
            return UNKNOWN
        target = self._interpreter.detached(frame.module) if is_silent else frame
        return self.apply(row, value.type, Arguments(), target, place, label, value, use="for ... in ")

    def foreign_async_element(self, value: Foreign, frame: Frame, place: Place) -> Value:
        """What `async for` gets from an instance of a library's type."""
        row = self._interpreter.knowledge.special(value.type, "async_iterate")
        if row is None:
            return UNKNOWN
        result = self.apply(row, value.type, Arguments(), frame, place, "async for", value)
        return result.result if type(result) is Awaitable else result

    def foreign_item(self, value: Foreign, index: Value, frame: Frame, place: Place) -> Value:
        """`value[index]` of an instance of a library's type."""
        row = self._interpreter.knowledge.special(value.type, "item")
        if row is None:
            return UNKNOWN
        return self.apply(row, value.type, Arguments([index]), frame, place, "[...]", value)

    def instance_elements(
        self, value: Instance, frame: Frame, place: Place, label: Expression | str, is_silent: bool
    ) -> tuple[list[Value], bool]:
        """What `for` gets from an instance of a class of the project."""
        interpreter = self._interpreter
        target = interpreter.detached(frame.module) if is_silent else frame
        method = interpreter.attributes.find(value, "__iter__")
        if method is not None:
            iterator = self.call(method, Arguments(), target, place, label)
            found: list[Value] = []
            for each in known(iterator):
                if isinstance(each, Instance):
                    step = interpreter.attributes.find(each, "__next__")
                    if step is not None:
                        found.append(self.call(step, Arguments(), target, place, label))
                elif each is not value:
                    found.extend(interpreter.elements(each, target, place, label=label, is_silent=is_silent)[0])
            return found, False
        method = interpreter.attributes.find(value, "__getitem__")
        if method is not None:
            return [self.call(method, Arguments([foreign("int")]), target, place, label)], False
        fields = interpreter.attributes.named_fields(value, target, place)
        if fields is not None:
            return fields, True
        if isinstance(value.cls, Class):
            for base in value.cls.external_bases():
                row = interpreter.knowledge.special(base, "iterate")
                if row is not None:
                    return [self.apply(row, base, Arguments(), target, place, label, value, use="for ... in ")], False
        return [], False


def is_vague(value: Value) -> bool:
    """Whether a value is a container of which the content is not known: an annotation says more."""
    if type(value) is ListValue:
        return not any(known(element) for element in value.elements)
    if type(value) is DictValue:
        return not any(known(item) for item in value.items.values()) and (value.rest is None or not known(value.rest))
    return False


def is_marker(value: Value | None) -> TypeGuard[Instance]:
    """Whether a value is what `Depends(...)` or `Security(...)` makes."""
    return isinstance(value, Instance) and isinstance(value.cls, External) and value.cls.name in MARKERS


def label_text(label: Expression | str) -> str:
    """What is called, as a reader would write it."""
    if isinstance(label, str):
        return label
    return render(label.callee if isinstance(label, ex.Call) else label)


def written_argument(label: Expression | str, argument: Argument) -> Expression | None:
    """How an argument of a call is written, or None."""
    if not isinstance(label, ex.Call):
        return None
    for name, value in label.keywords:
        if name is not None and name == argument.name:
            return value
    if argument.position is not None and argument.position < len(label.arguments):
        return label.arguments[argument.position]
    return None


def _leads_on(type_text: str | None) -> bool:
    """Whether a type expression names a library's type, which may have rows of its own."""
    return type_text is not None and "." in type_text.replace("...", "")


def _makes_router(cls: Class) -> bool:
    """Whether the objects of a class are applications or routers: each call of its constructor makes another."""
    return any(base.rpartition(".")[2] in SPREADING | {"Starlette", "Router"} for base in cls.external_bases())


def _is_router(value: Value) -> bool:
    """Whether a value is an application or router, or an object that has one."""
    return isinstance(value, Instance) and (value.native is not None or _holds_router(value))


def _holds_router(instance: Instance) -> bool:
    """Whether an application or router is kept in an attribute of an object: its methods may register routes."""
    return isinstance(instance.cls, Class) and any(
        isinstance(value, Instance) and value.native is not None for value in instance.attributes.values()
    )


def most_contexts(function: Function, arguments: Iterable[Value]) -> int:
    """In how many contexts a function is looked at: the longer it is, the fewer; decorators in very many."""
    lines = function.fact.end_line - function.fact.line + 1
    if lines <= LONGEST_DECORATOR and any(type(each) in (FunctionValue, BoundMethod, ClassValue) for each in arguments):
        return MOST_DECORATED
    return max(FEWEST_CONTEXTS, min(MOST_CONTEXTS, LINES_OF_CONTEXTS // lines))


def _is_telling(value: Value) -> bool:
    """Whether a result is as certain as it can be."""
    return type(value) in (Const, Instance, FunctionValue, ClassValue, BoundMethod, ab.ModuleValue, Native)


def _unset(value: Value) -> Value:
    """A setting, as the constant that it is where nobody sets it."""
    return ab.const(value.value) if type(value) is ab.Setting else value


def _gathers_routers(value: Value) -> bool:
    """Whether a value is a container with routers in it."""
    if isinstance(value, DictValue):
        return any(_is_router(each) for each in (*value.items.values(), *known(value.rest or NONE)))
    return isinstance(value, ListValue) and any(
        _is_router(each) for element in value.elements for each in known(element)
    )


def _is_data(value: Value) -> bool:
    """Whether an argument is a constant, or a list of constants."""
    if type(value) is ListValue:
        return value.is_exact and all(type(element) is Const for element in value.elements)
    return type(value) in (Const, ab.Setting) or folders.text_of(value) is not None


#: Containers in containers are told apart to this depth, and by their first elements.
KEY_DEPTH = 2
KEY_ELEMENTS = 5


def _leads_alike(alternatives: list[set[Activation]]) -> bool:
    """Whether one function, called for one object or another, comes to the same kinds of blocking work."""
    if all(each == alternatives[0] for each in alternatives):
        return True
    found = [_blocking_from(each) for each in alternatives]
    return found[0] is not None and all(each == found[0] for each in found)


def _blocking_from(starts: set[Activation]) -> set[Blocking] | None:
    """The kinds of blocking work that calls lead to; None where that is too much to look through."""
    found: set[Blocking] = set()
    seen = set(starts)
    pending = list(starts)
    while pending:
        activation = pending.pop()
        found.update(sink.blocking for sink in activation.sinks)
        for edge in activation.edges:
            target = edge.target
            if edge.kind is EdgeKind.CALL and not target.is_async and target not in seen:
                if len(seen) >= MOST_LOOKED_THROUGH:
                    return None
                seen.add(target)
                pending.append(target)
    return found


def _is_numeric(value: Value) -> bool:
    """Whether a network address, `(host, port)` or the host alone, is written with an IP address."""
    if type(value) is ListValue and value.is_exact and value.elements:
        value = value.elements[0]
    if type(value) is not Const or not isinstance(value.value, str):
        return False
    from ipaddress import ip_address

    try:
        ip_address(value.value)
    except ValueError:
        return False
    return True


def _is_worded(value: Value) -> bool:
    """Whether an argument is, or may be remembered as, a word."""
    return value is WORD or (type(value) is Const and type(value.value) is str and ab.is_word(value.value))


def key_of(value: Value, depth: int = 0) -> object:
    """What distinguishes an argument from others when contexts are told apart: a bounded picture of it."""
    kind = type(value)
    if kind in _IDENTITIES:
        return value
    if depth > KEY_DEPTH:
        return kind
    depth += 1
    if kind is ListValue:
        return (kind, *[key_of(element, depth) for element in value.elements[:KEY_ELEMENTS]])  # type: ignore[attr-defined]
    if kind is DictValue:
        items = list(value.items.items())[:KEY_ELEMENTS]  # type: ignore[attr-defined]
        return (kind, *[(key, key_of(item, depth)) for key, item in items])
    if kind is ab.Union:
        return frozenset([key_of(member, depth) for member in value.members])  # type: ignore[attr-defined]
    if kind is BoundMethod:
        return (kind, value.function, value.receiver)  # type: ignore[attr-defined]
    if kind is Generator:
        name = None if value.sink is None else value.sink.name  # type: ignore[attr-defined]
        return (kind, value.activation, name, key_of(value.element, depth))  # type: ignore[attr-defined]
    if kind is Awaitable:
        return (kind, key_of(value.result, depth))  # type: ignore[attr-defined]
    if kind is Manager:
        return (kind, key_of(value.generator, depth))  # type: ignore[attr-defined]
    if kind is Partial:
        return (kind, key_of(value.callee, depth))  # type: ignore[attr-defined]
    if kind is ManagerFunction or kind is Descriptor:
        return (kind, key_of(value.function, depth))  # type: ignore[attr-defined]
    if kind is ForeignMethod:
        return (kind, value.type, value.name)  # type: ignore[attr-defined]
    if kind is TypeForm:
        return (kind, *[key_of(argument, depth) for argument in value.arguments[:KEY_ELEMENTS]])  # type: ignore[attr-defined]
    if kind is Native:
        return (kind, value.name)  # type: ignore[attr-defined]
    return value


_BEHAVING = frozenset(
    {FunctionValue, BoundMethod, ClassValue, Partial, Native, ForeignMethod, External, ManagerFunction, Manager}
    | {Generator, Awaitable}
)
_IDENTITIES = frozenset(
    {ab.Unknown, Const, External, Foreign, FunctionValue, ClassValue, Instance, ab.ModuleValue, ab.TypeVariable}
)
