"""The abstract interpreter: executes facts with abstract values.

Module bodies are executed as Python would, in the order of imports, so that routers are filled in registration order.
Functions are executed once per context, when they are first called in it; an `Activation` keeps what was found. Both
branches of a condition that is not known are executed and joined. Nothing here knows FastAPI: that is `apps.py` and
`dependencies.py`, through the tables of natives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.record import make
from fastlint.project.execution import abstract as ab
from fastlint.project.execution import folders
from fastlint.project.execution.abstract import (
    NO_RETURN,
    NONE,
    STRING,
    UNKNOWN,
    Arguments,
    Awaitable,
    Class,
    ClassValue,
    Const,
    Descriptor,
    DictValue,
    External,
    Foreign,
    FunctionValue,
    Generator,
    Instance,
    ListValue,
    Scope,
    Value,
    const,
    external,
    join,
    known,
    members,
    union,
)
from fastlint.project.execution.alternatives import each_of, less_sure
from fastlint.project.execution.attributes import Attributes
from fastlint.project.execution.calling import Caller
from fastlint.project.execution.calls import (
    Activation,
    Edge,
    EdgeKind,
    Event,
    EventKind,
    Overridden,
    Returned,
    Seen,
    Sink,
)
from fastlint.project.execution.conditions import Conditions
from fastlint.project.execution.frame import BREAKS, CONTINUES, FALLS, NOTHING, STOPS, Frame
from fastlint.project.execution.modules import (
    Module,
    Modules,
    State,
    assigned_names,
    assigned_places,
    defining_statement,
    static_all,
)
from fastlint.project.execution.returned import are_exceptions, asked_value
from fastlint.project.execution.settled import is_settled
from fastlint.project.execution.status_codes import as_key
from fastlint.project.execution.typeforms import TypeForms
from fastlint.project.execution.watched import OVERRIDES, PAUSES
from fastlint.project.reading import bodies
from fastlint.project.reading.platforms import is_for_others
from fastlint.values import Confidence, InternalError, LimitReached
from fastlint.values.late import logger

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.facts.expressions import Expression, Place
    from fastlint.knowledge.schema import AttributeRow, FunctionRow

#: The packages whose classes are played by natives (`apps.py`).
MODELLED = ("fastapi", "starlette")

#: A loop over more known elements than this is executed once, for any of them.
LONGEST_LOOP = 400

BUILTIN_NAMES = frozenset(
    """abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir
    divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int
    isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range
    repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ aiter anext
    BaseException Exception ValueError TypeError KeyError IndexError AttributeError RuntimeError OSError IOError
    NotImplementedError StopIteration StopAsyncIteration PermissionError FileNotFoundError FileExistsError TimeoutError
    ConnectionError ImportError ModuleNotFoundError UnicodeDecodeError LookupError ArithmeticError ZeroDivisionError
    AssertionError KeyboardInterrupt SystemExit NotImplemented""".split()
)


_BUILTINS = {name: external(f"builtins.{name}") for name in BUILTIN_NAMES}

#: Comparisons that an object of the project may answer itself.
_COMPARISONS = {
    "==": "__eq__",
    "!=": "__eq__",
    "in": "__contains__",
    "not in": "__contains__",
}
#: Bases that say nothing of whether an object is true.
_PLAIN_BASES = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"})
#: What `get_running_loop` and its kin give: they raise rather than give None.
RUNNING_LOOP = "asyncio.AbstractEventLoop"
#: Values of which unpacking runs something.
_RUN_BY_UNPACKING = frozenset({Generator, Instance, Foreign, ab.Union})
#: What gives the same for as long as a process, or its loop, lives.
_LASTING_KEYS = frozenset({"getpid", "get_running_loop", "get_event_loop", "get_ident"})
_TYPE_CHECKING = external("typing.TYPE_CHECKING")
_SLICE = ab.foreign("slice")
#: What a call may give that is not known, or of which only the type is, and the expressions that have such a value.
_OPEN = frozenset({ab.Unknown, Foreign, Instance, ab.Union})
_GIVING = frozenset({ex.Call, ex.Await})


class Interpreter:
    """Executes the project. One instance per project; everything it finds is kept in the values and activations."""

    def __init__(self, modules: Modules, knowledge: object) -> None:
        from fastlint.knowledge.library import Knowledge

        assert isinstance(knowledge, Knowledge)
        self.modules = modules
        self.knowledge = knowledge
        self.natives: dict[str, Callable[[ab.CallSite], Value]] = {}
        self.native_items: dict[str, Callable[[ab.CallSite], Value]] = {}
        self.native_attributes: dict[str, Callable[[Interpreter, Instance, str], Value | None]] = {}
        self.native_methods: dict[str, Callable[[ab.CallSite], Value]] = {}
        self.native_constructors: dict[str, Callable[[ab.CallSite, Instance], None]] = {}
        #: what a name means after `x = call(x)`: what it was before, and what the call gives; set by `apps`
        self.replaced: Callable[[Value, Value], Value] = lambda before, given_back: given_back
        self.types = TypeForms(self)
        self.attributes = Attributes(self)
        self.caller = Caller(self)
        self.conditions = Conditions()
        self.problems: list[InternalError | LimitReached] = []
        #: what is put into the list of the routes of a router: the router, what is put there, where; set by `apps`
        self.put_into_routes: Callable[[Instance, list[Value], ab.CallSite, bool], None] = lambda *_: None
        #: the module whose body is executed, or the factory: what was registered by one was registered in that order
        self.origin: object = None
        #: whether what is executed is something that nobody is seen to call
        self.is_uncalled = False
        #: how often something was registered
        self.registrations = 0
        #: whether what is registered is registered on one of several objects
        self.is_either = False
        self.scripts: list[tuple[Module, st.Block]] = []
        #: every call that was evaluated, and every value that a function returned: what `seen.py` tells rules of
        self.seen: list[Seen] = []
        self.returned: list[Returned] = []
        #: what tests put in the place of dependencies
        self.overrides: list[Overridden] = []
        self._found_modules: dict[tuple[str, Module], Module | None] = {}
        self._closures_of: dict[int, list[FunctionValue]] = {}
        self._closures: dict[tuple[int, int], FunctionValue] = {}
        #: classes of which the definition was executed before the module came to it
        self._early: dict[int, Class] = {}
        self._binding: set[int] = set()  # the definitions that are being executed early
        self._assigned: dict[int, frozenset[str]] = {}
        self._loop_names: dict[int, frozenset[str]] = {}
        #: what a `raise` raises, an `except` catches and a `with` enters, by the id of the fact
        self.noted: dict[int, Value] = {}
        self._expressions: dict[type, Callable[..., Value]] = {
            ex.Constant: self._constant,
            ex.Name: self._name,
            ex.Attribute: self._attribute,
            ex.Call: self._call,
            ex.Await: self._await,
            ex.Subscript: self._subscript,
            ex.Starred: self._starred,
            ex.Display: self._display,
            ex.DictDisplay: self._dict_display,
            ex.Comprehension: self._comprehension,
            ex.Lambda: self._lambda,
            ex.Both: self._both,
            ex.Not: self._not,
            ex.Compare: self._compare,
            ex.Conditional: self._conditional,
            ex.Operation: self._operation,
            ex.Format: self._format,
            ex.Walrus: self._walrus,
            ex.Yield: self._yield,
            ex.Opaque: self._opaque,
            ex.Slice: self._opaque,
        }
        self._statements: dict[type, Callable[..., int]] = {
            st.Assign: self._assign,
            st.Augment: self._augment,
            st.Evaluate: self._evaluate_statement,
            st.Return: self._return,
            st.Raise: self._raise,
            st.Assert: self._assert,
            st.Delete: self._delete,
            st.Jump: self._jump,
            st.If: self._if,
            st.While: self._while,
            st.For: self._for,
            st.With: self._with,
            st.Try: self._try,
            st.Match: self._match,
            st.Import: self._import,
            st.ImportFrom: self._import_from,
            st.FunctionDef: self._function_definition,
            st.ClassDef: self._class_definition,
            st.Rebind: self._rebind,
        }

    # Modules and names

    def run_module(self, module: Module) -> None:
        """Execute a module body, once; those of its packages first, as `import` does."""
        if module.state is not State.NEW or module.facts is None:
            return
        name = module.name.rpartition(".")[0]
        package = self.modules.find(name, module) if name else None
        if package is not None and package is not module and package.state is State.NEW:
            self.run_module(package)  # which may import the module
        self._run_body(module)

    def _run_body(self, module: Module) -> None:
        if module.state is not State.NEW or module.facts is None:
            return
        module.state = State.RUNNING
        frame = Frame(module.scope, Activation(None, None, {}), is_inline=True)
        outer, self.origin = self.origin, module
        try:
            self.block(module.facts.body, frame)
        except Exception as error:
            self.failed(module.path, 1, f"module `{module.name}`", error)
        self.origin = outer
        module.state = State.DONE

    def failed(self, path: str, line: int, where: str, error: Exception) -> None:
        """Note that the analysis of something failed; the rest goes on."""
        if isinstance(error, RecursionError):
            self.problems.append(LimitReached(path, line, "nesting", f"{where} was not analysed to its end"))
            return
        logger("fastlint.project").error("%s failed", where, exc_info=error)
        self.problems.append(InternalError(path, line, where, f"{type(error).__name__}: {error}"))

    def find_module(self, dotted: str, from_module: Module) -> Module | None:
        """The executed module of the project of that name; its packages are executed first, as `import` does."""
        key = (dotted, from_module)
        if key in self._found_modules:
            return self._found_modules[key]
        found: Module | None = None
        parts = dotted.split(".")
        if parts[0] in MODELLED and self._is_modelled_source(parts[0], from_module):
            self._found_modules[key] = None
            return None
        for end in range(1, len(parts) + 1):
            found = self.modules.find(".".join(parts[:end]), from_module)
            if found is None:
                break
            self.run_module(found)
        self._found_modules[key] = found
        return found

    @staticmethod
    def _is_modelled_source(package: str, from_module: Module) -> bool:
        """Whether FastAPI or Starlette itself is meant, of which the model speaks: not so in its own code.

        A module of the project of that name is its source, or lies in a package without `__init__.py`.
        """
        return from_module.name.partition(".")[0] != package

    def module_member(self, module: Module, name: str) -> Value | None:
        """What `from module import name` gives; None where there is no such thing."""
        value = self.module_global(module, name)
        if value is not None:
            return value
        if module.is_package:
            child = self.modules.find(f"{module.name}.{name}", module)
            if child is not None:
                self.run_module(child)
                return child.value
        getter = module.scope.names.get("__getattr__")
        if getter is not None:
            return self.call(getter, Arguments([const(name)]), self.detached(module), (1, 1, 1, 1), name)
        return None

    def module_global(self, module: Module, name: str) -> Value | None:
        """The value of a global of a module, also one that other functions assign."""
        if module.state is State.NEW:
            self.run_module(module)
        value = module.scope.names.get(name)
        if value is UNKNOWN and name in module.awaited:
            value = self._come_by_now(module, name)
        if value is None and module.state is State.RUNNING and name in module.defined:
            value = self._bind_early(module, name)
        if value is None or value is NONE or value is UNKNOWN:
            for fact in module.global_writers.get(name, ()):
                self.types.run_generic(module, fact)
            value = module.scope.names.get(name, value)
        elif name in module.fillers and module.state is State.DONE and is_empty(value):
            for fact in module.fillers[name]:
                self.types.run_generic(module, fact)
        if value is None:
            if name == "__name__":
                return const(module.name)
            if name == "__package__":
                return const(module.absolute("", 1) if module.is_package else module.name.rpartition(".")[0])
            if name == "__file__":
                return folders.file_of(module)
            if name == "__path__" and module.is_package:
                return folders.folders_of(module, self)
            for star in module.stars:
                starred = f"{star}.{name}"
                if self.knowledge.function(starred) or self.knowledge.type(starred) or starred in self.natives:
                    return external(self.knowledge.canonical(starred))
        return value

    def _come_by_now(self, module: Module, name: str) -> Value:
        """A name that was imported in a circle, before it was there: it may be there now."""
        source, original = module.awaited[name]
        value = source.scope.names.get(original)
        if value is None and source.state is State.DONE:
            del module.awaited[name]  # it never came
        if value is None or value is UNKNOWN:
            return UNKNOWN
        module.awaited.pop(name, None)
        module.scope.names[name] = value
        return value

    def _bind_early(self, module: Module, name: str) -> Value | None:
        """In a cycle of imports: the definition of a name that the module has not come to yet."""
        assert module.facts is not None
        statement = defining_statement(module.facts.body, name)
        if statement is None or isinstance(statement, st.ImportFrom | st.Import):
            return None
        if isinstance(statement, st.Assign) and not isinstance(statement.value, ex.Constant | ex.Subscript):
            return None
        if id(statement) in self._binding:
            return None  # the definition reads the name itself
        self._binding.add(id(statement))
        try:
            self._statements[type(statement)](statement, Frame(module.scope, Activation(None, None, {})))
        finally:
            self._binding.discard(id(statement))
        if isinstance(statement, st.ClassDef):
            self._early[id(statement)] = self.types.classes_defined[-1]
        return module.scope.names.get(name)

    def detached(self, module: Module) -> Frame:
        """A frame whose calls nobody counts: for what does not run here and now."""
        return Frame(Scope(module, module.scope), Activation(None, None, {}))

    # Statements

    def block(self, block: st.Block, frame: Frame) -> int:
        """Execute statements; tells how the block ends."""
        table = self._statements
        for statement in block:
            end = table[type(statement)](statement, frame)
            if end:
                return end
        return FALLS

    def _evaluate_statement(self, statement: st.Evaluate, frame: Frame) -> int:
        expression = statement.value
        value = self._expressions[type(expression)](expression, frame)
        if type(expression) is ex.Call and value is not UNKNOWN:
            if type(value) is Awaitable:
                if value.is_coroutine:
                    self.event(frame, EventKind.UNAWAITED_STATEMENT, expression.place, ex.render(expression.callee))
            elif type(value) is Foreign and value.type == "asyncio.Task" and self._makes_task(expression, frame):
                self.event(frame, EventKind.DROPPED_TASK, expression.place, ex.render(expression.callee))
        if value is NO_RETURN and type(expression) in (ex.Call, ex.Await):
            return STOPS
        return FALLS

    def _makes_task(self, call: ex.Call, frame: Frame) -> bool:
        """Whether the function that is called makes the task itself, and nobody but the loop will know it."""
        probe = Frame(frame.scope, Activation(None, None, {}))
        callee = self.evaluate(call.callee, probe)
        if type(callee) is External:
            return callee.name in ("asyncio.create_task", "asyncio.ensure_future")
        return (
            type(callee) is ab.ForeignMethod
            and callee.name == "create_task"
            and callee.type == "asyncio.AbstractEventLoop"
        )

    def _assign(self, statement: st.Assign, frame: Frame) -> int:
        value: Value
        if statement.value is None:
            if statement.annotation is not None and frame.scope.is_class and frame.cls is not None:
                target = statement.targets[0]
                if type(target) is ex.Name:
                    frame.cls.annotations[target.id] = statement.annotation
            elif statement.annotation is not None:
                target = statement.targets[0]
                if type(target) is ex.Name and target.id not in frame.scope.names:
                    frame.scope.names[target.id] = self.types.annotation(statement.annotation, frame.scope)
                elif type(target) is ex.Attribute:
                    self.store(target, self.types.annotation(statement.annotation, frame.scope), frame)
            return FALLS
        value = self._expressions[type(statement.value)](statement.value, frame)
        if type(statement.value) in _GIVING and type(value) in _OPEN:
            value = self._given_back(statement.value, statement.targets[0], value, frame)
        if statement.annotation is not None:
            target = statement.targets[0]
            if frame.scope.is_class and frame.cls is not None and type(target) is ex.Name:
                frame.cls.annotations[target.id] = statement.annotation
            elif value is UNKNOWN or value is NONE or (type(value) is Foreign and value.type == "object"):
                declared = self.types.annotation(statement.annotation, frame.scope)
                value = join(value, declared) if value is NONE else declared
            elif type(value) in (ListValue, DictValue, Foreign):
                value = self.types.refine(value, statement.annotation, frame.scope)
        for target in statement.targets:
            if type(target) is ex.Display and type(value) in _RUN_BY_UNPACKING:
                place = getattr(statement.value, "place", None) or (statement.line, 1, statement.line, 1)
                self.elements(value, frame, place, label=statement.value)
            self.store(target, value, frame)
        return FALLS

    def _given_back(self, given: Expression, target: Expression, value: Value, frame: Frame) -> Value:
        """`x = call(x)`, or `x = await call(x)`, where it is not known what is called."""
        call = given.value if type(given) is ex.Await else given
        if type(call) is not ex.Call or type(target) not in (ex.Name, ex.Attribute):
            return value
        if target not in call.arguments and all(target != each for _, each in call.keywords):
            return value
        return self.replaced(self.evaluate(target, Frame(frame.scope, Activation(None, None, {}))), value)

    def _augment(self, statement: st.Augment, frame: Frame) -> int:
        value = self.evaluate(statement.value, frame)
        target = statement.target
        before = self.evaluate(target, frame)
        if type(before) is ListValue and statement.operator == "+":
            elements, is_exact = self.elements(value, frame, (1, 1, 1, 1))
            self.extend(before, elements, is_exact and not frame.uncertain)
            return FALLS
        place = getattr(statement.value, "place", None) or getattr(target, "place", None)
        self.store(target, self.operate(before, statement.operator, value, frame, place), frame)
        return FALLS

    def store(self, target: Expression, value: Value, frame: Frame) -> None:
        """Assign a value to a target."""
        kind = type(target)
        if frame.ascertained is not NOTHING and kind in (ex.Name, ex.Attribute):
            changed = target.id if kind is ex.Name else target.name  # type: ignore[union-attr]
            frame.ascertained = frozenset(each for each in frame.ascertained if changed not in each) or NOTHING
        if kind is ex.Name:
            name = target.id  # type: ignore[union-attr]
            scope = frame.scope
            if name in scope.globals:
                names = scope.module.scope.names
                names[name] = join(names[name], value) if name in names else value
            elif name in scope.nonlocals:
                outer = scope.parent
                while outer is not None:
                    if name in outer.names:
                        outer.names[name] = join(outer.names[name], value)
                        break
                    outer = outer.parent
                scope.names[name] = value
            else:
                scope.names[name] = value
        elif kind is ex.Attribute:
            self.attributes.store(
                self.evaluate(target.value, frame),  # type: ignore[union-attr,arg-type]
                target.name,  # type: ignore[union-attr]
                value,
                frame,
                target.place or (1, 1, 1, 1),  # type: ignore[union-attr]
            )
        elif kind is ex.Display:
            self._unpack(target, value, frame)  # type: ignore[arg-type]
        elif kind is ex.Subscript:
            container = self.evaluate(target.value, frame)  # type: ignore[union-attr,arg-type]
            index = self.evaluate(target.index, frame)  # type: ignore[union-attr]
            self.store_item(container, index, value, frame, target.place)  # type: ignore[union-attr,arg-type]
        elif kind is ex.Starred:
            self.store(target.value, ListValue("list", [value], False), frame)  # type: ignore[union-attr,arg-type]

    def store_item(self, container: Value, index: Value, value: Value, frame: Frame, place: Place) -> None:
        """`container[index] = value`."""
        for member in each_of(container, frame.activation):
            if type(member) is DictValue:
                if member.name == OVERRIDES:
                    self.overrides.append(Overridden(member, index, value, frame.scope.module, frame.activation, place))
                if type(index) is Const and not frame.uncertain:
                    member.items[index] = value
                elif type(index) is Const:
                    member.items[index] = join(member.items.get(index, value), value)
                else:
                    member.rest = value if member.rest is None else join(member.rest, value)
                    member.key = join(member.key, index) if member.key is not UNKNOWN else index
            elif type(member) is ListValue:
                member.is_exact = False
                member.elements.append(value)
            elif type(member) is Instance:
                setter = self.attributes.find(member, "__setitem__")
                if setter is not None:
                    self.call(setter, Arguments([index, value]), frame, place, "__setitem__")

    def _unpack(self, target: ex.Display, value: Value, frame: Frame) -> None:
        elements, is_exact = self.elements(value, frame, (1, 1, 1, 1), is_silent=True)
        count = len(target.elements)
        starred = next((i for i, e in enumerate(target.elements) if type(e) is ex.Starred), None)
        if is_exact and starred is None and len(elements) == count:
            for element, part in zip(target.elements, elements, strict=True):
                self.store(element, part, frame)
            return
        if is_exact and starred is not None and len(elements) >= count - 1:
            tail = count - starred - 1
            middle = elements[starred : len(elements) - tail]
            for element, part in zip(target.elements[:starred], elements, strict=False):
                self.store(element, part, frame)
            self.store(target.elements[starred].value, ListValue("list", middle, True), frame)  # type: ignore[union-attr,arg-type]
            for element, part in zip(target.elements[starred + 1 :], elements[len(elements) - tail :], strict=True):
                self.store(element, part, frame)
            return
        any_element = union(elements) if elements else UNKNOWN
        for element in target.elements:
            self.store(element, any_element, frame)

    def _return(self, statement: st.Return, frame: Frame) -> int:
        if statement.value is None:
            frame.returns.append(NONE)
        else:
            value = self._expressions[type(statement.value)](statement.value, frame)
            if type(value) is Awaitable and value.is_coroutine and type(statement.value) is ex.Call:
                self.event(frame, EventKind.UNAWAITED_RETURN, statement.value.place, ex.render(statement.value.callee))
            frame.returns.append(value)
            if not frame.is_inline:
                self.returned.append(Returned(statement, value, frame.activation))
        return STOPS

    def _raise(self, statement: st.Raise, frame: Frame) -> int:
        if statement.value is not None:
            self._note(statement, self.evaluate(statement.value, frame))
        return STOPS

    def _note(self, statement: object, value: Value) -> None:
        """Keep what a statement raises, catches or enters, in whatever context."""
        before = self.noted.get(id(statement))
        self.noted[id(statement)] = value if before is None else join(before, value)

    def _assert(self, statement: st.Assert, frame: Frame) -> int:
        self.truth(statement.test, frame)
        self.narrow(statement.test, True, frame)
        return FALLS

    def _delete(self, statement: st.Delete, frame: Frame) -> int:
        for target in statement.targets:
            if type(target) is ex.Subscript:
                container = self.evaluate(target.value, frame)
                index = self.evaluate(target.index, frame)
                for member in each_of(container, frame.activation):
                    if type(member) is Instance:
                        method = self.attributes.find(member, "__delitem__")
                        if method is not None:
                            self.call(method, Arguments([index]), frame, target.place, "del")
        return FALLS

    def _jump(self, statement: st.Jump, frame: Frame) -> int:
        if statement.is_break:
            if frame.loops:
                frame.loops[-1].append(dict(frame.scope.names))
                frame.breaks[-1].append(dict(frame.scope.names))
            return BREAKS
        if frame.loops:
            frame.loops[-1].append(dict(frame.scope.names))
        return CONTINUES

    def _rebind(self, statement: st.Rebind, frame: Frame) -> int:
        scope = frame.scope
        if statement.is_global:
            scope.globals = {*scope.globals, *statement.names}
        else:
            scope.nonlocals = {*scope.nonlocals, *statement.names}
        return FALLS

    def _if(self, statement: st.If, frame: Frame) -> int:
        test = statement.test
        if is_main_test(test):
            if frame.scope is frame.scope.module.scope:
                self.scripts.append((frame.scope.module, statement.body))
            return self.block(statement.orelse, frame)
        truth = self.truth(test, frame)
        if truth is True:
            self.narrow(test, True, frame)
            return self.block(statement.body, frame)
        if truth is False:
            self.narrow(test, False, frame)
            return self.block(statement.orelse, frame)
        made = self._made_once(test, statement, frame)
        is_elsewhere = self._is_for_others(test, frame) if made is None else None
        is_seldom = made is True or is_elsewhere is True or self._asks_for_exception(test, frame)
        if is_seldom:
            frame.once += 1  # `if x is None: x = make()`: only until it is made
        is_given = is_elsewhere is None and self._is_given(test, frame)
        frame.conditional += is_given
        returns = len(frame.returns)

        def otherwise() -> None:
            if is_seldom:
                frame.once -= 1
            elif is_elsewhere is False:
                frame.once += 1
            self.narrow(test, False, frame)

        end = self.branch(
            frame, [(lambda: self.narrow(test, True, frame), statement.body), (otherwise, statement.orelse)]
        )
        if is_given and len(frame.returns) == returns:
            frame.conditional -= 1  # who leaves by `return` leaves what follows to other callers
        if is_elsewhere is False and not (statement.body and type(statement.body[-1]) in (st.Return, st.Raise)):
            frame.once -= 1
        if made is False:
            frame.once += 1  # `if x is not None: return x`: what follows makes it
        return end

    def _is_given(self, test: Expression, frame: Frame) -> bool:
        """Whether the outcome of an undecided condition depends on the caller of the function."""
        return self.conditions.depend_on_caller(test, frame)

    def _asks_for_exception(self, test: Expression, frame: Frame) -> bool:
        """Whether a condition asks if what a call returned is an exception: those are raised."""
        asked = asked_value(test, frame)
        return asked is not None and are_exceptions(self.types.classes(self.evaluate(asked[1], frame)), self.knowledge)

    @staticmethod
    def _is_for_others(test: Expression, frame: Frame) -> bool | None:
        """Whether a condition of a function sends other platforms than Linux into its body (True), or elsewhere."""
        function = frame.activation.function
        return None if function is None or frame.is_inline else is_for_others(test, function.fact)

    def _made_once(self, test: Expression, statement: st.If, frame: Frame) -> bool | None:
        """Whether a condition asks if something that outlives the call was made already.

        True where its body is executed to make it, False where the body leaves because it is made, else None.
        """
        positive = True
        if type(test) is ex.Compare and test.operator in ("!=", "is not") and test.right != ex.NONE:
            return True if self._is_remembered(test, statement.body, frame) else None
        if type(test) is ex.Both and test.is_or:
            return True if any(self._made_once(part, statement, frame) is True for part in test.values) else None
        if type(test) is ex.Not:
            positive, test = False, test.value
        elif type(test) is ex.Compare and test.operator in ("is", "is not") and test.right == ex.NONE:
            positive, test = test.operator == "is not", test.left
        subject = ex.dotted(test)
        if subject is None or frame.activation.function is None or frame.is_inline:
            return None
        if type(test) is ex.Name and subject not in frame.scope.globals:
            return None  # a local: made anew in each call
        if not positive:
            return True if subject in self._assigned_in(statement.body) else None
        leaves = bool(statement.body) and type(statement.body[-1]) is st.Return and not statement.orelse
        return False if leaves and subject in self._assigned_in(frame.activation.function.fact.body) else None

    @staticmethod
    def _is_remembered(test: ex.Compare, body: st.Block, frame: Frame) -> bool:
        """`if made_for != process: value = make(); made_for = process`: once in each process, or on each loop."""
        function = frame.activation.function
        if function is None:
            return False
        for kept, key in ((test.left, test.right), (test.right, test.left)):
            is_lasting = type(kept) is ex.Attribute or (type(kept) is ex.Name and kept.id in frame.scope.globals)
            if is_lasting and any(
                type(each) is st.Assign and kept in each.targets and each.value == key for each in body
            ):
                made = [key]
                made += [
                    each.value
                    for each in bodies.statements(function.fact.body)
                    if type(each) is st.Assign and key in each.targets and each.value is not None
                ]
                return any(type(each) is ex.Call and ex.last_name(each.callee) in _LASTING_KEYS for each in made)
        return False

    def _assigned_in(self, block: st.Block) -> frozenset[str]:
        """The names and attributes that a block assigns, as `a.b.c`."""
        found = self._assigned.get(id(block))
        if found is None:
            found = self._assigned[id(block)] = frozenset(assigned_places(block))
        return found

    def branch(self, frame: Frame, ways: list[tuple[Callable[[], None], st.Block]]) -> int:
        """Execute alternatives from the same state and join what the names are afterwards."""
        scope = frame.scope
        before = scope.names
        ascertained = frame.ascertained
        common: frozenset[tuple[str, str, bool]] | None = None
        frame.uncertain += 1
        after: list[dict[str, Value]] = []
        ends: list[int] = []
        for prepare, block in ways:
            scope.names = dict(before)
            frame.ascertained = ascertained
            prepare()
            end = self.block(block, frame)
            ends.append(end)
            if end == FALLS:
                after.append(scope.names)
                common = frame.ascertained if common is None else common & frame.ascertained
        frame.ascertained = common or NOTHING
        frame.uncertain -= 1
        if after:
            scope.names = join_names(after)
            return FALLS
        scope.names = before
        return CONTINUES if CONTINUES in ends else BREAKS if BREAKS in ends else STOPS

    def _names_of_loop(self, statement: st.For | st.While) -> frozenset[str]:
        names = self._loop_names.get(id(statement))
        if names is None:
            names = self._loop_names[id(statement)] = frozenset(assigned_names(statement.body))
        return names

    def _open_loop(self, statement: st.For | st.While, frame: Frame) -> None:
        """Constants that the body assigns are not constant in it."""
        names = frame.scope.names
        for name in self._names_of_loop(statement):
            value = names.get(name)
            if value is not None and type(value) is Const:
                names[name] = join(value, UNKNOWN)
        frame.loops.append([])
        frame.breaks.append([])
        frame.ascertained = NOTHING

    def _after_loop(self, statement: st.For | st.While, frame: Frame, breaks: list[dict[str, Value]]) -> int:
        """Execute the `else` of a loop; whoever broke out of the loop goes round it."""
        frame.ascertained = NOTHING
        end = self.block(statement.orelse, frame)
        if end and breaks:
            frame.scope.names = join_names(breaks)
            return FALLS
        return end

    def _close_loop(self, frame: Frame, before: dict[str, Value], end: int) -> None:
        states = frame.loops.pop()
        states.append(before)
        if end == FALLS:
            states.append(frame.scope.names)
        frame.scope.names = join_names(states)

    def _while(self, statement: st.While, frame: Frame) -> int:
        names = dict(frame.scope.names)
        self._open_loop(statement, frame)
        truth = self.truth(statement.test, frame)
        end = FALLS
        if truth is not False:
            self.narrow(statement.test, True, frame)
            frame.uncertain += 1
            end = self.block(statement.body, frame)
            frame.uncertain -= 1
        endless = truth is True and type(statement.test) is ex.Constant
        self._close_loop(frame, names, end)
        breaks = frame.breaks.pop()
        if endless and not breaks:
            return STOPS
        return self._after_loop(statement, frame, breaks)

    def _for(self, statement: st.For, frame: Frame) -> int:
        iterable = self.evaluate(statement.iterable, frame)
        if statement.is_async:
            elements, is_exact = [self.async_element(iterable, frame, statement.place)], False
        else:
            elements, is_exact = self.elements(iterable, frame, statement.place, label=statement.iterable)
        if is_exact and frame.is_inline and len(elements) <= LONGEST_LOOP:
            broken: list[dict[str, Value]] = []
            for element in elements:
                frame.loops.append([])
                frame.breaks.append([])
                self.store(statement.target, element, frame)
                end = self.block(statement.body, frame)
                states = frame.loops.pop()
                broken.extend(frame.breaks.pop())
                if end == FALLS and states:
                    frame.scope.names = join_names([frame.scope.names, *states])
                if end == STOPS:
                    return STOPS
                if end == BREAKS:
                    return FALLS
            return self._after_loop(statement, frame, broken)
        if is_exact and not elements:
            return self.block(statement.orelse, frame)
        before = dict(frame.scope.names)
        self._open_loop(statement, frame)
        self.store(statement.target, union(elements) if elements else UNKNOWN, frame)
        frame.uncertain += 1
        end = self.block(statement.body, frame)
        frame.uncertain -= 1
        self._close_loop(frame, before, end)
        return self._after_loop(statement, frame, frame.breaks.pop())

    def _with(self, statement: st.With, frame: Frame) -> int:
        swallows = False
        leaving: list[Callable[[], None]] = []
        for item in statement.items:
            manager = self.evaluate(item.manager, frame)
            self._note(item, manager)
            entered, leave, swallow = self.caller.enter(manager, frame, item, statement.is_async)
            swallows = swallows or swallow
            if leave is not None:
                leaving.append(leave)
            if item.target is not None:
                self.store(item.target, entered, frame)
        end = self.block(statement.body, frame)
        sinks = frame.activation.sinks
        before = len(sinks)
        for leave in reversed(leaving):
            leave()
        if any(sink.row is not None and sink.row.ends for sink in sinks[before:]):
            if is_settled(statement.items, statement.body):
                less_sure(frame.activation, before, len(frame.activation.edges))
        return FALLS if swallows and end == STOPS else end

    def _try(self, statement: st.Try, frame: Frame) -> int:
        scope = frame.scope
        before = dict(scope.names)
        end = self.block(statement.body, frame)
        after_body = scope.names
        states: list[dict[str, Value]] = []
        ends = []
        if end == FALLS:
            end = self.block(statement.orelse, frame)
            if end == FALLS:
                states.append(scope.names)
        ends.append(end)
        frame.ascertained = NOTHING
        at_raise = join_names([before, after_body]) if statement.handlers else before
        frame.uncertain += 1
        for handler in statement.handlers:
            if is_off_loop(statement, handler):
                continue
            scope.names = dict(at_raise)
            if handler.type is not None:
                caught = self.evaluate(handler.type, frame)
                self._note(handler, caught)
                if handler.name:
                    scope.names[handler.name] = self.types.instance(caught)
            frame.conditional += 1
            end = self.block(handler.body, frame)
            frame.conditional -= 1
            frame.ascertained = NOTHING
            ends.append(end)
            if end == FALLS:
                states.append(scope.names)
        frame.uncertain -= 1
        scope.names = join_names(states) if states else at_raise
        if statement.final:
            end = self.block(statement.final, frame)
            if end:
                return end
        if states:
            return FALLS
        return CONTINUES if CONTINUES in ends else BREAKS if BREAKS in ends else STOPS

    def _match(self, statement: st.Match, frame: Frame) -> int:
        subject = self.evaluate(statement.subject, frame)
        ways: list[tuple[Callable[[], None], st.Block]] = []
        has_default = False
        for case in statement.cases:
            if case.value is not None and type(subject) is Const and type(statement.subject) is ex.Name:
                pattern = self.evaluate(case.value, frame)
                if type(pattern) is Const and pattern is not subject:
                    continue

            def prepare(case: st.Case = case) -> None:
                classes = [self.evaluate(cls, frame) for cls in case.classes]
                narrowed = self.types.narrowed(subject, classes) if classes else subject
                for name in case.bound:
                    frame.scope.names[name] = UNKNOWN
                if case.whole:
                    frame.scope.names[case.whole] = narrowed
                if type(statement.subject) is ex.Name and classes:
                    frame.scope.names[statement.subject.id] = narrowed
                if case.guard is not None:
                    self.truth(case.guard, frame)
                    self.narrow(case.guard, True, frame)

            ways.append((prepare, case.body))
            has_default = has_default or case.is_default
        if not has_default:
            ways.append((lambda: None, ()))
        is_given = self._is_given(statement.subject, frame)
        returns = len(frame.returns)
        frame.conditional += is_given
        end = self.branch(frame, ways)
        if is_given and len(frame.returns) == returns:
            frame.conditional -= 1
        return end

    def _import(self, statement: st.Import, frame: Frame) -> int:
        module = frame.scope.module
        names = frame.scope.names
        found = self.find_module(statement.module, module)
        top = statement.module.partition(".")[0]
        if found is not None:
            if statement.is_whole:
                names[statement.bound] = found.value
            else:
                root = self.modules.find(top, module)
                names[statement.bound] = root.value if root is not None else UNKNOWN
        elif statement.is_whole:
            names[statement.bound] = external(self.knowledge.canonical(statement.module))
        else:
            root = self.find_module(top, module)
            if root is None:
                names[statement.bound] = external(top)
            else:  # a namespace that the project shares with a library
                names[statement.bound] = root.value
        return FALLS

    def _import_from(self, statement: st.ImportFrom, frame: Frame) -> int:
        module = frame.scope.module
        names = frame.scope.names
        dotted = module.absolute(statement.module, statement.level)
        if dotted is None:
            for _, bound in statement.names:
                names[bound] = UNKNOWN
            return FALLS
        found = self.find_module(dotted, module)
        for name, bound in statement.names:
            if name == "*":
                self._import_star(dotted, found, frame)
            elif found is None:
                names[bound] = UNKNOWN if statement.level else external(self.knowledge.canonical(f"{dotted}.{name}"))
            elif found is module and name in names:
                names[bound] = names[name]
            else:
                value = self.module_member(found, name)
                if value is None and found.facts is None:
                    value = external(self.knowledge.canonical(f"{dotted}.{name}"))
                if value is None and found.state is State.RUNNING and frame.scope is module.scope:
                    module.awaited[bound] = (found, name)  # a circle of imports
                names[bound] = value if value is not None else UNKNOWN
        return FALLS

    def _import_star(self, dotted: str, found: Module | None, frame: Frame) -> None:
        if found is None:
            frame.scope.module.stars.append(dotted)
            return
        public = static_all(found.facts) if found.facts is not None else None
        if public is not None:
            for name in public:
                value = self.module_member(found, name)
                if value is not None:
                    frame.scope.names[name] = value
        else:
            for name, value in list(found.scope.names.items()):
                if not name.startswith("_"):
                    frame.scope.names[name] = value
        frame.scope.module.stars.extend(found.stars)

    # Definitions

    def closure(self, fact: FunctionFact, scope: Scope) -> FunctionValue:
        """The function object of a definition in a scope: one per scope."""
        key = (id(fact), id(scope))
        found = self._closures.get(key)
        if found is None:
            function = self.modules.function(fact, scope.module)
            found = self._closures[key] = FunctionValue(function, scope)
            self._closures_of.setdefault(id(fact), []).append(found)
        return found

    def closures_of(self, fact: FunctionFact) -> tuple[FunctionValue, ...]:
        """The function objects of a definition that were made so far."""
        return tuple(self._closures_of.get(id(fact), ()))

    def _lambda(self, expression: ex.Lambda, frame: Frame) -> Value:
        self._run_defaults(expression.function, frame)
        return self.closure(expression.function, frame.scope)

    def _run_defaults(self, fact: FunctionFact, frame: Frame) -> None:
        """The defaults of a nested function are evaluated where it is defined; what they are is asked later."""
        if frame.activation.function is None:
            return
        for parameter in fact.parameters:
            if parameter.default is not None and type(parameter.default) not in (ex.Constant, ex.Name):
                self.evaluate(parameter.default, frame)

    def _function_definition(self, statement: st.FunctionDef, frame: Frame) -> int:
        fact = statement.function
        function = self.closure(fact, frame.scope)
        self._run_defaults(fact, frame)
        if frame.cls is not None and frame.scope.is_class:
            function.function.owner = frame.cls
        value: Value = function
        if fact.decorators:
            for decorator in reversed(fact.decorators):
                value = self.caller.decorate(decorator, value, frame)
        frame.scope.names[fact.name] = self._as_told(fact.qualname, frame) or value
        return FALLS

    def _as_told(self, qualname: str, frame: Frame) -> Value | None:
        """What stands for a function or class of the project of which the user's own rows speak: they go before it."""
        if not self.knowledge.own:
            return None
        dotted = f"{frame.module.name}.{qualname}"
        return external(self.knowledge.canonical(dotted)) if dotted in self.knowledge.own else None

    def _class_definition(self, statement: st.ClassDef, frame: Frame) -> int:
        fact = statement.fact
        early = self._early.pop(id(statement), None)
        if early is not None:  # others know it already: by now, all that it names is imported
            cls, scope = early, early.scope
        else:
            scope = Scope(frame.scope.module, frame.scope, is_class=True)
            cls = Class(fact, frame.scope.module, scope)
        bases: list[Value] = []
        for base in fact.bases:
            bases.extend(known(self.evaluate(base, frame))[:1])
        cls.bases = tuple(bases)
        for name, value in fact.keywords:
            if name == "metaclass":
                self.evaluate(value, frame)
        self.types.linearise(cls)
        body = Frame(scope, frame.activation, is_inline=frame.is_inline, uncertain=frame.uncertain)
        body.cls = cls
        frame.scope.names.setdefault(fact.name, cls.value)
        self.block(fact.body, body)
        cls.namespace = scope.names
        self._tell_bases(cls, frame)
        result: Value = cls.value
        decorators = []
        for decorator in reversed(fact.decorators):
            decorators.append(self.evaluate(decorator, frame))
            decorated = self.caller.apply_decorator(decorators[-1], result, frame, decorator)
            if known(decorated):
                result = decorated
        cls.decorators = tuple(decorators)
        if early is None:
            self.types.defined(cls)
        else:
            self.types.redefined()
        frame.scope.names[fact.name] = self._as_told(fact.qualname, frame) or result
        return FALLS

    def _tell_bases(self, cls: Class, frame: Frame) -> None:
        """Defining a class calls `__init_subclass__` of its bases."""
        for base in cls.mro[1:]:
            if isinstance(base, Class):
                hook = base.namespace.get("__init_subclass__")
                function = hook.function if isinstance(hook, Descriptor) else hook
                if isinstance(function, FunctionValue):
                    self.call(function, Arguments([cls.value], {}, True), frame, (1, 1, 1, 1), "class")
                    return

    # Expressions

    def evaluate(self, expression: Expression, frame: Frame) -> Value:
        """The value of an expression; what it calls is noted in the frame's activation."""
        return self._expressions[type(expression)](expression, frame)

    def _constant(self, expression: ex.Constant, frame: Frame) -> Value:
        return const(expression.value)

    def _name(self, expression: ex.Name, frame: Frame) -> Value:
        name = expression.id
        scope = frame.scope
        value = scope.names.get(name)
        if value is not None and (value is not UNKNOWN or name not in scope.module.awaited):
            return value
        return self.name(name, scope)

    def name(self, name: str, scope: Scope) -> Value:
        """What a name means in a scope."""
        own: Scope | None = scope
        module = scope.module
        outermost = module.scope
        while own is not None and own is not outermost:
            if own is scope or not own.is_class:
                value = own.names.get(name)
                if value is not None:
                    return value
            own = own.parent
        found = outermost.names.get(name)
        if found is None or found is NONE or found is UNKNOWN or name in module.fillers:
            if found is None and name in _BUILTINS and name not in module.defined and not module.stars:
                return _BUILTINS[name]
            found = self.module_global(module, name)
        if found is not None:
            if scope is not module.scope and type(found) is Const and type(found.value) is bool:
                return ab.BOOLEAN  # a global switch: set here, perhaps otherwise elsewhere
            return found
        if name in BUILTIN_NAMES:
            return external(f"builtins.{name}")
        return UNKNOWN

    def _attribute(self, expression: ex.Attribute, frame: Frame) -> Value:
        inner = expression.value
        receiver = self._expressions[type(inner)](inner, frame)
        if receiver is UNKNOWN:
            return UNKNOWN
        return self.attributes.get(receiver, expression.name, frame, expression.place or (1, 1, 1, 1), expression)

    def _call(self, expression: ex.Call, frame: Frame) -> Value:
        callee_expression = expression.callee
        table = self._expressions
        receiver: Value = UNKNOWN
        if type(callee_expression) is ex.Attribute:  # what reading it runs, stands where the call does
            inner = callee_expression.value
            callee = receiver = table[type(inner)](inner, frame)
            if callee is not UNKNOWN:
                callee = self.attributes.get(callee, callee_expression.name, frame, expression.place, callee_expression)
        else:
            callee = table[type(callee_expression)](callee_expression, frame)
        if callee is UNKNOWN:
            if type(callee_expression) is ex.Attribute:
                self.event(frame, EventKind.UNRESOLVED_CALL, expression.place, f"?.{callee_expression.name}")
            elif type(callee_expression) is ex.Name:
                self.event(frame, EventKind.UNRESOLVED_CALL, expression.place, f"{callee_expression.id}")
            if receiver is not UNKNOWN:
                self.seen.append(
                    Seen(
                        expression,
                        UNKNOWN,
                        receiver,
                        self.arguments(expression, frame),
                        UNKNOWN,
                        frame.scope.module,
                        frame.activation,
                    )
                )
                return UNKNOWN
            for argument in expression.arguments:
                table[type(argument)](argument, frame)
            for _, argument in expression.keywords:
                table[type(argument)](argument, frame)
            return UNKNOWN
        arguments = self.arguments(expression, frame)
        if frame.ascertained is NOTHING:
            result = self.caller.call(callee, arguments, frame, expression.place, expression)
        else:
            result = self._call_knowing(expression, callee, arguments, frame)
        self.seen.append(
            make(Seen, (expression, callee, receiver, arguments, result, frame.scope.module, frame.activation))
        )
        return result

    def _call_knowing(self, expression: ex.Call, callee: Value, arguments: Arguments, frame: Frame) -> Value:
        """Make a call below a condition that says something of an attribute: a method of that object knows it, too."""
        receiver = expression.callee.value if type(expression.callee) is ex.Attribute else None
        if type(receiver) is ex.Name:
            told = {(attribute, is_true) for name, attribute, is_true in frame.ascertained if name == receiver.id}
            arguments.ascertained = frozenset(told) if told else None
        edges = len(frame.activation.edges)
        result = self.caller.call(callee, arguments, frame, expression.place, expression)
        if len(frame.activation.edges) != edges:  # it may have set the attribute
            frame.ascertained = NOTHING
        return result

    def arguments(self, expression: ex.Call, frame: Frame) -> Arguments:
        """The evaluated arguments of a call."""
        table = self._expressions
        positional: list[Value] = []
        keywords: dict[str, Value] = {}
        is_open = False
        for argument in expression.arguments:
            if type(argument) is ex.Starred:
                value = table[type(argument.value)](argument.value, frame)
                elements, is_exact = self.elements(value, frame, expression.place, label=argument.value)
                if is_exact:
                    positional.extend(elements)
                else:
                    is_open = True
            else:
                positional.append(table[type(argument)](argument, frame))
        for name, argument in expression.keywords:
            value = table[type(argument)](argument, frame)
            if name is not None:
                keywords[name] = value
            elif type(value) is DictValue:
                for key, item in value.items.items():
                    if type(key.value) is str:
                        keywords[key.value] = item
                if value.rest is not None:
                    is_open = True
            else:
                is_open = True
        return Arguments(positional[:], keywords, is_open)  # a copy has no room to grow: calls are kept

    def call(
        self,
        callee: Value,
        arguments: Arguments,
        frame: Frame,
        place: Place,
        label: Expression | str,
        confidence: Confidence = Confidence.HIGH,
    ) -> Value:
        """Call a value."""
        return self.caller.call(callee, arguments, frame, place, label, confidence)

    def _await(self, expression: ex.Await, frame: Frame) -> Value:
        edges = frame.activation.edges
        before = len(edges)
        sinks = frame.activation.sinks
        sinks_before = len(sinks)
        value = self.evaluate(expression.value, frame)
        if type(expression.value) is ex.Call:
            place = expression.value.place
            sinks[sinks_before:] = [
                sink for sink in sinks[sinks_before:] if sink.place != place or not is_never_awaited(sink.row)
            ]
            is_coroutine = False
            for index in range(before, len(edges)):
                edge = edges[index]
                if edge.kind is EdgeKind.COROUTINE and edge.place == place:
                    edges[index] = edge._replace(kind=EdgeKind.AWAITED)
                    is_coroutine = True
            if is_coroutine:  # of several that may be called, it is not those that give nothing to await
                edges[before:] = [edge for edge in edges[before:] if edge.place != place or may_be_awaited(edge)]
            if type(value) is Awaitable and value.name in PAUSES:
                self.event(frame, EventKind.PAUSE, expression.place, value.name)
        frame.ascertained = NOTHING  # others ran meanwhile
        return self.awaited(value, frame, expression.place)

    def awaited(self, value: Value, frame: Frame, place: Place) -> Value:
        """What `await value` gives."""
        kind = type(value)
        if kind is Awaitable:
            return value.result  # type: ignore[attr-defined,no-any-return]
        if kind is ab.Union:
            return union([self.awaited(member, frame, place) for member in members(value)])
        if kind is Foreign:
            found = value.variable("T")  # type: ignore[attr-defined]
            return found if found is not None else UNKNOWN
        if kind is Instance:
            method = self.attributes.find(value, "__await__")  # type: ignore[arg-type]
            if method is not None:
                self.call(method, Arguments(), frame, place, "__await__")
        return UNKNOWN

    def _subscript(self, expression: ex.Subscript, frame: Frame) -> Value:
        container = self.evaluate(expression.value, frame)
        index = self.evaluate(expression.index, frame)
        if container is UNKNOWN:
            return UNKNOWN
        if type(container) is FunctionValue and type(expression.value) is ex.Name:
            name = expression.value.id
            if name in BUILTIN_NAMES:  # `def list(self) -> list[X]`: the annotation came before the method
                container = external(f"builtins.{name}")
        return self.item(container, index, expression.index, frame, expression.place)

    def item(self, container: Value, index: Value, written: Expression, frame: Frame, place: Place) -> Value:
        """`container[index]`."""
        found: list[Value] = []
        for member in each_of(container, frame.activation):
            kind = type(member)
            if kind is ListValue:
                found.append(self._list_item(member, index, written))  # type: ignore[arg-type]
            elif kind is DictValue:
                if type(index) is Const and index in member.items:  # type: ignore[attr-defined]
                    found.append(member.items[index])  # type: ignore[attr-defined]
                elif type(index) is Const and member.rest is not None:  # type: ignore[attr-defined]
                    found.append(member.rest)  # type: ignore[attr-defined]
                elif type(index) is not Const:
                    found.append(member.element())  # type: ignore[attr-defined]
            elif kind is External and member.name in self.native_items:  # type: ignore[attr-defined]
                site = ab.CallSite(self, frame, Arguments([index]), place, "[...]", member)
                found.append(self.native_items[member.name](site))  # type: ignore[attr-defined]
            elif kind in (External, ClassValue, ab.TypeForm, ab.TypeVariable):
                found.append(self.types.subscript(member, index))
            elif kind is Foreign:
                is_slice = isinstance(written, ex.Slice | ex.Opaque)
                found.append(self.caller.foreign_item(member, _SLICE if is_slice else index, frame, place))  # type: ignore[arg-type]
            elif kind is Instance:
                method = self.attributes.find(member, "__getitem__")  # type: ignore[arg-type]
                if method is not None:
                    found.append(self.call(method, Arguments([index]), frame, place, "__getitem__"))
                else:
                    fields = self.attributes.named_fields(member, frame, place)  # type: ignore[arg-type]
                    if fields is not None:
                        found.append(self._list_item(ListValue("tuple", fields, True), index, written))
            elif member is STRING or (isinstance(member, Const) and isinstance(member.value, str)):
                if isinstance(member, Const) and type(written) is ex.Slice:
                    text = member.value
                    assert isinstance(text, str)
                    found.append(ab.computed(text[written.bounds()], [member]))
                else:
                    found.append(STRING)
        return union(found)

    def _list_item(self, container: ListValue, index: Value, written: Expression) -> Value:
        if type(written) is ex.Slice and container.is_exact:
            return ListValue(container.kind, container.elements[written.bounds()], True)
        if isinstance(written, ex.Opaque):
            if type(index) is Const:
                return UNKNOWN
            return ListValue(container.kind, container.elements, False) if container.elements else container
        if container.is_exact and type(index) is Const and isinstance(index.value, int):
            try:
                return container.elements[index.value]
            except IndexError:
                return UNKNOWN
        return container.element()

    def _starred(self, expression: ex.Starred, frame: Frame) -> Value:
        return self.evaluate(expression.value, frame)

    def _display(self, expression: ex.Display, frame: Frame) -> Value:
        table = self._expressions
        elements: list[Value] = []
        is_exact = True
        for element in expression.elements:
            if type(element) is ex.Starred:
                value = table[type(element.value)](element.value, frame)
                place = getattr(element.value, "place", None)
                more, exact = self.elements(
                    value, frame, place or (1, 1, 1, 1), label=element.value, is_silent=place is None
                )
                elements.extend(more)
                is_exact = is_exact and exact
            else:
                elements.append(table[type(element)](element, frame))
        return ListValue(expression.kind, elements, is_exact)

    def _dict_display(self, expression: ex.DictDisplay, frame: Frame) -> Value:
        result = DictValue()
        for key, item in expression.items:
            value = self.evaluate(item, frame)
            if key is None:
                if type(value) is DictValue:
                    result.items.update(value.items)
                    if value.rest is not None:
                        result.rest = value.rest
                else:
                    result.rest = UNKNOWN
                continue
            name = as_key(self.evaluate(key, frame))
            if type(name) is Const:
                result.items[name] = value
            else:
                result.rest = value if result.rest is None else join(result.rest, value)
                result.key = name
        return result

    def _comprehension(self, expression: ex.Comprehension, frame: Frame) -> Value:
        if expression.kind == "generator":
            scope = Scope(frame.scope.module, frame.scope)
            running: list[Frame] = []

            def run(draining: Frame) -> None:
                if running:  # `items = (item for item in items)`: by now, the name means the generator itself
                    return
                running.append(draining)
                inner = Frame(scope, draining.activation, is_inline=draining.is_inline, uncertain=draining.uncertain)
                inner.cls, inner.receiver, inner.once = frame.cls, frame.receiver, draining.once
                inner.conditional = draining.conditional
                self._run_comprehension(expression, inner)
                running.clear()

            # its first iterable is evaluated at once, by whoever writes it
            probe = self.detached(frame.scope.module)
            probe.scope = scope
            element = union(self._run_comprehension(expression, probe)[0] or [UNKNOWN])
            made = Generator(element, any(c.is_async for c in expression.clauses), None, run)
            made.origin = frame.activation.function
            return made
        inner = Frame(
            Scope(frame.scope.module, frame.scope),
            frame.activation,
            is_inline=frame.is_inline,
            uncertain=frame.uncertain,
        )
        inner.cls, inner.receiver, inner.once = frame.cls, frame.receiver, frame.once
        inner.conditional = frame.conditional
        values, is_exact, keys = self._run_comprehension(expression, inner)
        if expression.kind == "dict":
            result = DictValue()
            for key, value in zip(keys, values, strict=False):
                if type(key) is Const and is_exact:
                    result.items[key] = value
                else:
                    result.rest = value if result.rest is None else join(result.rest, value)
                    result.key = key
            return result
        return ListValue(expression.kind, values, is_exact)

    def _run_comprehension(self, expression: ex.Comprehension, frame: Frame) -> tuple[list[Value], bool, list[Value]]:
        values: list[Value] = []
        keys: list[Value] = []

        def run(index: int) -> bool:
            if index == len(expression.clauses):
                if expression.key is not None:
                    keys.append(self.evaluate(expression.key, frame))
                values.append(self.evaluate(expression.element, frame))
                return True
            clause = expression.clauses[index]
            iterable = self.evaluate(clause.iterable, frame)
            if clause.is_async:
                elements, is_exact = [self.async_element(iterable, frame, clause.place)], False
            else:
                elements, is_exact = self.elements(iterable, frame, clause.place, label=clause.iterable)
            if not (is_exact and frame.is_inline and len(elements) <= LONGEST_LOOP):
                if is_exact and not elements:
                    return True
                elements, is_exact = [union(elements) if elements else UNKNOWN], False
            for element in elements:
                self.store(clause.target, element, frame)
                keep = True
                conditional = frame.conditional
                for condition in clause.conditions:
                    truth = self.truth(condition, frame)
                    self.narrow(condition, True, frame)
                    if truth is False:
                        keep = False
                    elif truth is None:
                        is_exact = False
                        frame.conditional += self._is_given(condition, frame)
                if keep and not run(index + 1):
                    is_exact = False
                frame.conditional = conditional
            return is_exact

        exact = run(0)
        return values, exact, keys

    def _both(self, expression: ex.Both, frame: Frame) -> Value:
        results: list[Value] = []
        *tests, last = expression.values
        before = frame.scope.names
        ascertained = frame.ascertained
        frame.uncertain += 1
        conditional = frame.conditional
        scope = frame.scope
        for test in tests:
            value = self.evaluate(test, frame)
            truth = self._truth_of(test, value, frame)
            if truth is expression.is_or and truth is not None:
                results.append(value)
                break
            if truth is None:
                results.append(self.types.kept(value, expression.is_or))
                frame.conditional += self._is_given(test, frame)
            if scope.names is before:
                scope.names = dict(before)
            self.narrow(test, not expression.is_or, frame)
        else:
            results.append(self.evaluate(last, frame))
        frame.ascertained = frame.ascertained & ascertained or NOTHING
        frame.uncertain -= 1
        frame.conditional = conditional
        if scope.names is not before:
            walrus = {k: v for k, v in scope.names.items() if k not in before}
            scope.names = before
            before.update(walrus)
        return union(results)

    def _not(self, expression: ex.Not, frame: Frame) -> Value:
        truth = self.truth(expression.value, frame)
        return ab.BOOLEAN if truth is None else const(not truth)

    def _compare(self, expression: ex.Compare, frame: Frame) -> Value:
        truth = self.truth(expression, frame)
        return ab.BOOLEAN if truth is None else const(truth)

    def _conditional(self, expression: ex.Conditional, frame: Frame) -> Value:
        truth = self.truth(expression.test, frame)
        if truth is not None:
            self.narrow(expression.test, truth, frame)
            return self.evaluate(expression.body if truth else expression.orelse, frame)
        scope = frame.scope
        before = scope.names
        ascertained = frame.ascertained
        is_given = self._is_given(expression.test, frame)
        frame.uncertain += 1
        frame.conditional += is_given
        scope.names = dict(before)
        self.narrow(expression.test, True, frame)
        first = self.evaluate(expression.body, frame)
        frame.ascertained = frame.ascertained & ascertained or NOTHING
        scope.names = dict(before)
        self.narrow(expression.test, False, frame)
        second = self.evaluate(expression.orelse, frame)
        frame.ascertained = frame.ascertained & ascertained or NOTHING
        scope.names = before
        frame.uncertain -= 1
        frame.conditional -= is_given
        return join(first, second)

    def _operation(self, expression: ex.Operation, frame: Frame) -> Value:
        left = self.evaluate(expression.left, frame)
        right = self.evaluate(expression.right, frame)
        return self.operate(left, expression.operator, right, frame, expression.place)

    def operate(self, left: Value, operator: str, right: Value, frame: Frame, place: Place | None) -> Value:
        """`left operator right`. Without a place, nothing is noted as run."""
        if place is None:
            frame, place = self.detached(frame.module), (1, 1, 1, 1)
        if operator == "|":
            if type(left) is DictValue and type(right) is DictValue:
                merged = DictValue()
                merged.items = {**left.items, **right.items}
                merged.rest = right.rest if left.rest is None else left.rest
                return merged
            return self.types.either(left, right)
        if operator == "+":
            if isinstance(left, Const) and isinstance(right, Const):
                try:
                    return ab.computed(left.value + right.value, (left, right))  # type: ignore[operator]
                except TypeError:
                    return UNKNOWN
            if type(left) is ListValue and type(right) is ListValue:
                return ListValue(left.kind, [*left.elements, *right.elements], left.is_exact and right.is_exact)
        if operator == "%" and type(left) is Const and isinstance(left.value, str):
            parts = right.elements if type(right) is ListValue and right.is_exact else [right]
            if all(type(part) is Const for part in parts):
                try:
                    return const(left.value % tuple(part.value for part in parts if type(part) is Const))
                except (TypeError, ValueError):
                    return STRING
            return STRING
        if operator == "/":
            path = folders.divided(left, right)
            if path is not None:
                return path if frame.is_inline else ab.without_text(path)
            for side, name in ((left, "__truediv__"), (right, "__rtruediv__")):
                if type(side) is Foreign and self.knowledge.method(side.type, name) is not None:
                    return side
        for member in each_of(left, frame.activation):
            if type(member) is Instance:
                names = {"+": "__add__", "/": "__truediv__", "%": "__mod__"}
                method = self.attributes.find(member, names.get(operator, "__none__"))
                if method is not None:
                    return self.call(method, Arguments([right]), frame, place, operator)
        return UNKNOWN

    def _format(self, expression: ex.Format, frame: Frame) -> Value:
        parts: list[Const] | None = []
        for part in expression.parts:
            value = self.evaluate(part, frame)
            if isinstance(value, Const) and isinstance(value.value, str | int):
                if parts is not None:
                    parts.append(value)
            else:
                parts = None
        return STRING if parts is None else ab.computed("".join([str(part.value) for part in parts]), parts)

    def _walrus(self, expression: ex.Walrus, frame: Frame) -> Value:
        value = self.evaluate(expression.value, frame)
        frame.scope.names[expression.name] = value
        return value

    def _yield(self, expression: ex.Yield, frame: Frame) -> Value:
        value = NONE if expression.value is None else self.evaluate(expression.value, frame)
        elements, is_exact = [value], True
        if expression.is_from:
            elements, is_exact = self.elements(value, frame, expression.place, label=expression.value or ex.NONE)
            elements = elements if is_exact else [union(elements) if elements else UNKNOWN]
        frame.yields.extend(elements)
        frame.yields_exactly = frame.yields_exactly and is_exact and frame.uncertain == frame.uncertain_from
        return UNKNOWN

    def _opaque(self, expression: ex.Opaque, frame: Frame) -> Value:
        for part in expression.parts:
            self.evaluate(part, frame)
        return UNKNOWN

    # Conditions

    def truth(self, test: Expression, frame: Frame) -> bool | None:
        """Evaluate a condition: True or False where that is certain, else None."""
        kind = type(test)
        if kind is ex.Not:
            inner = self.truth(test.value, frame)  # type: ignore[union-attr,arg-type]
            return None if inner is None else not inner
        if kind is ex.Compare:
            return self._truth_of_comparison(test, frame)  # type: ignore[arg-type]
        if kind is ex.Both:
            return self._truth_of_both(test, frame)  # type: ignore[arg-type]
        value = self.evaluate(test, frame)
        if kind is ex.Attribute and frame.ascertained is not NOTHING and self._is_ascertained(test, True, frame):
            return True
        return self._truth_of(test, value, frame)

    @staticmethod
    def _is_ascertained(test: Expression, is_true: bool, frame: Frame) -> bool:
        """Whether a condition around this one says that an attribute is true, or at least not None."""
        if type(test) is not ex.Attribute or type(test.value) is not ex.Name:
            return False
        owner, name = test.value.id, test.name
        return (owner, name, True) in frame.ascertained or (not is_true and (owner, name, False) in frame.ascertained)

    @staticmethod
    def _ascertain(test: ex.Attribute, is_true: bool, frame: Frame) -> None:
        if type(test.value) is ex.Name and test.value.id in frame.scope.names:
            frame.ascertained |= {(test.value.id, test.name, is_true)}

    def _truth_of(self, test: Expression, value: Value, frame: Frame) -> bool | None:
        kind = type(test)
        if type(value) is Awaitable and value.is_coroutine and isinstance(test, ex.Call):
            self.event(frame, EventKind.UNAWAITED_CONDITION, test.place, ex.render(test.callee))
        if type(value) is Const:
            if kind in (ex.Constant, ex.Call, ex.Walrus) or (kind is ex.Name and self._is_local(test, frame)):
                return bool(value.value)
            return value.value if type(value.value) is bool and self._is_own_flag(test, frame) else None
        if kind is ex.Name and (
            type(value) in (FunctionValue, ClassValue, ab.BoundMethod)
            or (type(value) is Instance and self._is_plain_object(value) and self._is_local(test, frame))
        ):
            return True
        if kind is ex.Name and type(value) is Instance and value.native is not None and self._is_local(test, frame):
            return True  # a router or an application
        if value is _TYPE_CHECKING and frame.activation.function is not None:
            return False
        if kind is ex.Name and type(value) is Foreign and value.type == RUNNING_LOOP and self._is_local(test, frame):
            return True
        return None

    @staticmethod
    def _is_own_flag(test: Expression, frame: Frame) -> bool:
        """Whether a method that registers routes asks its own object, which is one that was seen being made."""
        if not frame.is_inline or type(test) is not ex.Attribute or type(test.value) is not ex.Name:
            return False
        receiver = frame.receiver
        return type(receiver) is Instance and receiver.is_exact and frame.scope.names.get(test.value.id) is receiver

    def _is_plain_object(self, value: Instance) -> bool:
        """Whether an object is certainly true: its class and bases are known, and say nothing of truth or length."""
        cls = value.cls
        if not isinstance(cls, Class) or not all(name in _PLAIN_BASES for name in cls.external_bases()):
            return False
        in_class = self.attributes.in_class
        return value.is_exact and in_class(cls, "__bool__") is None and in_class(cls, "__len__") is None

    def _is_local(self, test: Expression, frame: Frame) -> bool:
        """Whether a plain name is the function's own: a global may be different by the time this runs.

        What registers routes runs here and now: for it, the names of the functions around it are as good.
        """
        if not isinstance(test, ex.Name) or test.id == "TYPE_CHECKING":
            return False
        scope, outermost = frame.scope, frame.scope.module.scope
        if test.id in scope.names:
            return scope is not outermost or frame.is_inline
        while frame.is_inline and scope.parent is not None and scope.parent is not outermost:
            scope = scope.parent
            if test.id in scope.names:
                return not scope.is_class
        return False

    def _is_own_dict(self, test: Expression, frame: Frame) -> bool:
        """Whether a dict is a local of what registers routes: only what is seen happens to it."""
        return (
            frame.is_inline
            and frame.activation.function is None
            and frame.scope is not frame.scope.module.scope
            and (self._is_local(test, frame))
        )

    def _is_computed(self, test: Expression, value: Value, frame: Frame) -> bool:
        """Whether a constant is made of a local name alone: `path.stem`, `name.lower()`, `name[:-3]`."""
        if type(value) is not Const or not frame.is_inline:
            return False
        root: object = test
        while isinstance(root, ex.Attribute | ex.Call | ex.Subscript):
            root = root.callee if isinstance(root, ex.Call) else root.value
        if not isinstance(root, ex.Name) or not self._is_local(root, frame):
            return False
        start = self.name(root.id, frame.scope)
        return type(start) in (Const, ListValue) or folders.text_of(start) is not None

    def _truth_of_both(self, test: ex.Both, frame: Frame) -> bool | None:
        decided: bool | None = not test.is_or
        before = frame.scope.names
        ascertained = frame.ascertained
        conditional = frame.conditional
        for index, part in enumerate(test.values):
            truth = self.truth(part, frame)
            if truth is test.is_or:
                frame.ascertained = frame.ascertained & ascertained or NOTHING
                frame.scope.names = self._keep_walrus(before, frame.scope.names)
                frame.conditional = conditional
                return test.is_or
            if truth is None:
                decided = None
                frame.conditional += self._is_given(part, frame)
            if index + 1 < len(test.values):
                if frame.scope.names is before:
                    frame.scope.names = dict(before)
                self.narrow(part, not test.is_or, frame)
        frame.ascertained = frame.ascertained & ascertained or NOTHING
        frame.scope.names = self._keep_walrus(before, frame.scope.names)
        frame.conditional = conditional
        return decided

    @staticmethod
    def _keep_walrus(before: dict[str, Value], after: dict[str, Value]) -> dict[str, Value]:
        if after is not before:
            for name, value in after.items():
                if name not in before:
                    before[name] = value
        return before

    def _truth_of_comparison(self, test: ex.Compare, frame: Frame) -> bool | None:
        left = self.evaluate(test.left, frame)
        right = self.evaluate(test.right, frame)
        self._run_comparison(test, left, right, frame)
        if type(left) is Awaitable and left.is_coroutine and type(test.left) is ex.Call:
            self.event(frame, EventKind.UNAWAITED_CONDITION, test.left.place, ex.render(test.left.callee))
        if right is NONE and frame.ascertained is not NOTHING and self._is_ascertained(test.left, False, frame):
            if test.operator in ("is", "is not"):
                return test.operator == "is not"
        if type(test.left) is not ex.Name or not self._is_local(test.left, frame):
            if type(test.left) not in (ex.Walrus, ex.Constant) and not self._is_computed(test.left, left, frame):
                return None
        operator = test.operator
        if right is NONE and operator in ("is", "is not", "==", "!="):
            positive = operator in ("is", "==")
            if left is NONE:
                return positive
            if type(left) in (Instance, Foreign, FunctionValue, ClassValue, ab.BoundMethod) or (
                isinstance(left, Const) and left is not NONE
            ):
                return not positive
            if type(left) is Foreign and left.type == RUNNING_LOOP:
                return not positive
            return None
        if type(left) is FunctionValue and type(right) is FunctionValue:
            if operator in ("==", "is", "!=", "is not"):
                return (left.function is right.function) is (operator in ("==", "is"))
        if type(left) is Const and type(right) is Const:
            if operator in ("==", "is"):
                return left.value == right.value
            if operator in ("!=", "is not"):
                return left.value != right.value
        if type(left) is Const and type(right) is DictValue and right.rest is None and operator in ("in", "not in"):
            return (left in right.items) is (operator == "in") if self._is_own_dict(test.right, frame) else None
        if type(left) is Const and type(right) is ListValue and right.is_exact and operator in ("in", "not in"):
            is_written = type(test.right) is not ex.Name or type(self.origin) is Module or not frame.is_inline
            if is_written and all(type(element) is Const for element in right.elements):
                return (left in right.elements) is (operator == "in")
        return None

    def _run_comparison(self, test: ex.Compare, left: Value, right: Value, frame: Frame) -> None:
        """A comparison with an object of the project may run a method of it."""
        name = _COMPARISONS.get(test.operator)
        if name is None or test.place is None:
            return
        owner, other = (right, left) if name == "__contains__" else (left, right)
        for member in each_of(owner, frame.activation) if owner is not UNKNOWN else ():
            if type(member) is Instance:
                method = self.attributes.find(member, name)
                if method is not None:
                    self.call(method, Arguments([other]), frame, test.place, test.operator)

    def narrow(self, test: Expression, positive: bool, frame: Frame) -> None:
        """Take over what a condition says about plain names, given that it holds or not."""
        kind = type(test)
        if kind is ex.Not:
            self.narrow(test.value, not positive, frame)  # type: ignore[union-attr,arg-type]
        elif kind is ex.Both:
            if test.is_or is not positive:  # type: ignore[union-attr]
                for part in test.values:  # type: ignore[union-attr]
                    self.narrow(part, positive, frame)
        elif kind is ex.Attribute:
            if positive:
                self._ascertain(test, True, frame)  # type: ignore[arg-type]
        elif kind is ex.Name or kind is ex.Walrus:
            name = test.id if kind is ex.Name else test.name  # type: ignore[union-attr]
            value = frame.scope.names.get(name)
            if value is not None and type(value) is ab.Union:
                frame.scope.names[name] = self.types.kept(value, positive)
        elif kind is ex.Compare:
            left = test.left  # type: ignore[union-attr]
            if type(left) is ex.Walrus:
                left = ex.Name(left.name)
            if type(left) is ex.Attribute and test.right == ex.NONE:  # type: ignore[union-attr]
                if test.operator == ("is not" if positive else "is"):  # type: ignore[union-attr]
                    self._ascertain(left, False, frame)
            if type(left) is not ex.Name or left.id not in frame.scope.names:
                return
            right = test.right  # type: ignore[union-attr]
            if type(right) is ex.Constant and right.value is None:
                is_none = (test.operator in ("is", "==")) is positive  # type: ignore[union-attr]
                value = frame.scope.names[left.id]
                if is_none:
                    frame.scope.names[left.id] = NONE
                elif type(value) is ab.Union:
                    frame.scope.names[left.id] = union([m for m in value.members if m is not NONE] or [UNKNOWN])
        elif kind is ex.Call:
            callee = test.callee  # type: ignore[union-attr]
            arguments = test.arguments  # type: ignore[union-attr]
            if (
                type(callee) is ex.Name
                and callee.id == "isinstance"
                and len(arguments) == 2
                and type(arguments[0]) is ex.Name
                and arguments[0].id in frame.scope.names
            ):
                name = arguments[0].id
                classes = self.types.classes(self.evaluate(arguments[1], frame))
                value = frame.scope.names[name]
                frame.scope.names[name] = (
                    self.types.narrowed(value, classes) if positive else self.types.excluded(value, classes)
                )
            elif (
                positive
                and type(callee) is ex.Name
                and callee.id == "hasattr"
                and len(arguments) == 2
                and type(arguments[0]) is ex.Name
                and arguments[0].id in frame.scope.names
                and type(arguments[1]) is ex.Constant
                and not hasattr(None, str(arguments[1].value))
            ):
                name = arguments[0].id
                value = frame.scope.names[name]
                if value is UNKNOWN:
                    frame.scope.names[name] = ab.SOMETHING
                elif type(value) is ab.Union and NONE in value.members:
                    frame.scope.names[name] = union([m for m in value.members if m is not NONE])

    # Iteration

    def elements(
        self,
        value: Value,
        frame: Frame,
        place: Place,
        *,
        label: Expression | str = "",
        is_silent: bool = False,
    ) -> tuple[list[Value], bool]:
        """Iterate: the elements, and whether these are all of them in order. `is_silent`: nothing is noted as run."""
        kind = type(value)
        if kind is ListValue:
            return value.elements, value.is_exact  # type: ignore[attr-defined]
        if kind is DictValue:
            if value.rest is None:  # type: ignore[attr-defined]
                return list(value.items), True  # type: ignore[attr-defined]
            return [*value.items, value.key], False  # type: ignore[attr-defined]
        if kind is Generator:
            if not is_silent:
                self.drain(value, frame, place, label)  # type: ignore[arg-type]
            if value.elements is not None:  # type: ignore[attr-defined]
                return value.elements, True  # type: ignore[attr-defined]
            return [value.element], False  # type: ignore[attr-defined]
        if kind is ab.Union:
            found: list[Value] = []
            for member in each_of(value, frame.activation):
                found.extend(self.elements(member, frame, place, label=label, is_silent=is_silent)[0])
            return found, False
        if kind is Foreign:
            return [self.caller.foreign_element(value, frame, place, label, is_silent)], False  # type: ignore[arg-type]
        if kind is Instance:
            return self.caller.instance_elements(value, frame, place, label, is_silent)  # type: ignore[arg-type]
        if kind is ClassValue:
            return self.types.enum_members(value), True  # type: ignore[arg-type]
        return [], False

    def drain(self, value: Generator, frame: Frame, place: Place, label: Expression | str) -> None:
        """Run a generator in the frame: what it does happens at the place."""
        if value.thunk is not None:
            self._drain_expression(value, value.thunk, frame, place)
        elif value.sink is not None:
            frame.activation.sinks.append(value.sink._replace(place=place, is_conditional=frame.conditional > 0))
        elif value.activation is not None and not value.is_async:
            self.edge(frame, EdgeKind.CALL, value.activation, place, label, Confidence.HIGH)

    @staticmethod
    def _drain_expression(value: Generator, thunk: Callable[[Frame], None], frame: Frame, place: Place) -> None:
        """Run a generator expression; in another function than it is written in, all of it happens at the place."""
        activation = frame.activation
        sinks, edges = activation.sinks, activation.edges
        sinks_before, edges_before = len(sinks), len(edges)
        thunk(frame)
        if value.origin is not None and value.origin is not activation.function:
            sinks[sinks_before:] = [sink._replace(place=place) for sink in sinks[sinks_before:]]
            edges[edges_before:] = [edge._replace(place=place) for edge in edges[edges_before:]]

    def next_of(self, value: Generator, frame: Frame, place: Place, label: Expression | str) -> Value:
        """The next element of a generator."""
        self.drain(value, frame, place, label)
        return value.element

    def async_element(self, value: Value, frame: Frame, place: Place) -> Value:
        """What `async for` gets from a value."""
        found: list[Value] = []
        for member in each_of(value, frame.activation):
            kind = type(member)
            if kind is Generator:
                found.append(member.element)  # type: ignore[attr-defined]
                if member.thunk is not None:  # type: ignore[attr-defined]
                    member.thunk(frame)  # type: ignore[attr-defined]
            elif kind is Foreign:
                found.append(self.caller.foreign_async_element(member, frame, place))  # type: ignore[arg-type]
            elif kind is Instance:
                method = self.attributes.find(member, "__aiter__")  # type: ignore[arg-type]
                if method is not None:
                    iterator = self.call(method, Arguments(), frame, place, "__aiter__")
                    for each in known(iterator):
                        if type(each) is Generator:
                            found.append(each.element)
                        elif type(each) is Instance:
                            step = self.attributes.find(each, "__anext__")
                            if step is not None:
                                result = self.call(step, Arguments(), frame, place, "__anext__")
                                found.append(self.awaited(result, frame, place))
        return union(found)

    @staticmethod
    def extend(container: ListValue, elements: list[Value], is_exact: bool) -> None:
        """Add elements to a list."""
        if len(container.elements) < 2 * LONGEST_LOOP:
            if container.is_exact:
                container.elements.extend(elements)
            else:
                container.elements.extend(e for e in elements if e not in container.elements)
        container.is_exact = container.is_exact and is_exact

    # Notes

    def edge(
        self,
        frame: Frame,
        kind: EdgeKind,
        target: Activation,
        place: Place,
        label: Expression | str,
        confidence: Confidence,
    ) -> None:
        """Note that the frame's function leads to an activation."""
        if frame.once and confidence is Confidence.HIGH:
            confidence = Confidence.MEDIUM
        frame.activation.edges.append(Edge(kind, target, place, label, confidence, frame.conditional > 0))

    def sink(
        self,
        frame: Frame,
        row: FunctionRow | AttributeRow,
        name: str,
        place: Place,
        label: str,
        confidence: Confidence = Confidence.HIGH,
    ) -> None:
        """Note that the frame's function blocks at a place."""
        assert row.blocks is not None
        if frame.once and confidence is Confidence.HIGH:
            confidence = Confidence.MEDIUM
        function_row = None if not hasattr(row, "twin") else row
        frame.activation.sinks.append(
            Sink(row.blocks, name, place, label, function_row, confidence, frame.conditional > 0)  # type: ignore[arg-type]
        )

    def event(self, frame: Frame, kind: EventKind, place: Place, detail: str) -> None:
        """Note something that a rule may want to know."""
        frame.activation.events[Event(kind, place, detail)] = None


