"""Builtins and functions of the standard library that the interpreter plays itself: they call, make or pass on values.

What merely blocks or has a type is a row of the knowledge; here is what a row cannot say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.project.execution import abstract as ab
from fastlint.project.execution import folders
from fastlint.project.execution.abstract import (
    BOOLEAN,
    NONE,
    STRING,
    UNKNOWN,
    Arguments,
    Awaitable,
    BoundMethod,
    CallSite,
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
    ManagerFunction,
    ModuleValue,
    Native,
    Partial,
    Super,
    TypeVariable,
    Value,
    const,
    external,
    foreign,
    join,
    known,
    members,
    union,
)
from fastlint.project.execution.attributes import FIELDS, namespace_of
from fastlint.project.execution.calls import EventKind
from fastlint.project.execution.markers import MARKERS

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter

Handler = Callable[[CallSite], Value]


def first(site: CallSite) -> Value:
    """The first argument of a call, unknown if there is none."""
    value = site.arguments.get(None, 0)
    return value if value is not None else UNKNOWN


def install(interpreter: Interpreter) -> None:
    """Put the natives into the interpreter's table."""
    interpreter.natives.update(_NATIVES)
    interpreter.native_items["sys.modules"] = _module_by_name
    for name in ("typing", "typing_extensions"):
        interpreter.natives[f"{name}.cast"] = _cast
        interpreter.natives[f"{name}.TypeVar"] = _type_variable
        interpreter.natives[f"{name}.NewType"] = _new_type
        interpreter.natives[f"{name}.overload"] = lambda site: first(site)
        interpreter.natives[f"{name}.final"] = lambda site: first(site)
        interpreter.natives[f"{name}.override"] = lambda site: first(site)
    for name in _VALIDATORS:
        interpreter.natives[name] = _validator
    for name in _SERIALIZERS:
        interpreter.natives[name] = _serializer
    for name in _TRANSPARENT:
        interpreter.natives[name] = _transparent
    for name in ("pydantic.Field", "sqlmodel.Field", *FIELDS, "pydantic.PrivateAttr", *_FUNCTIONAL, *MARKERS):
        interpreter.natives[name] = _record(name)
    for name in ("contextlib.ExitStack", "contextlib.AsyncExitStack"):
        interpreter.native_methods[f"{name}.enter_context"] = lambda site: _enter_context(site, False)
        interpreter.native_methods[f"{name}.callback"] = _call_first
    stack = "contextlib.AsyncExitStack"
    interpreter.native_methods[f"{stack}.enter_async_context"] = lambda site: _enter_context(site, True)


def _record(name: str) -> Handler:
    def make(site: CallSite) -> Value:
        instance = Instance(external(name))
        instance.arguments = site.arguments
        return instance

    return make


# Iteration


def _iterable(site: CallSite, position: int = 0) -> tuple[list[Value], bool]:
    value = site.arguments.get(None, position)
    if value is None:
        return [], True
    elements, is_exact = site.interpreter.elements(value, site.frame, site.place, label=site.label)
    return list(elements), is_exact


def _collect(kind: str) -> Handler:
    def make(site: CallSite) -> Value:
        elements, is_exact = _iterable(site)
        return ListValue(kind, elements, is_exact)

    return make


def _drain(result: Value) -> Handler:
    def make(site: CallSite) -> Value:
        _iterable(site)
        return result

    return make


def _pick(site: CallSite) -> Value:
    """`max`, `min`, `sum`: one of the elements."""
    if len(site.arguments.positional) > 1:
        return union(site.arguments.positional)
    elements, _ = _iterable(site)
    _call_key(site, elements)
    return union(elements) if elements else UNKNOWN


def _call_key(site: CallSite, elements: list[Value]) -> None:
    key = site.arguments.get("key")
    if key is not None and key is not NONE:
        element = union(elements) if elements else UNKNOWN
        site.interpreter.call(key, Arguments([element]), site.frame, site.place, "key")


