"""Abstract values: what the interpreter knows about an object of the analysed program.

Values are compared by identity. Constants, symbols of libraries and instances of their types are interned, so that the
same knowledge is the same object; objects of the program that can be changed (instances, containers) are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastlint.facts.definitions import ClassFact, FunctionFact
    from fastlint.facts.expressions import Expression, Literal, Place
    from fastlint.project.execution.calls import Activation, Sink
    from fastlint.project.execution.modules import Module

#: Alternatives beyond this number are not kept apart.
LARGEST_UNION = 12
#: The empty set, once: each one that is made takes 216 bytes, and scopes and functions are many.
NO_NAMES: frozenset[str] = frozenset()


class Value:
    """Anything that an expression may evaluate to."""

    __slots__ = ()


class Unknown(Value):
    """Nothing is known."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Const(Value):
    """A constant: interned by `const`."""

    __slots__ = ("value",)

    def __init__(self, value: Literal) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Const({self.value!r})"


_constants: dict[tuple[type, Literal], Const] = {}
_strings: dict[str, Const] = {}


def is_word(text: str) -> bool:
    """Whether a string is made of letters, digits, `_` and `-`."""
    return text.isascii() and text.replace("_", "a").replace("-", "a").isalnum()


def const(value: Literal) -> Const:
    """The one `Const` for a value."""
    if type(value) is str:
        found = _strings.get(value)
        if found is None:
            found = _strings[value] = Const(value)
        return found
    key = (type(value), value)
    found = _constants.get(key)
    if found is None:
        found = _constants[key] = Const(value)
    return found


class Setting(Const):
    """What a setting is where nobody sets it: good for reading a path, but no condition is decided by it."""

    __slots__ = ()


_settings: dict[Literal, Setting] = {}


def setting(value: Literal) -> Setting:
    """The one `Setting` of that default."""
    found = _settings.get(value)
    if found is None:
        found = _settings[value] = Setting(value)
    return found


def computed(value: Literal, parts: Iterable[Value]) -> Const:
    """A constant computed from others: a setting, if one of them is."""
    return setting(value) if any(type(part) is Setting for part in parts) else const(value)


NONE = const(None)
TRUE = const(True)
FALSE = const(False)


class ModuleValue(Value):
    """A module of the project."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module

    def __repr__(self) -> str:
        return f"ModuleValue({self.module.name})"


class External(Value):
    """A symbol outside the project (module, class, function or object), by its dotted name: interned by `external`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"External({self.name})"


_externals: dict[str, External] = {}


def external(name: str) -> External:
    """The one `External` of that name."""
    found = _externals.get(name)
    if found is None:
        found = _externals[name] = External(name)
    return found


class Foreign(Value):
    """An instance of a type outside the project: interned by `foreign`. `variables` are its type variables."""

    __slots__ = ("type", "variables")

    def __init__(self, type: str, variables: tuple[tuple[str, Value], ...]) -> None:
        self.type = type
        self.variables = variables

    def __repr__(self) -> str:
        return f"Foreign({self.type})"

    def variable(self, name: str) -> Value | None:
        for key, value in self.variables:
            if key == name:
                return value
        return None


_foreigns: dict[tuple[str, tuple[tuple[str, Value], ...]], Foreign] = {}


def foreign(type: str, variables: tuple[tuple[str, Value], ...] = ()) -> Foreign:
    """The one `Foreign` of that type and variables."""
    key = (type, variables)
    found = _foreigns.get(key)
    if found is None:
        found = _foreigns[key] = Foreign(type, variables)
    return found


#: The variable of a path outside of the type system that holds its text, where that is known.
TEXT = "text"


def without_text(value: Value) -> Value:
    """The same, without the text of a path: no context is told by it."""
    return foreign(value.type) if type(value) is Foreign and value.variable(TEXT) is not None else value


STRING = foreign("str")
#: A string of which it is only remembered that it is made of letters, digits, `_` and `-`: the name of a variable, say.
#: It decides `if name.startswith("file://")`, and is one context where the strings themselves would be a thousand.
WORD = foreign("str", (("is_word", TRUE),))
BOOLEAN = foreign("bool")
#: What a call gives that never comes back.
NO_RETURN = foreign("typing.NoReturn")


#: What is only known to be something else than None.
SOMETHING = foreign("object")