def is_empty(value: Value) -> bool:
    """Whether a value is a container that nothing was put into yet."""
    if type(value) is DictValue:
        return not value.items and value.rest is None
    return type(value) is ListValue and not value.elements


def is_never_awaited(row: FunctionRow | None) -> bool:
    """Whether what a blocking function of a library gives cannot be awaited: whoever awaits it calls something else."""
    return row is not None and row.decorated is None and "Awaitable" not in (row.returns or "")


def may_be_awaited(edge: Edge) -> bool:
    """Whether what a call gives may be awaited, next to coroutine functions that may be called in its stead."""
    returned = edge.target.returns
    return edge.kind is not EdgeKind.CALL or (
        returned is not None and any(type(member) is Awaitable for member in members(returned))
    )


def is_off_loop(statement: st.Try, handler: st.Handler) -> bool:
    """Whether a handler is for where no loop runs: its `try` asks for the running one, which never fails on a loop."""
    first = statement.body[0] if statement.body else None
    call = first.value if isinstance(first, st.Assign | st.Evaluate) else None
    if not isinstance(call, ex.Call) or ex.last_name(call.callee) != "get_running_loop":
        return False
    return len(statement.body) == 1 or ex.last_name(handler.type) == "RuntimeError"


def is_main_test(test: Expression) -> bool:
    """`__name__ == "__main__"`."""
    return (
        isinstance(test, ex.Compare)
        and test.operator == "=="
        and ex.Name("__name__") in (test.left, test.right)
        and ex.Constant("__main__") in (test.left, test.right)
    )


def join_names(states: list[dict[str, Value]]) -> dict[str, Value]:
    """What names are after several ways; a name that one way did not bind keeps what the others say."""
    if len(states) == 1:
        return states[0]
    result = dict(states[0])
    for state in states[1:]:
        for name, value in state.items():
            before = result.get(name)
            if before is None:
                result[name] = value
            elif before is not value:
                result[name] = union((before, value))
    return result
