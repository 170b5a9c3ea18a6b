"""The options of rules: how a class declares them, and what is known of each."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, field, fields
from fnmatch import fnmatchcase
from typing import Any, TypeVar, get_type_hints

from fastlint.values.late import NamedTuple, complete

#: What an option holds; None: it is not set.
OptionValue = bool | int | tuple[str, ...] | tuple[int, ...] | None

#: What the user writes in `[rules.RULE]`: the rule as it is named there, the option, and its value as TOML has it, with
#: tuples for lists. A table without any option is a row with an empty name, so that a rule that is none is noticed.
WrittenOptions = tuple[tuple[str, str, object], ...]

_V = TypeVar("_V", bound=OptionValue)


def key_of_option(rule: str, option: str) -> str:
    """The key under which an option of a rule, or all of them, stand in the configuration."""
    return f"rules.{rule}.{option}" if option else f"rules.{rule}"


class Form(NamedTuple):
    """What the texts of an option look like: a regular expression for the whole of one, and what they are called."""

    pattern: str
    said: str


ANY = Form(r"^[\s\S]+$", "texts that are not empty")
WORDS = Form(r"^\S+$", "names without blanks")
DOTTED = Form(r"^[\w*?]+(\.[\w*?]+)*$", "dotted names such as `app.errors.Unsafe`")
PATHS = Form(r"^/\S*$", "paths that begin with `/`")
SEGMENTS = Form(r"^[^/\s]+$", "segments of paths, without `/`")
CALLS = Form(r"^[\w.]+\(\w+(, *\w+)*\)$", "calls such as `package.sign(payload, key)`")


class Option(NamedTuple):
    """An option of a rule. `name` is the key in TOML, `kind` the type of its value, `least` the smallest number."""

    name: str
    kind: Any
    default: OptionValue
    about: str
    form: Form | None = None
    least: int | None = None

    @property
    def field(self) -> str:
        """The field of the class that declares it."""
        return self.name.replace("-", "_")


#: The types that a field of such a class may have, and how each is called in a message.
KINDS: Mapping[object, str] = {
    bool: "true or false",
    int: "an integer",
    int | None: "an integer",
    tuple[str, ...]: "a list of strings",
    tuple[int, ...]: "a list of integers",
}


def option(default: _V, about: str, form: Form | None = None, least: int | None = None) -> _V:
    """A field of the frozen dataclass in which a rule declares its options; `about` is one sentence for its users."""
    declared: _V = field(default=default, metadata={"about": about, "form": form, "least": least})
    return declared


def declared_options(kind: type | None) -> tuple[Option, ...]:
    """The options that a class declares, in their order. Raises `TypeError` for one that TOML cannot say."""
    if kind is None:
        return ()
    types = get_type_hints(kind)
    found = []
    for each in fields(complete(kind)):
        if types[each.name] not in KINDS or each.default is MISSING or "about" not in each.metadata:
            raise TypeError(f"{kind.__module__}: `{each.name}` is no option: see `fastlint.values.options`")
        name = each.name.replace("_", "-")
        found.append(Option(name, types[each.name], each.default, **each.metadata))
    return tuple(found)


def matches(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text is one of those that an option lists; `*` stands for any part of one."""
    return any(fnmatchcase(text, pattern) for pattern in patterns)