class Scope:
    """The names of a module, class body or function call. Branches replace `names`, so always read it afresh.

    `is_given_router`: it is of a call that registers routes, and was given the router: what it defines may do so, too.
    """

    __slots__ = ("globals", "is_class", "is_given_router", "module", "names", "nonlocals", "parent")

    def __init__(self, module: Module, parent: Scope | None, is_class: bool = False) -> None:
        self.names: dict[str, Value] = {}
        self.parent = parent
        self.module = module
        self.is_class = is_class
        self.is_given_router = False
        self.globals: frozenset[str] | set[str] = NO_NAMES
        self.nonlocals: frozenset[str] | set[str] = NO_NAMES


class Function:
    """A function of the project: the definition, whatever closures are made of it."""

    __slots__ = ("activations", "drives", "fact", "is_stub", "is_task", "module", "name", "owner")

    def __init__(self, fact: FunctionFact, module: Module, is_stub: bool) -> None:
        self.fact = fact
        self.module = module
        self.name = f"{module.name}.{fact.qualname}"
        self.owner: Class | None = None
        self.is_stub = is_stub
        self.is_task = False  # a decorator sends it to a worker
        self.drives: frozenset[str] = NO_NAMES  # the parameters that are coroutines, which a loop of their own runs
        self.activations: list[Activation] = []

    def __repr__(self) -> str:
        return f"Function({self.name})"


class FunctionValue(Value):
    """A function object: a definition with the scope that it closes over."""

    __slots__ = (
        "contexts",
        "declared",
        "defaults",
        "function",
        "injected",
        "marks",
        "retries",
        "scope",
        "wrapped",
    )

    def __init__(self, function: Function, scope: Scope) -> None:
        self.function = function
        self.scope = scope
        self.contexts: dict[object, Activation] = {}
        self.defaults: dict[str, Value] | None = None
        self.declared: dict[str, Value] | None = None
        self.injected: Activation | None = None
        self.wrapped: Value | None = None
        self.marks: dict[str, Value] | None = None
        self.retries: Sink | None = None  # how the decorator blocks that calls it again and again

    def __repr__(self) -> str:
        return f"FunctionValue({self.function.name})"