def _sorted(site: CallSite) -> Value:
    elements, is_exact = _iterable(site)
    _call_key(site, elements)
    texts = [folders.text_of(element) for element in elements]
    if is_exact and None not in texts and "key" not in site.arguments.keywords:
        order = sorted(range(len(elements)), key=lambda index: texts[index] or "")
        elements = [elements[index] for index in order]
    if site.arguments.get("reverse") is ab.TRUE:
        elements = elements[::-1]
    return ListValue("list", elements, is_exact)


def _reversed(site: CallSite) -> Value:
    elements, is_exact = _iterable(site)
    return ListValue("list", elements[::-1], is_exact)


def _enumerate(site: CallSite) -> Value:
    elements, is_exact = _iterable(site)
    if is_exact and site.frame.is_inline:
        pairs: list[Value] = [ListValue("tuple", [const(i), e], True) for i, e in enumerate(elements)]
        return ListValue("list", pairs, True)
    return ListValue("list", [ListValue("tuple", [foreign("int"), union(elements or [UNKNOWN])], True)], False)


def _zip(site: CallSite) -> Value:
    columns = [_iterable(site, i) for i in range(len(site.arguments.positional))]
    if site.frame.is_inline and columns and all(is_exact for _, is_exact in columns):
        rows = zip(*[elements for elements, _ in columns], strict=False)
        return ListValue("list", [ListValue("tuple", row, True) for row in rows], True)
    row = [union(elements) if elements else UNKNOWN for elements, _ in columns]
    return ListValue("list", [ListValue("tuple", row, True)], False)


def _range(site: CallSite) -> Value:
    bounds = [a.value for a in site.arguments.positional if isinstance(a, Const) and isinstance(a.value, int)]
    if site.frame.is_inline and len(bounds) == len(site.arguments.positional) and bounds:
        numbers = range(*bounds[:3])
        if len(numbers) <= 400:
            return ListValue("list", [const(number) for number in numbers], True)
    return ListValue("list", [foreign("int")], False)


def _map(site: CallSite) -> Value:
    """Nothing runs before the result is drained; then the function is called on each element."""
    function = first(site)
    iterables = site.arguments.positional[1:]
    interpreter = site.interpreter

    def run(frame: object) -> None:
        row = []
        for iterable in iterables:
            elements, _ = interpreter.elements(iterable, frame, site.place, label=site.label)
            row.append(union(elements) if elements else UNKNOWN)
        interpreter.call(function, Arguments(row), frame, site.place, site.label)

    detached = interpreter.detached(site.frame.module)
    row = []
    exact: list[list[Value]] | None = []
    for iterable in iterables:
        elements, is_exact = interpreter.elements(iterable, detached, site.place, is_silent=True)
        row.append(union(elements) if elements else UNKNOWN)
        if is_exact and exact is not None:
            exact.append(elements)
        else:
            exact = None
    if site.frame.is_inline and exact:
        results = [
            interpreter.call(function, Arguments(list(each)), site.frame, site.place, site.label)
            for each in zip(*exact, strict=False)
        ]
        return ListValue("list", results, True)
    element = interpreter.call(function, Arguments(row), detached, site.place, site.label)
    return Generator(element, False, None, run)


def _filter(site: CallSite) -> Value:
    function = first(site)
    iterable = site.arguments.get(None, 1) or UNKNOWN
    interpreter = site.interpreter

    def run(frame: object) -> None:
        elements, _ = interpreter.elements(iterable, frame, site.place, label=site.label)
        interpreter.call(function, Arguments([union(elements or [UNKNOWN])]), frame, site.place, site.label)

    elements, _ = interpreter.elements(iterable, site.frame, site.place, is_silent=True)
    return Generator(union(elements or [UNKNOWN]), False, None, run)


def _next(site: CallSite) -> Value:
    value = first(site)
    default = site.arguments.get(None, 1)
    interpreter = site.interpreter
    found: list[Value] = []
    for member in known(value):
        if isinstance(member, Instance):
            method = interpreter.attributes.find(member, "__next__")
            if method is not None:
                found.append(interpreter.call(method, Arguments(), site.frame, site.place, site.label))
                continue
        elements, _ = interpreter.elements(member, site.frame, site.place, label=site.label)
        found.extend(elements)
    result = union(found) if found else UNKNOWN
    return join(result, default) if default is not None else result


