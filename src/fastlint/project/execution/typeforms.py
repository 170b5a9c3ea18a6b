"""Types as values: annotations, class hierarchies, and what an instance of each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fastlint.facts.definitions import ParameterKind
from fastlint.facts.expressions import ELLIPSIS, Expression, names_in, render
from fastlint.knowledge.type_expression import TypeExpression, parse
from fastlint.project.execution import abstract as ab
from fastlint.project.execution.abstract import (
    BOOLEAN,
    NONE,
    STRING,
    UNKNOWN,
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
    Manager,
    Native,
    Scope,
    TypeForm,
    TypeVariable,
    Value,
    const,
    external,
    foreign,
    known,
    members,
    union,
)
from fastlint.project.execution.calls import Activation
from fastlint.project.execution.frame import Frame
from fastlint.project.execution.modules import State

if TYPE_CHECKING:
    from fastlint.facts.definitions import FunctionFact
    from fastlint.project.execution.interpreter import Interpreter
    from fastlint.project.execution.modules import Module

UNION = "|"

_LISTS = {
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.frozenset": "set",
    "typing.List": "list",
    "typing.Set": "set",
    "typing.FrozenSet": "set",
    "typing.Sequence": "list",
    "typing.MutableSequence": "list",
    "typing.Iterable": "list",
    "typing.Collection": "list",
    "typing.Deque": "list",
    "collections.deque": "list",
    "collections.abc.Sequence": "list",
    "collections.abc.MutableSequence": "list",
    "collections.abc.Iterable": "list",
    "collections.abc.Collection": "list",
    "collections.abc.Set": "set",
    "collections.abc.MutableSet": "set",
    "typing.AbstractSet": "set",
}
_DICTS = frozenset(
    """builtins.dict typing.Dict typing.Mapping typing.MutableMapping typing.DefaultDict typing.OrderedDict
    collections.abc.Mapping collections.abc.MutableMapping collections.defaultdict collections.OrderedDict""".split()
)
_TUPLES = frozenset({"builtins.tuple", "typing.Tuple"})
_GENERATORS = frozenset(
    """typing.Generator typing.Iterator collections.abc.Generator collections.abc.Iterator""".split()
)
_ASYNC_GENERATORS = frozenset(
    """typing.AsyncGenerator typing.AsyncIterator typing.AsyncIterable collections.abc.AsyncGenerator
    collections.abc.AsyncIterator collections.abc.AsyncIterable""".split()
)
_AWAITABLES = frozenset("""typing.Awaitable collections.abc.Awaitable asyncio.Future""".split())
_COROUTINES = frozenset({"typing.Coroutine", "collections.abc.Coroutine", "types.CoroutineType"})
_MANAGERS = frozenset(
    """contextlib.AbstractContextManager contextlib.AbstractAsyncContextManager typing.ContextManager
    typing.AsyncContextManager""".split()
)
_CALLABLES = frozenset({"typing.Callable", "collections.abc.Callable"})
#: What stands for something of which an annotation tells that it can be called, and what it gives.
DECLARED_CALLABLE = "callable"
_TYPES = frozenset({"builtins.type", "typing.Type"})
_SCALARS = {
    "builtins.str": STRING,
    "builtins.bool": BOOLEAN,
    "builtins.int": foreign("int"),
    "builtins.float": foreign("float"),
    "builtins.bytes": foreign("bytes"),
    "builtins.None": NONE,
    "typing.Any": UNKNOWN,
    "typing_extensions.Any": UNKNOWN,
    "builtins.object": UNKNOWN,
    "typing.NoReturn": foreign("typing.NoReturn"),
}
_TRANSPARENT = frozenset({"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "TypeGuard"})
GENERICS = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})
#: To have the one method of a protocol makes a class one of its kind if no other has it; to have several, if few do.
MOST_ALIKE = (1, 4)
PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
#: Bases outside of the project that have no methods which a class may lack.
_ABSTRACT_BASES = frozenset(
    {"abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol", "builtins.object"}
)
ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"})


class TypeForms:
    """Questions about types, for the interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._generic_runs: set[int] = set()
        self._names_in: dict[int, tuple[str, ...]] = {}
        self._annotated: dict[tuple[int, int], Value] = {}
        self._plain: dict[str, Value] = {}  # the instances of outside types that are no containers
        self._receiver: Instance | None = None  # whose type variables are meant
        self.classes_defined: list[Class] = []
        self._had: dict[Class, frozenset[str]] = {}
        self._implementations: dict[Class, tuple[int, list[Class]]] = {}
        self._unfinished: dict[Class, bool] = {}

    # Annotations

    def annotation(self, expression: Expression, scope: Scope) -> Value:
        """An instance of what an annotation says."""
        return self.instance(self.annotated(expression, scope))

    def annotation_for(self, expression: Expression, scope: Scope, receiver: Value | None) -> Value:
        """The same in a class: its type variables stand for what they do in the receiver."""
        before = self._receiver
        self._receiver = receiver if isinstance(receiver, Instance) else None
        try:
            return self.annotation(expression, scope)
        finally:
            self._receiver = before

    def annotated(self, expression: Expression, scope: Scope) -> Value:
        """The type that an annotation names, with the metadata of `Annotated`."""
        names = self._names_in.get(id(expression))
        if names is None:
            names = self._names_in[id(expression)] = tuple(names_in(expression))
        anchor: Scope | None = scope
        while anchor is not None and anchor.parent is not None and not anchor.is_class:
            if not anchor.names.keys().isdisjoint(names):
                anchor = None  # it names something local
                break
            anchor = anchor.parent
        if anchor is None:
            return self._interpreter.evaluate(expression, Frame(scope, Activation(None, None, {})))
        key = (id(expression), id(anchor))
        found = self._annotated.get(key)
        if found is None:
            found = self._interpreter.evaluate(expression, Frame(anchor, Activation(None, None, {})))
            if anchor.module.state is State.DONE:
                self._annotated[key] = found
        return found

    def instance(self, value: Value, depth: int = 0) -> Value:
        """An instance of a type that is given as a value."""
        if depth > 12:
            return UNKNOWN
        kind = type(value)
        if kind is ClassValue:
            return self.generic(value.cls)  # type: ignore[attr-defined]
        if kind is External:
            return self.of_external(value.name)  # type: ignore[attr-defined]
        if kind is TypeForm:
            return self._instance_of_form(value, depth + 1)  # type: ignore[arg-type]
        if kind is ab.Union or kind is ListValue:
            parts = members(value) if kind is ab.Union else value.elements  # type: ignore[attr-defined]
            return union([self.instance(member, depth + 1) for member in parts] or [UNKNOWN])
        if kind is TypeVariable:
            meant = self._variable_of(self._receiver, value)  # type: ignore[arg-type]
            if meant is not None:
                return self.instance(meant, depth + 1)
            bound = value.bound  # type: ignore[attr-defined]
            return self.instance(bound, depth + 1) if bound is not None else UNKNOWN
        if value is NONE:
            return NONE
        return UNKNOWN

    def of_external(self, name: str) -> Value:
        """An instance of a type outside the project."""
        scalar = _SCALARS.get(name) or self._plain.get(name)
        if scalar is not None:
            return scalar
        if name in _LISTS:
            return ListValue(_LISTS[name], [], False)
        if name in _DICTS:
            result = DictValue()
            result.rest = UNKNOWN
            return result
        if name in _TUPLES:
            return ListValue("tuple", [], False)
        if name in _GENERATORS:
            return Generator(UNKNOWN, False, None)
        if name in _ASYNC_GENERATORS:
            return Generator(UNKNOWN, True, None)
        if name in _CALLABLES or name in _TYPES or name.startswith(("typing.", "typing_extensions.")):
            return UNKNOWN
        plain = self._plain[name] = foreign(self._interpreter.knowledge.canonical(name))
        return plain

    def _instance_of_form(self, form: TypeForm, depth: int) -> Value:
        arguments = form.arguments
        if form.origin == UNION:
            return union([self.instance(argument, depth) for argument in arguments] or [UNKNOWN])
        origin = form.origin
        if isinstance(origin, ClassValue):
            return self._specialised(origin.cls, arguments)
        if not isinstance(origin, External):
            return UNKNOWN
        name = origin.name
        last = name.rpartition(".")[2]
        first = arguments[0] if arguments else UNKNOWN
        if last in _TRANSPARENT:
            return self.instance(first, depth)
        if last == "Optional":
            return union((self.instance(first, depth), NONE))
        if last == "Union":
            return union([self.instance(argument, depth) for argument in arguments] or [UNKNOWN])
        if last == "Literal":
            return STRING if all(isinstance(a, Const) and isinstance(a.value, str) for a in arguments) else UNKNOWN
        if name in _LISTS:
            return ListValue(_LISTS[name], [self.instance(first, depth)], False)
        if name in _TUPLES:
            if len(arguments) == 2 and isinstance(arguments[1], Const) and arguments[1].value == ELLIPSIS:
                return ListValue("tuple", [self.instance(first, depth)], False)
            return ListValue("tuple", [self.instance(argument, depth) for argument in arguments], True)
        if name in _DICTS:
            result = DictValue()
            result.key = self.instance(first, depth)
            result.rest = self.instance(arguments[1], depth) if len(arguments) > 1 else UNKNOWN
            return result
        if name in _GENERATORS:
            return Generator(self.instance(first, depth), False, None)
        if name in _ASYNC_GENERATORS:
            return Generator(self.instance(first, depth), True, None)
        if name in _AWAITABLES:
            return Awaitable(self.instance(first, depth))
        if name in _COROUTINES:
            return Awaitable(self.instance(arguments[-1], depth))
        if name in _MANAGERS:
            return Manager(Generator(self.instance(first, depth), "Async" in name, None))
        if name in _TYPES:
            return first if isinstance(first, ClassValue | External) else UNKNOWN
        if name in _CALLABLES:
            if len(arguments) == 2:
                result_type = arguments[1]
                return Native(DECLARED_CALLABLE, lambda site: self.instance(result_type))
            return UNKNOWN
        if name.startswith(("typing.", "typing_extensions.")):
            return UNKNOWN
        row = self._interpreter.knowledge.type(name)
        names = list(row.infer) if row is not None and row.infer else ["T"]
        variables = tuple(
            (variable, self.instance(argument, depth)) for variable, argument in zip(names, arguments, strict=False)
        )
        return foreign(self._interpreter.knowledge.canonical(name), variables)

    def metadata(self, value: Value) -> tuple[Value, tuple[Value, ...]]:
        """The type and the metadata of `Annotated[...]`; of any other type, itself and nothing.

        Optional is looked through.
        """
        if isinstance(value, TypeForm):
            if isinstance(value.origin, External) and value.origin.name.rpartition(".")[2] == "Annotated":
                inner, more = self.metadata(value.arguments[0])
                return inner, (*more, *value.arguments[1:])
            if value.origin == UNION or (
                isinstance(value.origin, External) and value.origin.name.rpartition(".")[2] in ("Optional", "Union")
            ):
                for argument in value.arguments:
                    _, more = self.metadata(argument)
                    if more:
                        return value, more
        if isinstance(value, ab.Union):
            for member in value.members:
                inner, more = self.metadata(member)
                if more:
                    return inner, more
        return value, ()

    def subscript(self, origin: Value, index: Value) -> Value:
        """`origin[index]` of a type."""
        if isinstance(index, ListValue) and index.kind == "tuple":
            arguments = tuple(index.elements)
        else:
            arguments = (index,)
        if isinstance(origin, ClassValue) and origin.cls.inherits(ENUMS):
            return self.generic(origin.cls)
        if isinstance(origin, TypeForm):
            return origin  # a generic alias that is filled in
        return TypeForm(origin, arguments)

    def either(self, left: Value, right: Value) -> Value:
        """`left | right` of types."""
        if left is UNKNOWN and right is UNKNOWN:
            return UNKNOWN
        return TypeForm(UNION, (left, right))

    def refine(self, value: Value, annotation: Expression, scope: Scope) -> Value:
        """A display with the element types that its annotation declares, where it is empty."""
        if isinstance(value, Foreign):
            if all(variable is UNKNOWN for _, variable in value.variables):
                declared = self.annotation(annotation, scope)
                return declared if isinstance(declared, Foreign) and declared.type == value.type else value
            return value
        if isinstance(value, ListValue) and not value.elements:
            declared = self.annotation(annotation, scope)
            if isinstance(declared, ListValue) and declared.elements and not declared.is_exact:
                return ListValue(value.kind, declared.elements, False) if not scope.is_class else value
        if isinstance(value, DictValue) and not value.items and value.rest is None:
            declared = self.annotation(annotation, scope)
            if isinstance(declared, DictValue) and declared.rest is not None and declared.rest is not UNKNOWN:
                value.rest = declared.rest
                value.key = declared.key
        return value

    def parsed(self, text: str, variables: Mapping[str, Value] | None = None, receiver: Value | None = None) -> Value:
        """An instance of what a type expression of the knowledge rows says."""
        return self._of_type_expression(parse(text), variables or {}, receiver)

    def _of_type_expression(
        self, expression: TypeExpression, variables: Mapping[str, Value], receiver: Value | None
    ) -> Value:
        if expression.is_union:
            return union([self._of_type_expression(m, variables, receiver) for m in expression.members])
        name = expression.name
        if name in variables:
            return variables[name]
        if name == "Self":
            return receiver if receiver is not None else UNKNOWN
        if name == "None":
            return NONE
        if name in ("Any", "object"):
            return UNKNOWN
        arguments = [self._of_type_expression(a, variables, receiver) for a in expression.arguments]
        if name in ("list", "set", "frozenset", "Sequence", "Iterable", "deque"):
            return ListValue("set" if "set" in name else "list", arguments, False)
        if name == "tuple":
            if len(expression.arguments) == 2 and expression.arguments[1].name == "...":
                return ListValue("tuple", arguments[:1], False)
            return ListValue("tuple", arguments, bool(arguments))
        if name in ("dict", "Mapping"):
            result = DictValue()
            result.key = arguments[0] if arguments else UNKNOWN
            result.rest = arguments[1] if len(arguments) > 1 else UNKNOWN
            return result
        if name in ("Iterator", "Generator"):
            return Generator(arguments[0] if arguments else UNKNOWN, False, None)
        if name in ("AsyncIterator", "AsyncGenerator"):
            return Generator(arguments[0] if arguments else UNKNOWN, True, None)
        if name in ("Awaitable", "Coroutine"):
            return Awaitable(arguments[-1] if arguments else UNKNOWN)
        if name == "type":
            return external(expression.arguments[0].name) if arguments else UNKNOWN
        if name in ("str", "int", "bool", "float", "bytes"):
            return foreign(name)
        if "." not in name and len(name) <= 2:
            return UNKNOWN  # a type variable that nothing is known of
        row = self._interpreter.knowledge.type(name)
        names = list(row.infer) if row is not None and row.infer else ["T"]
        pairs = tuple(zip(names, arguments, strict=False))
        return foreign(self._interpreter.knowledge.canonical(name), pairs)

    # Classes

    def linearise(self, cls: Class) -> None:
        """Find the order in which the bases of a class are searched, and tell the bases of their subclass."""
        sequences: list[list[Class | External]] = []
        direct: list[Class | External] = []
        for base in cls.bases:
            origin = base.origin if isinstance(base, TypeForm) else base
            if isinstance(origin, ClassValue):
                direct.append(origin.cls)
                sequences.append(list(origin.cls.mro))
                origin.cls.subclasses[cls] = None
            elif isinstance(origin, External):
                name = self._interpreter.knowledge.canonical(origin.name)
                direct.append(external(name))
                sequences.append([external(name)])
        if len(sequences) == 1:  # nothing to merge, however long the line of classes is
            cls.mro = tuple(dict.fromkeys((cls, *sequences[0])))
            return
        sequences.append(direct)
        order: list[Class | External] = [cls]
        remaining = [sequence for sequence in sequences if sequence]
        while remaining:
            for sequence in remaining:
                head = sequence[0]
                if not any(head in other[1:] for other in remaining):
                    break
            else:
                head = remaining[0][0]  # not a legal order: take what is written first
            if head not in order:
                order.append(head)
            remaining = [[each for each in sequence if each is not head] for sequence in remaining]
            remaining = [sequence for sequence in remaining if sequence]
        cls.mro = tuple(order)

    def defined(self, cls: Class) -> None:
        """A class body was executed."""
        self.classes_defined.append(cls)

    def redefined(self) -> None:
        """A class body was executed that had been executed too early: what was found of subclasses is out of date."""
        self._implementations.clear()

    def generic(self, cls: Class) -> Instance:
        """Some instance of a class or of one of its subclasses."""
        if cls.generic is None:
            cls.generic = Instance(cls, is_exact=False)
        return cls.generic

    def _specialised(self, cls: Class, arguments: tuple[Value, ...]) -> Instance:
        """Some instance of a generic class with its type variables filled in."""
        variables = self._variables(cls)
        if not variables:
            return self.generic(cls)
        key = ("specialised", *arguments)
        found = cls.instances.get(key)
        if found is None:
            found = cls.instances[key] = Instance(cls, is_exact=False)
            found.variables = dict(zip(variables, arguments, strict=False))
        return found

    def _variables(self, cls: Class) -> list[TypeVariable]:
        """The type variables of a class, in the order in which they are filled in."""
        found: dict[TypeVariable, None] = {}
        for base in cls.bases:
            if isinstance(base, TypeForm):
                if isinstance(base.origin, External) and base.origin.name in GENERICS:
                    return [a for a in base.arguments if isinstance(a, TypeVariable)]
                found.update(dict.fromkeys(a for a in base.arguments if isinstance(a, TypeVariable)))
        return list(found)

    def _variable_of(self, receiver: Instance | None, variable: TypeVariable) -> Value | None:
        """What a type variable stands for in an object: by its annotation, or by what its class inherits from."""
        if receiver is None or not isinstance(receiver.cls, Class):
            return None
        if receiver.variables is not None and variable in receiver.variables:
            return receiver.variables[variable]
        for cls in receiver.cls.mro:
            for base in cls.bases if isinstance(cls, Class) else ():
                if isinstance(base, TypeForm) and isinstance(base.origin, ClassValue):
                    filled = dict(zip(self._variables(base.origin.cls), base.arguments, strict=False))
                    meant = filled.get(variable)
                    if meant is not None and meant is not variable:
                        return self._variable_of(receiver, meant) if isinstance(meant, TypeVariable) else meant
        return None

    def is_protocol(self, cls: Class) -> bool:
        """Whether the class itself is declared as a protocol."""
        return any((base.origin if isinstance(base, TypeForm) else base) in _PROTOCOL_SYMBOLS for base in cls.bases)

    def is_unfinished(self, cls: Class) -> bool:
        """Whether a class still lacks what its bases declare to be abstract: there is no instance of it."""
        found = self._unfinished.get(cls)
        if found is None:
            if not cls.namespace:
                return False  # its body is being executed, or empty
            found = self._unfinished[cls] = self._lacks_method(cls)
        return found

    def _lacks_method(self, cls: Class) -> bool:
        if not all(base in _ABSTRACT_BASES for base in cls.external_bases()):
            return False  # somebody else may have it
        classes = [each for each in cls.mro if isinstance(each, Class)]
        if "abc.ABC" not in cls.external_bases() and not any(_is_of_metaclass(each) for each in classes):
            return False
        if any(len(each.bases) != len(each.fact.bases) for each in classes):
            return False
        names = {name: None for each in classes for name, value in each.namespace.items() if _is_abstract(value)}
        return any(_is_abstract(self._interpreter.attributes.in_class(cls, name)) for name in names)

    def implementations(self, cls: Class) -> list[Class]:
        """The classes that inherit from a class, at any depth; for a protocol, those that have its methods too."""
        known_before = self._implementations.get(cls)
        if known_before is not None and known_before[0] == len(self.classes_defined):
            return known_before[1]
        result = self._find_implementations(cls)
        self._implementations[cls] = (len(self.classes_defined), result)
        return result

    def _find_implementations(self, cls: Class) -> list[Class]:
        found: dict[Class, None] = {}
        pending = list(cls.subclasses)
        while pending:
            each = pending.pop()
            if each not in found:
                found[each] = None
                pending.extend(each.subclasses)
        if not found and self.is_protocol(cls):
            return self._alike(cls)
        return list(found)

    def _alike(self, cls: Class) -> list[Class]:
        """The classes that have the methods of a protocol. Where these are many, it says nothing to be one of them."""
        wanted = {
            name: value.function.fact
            for name, value in cls.namespace.items()
            if isinstance(value, FunctionValue) and not name.startswith("__")
        }
        if not wanted:
            return []
        found = [
            each
            for each in self.classes_defined
            if each is not cls
            and wanted.keys() <= self._names_had(each)
            and not self.is_protocol(each)
            and all(self._has_alike(each, fact) for fact in wanted.values())
        ]
        return found if len(found) <= MOST_ALIKE[len(wanted) > 1] else []

    def _has_alike(self, cls: Class, wanted: FunctionFact) -> bool:
        """Whether a class has a method of that name and colour that takes the same arguments."""
        value = self._interpreter.attributes.in_class(cls, wanted.name)
        if not isinstance(value, FunctionValue):
            return True  # a property, or something decorated
        fact = value.function.fact
        named = [parameter.kind <= ParameterKind.POSITIONAL for parameter in fact.parameters]
        needed = sum(parameter.kind <= ParameterKind.POSITIONAL for parameter in wanted.parameters)
        is_open = not all(named) and any(p.kind is ParameterKind.VARIADIC for p in fact.parameters)
        returns = "" if wanted.returns is None else render(wanted.returns)
        awaits = wanted.is_async or "Awaitable" in returns or "Coroutine" in returns
        if fact.is_async is not awaits and not (fact.is_async and fact.is_generator):
            return False
        return is_open or sum(named) >= needed

    def _names_had(self, cls: Class) -> frozenset[str]:
        """The names that a class and its bases in the project define."""
        found = self._had.get(cls)
        if found is None:
            names = {name for each in cls.mro if isinstance(each, Class) for name in each.namespace}
            found = self._had[cls] = frozenset(names)
        return found

    def enum_members(self, value: ClassValue) -> list[Value]:
        """The members of an enumeration, each with its value."""
        cls = value.cls
        if not cls.inherits(ENUMS):
            return []
        result: list[Value] = []
        for name, member in cls.namespace.items():
            if not name.startswith("_") and isinstance(member, Const):
                result.append(self.enum_member(cls, name, member))
        return result

    def enum_member(self, cls: Class, name: str, value: Value) -> Instance:
        """The member of that name."""
        key = ("member", name)
        if key not in cls.instances:
            instance = Instance(cls)
            instance.attributes = {"value": value, "name": const(name)}
            cls.instances[key] = instance
        return cls.instances[key]

    def run_generic(self, module: Module, fact: FunctionFact) -> None:
        """See to it that a function was executed at least once, with arguments that nobody knows."""
        if id(fact) in self._generic_runs:
            return
        self._generic_runs.add(id(fact))
        value = self.function_value(module, fact)
        if value is not None and not any(a.is_done or a.is_running for a in value.function.activations):
            self._interpreter.caller.generic_activation(value)

    def function_value(self, module: Module, fact: FunctionFact) -> FunctionValue | None:
        """The function object of a top-level function or method; None for what is nested in a function."""
        self._interpreter.run_module(module)
        owner, _, _ = fact.qualname.rpartition(".")
        if not owner:
            return self._interpreter.closure(fact, module.scope)
        scope: Scope = module.scope
        cls: Class | None = None
        for part in owner.split("."):
            value = scope.names.get(part)
            found = next((m for m in members(value) if isinstance(m, ClassValue)), None) if value else None
            if found is None or found.cls.module is not module:
                return None
            cls = found.cls
            scope = cls.scope
        function = self._interpreter.closure(fact, scope)
        function.function.owner = cls
        return function

    # Alternatives

    def kept(self, value: Value, positive: bool) -> Value:
        """What is left of a value, given that it is true (or false)."""
        if type(value) is not ab.Union:
            return value
        if positive:
            left = [m for m in value.members if not (type(m) is Const and not m.value)]
        else:
            left = [
                m
                for m in value.members
                if m is UNKNOWN or (type(m) is Const and not m.value) or type(m) in (Foreign, ListValue, DictValue)
            ]
        return union(left) if left else value

    def classes(self, value: Value) -> list[Value]:
        """The classes that the second argument of `isinstance` names."""
        if isinstance(value, ListValue):
            return [each for element in value.elements for each in self.classes(element)]
        if isinstance(value, TypeForm) and value.origin == UNION:
            return [each for argument in value.arguments for each in self.classes(argument)]
        return list(members(value))

    def is_instance(self, value: Value, cls: Value) -> bool | None:
        """Whether a value is an instance of a class; None where that is open."""
        if value is UNKNOWN or not isinstance(cls, ClassValue | External):
            return None
        if isinstance(cls, ClassValue):
            if isinstance(value, Instance) and isinstance(value.cls, Class):
                return cls.cls in value.cls.mro or (None if not value.is_exact and value.cls in cls.cls.mro else False)
            if isinstance(value, Foreign | Const | ListValue | DictValue):
                return False if not isinstance(value, Foreign) else None
            return None
        name = cls.name
        if isinstance(value, Foreign):
            if self._interpreter.knowledge.is_subclass(value.type, name) or f"builtins.{value.type}" == name:
                return True
            return False if value.type in ("str", "int", "bool", "float", "bytes") else None
        if isinstance(value, Const):
            return f"builtins.{type(value.value).__name__}" == name
        if isinstance(value, ListValue):
            return f"builtins.{value.kind}" == name if name.startswith("builtins.") else None
        if isinstance(value, DictValue):
            return name == "builtins.dict" if name.startswith("builtins.") else None
        if isinstance(value, Instance) and isinstance(value.cls, Class):
            return True if name in value.cls.external_bases() else None
        return None

    def narrowed(self, value: Value, classes: Iterable[Value]) -> Value:
        """A value that turned out to be an instance of one of the classes."""
        classes = list(classes)
        kept = [m for m in known(value) if any(self.is_instance(m, cls) for cls in classes)]
        if kept:
            return union(kept)
        return union([self.instance(cls) for cls in classes] or [UNKNOWN])

    def excluded(self, value: Value, classes: Iterable[Value]) -> Value:
        """A value that turned out to be no instance of any of the classes."""
        classes = list(classes)
        if type(value) is not ab.Union:
            return value
        left = [m for m in value.members if not any(self.is_instance(m, cls) is True for cls in classes)]
        return union(left) if left else UNKNOWN


_PROTOCOL_SYMBOLS = frozenset(external(name) for name in PROTOCOLS)


def _is_of_metaclass(cls: Class) -> bool:
    return any(name == "metaclass" and render(value).endswith("ABCMeta") for name, value in cls.fact.keywords)


def _is_abstract(value: Value | None) -> bool:
    """Whether what stands in a class is marked as something that subclasses must have."""
    inner = value.function if isinstance(value, Descriptor) else value
    return isinstance(inner, FunctionValue) and any(
        render(decorator).rpartition(".")[2] in _ABSTRACT_MARKS for decorator in inner.function.fact.decorators
    )


_ABSTRACT_MARKS = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