class BoundMethod(Value):
    """A function with its first argument. `is_replaced`: a subclass, of which it may be one, has another."""

    __slots__ = ("function", "is_replaced", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver
        self.is_replaced = False

    def __repr__(self) -> str:
        return f"BoundMethod({self.function!r})"


class Class:
    """A class of the project, once its body was executed."""

    __slots__ = (
        "annotations",
        "bases",
        "decorators",
        "fact",
        "generic",
        "instances",
        "module",
        "mro",
        "name",
        "namespace",
        "scope",
        "storing",
        "subclasses",
        "value",
    )

    def __init__(self, fact: ClassFact, module: Module, scope: Scope) -> None:
        self.fact = fact
        self.module = module
        self.name = f"{module.name}.{fact.qualname}"
        self.scope = scope
        self.namespace: dict[str, Value] = {}
        self.annotations: dict[str, Expression] = {}
        self.bases: tuple[Value, ...] = ()
        self.mro: tuple[Class | External, ...] = ()
        self.decorators: tuple[Value, ...] = ()
        self.subclasses: dict[Class, None] = {}
        self.generic: Instance | None = None
        self.instances: dict[object, Instance] = {}
        self.storing: dict[str, list[FunctionValue]] | None = None
        self.value = ClassValue(self)

    def __repr__(self) -> str:
        return f"Class({self.name})"

    def external_bases(self) -> Iterable[str]:
        """The dotted names of the classes outside the project that it inherits from, nearest first."""
        return (base.name for base in self.mro if isinstance(base, External))

    def inherits(self, names: frozenset[str]) -> bool:
        """Whether one of the named outside classes is among its bases."""
        for base in self.mro:
            if type(base) is External and base.name in names:
                return True
        return False


class ClassValue(Value):
    """The class object."""

    __slots__ = ("cls",)

    def __init__(self, cls: Class) -> None:
        self.cls = cls

    def __repr__(self) -> str:
        return f"ClassValue({self.cls.name})"


class Instance(Value):
    """An instance of a class of the project, or an object of a library whose construction must be remembered.

    `is_exact` tells that it was seen being constructed: then its class is not merely an upper bound.
    """

    __slots__ = ("arguments", "attributes", "cls", "is_exact", "loading", "native", "variables")

    def __init__(self, cls: Class | External, is_exact: bool = True) -> None:
        self.cls = cls
        self.is_exact = is_exact
        self.attributes: dict[str, Value] = {}
        self.arguments: Arguments | None = None
        self.native: Any = None  # what a native model of a library keeps: the state of a router, say
        self.loading: set[str] | None = None
        self.variables: dict[Value, Value] | None = None  # the types that its type variables stand for

    def __repr__(self) -> str:
        return f"Instance({self.cls.name})"


class ListValue(Value):
    """A list, tuple or set. `is_exact`: these are its elements, in order; else any of them may be in it.

    `holder` is the router of which these are the routes: what is put into the list, is registered on it.
    """

    __slots__ = ("elements", "fields", "holder", "is_exact", "kind")

    def __init__(self, kind: str, elements: Iterable[Value], is_exact: bool) -> None:
        self.kind = kind
        self.elements: list[Value] = list(elements)
        self.is_exact = is_exact
        self.fields: tuple[str, ...] = ()  # of a named tuple
        self.holder: Instance | None = None

    def __repr__(self) -> str:
        return f"ListValue({self.kind}, {self.elements!r}, {self.is_exact})"

    def element(self) -> Value:
        """Any element of it."""
        return union(self.elements)


class DictValue(Value):
    """A dict: the values of known constant keys, and any other key and value.

    `name` is the dotted name of a library's dict with methods of its own (`os.environ`).
    """

    __slots__ = ("items", "key", "name", "rest")

    def __init__(self) -> None:
        self.items: dict[Const, Value] = {}
        self.name = ""
        self.key: Value = UNKNOWN
        self.rest: Value | None = None

    def __repr__(self) -> str:
        return f"DictValue({self.items!r}, {self.rest!r})"

    def element(self) -> Value:
        """Any value of it."""
        values = list(self.items.values())
        if self.rest is not None:
            values.append(self.rest)
        return union(values)


class TypeForm(Value):
    """A subscripted or combined type: `list[X]`, `X | Y`, `Annotated[X, ...]`. The origin of a union is `|`."""

    __slots__ = ("arguments", "origin")

    def __init__(self, origin: Value | str, arguments: tuple[Value, ...]) -> None:
        self.origin = origin
        self.arguments = arguments

    def __repr__(self) -> str:
        return f"TypeForm({self.origin!r}, {self.arguments!r})"


class TypeVariable(Value):
    """What `TypeVar(...)` makes."""

    __slots__ = ("bound", "name")

    def __init__(self, name: str, bound: Value | None) -> None:
        self.name = name
        self.bound = bound


class Partial(Value):
    """`functools.partial(callee, ...)`."""

    __slots__ = ("arguments", "callee")

    def __init__(self, callee: Value, arguments: Arguments) -> None:
        self.callee = callee
        self.arguments = arguments


class Awaitable(Value):
    """A coroutine, task or future: what `await` gives. `origin` is the call that made it, where it is a coroutine."""

    __slots__ = ("is_coroutine", "name", "result")

    def __init__(self, result: Value, is_coroutine: bool = False, name: str = "") -> None:
        self.result = result
        self.is_coroutine = is_coroutine
        self.name = name

    def __repr__(self) -> str:
        return f"Awaitable({self.result!r})"


class Generator(Value):
    """A generator or generator expression. Nothing of it has run; draining it runs `activation` or `thunk`.

    `sink` is set for an iterator of a library that blocks while it is drained, `origin` for a generator expression: the
    function that it is written in.
    """

    __slots__ = ("activation", "element", "elements", "is_async", "origin", "sink", "thunk")

    def __init__(
        self, element: Value, is_async: bool, activation: Activation | None, thunk: Callable[[Any], None] | None = None
    ) -> None:
        self.element = element
        self.elements: list[Value] | None = None  # all that it yields, in order, where that is known
        self.is_async = is_async
        self.activation = activation
        self.thunk = thunk
        self.sink: Sink | None = None
        self.origin: Function | None = None


class Manager(Value):
    """What a function under `@contextmanager` returns."""

    __slots__ = ("generator",)

    def __init__(self, generator: Value) -> None:
        self.generator = generator


class ManagerFunction(Value):
    """A generator function under `@contextmanager`."""

    __slots__ = ("function",)

    def __init__(self, function: Value) -> None:
        self.function = function


class Descriptor(Value):
    """A function in a class body under `property`, `staticmethod` or `classmethod`; `kind` says which."""

    __slots__ = ("function", "is_cached", "kind", "setter")

    def __init__(self, kind: str, function: Value) -> None:
        self.kind = kind
        self.function = function
        self.is_cached = False
        self.setter: Value | None = None


class Super(Value):
    """`super()`: what comes after `cls` in the bases of the receiver's class."""

    __slots__ = ("cls", "receiver")

    def __init__(self, cls: Class, receiver: Value) -> None:
        self.cls = cls
        self.receiver = receiver


class ForeignMethod(Value):
    """A method of a library's type, bound to its receiver."""

    __slots__ = ("name", "receiver", "type")

    def __init__(self, type: str, name: str, receiver: Value) -> None:
        self.type = type
        self.name = name
        self.receiver = receiver


class Native(Value):
    """Something callable that the interpreter plays itself: `handler(call)` gives the result."""

    __slots__ = ("handler", "name", "receiver")

    def __init__(self, name: str, handler: Callable[[CallSite], Value], receiver: Value = UNKNOWN) -> None:
        self.name = name
        self.handler = handler
        self.receiver = receiver

    def __repr__(self) -> str:
        return f"Native({self.name})"


class Union(Value):
    """One of several values."""

    __slots__ = ("members",)

    def __init__(self, members: tuple[Value, ...]) -> None:
        self.members = members

    def __repr__(self) -> str:
        return f"Union{self.members!r}"


def union(values: Iterable[Value]) -> Value:
    """One of the values; nothing in common with anything is `UNKNOWN`."""
    if type(values) is list and len(values) == 1:
        return values[0]  # type: ignore[no-any-return]
    found: dict[Value, None] = {}
    for value in values:
        if type(value) is Union:
            for member in value.members:
                found[member] = None
        else:
            found[value] = None
    if len(found) == 1:
        return next(iter(found))
    if not found:
        return UNKNOWN
    if sum([type(value) is Foreign for value in found]) > 1:  # of several paths, none is told apart
        found = dict.fromkeys(map(without_text, found))
        if len(found) == 1:
            return next(iter(found))
    members = tuple(found)
    if len(members) > LARGEST_UNION:
        members = (*members[:LARGEST_UNION], UNKNOWN)
    return Union(members)


def join(first: Value, second: Value) -> Value:
    """One of two values."""
    if first is second:
        return first
    if type(first) is not Union and type(second) is not Union and not type(first) is type(second) is Foreign:
        return Union((first, second))
    return union((first, second))


def members(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value."""
    return value.members if type(value) is Union else (value,)


def known(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value that are neither unknown nor None."""
    if type(value) is not Union:
        return () if value is UNKNOWN or value is NONE else (value,)
    return tuple([member for member in value.members if member is not UNKNOWN and member is not NONE])


#: What most calls have: one for all, for calls are kept. Arguments are never changed.
_NO_POSITIONAL: list[Value] = []
_NO_KEYWORDS: dict[str, Value] = {}


class Arguments:
    """The evaluated arguments of a call. `is_open`: there may be more that could not be followed (`*args`).

    `ascertained` are the attributes of the receiver of which the caller has found that they are true (else, not None).
    """

    __slots__ = ("ascertained", "is_open", "keywords", "positional")

    def __init__(
        self, positional: list[Value] | None = None, keywords: dict[str, Value] | None = None, is_open: bool = False
    ) -> None:
        self.positional = positional or _NO_POSITIONAL
        self.keywords = keywords or _NO_KEYWORDS
        self.is_open = is_open
        self.ascertained: frozenset[tuple[str, bool]] | None = None

    def get(self, name: str | None, position: int | None = None) -> Value | None:
        """An argument by keyword or by 0-based position, or None."""
        if name is not None and name in self.keywords:
            return self.keywords[name]
        if position is not None and 0 <= position < len(self.positional):
            return self.positional[position]
        return None

    def with_first(self, first: Value) -> Arguments:
        """The same, with one more in front."""
        result = Arguments([first, *self.positional], self.keywords, self.is_open)
        result.ascertained = self.ascertained
        return result


class CallSite:
    """A call that is being evaluated: what a native handler gets to see."""

    __slots__ = ("arguments", "frame", "interpreter", "label", "place", "receiver")

    def __init__(
        self, interpreter: Any, frame: Any, arguments: Arguments, place: Place, label: Expression | str, receiver: Value
    ) -> None:
        self.interpreter = interpreter
        self.frame = frame
        self.arguments = arguments
        self.place = place
        self.label = label
        self.receiver = receiver