def _len(site: CallSite) -> Value:
    for member in known(first(site)):
        if isinstance(member, Instance):
            method = site.interpreter.attributes.find(member, "__len__")
            if method is not None:
                site.interpreter.call(method, Arguments(), site.frame, site.place, site.label)
    return foreign("int")


def _reduce(site: CallSite) -> Value:
    elements, _ = _iterable(site, 1)
    element = union(elements) if elements else UNKNOWN
    initial = site.arguments.get("initial", 2)
    start = element if initial is None else initial
    result: Value = site.interpreter.call(first(site), Arguments([start, element]), site.frame, site.place, site.label)
    return result


def _iter(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, Instance):
        method = site.interpreter.attributes.find(value, "__iter__")
        if method is not None:
            result: Value = site.interpreter.call(method, Arguments(), site.frame, site.place, site.label)
            return result
    return value


def _anext(site: CallSite) -> Value:
    return Awaitable(site.interpreter.async_element(first(site), site.frame, site.place))


def _dict(site: CallSite) -> Value:
    result = DictValue()
    source = site.arguments.get(None, 0)
    if isinstance(source, DictValue):
        result.items, result.rest, result.key = dict(source.items), source.rest, source.key
    elif source is not None:
        elements, is_exact = _iterable(site)
        for element in elements:
            if isinstance(element, ListValue) and element.is_exact and len(element.elements) == 2:
                key, value = element.elements
                if isinstance(key, Const) and is_exact:
                    result.items[key] = value
                else:
                    result.rest = value if result.rest is None else join(result.rest, value)
            else:
                result.rest = UNKNOWN
    for name, value in site.arguments.keywords.items():
        result.items[const(name)] = value
    if site.arguments.is_open and result.rest is None:
        result.rest = UNKNOWN
    return result


# Objects


def _getattr(site: CallSite) -> Value:
    name = site.arguments.get(None, 1)
    default = site.arguments.get(None, 2)
    if isinstance(name, Const) and isinstance(name.value, str):
        found: Value = site.interpreter.attributes.get(first(site), name.value, site.frame, site.place)
        if found is not UNKNOWN or default is None:
            return found
        is_told = site.frame.is_inline and isinstance(first(site), ModuleValue | ClassValue | FunctionValue | Instance)
        return default if is_told else join(default, UNKNOWN)  # it may have the attribute
    return UNKNOWN


def _setattr(site: CallSite) -> Value:
    name, value = site.arguments.get(None, 1), site.arguments.get(None, 2)
    if isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        site.interpreter.attributes.store(first(site), name.value, value, site.frame, site.place)
    return NONE


def _hasattr(site: CallSite) -> Value:
    name = site.arguments.get(None, 1)
    subject = first(site)
    if isinstance(subject, ModuleValue) and isinstance(name, Const) and isinstance(name.value, str):
        return const(site.interpreter.module_member(subject.module, name.value) is not None)
    return BOOLEAN


def _type(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, Instance):
        return value.cls.value if isinstance(value.cls, Class) else value.cls
    return UNKNOWN


def _isinstance(site: CallSite) -> Value:
    classes = site.interpreter.types.classes(site.arguments.get(None, 1) or UNKNOWN)
    value = first(site)
    if not isinstance(value, ab.Union) and value is not UNKNOWN and classes:
        verdicts = [site.interpreter.types.is_instance(value, cls) for cls in classes]
        if any(verdict is True for verdict in verdicts):
            return ab.TRUE
        if all(verdict is False for verdict in verdicts):
            return ab.FALSE
    return BOOLEAN


def _callable(site: CallSite) -> Value:
    if isinstance(first(site), FunctionValue | BoundMethod | ClassValue | Native | Partial):
        return ab.TRUE
    return BOOLEAN


