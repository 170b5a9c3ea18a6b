"""The methods of lists, tuples, sets, dicts and strings, as far as they matter: what they hold and give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fastlint.project.execution.abstract import (
    FALSE,
    NONE,
    STRING,
    UNKNOWN,
    WORD,
    Arguments,
    CallSite,
    Const,
    DictValue,
    ListValue,
    Native,
    Setting,
    Value,
    computed,
    const,
    foreign,
    is_word,
    join,
    known,
    union,
)

_STRING_RESULTS = frozenset(
    """capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace
    rjust rstrip strip swapcase title translate upper zfill decode""".split()
)
_FOLDED = frozenset(
    """capitalize casefold lower lstrip removeprefix removesuffix replace rstrip strip swapcase title upper""".split()
)


def list_method(receiver: ListValue, name: str) -> Value:
    """A method of a list, tuple or set."""
    play = _player(receiver.kind, name)
    return UNKNOWN if play is None else Native(*play, receiver)


def _add(receiver: ListValue, site: CallSite) -> Value:
    value = site.arguments.get(None, 0)
    if value is not None and receiver.holder is not None:
        site.interpreter.put_into_routes(receiver.holder, [value], site, False)
    elif value is not None:
        site.interpreter.extend(receiver, [value], site.frame.is_inline and not site.frame.uncertain)
    return NONE


def _insert(receiver: ListValue, site: CallSite) -> Value:
    value = site.arguments.get(None, 1)
    index = site.arguments.get(None, 0)
    if value is not None and receiver.holder is not None:
        site.interpreter.put_into_routes(receiver.holder, [value], site, True)
    elif value is not None:
        if receiver.is_exact and isinstance(index, Const) and isinstance(index.value, int):
            receiver.elements.insert(index.value, value)
        else:
            site.interpreter.extend(receiver, [value], False)
    return NONE


def _extend(receiver: ListValue, site: CallSite) -> Value:
    value = site.arguments.get(None, 0)
    if value is not None:
        elements, is_exact = site.interpreter.elements(value, site.frame, site.place, label=site.label)
        if receiver.holder is not None:
            site.interpreter.put_into_routes(receiver.holder, list(elements), site, False)
            return NONE
        certain = is_exact and site.frame.is_inline and not site.frame.uncertain
        site.interpreter.extend(receiver, list(elements), certain)
    return NONE


def _take(receiver: ListValue, site: CallSite) -> Value:
    return receiver.element()


def _sort(receiver: ListValue, site: CallSite) -> Value:
    key = site.arguments.get("key")
    if key is not None and key is not NONE:
        site.interpreter.call(key, Arguments([receiver.element()]), site.frame, site.place, "key")
    return NONE


def _same(receiver: ListValue, site: CallSite) -> Value:
    return ListValue(receiver.kind, receiver.elements, receiver.is_exact)


_LIST_METHODS: dict[str, Callable[[ListValue, CallSite], Value]] = {
    "append": _add,
    "appendleft": _add,
    "add": _add,
    "insert": _insert,
    "extend": _extend,
    "update": _extend,
    "pop": _take,
    "popleft": _take,
    "sort": _sort,
    "copy": _same,
}


def dict_method(receiver: DictValue, name: str) -> Value:
    """A method of a dict."""
    play = _player("dict", name)
    return UNKNOWN if play is None else Native(*play, receiver)


#: How a method is called, and what plays it for the receiver of the call: one for all calls, which are kept.
_Player = tuple[str, Callable[[CallSite], Value]]


@cache
def _player(kind: str, name: str) -> _Player | None:
    methods: Mapping[str, Callable[[Any, CallSite], Value]] = _DICT_METHODS if kind == "dict" else _LIST_METHODS
    handler = methods.get(name)
    if handler is None:
        return None

    def play(site: CallSite) -> Value:
        return handler(site.receiver, site)

    return f"{kind}.{name}", play


def _get(receiver: DictValue, site: CallSite) -> Value:
    key = site.arguments.get(None, 0)
    default = site.arguments.get("default", 1)
    if isinstance(key, Const):
        if key in receiver.items:
            return receiver.items[key]
        if receiver.rest is None:
            return default if default is not None else UNKNOWN
        return join(receiver.rest, default if default is not None else NONE)
    return join(receiver.element(), default if default is not None else NONE)


def _pop(receiver: DictValue, site: CallSite) -> Value:
    found = _get(receiver, site)
    key = site.arguments.get(None, 0)
    if site.frame.is_inline and not site.frame.uncertain and receiver.rest is None and isinstance(key, Const):
        receiver.items.pop(key, None)
    return found


def _set_default(receiver: DictValue, site: CallSite) -> Value:
    key, value = site.arguments.get(None, 0), site.arguments.get("default", 1)
    if isinstance(value, ListValue) and not site.frame.is_inline:
        value = ListValue(value.kind, value.elements, False)  # somebody may have put something into it before
    if key is not None and value is not None:
        if isinstance(key, Const):
            return receiver.items.setdefault(key, value)
        receiver.rest = value if receiver.rest is None else join(receiver.rest, value)
    return receiver.element()


def _items(receiver: DictValue, site: CallSite) -> Value:
    pairs: list[Value] = [ListValue("tuple", [k, v], True) for k, v in receiver.items.items()]
    if receiver.rest is not None:
        pairs.append(ListValue("tuple", [receiver.key, receiver.rest], True))
    if not (site.frame.is_inline and receiver.rest is None) and pairs:
        keys = union([pair.elements[0] for pair in pairs if isinstance(pair, ListValue)])
        values = union([pair.elements[1] for pair in pairs if isinstance(pair, ListValue)])
        return ListValue("list", [ListValue("tuple", [keys, values], True)], False)
    return ListValue("list", pairs, receiver.rest is None)


def _values(receiver: DictValue, site: CallSite) -> Value:
    values = list(receiver.items.values())
    if receiver.rest is not None:
        values.append(receiver.rest)
    return ListValue("list", values, receiver.rest is None)


def _keys(receiver: DictValue, site: CallSite) -> Value:
    keys: list[Value] = list(receiver.items)
    if receiver.rest is not None:
        keys.append(receiver.key)
    return ListValue("list", keys, receiver.rest is None)


def _update(receiver: DictValue, site: CallSite) -> Value:
    value = site.arguments.get(None, 0)
    for member in known(value) if value is not None else ():
        if isinstance(member, DictValue):
            receiver.items.update(member.items)
            if member.rest is not None:
                receiver.rest = member.rest if receiver.rest is None else join(receiver.rest, member.rest)
        elif receiver.rest is None:
            receiver.rest = UNKNOWN
    for name, each in site.arguments.keywords.items():
        receiver.items[const(name)] = each
    return NONE


def _copy(receiver: DictValue, site: CallSite) -> Value:
    result = DictValue()
    result.items, result.rest, result.key = dict(receiver.items), receiver.rest, receiver.key
    return result


_DICT_METHODS: dict[str, Callable[[DictValue, CallSite], Value]] = {
    "get": _get,
    "pop": _pop,
    "setdefault": _set_default,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "update": _update,
    "copy": _copy,
}


def string_method(receiver: Value, name: str) -> Value:
    """A method of a string: computed where the string and the arguments are constants."""
    if name in _STRING_RESULTS:
        return Native(f"str.{name}", lambda site: _string_result(receiver, name, site))
    if name in ("split", "rsplit", "splitlines"):
        return Native(f"str.{name}", lambda site: _split(receiver, name, site))
    if name in ("startswith", "endswith", "isdigit", "isidentifier"):
        return Native(f"str.{name}", lambda site: _test(receiver, name, site))
    if name in ("partition", "rpartition"):
        return Native(f"str.{name}", lambda site: _split(receiver, name, site, "tuple"))
    if name == "encode":
        return Native("str.encode", lambda site: foreign("bytes"))
    return UNKNOWN


def bytes_method(name: str) -> Value:
    """A method of bytes: what is joined is iterated over."""
    return Native("bytes.join", _join_bytes) if name == "join" else UNKNOWN


def _join_bytes(site: CallSite) -> Value:
    parts = site.arguments.get(None, 0)
    if parts is not None:
        site.interpreter.elements(parts, site.frame, site.place, label=site.label)
    return foreign("bytes")


def _constants(receiver: Value, site: CallSite) -> tuple[str, list[object]] | None:
    """The string and the arguments, if all of them are constants."""
    if not isinstance(receiver, Const) or not isinstance(receiver.value, str):
        return None
    arguments: list[object] = []
    for argument in site.arguments.positional:
        if isinstance(argument, Const):
            arguments.append(argument.value)
        else:
            return None
    return receiver.value, arguments


def _parts(receiver: Value, site: CallSite) -> list[Value]:
    return [receiver, *site.arguments.positional, *site.arguments.keywords.values()]


def _string_result(receiver: Value, name: str, site: CallSite) -> Value:
    if name == "join":
        parts = site.arguments.get(None, 0)
        if parts is not None and isinstance(receiver, Const) and isinstance(receiver.value, str):
            elements, is_exact = site.interpreter.elements(parts, site.frame, site.place, label=site.label)
            if is_exact and all(isinstance(e, Const) and isinstance(e.value, str) for e in elements):
                return computed(receiver.value.join(e.value for e in elements), [receiver, *elements])
        elif parts is not None:
            site.interpreter.elements(parts, site.frame, site.place, label=site.label)
        return STRING
    found = _constants(receiver, site)
    if found is None:
        return STRING
    text, arguments = found
    try:
        if name == "format":
            keywords = {k: v.value for k, v in site.arguments.keywords.items() if isinstance(v, Const)}
            if len(keywords) == len(site.arguments.keywords) and not site.arguments.is_open:
                return computed(text.format(*arguments, **keywords), _parts(receiver, site))
        elif name in _FOLDED and not site.arguments.keywords:
            return computed(getattr(text, name)(*arguments), _parts(receiver, site))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return STRING
    return STRING


def _split(receiver: Value, name: str, site: CallSite, kind: str = "list") -> Value:
    found = _constants(receiver, site)
    if found is not None and not site.arguments.keywords:
        try:
            parts = getattr(found[0], name)(*found[1])
            return ListValue(kind, [computed(part, _parts(receiver, site)) for part in parts], True)
        except (TypeError, ValueError):
            pass
    if kind == "tuple":
        return ListValue(kind, [STRING, STRING, STRING], True)
    return ListValue(kind, [STRING], False)


def _test(receiver: Value, name: str, site: CallSite) -> Value:
    found = _constants(receiver, site)
    if found is not None and not any(type(part) is Setting for part in _parts(receiver, site)):
        try:
            return const(bool(getattr(found[0], name)(*found[1])))
        except TypeError:
            pass
    if receiver is WORD and name in ("startswith", "endswith"):
        wanted = site.arguments.get(None, 0)
        texts = wanted.elements if isinstance(wanted, ListValue) and wanted.is_exact else [wanted]
        if all(isinstance(text, Const) and isinstance(text.value, str) and not _fits(text.value) for text in texts):
            return FALSE
    return foreign("bool")


def _fits(text: str) -> bool:
    """Whether a word may begin, or end, with a text."""
    return not text or is_word(text)
