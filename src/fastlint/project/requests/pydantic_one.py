"""What is left of Pydantic 1 in a program: what raises in Pydantic 2, and what still works but warns.

Source: `pydantic/_migration.py`, `fields.py`, `main.py`, `_internal/_config.py` and `deprecated/` of Pydantic 2.14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from fastlint.facts import expressions as ex
from fastlint.facts import statements as st
from fastlint.facts.definitions import ClassFact, FunctionFact
from fastlint.project.execution.abstract import (
    NONE,
    Class,
    ClassValue,
    Const,
    DictValue,
    External,
    Instance,
    ListValue,
    Value,
    known,
)
from fastlint.project.execution.seen import LibraryCall
from fastlint.project.models.field_types import MODELS
from fastlint.project.models.model_fields import FIELD_FUNCTIONS
from fastlint.project.models.tables import SQLMODELS
from fastlint.project.reading.bodies import nodes
from fastlint.project.requests.model_use import OLD_MODELS, Model
from fastlint.values import Intent, RenameKeyword, RenameLast, Span
from fastlint.values.late import dataclass, pattern

if TYPE_CHECKING:
    from fastlint.project.execution.modules import Module
    from fastlint.project.project import Project

PYDANTIC = "pydantic"
FIRST_OF_TWO = "2"

#: What cannot be imported any more, with what takes its place; whole modules end with a dot.
REMOVED_IMPORTS = {
    "pydantic.BaseSettings": "`pydantic_settings.BaseSettings`",
    "pydantic.Required": "no default",
    "pydantic.Schema": "`Field`",
    "pydantic.stricturl": "`Annotated[AnyUrl, UrlConstraints(...)]`",
    "pydantic.parse_file_as": "`TypeAdapter(...).validate_json`",
    "pydantic.parse_raw_as": "`TypeAdapter(...).validate_json`",
    "pydantic.validate_model": "`model_validate`",
    "pydantic.create_model_from_namedtuple": "`TypeAdapter`",
    "pydantic.create_model_from_typeddict": "`TypeAdapter`",
    "pydantic.error_wrappers.ErrorWrapper": "`pydantic_core.InitErrorDetails`",
    "pydantic.main.ModelMetaclass": "",
    "pydantic.main.validate_model": "`model_validate`",
    "pydantic.fields.ModelField": "`pydantic.fields.FieldInfo`",
    "pydantic.fields.Undefined": "`pydantic_core.PydanticUndefined`",
    "pydantic.errors.PydanticValueError": "`pydantic_core.PydanticCustomError`",
    "pydantic.errors.PydanticTypeError": "`pydantic_core.PydanticCustomError`",
    **{
        f"pydantic.{name}": "`Annotated` with `Field(...)` or `StringConstraints(...)`"
        for name in """ConstrainedBytes ConstrainedDate ConstrainedDecimal ConstrainedFloat ConstrainedFrozenSet
        ConstrainedInt ConstrainedList ConstrainedSet ConstrainedStr""".split()
    },
}
REMOVED_MODULES = {
    "pydantic.env_settings": "`pydantic_settings`",
    "pydantic.typing": "`typing`",
    "pydantic.validators": "",
    "pydantic.datetime_parse": "`TypeAdapter(datetime)`",
}
DEPRECATED_IMPORTS = {
    "pydantic.PyObject": "`ImportString`",
    "pydantic.generics.GenericModel": "`BaseModel`",
    "pydantic.Extra": 'a string: `"forbid"`',
}
REMOVED_KEYWORDS = {"regex": "`pattern`", "const": "`Literal`", "unique_items": "a set"}
DEPRECATED_KEYWORDS = {
    "min_items": "`min_length`",
    "max_items": "`max_length`",
    "allow_mutation": "`frozen`",
}
#: Functions that refuse what the first release of them knew.
CONSTRAINED = {
    "pydantic.constr": {"regex": "`pattern`"},
    "pydantic.conlist": {"min_items": "`min_length`", "max_items": "`max_length`", "unique_items": "a set"},
    "pydantic.conset": {"min_items": "`min_length`", "max_items": "`max_length`"},
}
DEPRECATED_METHODS = {
    "dict": "model_dump",
    "json": "model_dump_json",
    "copy": "model_copy",
    "construct": "model_construct",
    "parse_obj": "model_validate",
    "parse_raw": "model_validate_json",
    "schema": "model_json_schema",
    "schema_json": "model_json_schema",
    "validate": "model_validate",
    "from_orm": "model_validate",
    "update_forward_refs": "model_rebuild",
}
#: Those that SQLModel has itself, each with a warning of its own (`sqlmodel/main.py`, 0.0.14).
OF_SQLMODEL = frozenset({"dict", "parse_obj", "from_orm"})
#: Options that only have another name now.
SAME_OPTIONS = frozenset({"pattern", "min_length", "max_length"})
_DUMPED = frozenset({"include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none"})
#: Methods that only have another name now, with the keywords for which that holds; empty: whatever they are given.
SAME_METHODS: dict[str, frozenset[str]] = {
    "dict": _DUMPED,
    "json": _DUMPED,
    "copy": frozenset({"update", "deep"}),
    "construct": frozenset(),
    "parse_obj": frozenset(),
    "from_orm": frozenset(),
}
DEPRECATED_FUNCTIONS = {"pydantic.parse_obj_as": "`TypeAdapter(...).validate_python`"}
#: Settings of `class Config` that do nothing any more, with the name that they have now.
RENAMED_SETTINGS = {
    "allow_population_by_field_name": "`validate_by_name`",
    "anystr_lower": "`str_to_lower`",
    "anystr_strip_whitespace": "`str_strip_whitespace`",
    "anystr_upper": "`str_to_upper`",
    "keep_untouched": "`ignored_types`",
    "max_anystr_length": "`str_max_length`",
    "min_anystr_length": "`str_min_length`",
    "orm_mode": "`from_attributes`",
    "schema_extra": "`json_schema_extra`",
    "validate_all": "`validate_default`",
    **dict.fromkeys(
        """allow_mutation error_msg_templates fields getter_dict smart_union underscore_attrs_are_private json_loads
        json_dumps copy_on_model_validation post_init_call""".split(),
        "",
    ),
}
OLD_COPY = "pydantic.v1"
#: A module that asks for the version of Pydantic is ready for both.
_VERSION = pattern(r"(?i)pydantic\w*_?v(ersion|\d)|is_?v[12]|v[12]_?pydantic")


@dataclass(frozen=True, eq=False)
class OldPydantic:
    """A use of Pydantic 1: the subject of rules on the move to Pydantic 2.

    `what` is the culprit as it is written, `effect` a clause that says what becomes of it.
    """

    what: str
    effect: str
    instead: str
    is_removed: bool
    span: Span
    cure: tuple[Intent, ...] = ()


def old_pydantic(project: Project) -> tuple[OldPydantic, ...]:
    """All uses in the files that are reported on, but for programs that run with Pydantic 1, or with either."""
    found: list[OldPydantic] = []
    for module in project.loaded:
        found.extend(_imports(project, module))
    found.extend(_calls(project))
    for model in project.models:
        if not model.cls.inherits(OLD_MODELS):
            found.extend(_class(project, model))
    modules = {module.path: module for module in project.loaded}
    asked = {each.span.path for each in found}
    is_ready = cache(_is_ready_for_both)
    judged = {path for path, module in modules.items() if path in asked and _is_judged(project, module, is_ready)}
    return tuple(each for each in found if each.span.path in judged)


def _is_judged(project: Project, module: Module, is_ready: Callable[[Module], bool]) -> bool:
    if project.versions(module).is_below(PYDANTIC, FIRST_OF_TWO):
        return False
    return not any(map(is_ready, (module, *_imported(project, module))))


def _is_ready_for_both(module: Module) -> bool:
    """Whether a module asks for the version of Pydantic, or may take its own copy of Pydantic 1."""
    facts = module.facts
    if facts is None:
        return False
    if any(name == OLD_COPY or name.startswith(f"{OLD_COPY}.") for name, _ in facts.imports):
        return True
    bodies = (facts.body, *(each.body for each in facts.functions))
    return any(_VERSION.search(name) for body in bodies for name in _names(body))


def _imported(project: Project, module: Module) -> Iterator[Module]:
    """The modules of the project that a module imports: what it takes for Pydantic may come from one of them."""
    for target, level in module.facts.imports if module.facts is not None else ():
        dotted = module.absolute(target, level)
        found = project.interpreter.find_module(dotted, module) if dotted else None
        if found is not None and found is not module:
            yield found


def _names(parts: object) -> Iterator[str]:
    for node in nodes(parts):
        if isinstance(node, ex.Name):
            yield node.id
        elif isinstance(node, ex.Attribute):
            yield f"{ex.dotted(node.value) or ''}_{node.name}"
        elif isinstance(node, st.ImportFrom):
            yield from (name for name, _ in node.names)


def _imports(project: Project, module: Module) -> Iterator[OldPydantic]:
    facts = module.facts
    if facts is None or project.modules.loader.find(PYDANTIC, module.path) is not None:
        return
    for statement in (*facts.body, *(each for function in facts.functions for each in function.body)):
        if not isinstance(statement, st.ImportFrom) or statement.level or not statement.module.startswith(PYDANTIC):
            continue
        for name, bound in statement.names:
            dotted = f"{statement.module}.{name}"
            span = Span(module.path, *statement.place)
            if dotted in REMOVED_IMPORTS or statement.module in REMOVED_MODULES:
                instead = REMOVED_IMPORTS.get(dotted, REMOVED_MODULES.get(statement.module, ""))
                yield OldPydantic(dotted, "cannot be imported from Pydantic 2", instead, True, span)
            elif dotted in DEPRECATED_IMPORTS:
                instead = _texts_of_extra(module, bound) if name == "Extra" else DEPRECATED_IMPORTS[dotted]
                yield OldPydantic(dotted, "is deprecated since Pydantic 2", instead, False, span)


def _texts_of_extra(module: Module, bound: str) -> str:
    """What a module writes in the place of `Extra.forbid` and the like: a string, or one of several."""
    facts = module.facts
    if facts is None:
        return ""
    parts: list[object] = [facts.body, *(each.body for each in facts.functions)]
    parts += [part for each in facts.classes for part in (each.body, each.keywords)]
    used = {
        node.name
        for part in parts
        for node in nodes(part)
        if isinstance(node, ex.Attribute) and node.value == ex.Name(bound) and node.name in _EXTRAS
    }
    texts = [f'`"{each}"`' for each in sorted(used) or ["forbid"]]
    return f"a string: {' or '.join(texts)}"


_EXTRAS = frozenset({"allow", "forbid", "ignore"})


def _calls(project: Project) -> Iterator[OldPydantic]:
    for call in project.calls_of("pydantic.Field"):
        for keyword, instead in REMOVED_KEYWORDS.items():
            if call.has_keyword(keyword):
                effect, cure = "raises an error in Pydantic 2", _renamed(call.span, keyword, instead)
                yield OldPydantic(f"Field({keyword}=...)", effect, instead, True, call.span, cure)
        for keyword, instead in DEPRECATED_KEYWORDS.items():
            if call.has_keyword(keyword):
                effect = "is deprecated since Pydantic 2"
                cure = _renamed(call.span, keyword, instead)
                yield OldPydantic(f"Field({keyword}=...)", effect, instead, False, call.span, cure)
    for name, keywords in CONSTRAINED.items():
        for call in project.calls_of(name):
            for keyword, instead in keywords.items():
                if call.has_keyword(keyword):
                    what = f"{name.rpartition('.')[2]}({keyword}=...)"
                    effect, cure = "raises a `TypeError` in Pydantic 2", _renamed(call.span, keyword, instead)
                    yield OldPydantic(what, effect, instead, True, call.span, cure)
    for name, instead in DEPRECATED_FUNCTIONS.items():
        for call in project.calls_of(name):
            yield OldPydantic(f"{name}()", "is deprecated since Pydantic 2", instead, False, call.span)
    for name, method in DEPRECATED_METHODS.items():
        for call in project.calls_of(f"pydantic.BaseModel.{name}", f"sqlmodel.SQLModel.{name}"):
            if _is_on_models(call) and not _knows_both(call, method):
                since = "SQLModel 0.0.14" if name in OF_SQLMODEL and _is_on_sqlmodels(call) else "Pydantic 2"
                effect = f"is deprecated since {since}"
                yield OldPydantic(f".{name}()", effect, f"`{method}`", False, call.span, _renamed_method(call, name))


def _renamed(call: Span, keyword: str, instead: str) -> tuple[Intent, ...]:
    """Another name for the same option. What is written differently as well is left alone."""
    now = instead.strip("`")
    return (RenameKeyword(call, keyword, now),) if now in SAME_OPTIONS else ()


def _renamed_method(call: LibraryCall, name: str) -> tuple[Intent, ...]:
    """The new name of a method that does the same with these arguments."""
    takes = SAME_METHODS.get(name)
    given = {keyword for keyword, _ in call.expression.keywords}
    if takes is None or (takes and (call.expression.arguments or not given <= takes)):
        return ()
    return (RenameLast(call.span, DEPRECATED_METHODS[name]),)


def _is_on_models(call: LibraryCall) -> bool:
    """Whether a method is certainly called on models of Pydantic 2: not on a protocol that they have, say."""
    return all(
        isinstance(each, Instance | ClassValue)
        and isinstance(each.cls, Class)
        and each.cls.inherits(MODELS)
        and not each.cls.inherits(OLD_MODELS)
        for each in known(call.receiver)
    )


def _is_on_sqlmodels(call: LibraryCall) -> bool:
    """Whether a method that is called on models is the one of SQLModel."""
    classes = [each.cls for each in known(call.receiver) if isinstance(each, Instance | ClassValue)]
    return bool(classes) and all(isinstance(each, Class) and each.inherits(SQLMODELS) for each in classes)


def _knows_both(call: LibraryCall, method: str) -> bool:
    """Whether the function around a call names the new method as well, and so is ready for either Pydantic."""
    if call.function is None:
        return False
    return any(
        (isinstance(node, ex.Attribute) and node.name == method)
        or (isinstance(node, ex.Constant) and node.value == method)
        for node in nodes(call.function.fact.body)
    )


def _class(project: Project, model: Model) -> Iterator[OldPydantic]:
    cls = model.cls
    for statement in cls.fact.body:
        if isinstance(statement, st.FunctionDef):
            yield from _validator(project, cls, statement.function)
        elif isinstance(statement, st.ClassDef) and statement.fact.name == "Config":
            yield from _config(cls, statement.fact)
        elif isinstance(statement, st.Assign):
            yield from _assigned(project, cls, statement)


def _assigned(project: Project, cls: Class, statement: st.Assign) -> Iterator[OldPydantic]:
    target = statement.targets[0]
    if not isinstance(target, ex.Name) or len(statement.targets) != 1:
        return
    span = _span(cls, statement)
    for node in nodes(statement.annotation):
        if isinstance(node, ex.Call) and isinstance(node.callee, ex.Name | ex.Attribute):
            yield from _constrained(project, cls, node)
    if target.id == "__root__":
        effect = "raises an error in Pydantic 2"
        yield OldPydantic("__root__", effect, "`RootModel`, or a type: `Annotated[list[X], ...]`", True, span)
    elif statement.annotation is None and not target.id.startswith("_") and target.id != "model_config":
        value = cls.scope.names.get(target.id)
        if (
            _is_plain(value)
            and not _is_class_variable(cls, target.id)
            and project.parameters.types.has_known_bases(cls)
        ):
            effect = "has no annotation, which raises an error in Pydantic 2"
            yield OldPydantic(f"{cls.fact.name}.{target.id}", effect, "annotate it, or `ClassVar[...]`", True, span)


def _constrained(project: Project, cls: Class, call: ex.Call) -> Iterator[OldPydantic]:
    """`constr(regex=...)` in an annotation."""
    named = project.interpreter.types.annotated(call.callee, cls.scope)
    name = named.name if isinstance(named, External) else ""
    for keyword, instead in CONSTRAINED.get(name, {}).items():
        if any(given == keyword for given, _ in call.keywords):
            what = f"{name.rpartition('.')[2]}({keyword}=...)"
            span = Span(cls.module.path, *call.place)
            effect, cure = "raises a `TypeError` in Pydantic 2", _renamed(span, keyword, instead)
            yield OldPydantic(what, effect, instead, True, span, cure)


def _is_plain(value: Value | None) -> bool:
    """Whether a value is one that Pydantic 2 does not take without an annotation."""
    if isinstance(value, Instance):
        return isinstance(value.cls, External) and value.cls.name in FIELD_FUNCTIONS - _TAKEN
    return value is NONE or isinstance(value, Const | ListValue | DictValue)


#: These mark an attribute as no field.
_TAKEN = frozenset({"pydantic.PrivateAttr", "sqlmodel.Relationship"})


def _is_class_variable(cls: Class, name: str) -> bool:
    for base in cls.mro[1:]:
        if isinstance(base, Class) and name in base.annotations:
            written = base.annotations[name]
            inner = written.value if isinstance(written, ex.Subscript) else written
            return (ex.dotted(inner) or "").rpartition(".")[2] == "ClassVar"
    return False


def _config(cls: Class, config: ClassFact) -> Iterator[OldPydantic]:
    span = Span(cls.module.path, *config.place)
    name = f"{cls.fact.name}.Config"
    given = cls.scope.names.get("model_config")
    if "model_config" in cls.namespace and not (isinstance(given, DictValue) and not given.items):
        yield OldPydantic(name, "stands beside `model_config`, which raises an error", "`model_config`", True, span)
        return
    for statement in config.body:
        target = statement.targets[0] if isinstance(statement, st.Assign) else None
        if isinstance(target, ex.Name) and target.id in RENAMED_SETTINGS:
            now = RENAMED_SETTINGS[target.id]
            yield OldPydantic(f"{name}.{target.id}", "has no effect in Pydantic 2", now, False, span)
            return
    yield OldPydantic(name, "is deprecated since Pydantic 2", "`model_config = ConfigDict(...)`", False, span)


def _validator(project: Project, cls: Class, function: FunctionFact) -> Iterator[OldPydantic]:
    for decorator in function.decorators:
        call = decorator if isinstance(decorator, ex.Call) else None
        named = project.interpreter.types.annotated(call.callee if call is not None else decorator, cls.scope)
        name = named.name if isinstance(named, External) else ""
        span = Span(cls.module.path, *function.place)
        what = f"@{name.rpartition('.')[2]}"
        if name in ("pydantic.root_validator", "pydantic.class_validators.root_validator"):
            given = {keyword for keyword, _ in call.keywords} if call is not None else set()
            if not given & {"pre", "skip_on_failure", None}:
                instead = '`@model_validator(mode="after")`'
                yield OldPydantic(what, "without `skip_on_failure` raises an error in Pydantic 2", instead, True, span)
            else:
                yield OldPydantic(what, "is deprecated since Pydantic 2", "`@model_validator`", False, span)
        elif name in ("pydantic.validator", "pydantic.class_validators.validator"):
            gone = [each.name for each in function.parameters if each.name in ("field", "config")]
            if gone:
                effect = f"of `{function.name}` takes `{gone[0]}`, which raises an error in Pydantic 2"
                yield OldPydantic(what, effect, "`@field_validator` with `info: ValidationInfo`", True, span)
            else:
                yield OldPydantic(what, "is deprecated since Pydantic 2", "`@field_validator`", False, span)


def _span(cls: Class, statement: st.Assign) -> Span:
    place = statement.place or (statement.line, 1, statement.line, 1)
    return Span(cls.module.path, *place)