def _is_coroutine_function(site: CallSite) -> Value:
    value = first(site)
    while isinstance(value, BoundMethod | Partial):
        value = value.function if isinstance(value, BoundMethod) else value.callee
    if isinstance(value, FunctionValue):
        return const(value.function.fact.is_async and not value.function.fact.is_generator)
    return BOOLEAN


def _is_async_generator_function(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, FunctionValue):
        return const(value.function.fact.is_async and value.function.fact.is_generator)
    return BOOLEAN


def _is_awaitable(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, Awaitable):
        return ab.TRUE
    if value is UNKNOWN or isinstance(value, ab.Union):
        return BOOLEAN
    return ab.FALSE


def _super(site: CallSite) -> Value:
    frame = site.frame
    explicit = site.arguments.get(None, 0)
    if isinstance(explicit, ClassValue):
        receiver = site.arguments.get(None, 1)
        return Super(explicit.cls, receiver) if receiver is not None else UNKNOWN
    if frame.cls is not None and frame.receiver is not None:
        return Super(frame.cls, frame.receiver)
    return UNKNOWN


def _property(site: CallSite) -> Value:
    return Descriptor("property", first(site))


def _cached_property(site: CallSite) -> Value:
    descriptor = Descriptor("property", first(site))
    descriptor.is_cached = True
    return descriptor


def _static_method(site: CallSite) -> Value:
    return Descriptor("staticmethod", first(site))


def _class_method(site: CallSite) -> Value:
    return Descriptor("classmethod", first(site))


def _string(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, Const) and isinstance(value.value, str | int):
        return const(str(value.value)) if not isinstance(value, ab.Setting) else value
    if isinstance(value, Foreign):
        return value.variable(ab.TEXT) or STRING
    if isinstance(value, Instance) and isinstance(value.attributes.get("value"), Const):
        inner = value.attributes["value"]
        return inner if isinstance(inner, Const) and isinstance(inner.value, str) else STRING
    if isinstance(value, Instance):
        method = site.interpreter.attributes.find(value, "__str__")
        if method is not None:
            result: Value = site.interpreter.call(method, Arguments(), site.frame, site.place, "str")
            return result
    return STRING


def _vars(site: CallSite) -> Value:
    """`vars(module)` and `module.__dict__` as a dict."""
    value = first(site)
    if isinstance(value, ModuleValue):
        return namespace_of(value.module)
    result = DictValue()
    result.rest = UNKNOWN
    return result


def _dir(site: CallSite) -> Value:
    value = first(site)
    if isinstance(value, ModuleValue):
        return ListValue("list", [const(name) for name in sorted(value.module.scope.names)], True)
    return ListValue("list", [STRING], False)


def _globals(site: CallSite) -> Value:
    return namespace_of(site.frame.module)


# typing


def _cast(site: CallSite) -> Value:
    declared: Value = site.interpreter.types.instance(first(site))
    value = site.arguments.get(None, 1)
    if declared is not UNKNOWN:
        return declared
    return value if value is not None else UNKNOWN


def _type_variable(site: CallSite) -> Value:
    name = first(site)
    bound = site.arguments.get("bound")
    return TypeVariable(str(name.value) if isinstance(name, Const) else "T", bound)


def _new_type(site: CallSite) -> Value:
    return site.arguments.get(None, 1) or UNKNOWN


# functools, contextlib, decorators


def _partial(site: CallSite) -> Value:
    positional = site.arguments.positional
    if not positional:
        return UNKNOWN
    rest = Arguments(positional[1:], site.arguments.keywords, site.arguments.is_open)
    return Partial(positional[0], rest)


def _wraps(site: CallSite) -> Value:
    original = first(site)

    def wrap(inner: CallSite) -> Value:
        wrapper = first(inner)
        if isinstance(wrapper, FunctionValue):
            wrapper.wrapped = original
        return wrapper

    return Native("functools.wraps", wrap)


