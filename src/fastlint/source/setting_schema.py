"""What each setting is about, and the JSON schema of the configuration, by which editors complete it."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any

from fastlint.source.setting_values import NOT_IN_FILES
from fastlint.source.settings import EXTEND, RULES
from fastlint.values import Confidence, FailOn, Profile, Rows, Settings, Severity
from fastlint.values.late import complete
from fastlint.values.options import Option, WrittenOptions
from fastlint.values.settings import FileSelectors, Severities

Schema = dict[str, Any]

#: The options of the rules that have any, by the code and name of the rule.
RuleOptions = Mapping[tuple[str, str], Sequence[Option]]

#: One line a key, in the order in which they are shown.
ABOUT: Mapping[str, str] = {
    "extend": "Another file whose settings count where this one is silent.",
    "select": "Only these rules: codes, beginnings of codes, names, families or ALL.",
    "extend-select": "These rules too.",
    "ignore": "Not these rules.",
    "per-file-ignores": "Rules that are not asked about files: lists of rules by pattern.",
    "profile": "How many rules run where `select` names none.",
    "severity": "Other severities than those of the rules, by rule, beginning of codes, family or ALL.",
    "rules": "Options of rules: a table for each, by code or name.",
    "min-confidence": "Only findings that are at least this sure.",
    "min-severity": "Only findings that are at least this bad.",
    "fail-on": "The mildest finding with which the exit code is 1.",
    "require-reason": "Suppression comments must say why, after `--`.",
    "baseline": "The file of known findings; empty: none.",
    "cache-dir": "The folder of the cache, by default .fastlint_cache beside the configuration; empty: no cache.",
    "startup": "Report blocking calls that only delay the start of the application, too.",
    "src": "Folders that imports start from; they are found by themselves otherwise.",
    "exclude": "Files to leave out, in the language of .gitignore, instead of the default excludes.",
    "extend-exclude": "Files to leave out in addition to those of `exclude`.",
    "respect-gitignore": "Leave out what .gitignore files leave out.",
    "python": "The environment of the project: its folder or its interpreter.",
    "follow-packages": "Installed packages to look into for what blocks; true: all of which nothing is known.",
    "entry-points": "Functions that the event loop calls though nothing that is read says so; dotted names, with `*`.",
    "knowledge": "What blocks in libraries that fastlint does not know.",
    "target-fastapi": "The release of FastAPI that is taken to be installed.",
    "target-starlette": "The release of Starlette that is taken to be installed.",
    "target-pydantic": "The release of Pydantic that is taken to be installed.",
    "target-sqlalchemy": "The release of SQLAlchemy that is taken to be installed.",
    "target-python": "The Python that the project runs with.",
}

#: The keys that hold selectors of rules.
SELECTORS = ("select", "extend-select", "ignore")

_RULE = {"$ref": "#/definitions/rule"}
_TEXTS = {"type": "array", "items": {"type": "string"}}


def schema(selectors: Sequence[str], options: RuleOptions) -> Schema:
    """The JSON schema of fastlint.toml. `selectors` are the codes, names and families that an editor may offer."""
    known = {
        field.name.replace("_", "-"): field for field in fields(complete(Settings)) if field.name not in NOT_IN_FILES
    }
    properties: dict[str, Schema] = {}
    for key, about in ABOUT.items():
        property_ = {"description": about, **(_schema_of(key, known[key].type) if key in known else {"type": "string"})}
        default = known[key].default if key in known else MISSING
        if isinstance(default, Enum):
            property_["default"] = default.value
        elif isinstance(default, bool):
            property_["default"] = default
        properties[key] = property_
    tables = {word: {"$ref": f"#/definitions/{name}"} for code, name in sorted(options) for word in (code, name)}
    properties[RULES] |= {"type": "object", "additionalProperties": False, "properties": tables}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "fastlint",
        "description": "The settings of fastlint, in fastlint.toml or in the table tool.fastlint of pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": {
            "rule": {
                "anyOf": [{"enum": list(selectors)}, {"type": "string", "pattern": "^FL[0-9]*$"}],
                "description": "A code, the beginning of codes, a name, a family or ALL.",
            },
            **{name: _table_of(options[code, name]) for code, name in sorted(options)},
        },
    }


def _table_of(options: Sequence[Option]) -> Schema:
    """The table in which a rule's options are set."""
    properties = {option.name: {"description": option.about, **_value_of(option)} for option in options}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _value_of(option: Option) -> Schema:
    if isinstance(option.default, tuple):
        pattern = {"pattern": option.form.pattern} if option.form is not None else {}
        item = {"type": "string", **pattern} if option.kind == tuple[str, ...] else {"type": "integer"}
        return {"type": "array", "items": item, "default": list(option.default)}
    value: Schema = {"type": "boolean" if option.kind is bool else "integer"}
    if option.least is not None:
        value["minimum"] = option.least
    return value if option.default is None else {**value, "default": option.default}


def _schema_of(key: str, kind: object) -> Schema:
    if key in SELECTORS:
        return {"type": "array", "items": _RULE}
    if key.startswith("target-"):
        return {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)*"}
    if key == EXTEND or kind == (str | None):
        return {"type": "string"}
    return _BY_TYPE[kind]


def _choice(kind: type[Enum]) -> Schema:
    return {"enum": [member.value for member in kind]}


_BY_TYPE: Mapping[object, Schema] = {
    tuple[str, ...]: _TEXTS,
    bool: {"type": "boolean"},
    bool | tuple[str, ...]: {"anyOf": [{"type": "boolean"}, _TEXTS]},
    Profile: _choice(Profile),
    Confidence: _choice(Confidence),
    Severity: _choice(Severity),
    FailOn: _choice(FailOn),
    FileSelectors: {"type": "object", "additionalProperties": {"type": "array", "items": _RULE}},
    Severities: {"type": "object", "propertyNames": _RULE, "additionalProperties": _choice(Severity)},
    WrittenOptions: {},
    Rows: {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}},
}
