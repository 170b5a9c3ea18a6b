"""Attributes: what `value.name` is, and what an assignment to it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastlint.facts.expressions import Attribute, Expression, Place, render
from fastlint.project.execution import abstract as ab
from fastlint.project.execution import folders
from fastlint.project.execution.abstract import (
    BOOLEAN,
    NONE,
    UNKNOWN,
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
    ManagerFunction,
    ModuleValue,
    Native,
    Partial,
    Super,
    TypeForm,
    Value,
    const,
    external,
    join,
    known,
    union,
)
from fastlint.project.execution.calls import Read
from fastlint.project.execution.containers import bytes_method, dict_method, list_method, string_method
from fastlint.project.execution.modules import is_test_file
from fastlint.project.execution.typeforms import ENUMS
from fastlint.project.execution.watched import OBSERVED
from fastlint.values import Confidence

if TYPE_CHECKING:
    from fastlint.knowledge.schema import FunctionRow
    from fastlint.project.execution.frame import Frame
    from fastlint.project.execution.interpreter import Interpreter
    from fastlint.project.execution.modules import Module

#: Classes whose class-level values are only defaults of their instances' fields.
NAMED_TUPLES = frozenset({"typing.NamedTuple"})
MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "typing.NamedTuple", "msgspec.Struct"})
#: Class methods that make a model out of data.
MODEL_MAKERS = frozenset(
    """model_validate model_validate_json model_validate_strings model_construct parse_obj parse_raw from_orm
    validate construct""".split()
)
SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"})
#: What stands in a class body for a field of a dataclass, and takes its default by keyword.
FIELDS = frozenset({"dataclasses.field", "attr.field", "attrs.field", "attr.ib", "attr.attrib"})
#: What runs after the constructor that a decorator or library generates.
POST_INITIALISERS = ("__post_init__", "__attrs_post_init__")
STATE = "starlette.datastructures.State"
#: Among more applications than these, `request.app` may be any.
MOST_APPLICATIONS = 4


def default_factory(field: Instance) -> Value | None:
    """What `Field(...)` or `field(...)` says that makes the default."""
    assert field.arguments is not None
    return field.arguments.get("default_factory") or field.arguments.get("factory")


def namespace_of(module: Module) -> DictValue:
    """The names of a module as a dict."""
    result = DictValue()
    result.items = {const(name): value for name, value in module.scope.names.items()}
    return result


class Attributes:
    """Reading and writing attributes, for the interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        #: what is kept in `app.state` and `request.state`, of all applications and requests together
        self.state = Instance(external(STATE))
        #: what was read of applications, routers and objects of an observed type
        self.reads: list[Read] = []
        self._searched: set[str] = set()
        self._replaced: dict[tuple[Class, str], tuple[int, bool]] = {}
        self._overridden: dict[tuple[Class, str], tuple[int, bool]] = {}
        #: the applications of the project, for `request.app`; set by `apps`
        self.applications: Callable[[], list[Instance]] = list
        #: what is registered on objects of which only the type is known; set by `apps`
        self.stand_in: Callable[[Foreign, Expression, Frame, Place], Value | None] = lambda *_: None

    def get(self, receiver: Value, name: str, frame: Frame, place: Place, written: Expression | None = None) -> Value:
        """The value of `receiver.name`; properties are called, blocking ones noted."""
        kind = type(receiver)
        if kind is ab.Union:
            found = self._of_each(receiver, name, frame, place, written)  # type: ignore[arg-type]
            resolved = [value for value in found if value is not UNKNOWN]
            if not resolved:
                return UNKNOWN
            if UNKNOWN in receiver.members:  # type: ignore[attr-defined]
                resolved.append(UNKNOWN)  # it may be something else, too
            return union(resolved)
        if kind is Instance:
            if receiver.native is not None and type(written) is Attribute:  # type: ignore[attr-defined]
                self.reads.append(Read(written, place, receiver, frame.scope.module, frame.activation))
            return self._of_instance(receiver, name, frame, place)  # type: ignore[arg-type]
        if kind is Foreign:
            if receiver.type in OBSERVED and type(written) is Attribute:  # type: ignore[attr-defined]
                self.reads.append(Read(written, place, receiver, frame.scope.module, frame.activation))
            return self._of_foreign(receiver, name, frame, place, written)  # type: ignore[arg-type]
        if kind is ModuleValue:
            module = receiver.module  # type: ignore[attr-defined]
            value = self._interpreter.module_member(module, name)
            if value is None and name == "__dict__":
                return namespace_of(module)
            if value is not None:
                if type(value) is Const and type(value.value) is bool and frame.scope is not module.scope:
                    return BOOLEAN
                return value
            if module.facts is None:  # a namespace that the project may share with a library
                return external(self._interpreter.knowledge.canonical(f"{module.name}.{name}"))
            return UNKNOWN
        if kind is External:
            return self._of_external(receiver, name, frame)  # type: ignore[arg-type]
        if kind is ClassValue:
            return self._of_class(receiver.cls, name)  # type: ignore[attr-defined]
        if kind is Super:
            return self._of_super(receiver, name)  # type: ignore[arg-type]
        if kind is ListValue:
            fields = receiver.fields  # type: ignore[attr-defined]
            if name in fields:
                return receiver.elements[fields.index(name)]  # type: ignore[attr-defined,no-any-return]
            return list_method(receiver, name)  # type: ignore[arg-type]
        if kind is DictValue:
            own = receiver.name and self._interpreter.natives.get(f"{receiver.name}.{name}")  # type: ignore[attr-defined]
            return Native(name, own) if own else dict_method(receiver, name)  # type: ignore[arg-type]
        if kind is Const or kind is ab.Setting:
            if isinstance(receiver.value, bytes):  # type: ignore[attr-defined]
                return bytes_method(name)
            return string_method(receiver, name) if isinstance(receiver.value, str) else UNKNOWN  # type: ignore[attr-defined]
        if kind is FunctionValue or kind is BoundMethod:
            return self._of_function(receiver, name)
        if kind is Descriptor:
            if name in ("setter", "getter", "deleter"):
                return Native(f"property.{name}", self._set_accessor(receiver, name))  # type: ignore[arg-type]
            return UNKNOWN
        if kind is Generator:
            return self._of_generator(receiver, name)  # type: ignore[arg-type]
        if kind is TypeForm:
            origin = receiver.origin  # type: ignore[attr-defined]
            return self.get(origin, name, frame, place, written) if isinstance(origin, Value) else UNKNOWN
        if kind is ManagerFunction or kind is Partial:
            return UNKNOWN
        return UNKNOWN

    def _of_each(
        self, receiver: ab.Union, name: str, frame: Frame, place: Place, written: Expression | None
    ) -> list[Value]:
        """The attribute of each alternative; what is not run for all of them is less sure."""
        edges = frame.activation.edges
        before = len(edges)
        found: list[Value] = []
        run: list[set[Function | None]] = [set()] if UNKNOWN in receiver.members else []
        for member in known(receiver):
            start = len(edges)
            found.append(self.get(member, name, frame, place, written))
            run.append({edge.target.function for edge in edges[start:]})
        if len(edges) > before and len(run) > 1:
            shared = set.intersection(*run)
            edges[before:] = [
                edge
                if edge.target.function in shared or edge.confidence is not Confidence.HIGH
                else edge._replace(confidence=Confidence.MEDIUM)
                for edge in edges[before:]
            ]
        return found

    def _set_accessor(self, descriptor: Descriptor, name: str):  # type: ignore[no-untyped-def]
        def handler(site: ab.CallSite) -> Value:
            function = site.arguments.get(None, 0)
            if function is not None:
                if name == "setter":
                    descriptor.setter = function
                elif name == "getter":
                    descriptor.function = function
            return descriptor

        return handler

    def _of_generator(self, generator: Generator, name: str) -> Value:
        """`send` and its kin let a generator run on."""
        if name in ("send", "throw", "__next__"):
            return Native(name, lambda site: site.interpreter.next_of(generator, site.frame, site.place, site.label))
        if name in ("asend", "athrow", "__anext__"):
            return Native(name, lambda site: Awaitable(generator.element))
        return UNKNOWN

    # Instances of classes of the project

    def find(self, instance: Instance, name: str) -> Value | None:
        """A method for an operation (`__enter__`, `__getitem__`), looked up on the class, bound; None without one."""
        if not isinstance(instance.cls, Class):
            return None
        found = self.in_class(instance.cls, name)
        if found is None or isinstance(found, External):
            return None
        return self.bind(found, instance, instance.cls)

    def in_class(self, cls: Class, name: str) -> Value | None:
        """What a class or its bases in the project have under a name."""
        for each in cls.mro:
            if isinstance(each, Class):
                value = each.namespace.get(name)
                if value is None and each.namespace is not each.scope.names:
                    value = each.scope.names.get(name)
                if value is None and not each.namespace:
                    value = each.scope.names.get(name)
                if value is not None:
                    return value
        return None

    def bind(self, value: Value, receiver: Value, cls: Class) -> Value:
        """A function found in a class, bound to an instance."""
        kind = type(value)
        if kind is FunctionValue or kind is ManagerFunction:
            return BoundMethod(value, receiver)
        if kind is Descriptor:
            descriptor_kind = value.kind  # type: ignore[attr-defined]
            if descriptor_kind == "staticmethod":
                return value.function  # type: ignore[attr-defined,no-any-return]
            if descriptor_kind == "classmethod":
                return BoundMethod(value.function, cls.value)  # type: ignore[attr-defined]
        return value

    def _of_instance(self, instance: Instance, name: str, frame: Frame, place: Place) -> Value:
        cls = instance.cls
        if isinstance(cls, External):
            return self._of_native(instance, cls.name, name, frame, place)
        own = instance.attributes.get(name)
        if own is not None and own is not NONE and own is not UNKNOWN:
            return own
        if name == "__class__":
            return cls.value
        if name == "__dict__":
            return UNKNOWN
        found = self.in_class(cls, name)
        is_function = False
        if found is not None:
            kind = type(found)
            if kind is Descriptor and found.kind == "property":  # type: ignore[attr-defined]
                return self._read_property(found, instance, frame, place, name)  # type: ignore[arg-type]
            if kind is Instance and isinstance(found.cls, Class):  # type: ignore[attr-defined]
                getter = self.find(found, "__get__")  # type: ignore[arg-type]
                if getter is not None:
                    return self._interpreter.call(getter, Arguments([instance, cls.value]), frame, place, name)
            if kind is Foreign:
                read = self._interpreter.knowledge.special(found.type, "get")  # type: ignore[attr-defined]
                if read is not None and (own is None or own is NONE):
                    return self._of_descriptor(read, found, frame, place, name)  # type: ignore[arg-type]
            is_function = kind in (FunctionValue, ManagerFunction, Descriptor, BoundMethod, Native)
            if is_function:
                if own is None:
                    return self._method(instance, cls, name, found, frame)
                return self.bind(found, instance, cls)
        if own is None:
            self._initialise(instance, cls, frame)
            own = instance.attributes.get(name)
            if own is not None and own is not NONE and own is not UNKNOWN:
                return own
        declared = self._declared(instance, cls, name, found)
        if declared is not None:
            return declared
        if own is None or own is NONE or own is UNKNOWN:
            self._run_storing(instance, cls, name)
            later = instance.attributes.get(name)
            if later is not None and later is not UNKNOWN:
                own = later
        if own is not None and own is not UNKNOWN:
            return own
        if name in ("model_copy", "copy") and cls.inherits(MODELS):
            return Native(name, lambda site: instance)
        for base in cls.external_bases():
            value = self._of_type(base, name, instance, frame, place)
            if value is not None:
                return value
        getter = self.find(instance, "__getattr__")
        if getter is not None:
            return self._interpreter.call(getter, Arguments([const(name)]), frame, place, name)
        return UNKNOWN

    def _of_descriptor(self, read: FunctionRow, found: Foreign, frame: Frame, place: Place, name: str) -> Value:
        """What a descriptor of a library gives: the default that it was made with, where nobody sets another."""
        value = self._interpreter.caller.apply(read, found.type, Arguments(), frame, place, name, found)
        if type(value) is not Const:
            return join(value, UNKNOWN) if isinstance(value, ClassValue | FunctionValue) else value
        return ab.setting(value.value) if isinstance(value.value, str) else UNKNOWN

    def _method(self, instance: Instance, cls: Class, name: str, found: Value, frame: Frame) -> Value:
        """A method; where it is abstract, those that implement it."""
        bound = self.bind(found, instance, cls)
        is_abstract = self._is_abstract(found)
        if not instance.is_exact and (is_abstract or self._is_mostly_replaced(cls, name, found)):
            implementations: list[Value] = [] if is_abstract else [bound]
            functions = {each.function for each in implementations if isinstance(each, BoundMethod)}
            asking = frame.activation.function if instance is frame.receiver else None
            for each in self._interpreter.types.implementations(cls):
                if len(implementations) >= ab.LARGEST_UNION:
                    break
                if self._interpreter.types.is_unfinished(each) or (asking and self._never_runs(each, asking)):
                    continue
                value = self.in_class(each, name)
                if value is not None and value is not found and not self._is_abstract(value):
                    other = self._interpreter.types.generic(each)
                    implementation = self.bind(value, other, each)
                    if isinstance(implementation, BoundMethod):
                        if implementation.function in functions:
                            continue
                        functions.add(implementation.function)
                    implementations.append(implementation)
            if implementations:
                is_guessed = not cls.subclasses and self._interpreter.types.is_protocol(cls)
                return union([*implementations[: ab.LARGEST_UNION], *([UNKNOWN] if is_guessed else [])])
        if type(bound) is BoundMethod and cls.subclasses and not instance.is_exact:
            bound.is_replaced = self._is_replaced(cls, name, found)
        return bound

    def _is_replaced(self, cls: Class, name: str, found: Value) -> bool:
        """Whether a subclass that is no test's has another method in the place of this one, which does not call it."""
        classes = self._interpreter.types.implementations(cls)
        before = self._overridden.get((cls, name))
        if before is None or before[0] != len(classes):
            before = (len(classes), any(self._replaces(each, name, found) for each in classes))
            self._overridden[(cls, name)] = before
        return before[1]

    def _never_runs(self, cls: Class, method: Function) -> bool:
        """Whether objects of a class do not run a method of a base: they have another one, which does not call it."""
        own = method.owner
        found = None if own is None else self.in_class(own, method.fact.name)
        return found is not None and self._replaces(cls, method.fact.name, found)

    def _replaces(self, cls: Class, name: str, found: Value) -> bool:
        value = self.in_class(cls, name)
        if value is found or is_test_file(self._interpreter.modules.loader.inside(cls.module.path)):
            return False
        inner = value.function if isinstance(value, Descriptor | ManagerFunction) else value
        return not isinstance(inner, FunctionValue) or name not in inner.function.fact.called

    def _is_mostly_replaced(self, cls: Class, name: str, found: Value) -> bool:
        """Whether an abstract class has a method that is only what a few of its subclasses are content with."""
        if not isinstance(found, FunctionValue) or found.function.owner is None or name.startswith("__"):
            return False
        if "abc.ABC" not in cls.external_bases():
            return False
        classes = self._interpreter.types.implementations(cls)
        key = (cls, name)
        before = self._replaced.get(key)
        if before is None or before[0] != len(classes):
            others = sum(self.in_class(each, name) is not found for each in classes)
            before = self._replaced[key] = (len(classes), others * 2 > len(classes))
        return before[1]

    @staticmethod
    def _is_abstract(value: Value) -> bool:
        inner = value.function if isinstance(value, Descriptor | ManagerFunction) else value
        return isinstance(inner, FunctionValue) and inner.function.is_stub

    def _read_property(
        self, descriptor: Descriptor, instance: Instance, frame: Frame, place: Place, name: str
    ) -> Value:
        function = descriptor.function
        if not instance.is_exact and self._is_abstract(descriptor) and isinstance(instance.cls, Class):
            found: list[Value] = []
            for each in self._interpreter.types.implementations(instance.cls):
                if self._interpreter.types.is_unfinished(each):
                    continue
                value = self.in_class(each, name)
                if isinstance(value, Descriptor) and not self._is_abstract(value):
                    other = self._interpreter.types.generic(each)
                    found.append(
                        self._interpreter.call(
                            value.function, Arguments([other]), frame, place, name, Confidence.MEDIUM
                        )
                    )
            if found:
                return union(found)
        # a cached property is executed once in the life of its object
        confidence = Confidence.MEDIUM if descriptor.is_cached else Confidence.HIGH
        return self._interpreter.call(function, Arguments([instance]), frame, place, name, confidence)

    def _initialise(self, instance: Instance, cls: Class, frame: Frame) -> None:
        """Run the constructor of an instance that was not seen being constructed, to learn its attributes."""
        if instance.is_exact or instance.loading is not None:
            return
        instance.loading = set()
        for name in ("__init__", *POST_INITIALISERS, "model_post_init"):
            method = self.in_class(cls, name)
            if isinstance(method, FunctionValue):
                self._interpreter.caller.generic_activation(method, instance)

    def _declared(self, instance: Instance, cls: Class, name: str, found: Value | None) -> Value | None:
        """What the class body says of an instance attribute: its annotation, or its value."""
        annotation = None
        owner = cls
        for each in cls.mro:
            if isinstance(each, Class) and name in each.annotations:
                annotation, owner = each.annotations[name], each
                break
        if annotation is None:
            if type(found) is Const and type(found.value) is bool:
                return BOOLEAN
            if found is NONE:
                return None
            if type(found) is Const and not cls.inherits(SETTINGS) and cls.inherits(ENUMS):
                return self._interpreter.types.enum_member(cls, name, found)
            return found
        is_model = cls.inherits(MODELS) and not cls.inherits(SETTINGS)
        if found is not None and not is_model:
            value = self._default(found, cls)
            if type(value) is Const and isinstance(value.value, str) and cls.inherits(SETTINGS):
                return ab.setting(value.value)
            if type(value) is Const and value is not NONE:
                return BOOLEAN if type(value.value) is bool else value
            if value is not NONE and value is not UNKNOWN and type(value) not in (ListValue, DictValue):
                return value
        if is_model and found is not None and instance.arguments is not None and not instance.arguments.is_open:
            value = self._default(found, cls) if name not in instance.arguments.keywords else UNKNOWN
            if type(value) is Const and isinstance(value.value, str):
                return ab.setting(value.value)  # nobody gave the field when the object was made
        declared = self._interpreter.types.annotation_for(annotation, owner.scope, instance)
        if declared is UNKNOWN and found is not None and type(found) is not Const:
            return self._default(found, cls)
        return declared

    def _default(self, value: Value, cls: Class) -> Value:
        """The default that `Field(...)` or `field(...)` in a class body stands for."""
        if isinstance(value, Instance) and isinstance(value.cls, External) and value.arguments is not None:
            if value.cls.name in FIELDS or value.cls.name in ("pydantic.Field", "sqlmodel.Field"):
                found = value.arguments.get("default", 0 if value.cls.name not in FIELDS else None)
                if found is not None and not (type(found) is Const and not isinstance(found.value, str | int)):
                    return found
                factory = default_factory(value)
                if factory is not None:
                    detached = self._interpreter.detached(cls.module)
                    return self._interpreter.call(factory, Arguments(), detached, (1, 1, 1, 1), "default_factory")
                return UNKNOWN
        return value

    def _run_storing(self, instance: Instance, cls: Class, name: str) -> None:
        """Run the methods of the class that assign an attribute, to learn its type."""
        if instance.loading is None:
            instance.loading = set()
        if name in instance.loading:
            return
        instance.loading.add(name)
        if cls.storing is None:
            cls.storing = {}
            for each in cls.mro:
                if not isinstance(each, Class):
                    continue
                for value in each.namespace.values():
                    function = value.function if isinstance(value, Descriptor | ManagerFunction) else value
                    if isinstance(function, FunctionValue):
                        for stored in function.function.fact.self_stores:
                            cls.storing.setdefault(stored, []).append(function)
        for function in cls.storing.get(name, ()):
            if function.function.fact.name != "__init__" or instance.is_exact:
                self._interpreter.caller.generic_activation(function, instance)
        known_value = instance.attributes.get(name)
        if known_value is None and cls.subclasses and not instance.is_exact:
            return
        if known_value is None or known_value is NONE or known_value is UNKNOWN:
            self._run_stores_elsewhere(name)

    def _run_stores_elsewhere(self, name: str) -> None:
        """Run the functions that assign an attribute of that name on something else than their first parameter."""
        if name in self._searched:
            return
        self._searched.add(name)
        stores = self._interpreter.modules.storing.get(name, ())
        if len(stores) <= 8:
            for module, fact in stores:
                self._interpreter.types.run_generic(module, fact)

    # Instances of types outside the project

    def _of_foreign(
        self, receiver: Foreign, name: str, frame: Frame, place: Place, written: Expression | None
    ) -> Value:
        if receiver.variables and frame.is_inline:
            told = folders.path_attribute(receiver, name)
            if told is not None:
                return told
        value = self._of_type(receiver.type, name, ab.without_text(receiver), frame, place, written)
        if value is None and written is not None and frame.is_inline:
            value = self.stand_in(receiver, written, frame, place)
        return value if value is not None else UNKNOWN

    def _of_type(
        self,
        type_name: str,
        name: str,
        receiver: Value,
        frame: Frame,
        place: Place,
        written: Expression | None = None,
    ) -> Value | None:
        """What a library's type has under a name, or None."""
        knowledge = self._interpreter.knowledge
        native = self._interpreter.native_attributes.get(type_name)
        if native is not None and isinstance(receiver, Instance):
            found = native(self._interpreter, receiver, name)
            if found is not None:
                return found
        if type_name == STATE:
            return self._of_state(name)
        if type_name == "str":
            return string_method(receiver, name)
        if type_name == "bytes" and name == "join":
            return bytes_method(name)
        row = knowledge.method(type_name, name)
        if row is not None:
            return ForeignMethod(type_name, name, receiver)
        attribute = knowledge.attribute(type_name, name)
        if attribute is not None:
            if attribute.blocks is not None:
                label = render(written) if written is not None else name
                self._interpreter.sink(frame, attribute, f"{type_name}.{name}", place, label)
            if attribute.type is not None:
                if attribute.type == STATE:
                    return ab.foreign(STATE)
                variables = dict(receiver.variables) if isinstance(receiver, Foreign) else {}
                return self._interpreter.types.parsed(attribute.type, variables, receiver)
            return UNKNOWN
        if name == "state" and type_name in _HAVE_STATE:
            return ab.foreign(STATE)
        if name == "app" and type_name in _HAVE_STATE:
            applications = self.applications()
            return union(applications) if 0 < len(applications) <= MOST_APPLICATIONS else ab.foreign("fastapi.FastAPI")
        method = self._interpreter.native_methods.get(f"{type_name}.{name}")
        if method is not None:
            return Native(name, method, receiver)
        return None

    def _of_state(self, name: str) -> Value:
        value = self.state.attributes.get(name)
        if value is None or value is NONE or value is UNKNOWN:
            self._run_stores_elsewhere(name)
            value = self.state.attributes.get(name)
        return value if value is not None else UNKNOWN

    def _of_native(self, instance: Instance, type_name: str, name: str, frame: Frame, place: Place) -> Value:
        value = instance.attributes.get(name)
        if value is not None:
            return value
        if type_name == STATE:
            return self._of_state(name)
        found = self._of_type(type_name, name, instance, frame, place)
        return found if found is not None else UNKNOWN

    def _of_external(self, receiver: External, name: str, frame: Frame) -> Value:
        knowledge = self._interpreter.knowledge
        dotted = knowledge.canonical(f"{receiver.name}.{name}")
        if dotted in folders.VALUES:
            return folders.VALUES[dotted]
        value = knowledge.value(dotted)
        if value is not None:
            found = self._interpreter.types.parsed(value)
            if type(found) is DictValue:
                found.name = dotted
            return found
        # a namespace package that the project shares with a library, or a submodule of the project that shadows one
        return external(dotted)

    def _of_class(self, cls: Class, name: str) -> Value:
        value = self.in_class(cls, name)
        if value is not None:
            if isinstance(value, Descriptor):
                if value.kind == "staticmethod":
                    return value.function
                if value.kind == "classmethod":
                    return BoundMethod(value.function, cls.value)
                return UNKNOWN
            if isinstance(value, Const):
                if cls.inherits(ENUMS) and not name.startswith("_"):
                    return self._interpreter.types.enum_member(cls, name, value)
                if type(value.value) is bool:
                    return BOOLEAN
            if value is NONE:
                for each in cls.mro:
                    if isinstance(each, Class) and name in each.annotations:
                        return self._interpreter.types.annotation(each.annotations[name], each.scope)
                self._run_stores_elsewhere(name)
                later = self.in_class(cls, name)
                return later if later is not None else value
            return value
        if name == "__name__":
            return const(cls.fact.name)
        if name == "__subclasses__":
            return Native("__subclasses__", lambda site: ListValue("list", [c.value for c in cls.subclasses], True))
        for each in cls.mro:
            if isinstance(each, Class) and name in each.annotations:
                return self._interpreter.types.annotation(each.annotations[name], each.scope)
        if name in MODEL_MAKERS and cls.inherits(MODELS):
            return Native(name, lambda site: self._make_model(cls, name, site))
        for base in cls.external_bases():
            if self._interpreter.knowledge.method(base, name) is not None:
                return ForeignMethod(base, name, cls.value)
            attribute = self._interpreter.knowledge.attribute(base, name)
            if attribute is not None and attribute.type is not None and attribute.blocks is None:
                generic = self._interpreter.types.generic(cls) if "Self" in attribute.type else None
                return self._interpreter.types.parsed(attribute.type, {}, generic)
            native = self._interpreter.native_attributes.get(base)
            if native is not None:
                unbound = native(self._interpreter, Instance(external(base)), name)
                if isinstance(unbound, Native):
                    return _called_on_class(unbound)
        self._run_stores_elsewhere(name)
        return self.in_class(cls, name) or UNKNOWN

    def _make_model(self, cls: Class, name: str, site: ab.CallSite) -> Value:
        """`Model.model_validate(data)` and its kin."""
        instance = self._interpreter.types.generic(cls)
        if "construct" not in name:
            self._interpreter.caller.run_validators(cls, instance, site.frame, site.place, site.label)
        return instance

    def named_fields(self, instance: Instance, frame: Frame, place: Place) -> list[Value] | None:
        """The fields of a `NamedTuple` in order, or None for any other object."""
        cls = instance.cls
        if not isinstance(cls, Class) or not cls.inherits(NAMED_TUPLES):
            return None
        names: dict[str, None] = {}
        for each in reversed(cls.mro):
            if isinstance(each, Class):
                names.update(dict.fromkeys(each.annotations))
        return [self._of_instance(instance, name, frame, place) for name in names]

    def _of_super(self, receiver: Super, name: str) -> Value:
        instance = receiver.receiver
        cls = instance.cls if isinstance(instance, Instance | ClassValue) else None
        order = cls.mro if isinstance(cls, Class) else receiver.cls.mro
        start = order.index(receiver.cls) + 1 if receiver.cls in order else 1
        for each in order[start:]:
            if isinstance(each, Class):
                value = each.namespace.get(name)
                if value is not None:
                    return self.bind(value, instance, each)
            else:
                if isinstance(instance, Instance):
                    native = self._interpreter.native_attributes.get(each.name)
                    if native is not None:
                        found = native(self._interpreter, instance, name)
                        if found is not None:
                            return found
                if self._interpreter.knowledge.method(each.name, name) is not None:
                    return ForeignMethod(each.name, name, instance)
        return UNKNOWN

    def _of_function(self, receiver: Value, name: str) -> Value:
        inner = receiver.function if isinstance(receiver, BoundMethod) else receiver
        if not isinstance(inner, FunctionValue):
            return UNKNOWN
        if name == "__wrapped__":
            return inner.wrapped or UNKNOWN
        if name in ("__name__", "__qualname__"):
            return const(inner.function.fact.name)
        if name == "__func__" or name == "__call__":
            return receiver
        if inner.marks and name in inner.marks:
            return inner.marks[name]
        return UNKNOWN

    # Writing

    def store(self, receiver: Value, name: str, value: Value, frame: Frame, place: Place) -> None:
        """`receiver.name = value`."""
        for member in known(receiver):
            kind = type(member)
            if kind is Instance:
                self._store_on_instance(member, name, value, frame, place)  # type: ignore[arg-type]
            elif kind is Foreign:
                if member.type == STATE:  # type: ignore[attr-defined]
                    before = self.state.attributes.get(name)
                    self.state.attributes[name] = value if before is None else join(before, value)
            elif kind is ModuleValue:
                names = member.module.scope.names  # type: ignore[attr-defined]
                names[name] = join(names[name], value) if name in names else value
            elif kind is ClassValue:
                cls = member.cls  # type: ignore[attr-defined]
                before = cls.namespace.get(name)
                cls.namespace[name] = value if before is None or before is NONE else join(before, value)
            elif kind is FunctionValue:
                if member.marks is None:  # type: ignore[attr-defined]
                    member.marks = {}  # type: ignore[attr-defined]
                member.marks[name] = value  # type: ignore[attr-defined]

    def _store_on_instance(self, instance: Instance, name: str, value: Value, frame: Frame, place: Place) -> None:
        cls = instance.cls
        if isinstance(cls, Class):
            found = self.in_class(cls, name)
            if isinstance(found, Descriptor) and found.kind == "property":
                if found.setter is not None:
                    self._interpreter.call(found.setter, Arguments([instance, value]), frame, place, name)
                return
            if isinstance(found, Instance) and isinstance(found.cls, Class):
                setter = self.find(found, "__set__")
                if setter is not None:
                    self._interpreter.call(setter, Arguments([instance, value]), frame, place, name)
                    return
            setter = self.find(instance, "__setattr__")
            if setter is not None and frame.activation.function is not None:
                self._interpreter.call(setter, Arguments([const(name), value]), frame, place, name)
        before = instance.attributes.get(name)
        if before is None or (frame.is_inline and not frame.uncertain):
            instance.attributes[name] = value
        elif before is not value:
            instance.attributes[name] = join(before, value)


def _called_on_class(bound: Native) -> Native:
    """A method that is looked up on its class: the first argument of a call is the object, which is left out."""
    receiver = None if bound.receiver is UNKNOWN else bound.receiver

    def play(site: ab.CallSite) -> Value:
        return bound.handler(_shifted(site, receiver)) if site.arguments.positional else UNKNOWN

    return Native(bound.name, play)


def _shifted(site: ab.CallSite, receiver: Value | None) -> ab.CallSite:
    """`Class.method(instance, ...)` as `instance.method(...)`, or as that of the object that it was looked up on."""
    first, *rest = site.arguments.positional
    arguments = Arguments(rest, site.arguments.keywords, site.arguments.is_open)
    return ab.CallSite(
        site.interpreter, site.frame, arguments, site.place, site.label, first if receiver is None else receiver
    )


_HAVE_STATE = frozenset(
    {
        "fastapi.FastAPI",
        "starlette.applications.Starlette",
        "fastapi.Request",
        "starlette.requests.Request",
        "starlette.requests.HTTPConnection",
        "starlette.websockets.WebSocket",
        "fastapi.WebSocket",
    }
)