def _update_wrapper(site: CallSite) -> Value:
    wrapper = first(site)
    original = site.arguments.get(None, 1)
    if isinstance(wrapper, FunctionValue) and original is not None:
        wrapper.wrapped = original
    return wrapper


def _manager(site: CallSite) -> Value:
    return ManagerFunction(first(site))


def _transparent(site: CallSite) -> Value:
    """A decorator that gives back what it gets, also when it is called with options first."""
    value = first(site)
    if any(
        isinstance(m, FunctionValue | BoundMethod | ClassValue | ManagerFunction | Descriptor) for m in members(value)
    ):
        return value
    return Native("decorator", first)


def _cached(site: CallSite) -> Value:
    """`@lru_cache`: mark the function, for what takes no arguments is then executed once."""
    value = first(site)
    if isinstance(value, FunctionValue):
        value.marks = {**(value.marks or {}), "cached": UNKNOWN}
        return value
    return value if isinstance(value, Descriptor | ClassValue | BoundMethod) else Native("decorator", _cached)


def _enter_context(site: CallSite, is_async: bool) -> Value:
    """`stack.enter_context(manager)`: enters it now, and leaves it at the end of the stack's block."""
    manager = site.arguments.get("cm", 0) or UNKNOWN
    written = site.label if not isinstance(site.label, str) else ex.NONE
    item = st.WithItem(written, None, site.place)
    value, leave, _ = site.interpreter.caller.enter(manager, site.frame, item, is_async)
    if leave is not None:
        leave()
    return Awaitable(value) if is_async else value


def _call_first(site: CallSite) -> Value:
    """`stack.callback(f, ...)`: calls it at the end of the stack's block."""
    rest = Arguments(site.arguments.positional[1:], site.arguments.keywords, site.arguments.is_open)
    site.interpreter.call(first(site), rest, site.frame, site.place, site.label)
    return first(site)


def _default_dict(site: CallSite) -> Value:
    """`defaultdict(factory)`: any value may be what the factory makes."""
    result = DictValue()
    factory = first(site)
    if factory is not NONE and factory is not UNKNOWN:
        detached = site.interpreter.detached(site.frame.module)
        result.rest = site.interpreter.call(factory, Arguments(), detached, site.place, site.label)
    return result


def _serializer(site: CallSite) -> Value:
    """`@field_serializer(...)`, `@computed_field` and their kin: mark the function, for Pydantic will call it."""

    def mark(inner: CallSite) -> Value:
        value = first(inner)
        function = value.function if isinstance(value, Descriptor) else value
        if isinstance(function, FunctionValue):
            function.marks = {**(function.marks or {}), "serializer": UNKNOWN}
        return value

    value = first(site)
    if isinstance(value, FunctionValue | Descriptor):
        return mark(site)
    return Native("serializer", mark)


def _validator(site: CallSite) -> Value:
    """`@field_validator(...)` and its kin: mark the function, for Pydantic will call it."""

    def mark(inner: CallSite) -> Value:
        value = first(inner)
        function = value.function if isinstance(value, Descriptor) else value
        if isinstance(function, FunctionValue):
            if function.marks is None:
                function.marks = {}
            function.marks["validator"] = UNKNOWN
        if isinstance(value, FunctionValue) and value.function.fact.parameters:
            if value.function.fact.parameters[0].name == "cls":
                return Descriptor("classmethod", value)
        return value

    value = first(site)
    if isinstance(value, FunctionValue | Descriptor):
        return mark(site)
    return Native("validator", mark)


_SERIALIZERS = (
    "pydantic.field_serializer",
    "pydantic.model_serializer",
    "pydantic.computed_field",
    "pydantic.functional_serializers.field_serializer",
    "pydantic.functional_serializers.model_serializer",
    "pydantic.fields.computed_field",
)

#: What stands in the metadata of `Annotated` and holds a function that Pydantic calls.
_FUNCTIONAL = tuple(
    f"pydantic{module}.{name}"
    for module, names in {
        ".functional_validators": ("AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"),
        ".functional_serializers": ("PlainSerializer", "WrapSerializer"),
    }.items()
    for module in ("", module)
    for name in names
)

_VALIDATORS = (
    "pydantic.field_validator",
    "pydantic.model_validator",
    "pydantic.validator",
    "pydantic.root_validator",
)

_TRANSPARENT = (
    "functools.singledispatch",
    "functools.total_ordering",
    "abc.abstractmethod",
    "dataclasses.dataclass",
    "pydantic.dataclasses.dataclass",
    "pydantic.validate_call",
    "attr.s",
    "attrs.define",
    "atexit.register",
    "typing.runtime_checkable",
    "typing.no_type_check",
    "async_lru.alru_cache",
    "cachetools.cached",
    "cachetools.func.ttl_cache",
    "asyncache.cached",
)


def _hand_off_wrapper(name: str) -> Handler:
    """`sync_to_async(f)`, `asyncify(f)`: what they give runs `f` in a thread when it is called and awaited."""

    def make(site: CallSite) -> Value:
        function = first(site)
        if not known(function):
            return Native(name, lambda inner: make(inner) if inner.arguments.positional else UNKNOWN)

        def run(inner: CallSite) -> Value:
            detached = inner.interpreter.detached(inner.frame.module)
            result = inner.interpreter.call(function, inner.arguments, detached, inner.place, inner.label)
            return Awaitable(result)

        return Native(name, run)

    return make


def _nested_loop_wrapper(name: str) -> Handler:
    """`async_to_sync(f)`, `syncify(f)`: what they give runs a loop when it is called."""

    def make(site: CallSite) -> Value:
        function = first(site)

        def run(inner: CallSite) -> Value:
            inner.interpreter.event(inner.frame, EventKind.NESTED_LOOP, inner.place, name)
            result = inner.interpreter.call(
                function, inner.arguments, inner.interpreter.detached(inner.frame.module), inner.place, inner.label
            )
            return result.result if isinstance(result, Awaitable) else UNKNOWN

        return Native(name, run)

    return make


# asyncio


def _gather(site: CallSite) -> Value:
    results = [site.interpreter.awaited(value, site.frame, site.place) for value in site.arguments.positional]
    return Awaitable(ListValue("list", results, not site.arguments.is_open))


def _passed_on(site: CallSite) -> Value:
    """`asyncio.shield(x)`, `asyncio.wait_for(x, t)`: awaiting gives what `x` gives."""
    value = first(site)
    return Awaitable(site.interpreter.awaited(value, site.frame, site.place))


# Modules


def _members(site: CallSite) -> Value:
    """`inspect.getmembers(module, predicate)`: the names of a module, sorted, with their values."""
    value, predicate = first(site), site.arguments.get("predicate", 1)
    if not isinstance(value, ModuleValue):
        return ListValue("list", [ListValue("tuple", [STRING, UNKNOWN], True)], False)
    pairs: list[Value] = []
    is_exact = True
    for name, member in sorted(value.module.scope.names.items()):
        verdict: Value = ab.TRUE
        if predicate is not None and predicate is not NONE:
            verdict = site.interpreter.call(predicate, Arguments([member]), site.frame, site.place, site.label)
        if verdict is not ab.FALSE:
            pairs.append(ListValue("tuple", [const(name), member], True))
            is_exact = is_exact and verdict is ab.TRUE
    return ListValue("list", pairs, is_exact)


def _is_kind(*kinds: type[Value]) -> Handler:
    """`inspect.ismodule` and its kin."""

    def ask(site: CallSite) -> Value:
        value = first(site)
        if isinstance(value, External):
            is_class = value.name in site.interpreter.native_constructors or site.interpreter.knowledge.type(value.name)
            return const(ClassValue in kinds) if is_class else BOOLEAN
        return BOOLEAN if value is UNKNOWN or isinstance(value, ab.Union) else const(isinstance(value, kinds))

    return ask


def _module_by_name(site: CallSite) -> Value:
    """`sys.modules[name]`."""
    name = first(site)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    found = site.interpreter.find_module(name.value, site.frame.module)
    return UNKNOWN if found is None else found.value


def _import_module(site: CallSite) -> Value:
    name = first(site)
    package = site.arguments.get("package", 1)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    dotted = name.value
    module = site.frame.module
    if dotted.startswith("."):
        level = len(dotted) - len(dotted.lstrip("."))
        if isinstance(package, Const) and isinstance(package.value, str):
            parts = package.value.split(".")
            base = parts[: len(parts) - (level - 1)]
            dotted = ".".join([*base, dotted.lstrip(".")])
        else:
            absolute = module.absolute(dotted.lstrip("."), level)
            if absolute is None:
                return UNKNOWN
            dotted = absolute
    found = site.interpreter.find_module(dotted, module)
    return found.value if found is not None else external(dotted)


def _environment_default(site: CallSite) -> Value:
    """`os.getenv(name, default)`: what it gives where the environment says nothing."""
    default = site.arguments.get("default", 1)
    if isinstance(default, Const) and isinstance(default.value, str):
        return ab.setting(default.value)
    return STRING if default is not None else join(STRING, NONE)


_NATIVES: dict[str, Handler] = {
    "builtins.list": _collect("list"),
    "builtins.tuple": _collect("tuple"),
    "builtins.set": _collect("set"),
    "builtins.frozenset": _collect("set"),
    "collections.deque": _collect("list"),
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _default_dict,
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.range": _range,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.next": _next,
    "builtins.len": _len,
    "functools.reduce": _reduce,
    "builtins.iter": _iter,
    "builtins.aiter": first,
    "builtins.anext": _anext,
    "builtins.any": _drain(BOOLEAN),
    "builtins.all": _drain(BOOLEAN),
    "builtins.sum": _drain(UNKNOWN),
    "builtins.max": _pick,
    "builtins.min": _pick,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.hasattr": _hasattr,
    "builtins.type": _type,
    "builtins.isinstance": _isinstance,
    "builtins.callable": _callable,
    "builtins.super": _super,
    "builtins.property": _property,
    "builtins.staticmethod": _static_method,
    "builtins.classmethod": _class_method,
    "builtins.str": _string,
    "builtins.vars": _vars,
    "builtins.dir": _dir,
    "builtins.globals": _globals,
    "functools.cached_property": _cached_property,
    "functools.lru_cache": _cached,
    "functools.cache": _cached,
    "django.utils.functional.cached_property": _cached_property,
    "abc.abstractproperty": _property,
    "sqlalchemy.ext.hybrid.hybrid_property": _property,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "functools.wraps": _wraps,
    "functools.update_wrapper": _update_wrapper,
    "contextlib.contextmanager": _manager,
    "contextlib.asynccontextmanager": _manager,
    "inspect.iscoroutinefunction": _is_coroutine_function,
    "asyncio.iscoroutinefunction": _is_coroutine_function,
    "inspect.isasyncgenfunction": _is_async_generator_function,
    "inspect.isawaitable": _is_awaitable,
    "inspect.iscoroutine": _is_awaitable,
    "asyncio.iscoroutine": _is_awaitable,
    "asyncio.gather": _gather,
    "asyncio.shield": _passed_on,
    "asyncio.wait_for": _passed_on,
    "importlib.import_module": _import_module,
    "inspect.getmembers": _members,
    "inspect.ismodule": _is_kind(ModuleValue),
    "inspect.isclass": _is_kind(ClassValue),
    "inspect.isfunction": _is_kind(FunctionValue),
    "sys.modules.get": _module_by_name,
    "builtins.__import__": _import_module,
    "os.getenv": _environment_default,
    "os.environ.get": _environment_default,
    "asgiref.sync.sync_to_async": _hand_off_wrapper("asgiref.sync.sync_to_async"),
    "asyncer.asyncify": _hand_off_wrapper("asyncer.asyncify"),
    "asgiref.sync.async_to_sync": _nested_loop_wrapper("asgiref.sync.async_to_sync"),
}
