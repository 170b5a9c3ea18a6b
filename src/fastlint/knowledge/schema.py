"""The shape of what fastlint knows about a library: rows of data, loaded from `rows/*.toml`.

A type expression is a string: a dotted name, `None`, `A | B`, `list[X]`, `dict[K, V]`, `tuple[X, ...]`, `Self`, or
one of the type variables that the row (or its type) declares under `infer`.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from fastlint.knowledge.versions import EVERY, Bounds
from fastlint.values.late import dataclass


class Blocking(Enum):
    """The class of blocking work; each has a rule of its own."""

    __hash__ = object.__hash__  # that of Enum is written in Python

    SLEEP = "sleep"
    HTTP = "http"
    DATABASE = "database"
    FILE = "file"
    SUBPROCESS = "subprocess"
    WAIT = "wait"
    NETWORK = "network"
    SDK = "sdk"
    CPU = "cpu"
    USER = "user"


class Take(Enum):
    """What a type variable takes from an argument."""

    VALUE = "value"  # the argument's own type
    INSTANCE = "instance"  # an instance of the class that is passed
    RESULT = "result"  # what calling the argument returns (awaited, if it is a coroutine function)
    AWAITED = "awaited"  # what awaiting the argument returns
    ELEMENT = "element"  # what iterating over the argument yields


@dataclass(frozen=True)
class Argument:
    """An argument of a call, by keyword, by 0-based position (`self` not counted), or both."""

    name: str | None = None
    position: int | None = None


@dataclass(frozen=True)
class Infer:
    """How a type variable is found from an argument, and what it is when the argument is not there."""

    argument: Argument
    take: Take
    default: str | None = None


@dataclass(frozen=True)
class Condition:
    """A condition on an argument: it is there, or what one of the other fields says of it."""

    argument: Argument
    equals: tuple[bool | int | float | str | None, ...] = ()  # one of these
    symbols: tuple[str, ...] = ()  # or one of these constants of a library, by dotted name
    types: tuple[str, ...] = ()  # an instance of one of these types
    own: tuple[str, ...] = ()  # an instance of a class of the project that inherits from one of these directly
    is_short: bool = False  # a constant text that fits into a buffer
    is_numeric: bool = False  # a network address whose host is an IP address, so that no name has to be resolved
    letters: str = ""  # a constant text that holds each of these letters


@dataclass(frozen=True)
class FunctionRow:
    """A function, method, constructor, `with` enter or exit, or an iteration."""

    blocks: Blocking | None = None  # calling it (for a coroutine: never set) blocks the calling thread
    returns: str | None = None  # type expression; of a coroutine: what `await` gives
    coroutine: bool = False
    infer: Mapping[str, Infer] = field(default_factory=dict)
    unless: tuple[Condition, ...] = ()  # harmless when any of these holds
    when: tuple[Condition, ...] = ()  # blocks only when all of these hold
    hand_off: tuple[Argument, ...] = ()  # callables that run elsewhere: thread, process, greenlet, another machine
    runs: tuple[Argument, ...] = ()  # callables that are called before this call returns
    schedules: tuple[Argument, ...] = ()  # sync callables that the event loop will call later
    nested_loop: bool = False  # starts or drives an event loop: asyncio.run and its like
    twin: str | None = None  # the async way to do it, as a reader would write it
    what: str | None = None  # a few words for the message, where the name alone says too little
    once: bool = False  # what it loads is kept: only the first call blocks
    perhaps: bool = False  # there may be nothing to wait for
    ends: bool = False  # it ends what was begun: where nothing was, it does nothing
    becomes: str | None = None  # type expression: what the object that it is called on is from then on
    fetches: Argument | None = None  # a path that may be an address: then it is a request
    #: types that it returns instead, where a condition holds
    variants: tuple[tuple[Condition, str], ...] = ()
    decorated: Blocking | None = None  # as a decorator: calls of the sync function that it decorates block like this
    bounds: Bounds = EVERY  # the releases that have it


@dataclass(frozen=True)
class AttributeRow:
    """An attribute or property: its type, and whether reading it blocks."""

    type: str | None = None
    blocks: Blocking | None = None


@dataclass(frozen=True)
class TypeRow:
    """A class of a library. `methods["*"]` speaks for every method that has no row in the class or its bases."""

    name: str
    bases: tuple[str, ...] = ()
    infer: Mapping[str, Infer] = field(default_factory=dict)  # type variables, found from constructor arguments
    construct: FunctionRow | None = None
    call: FunctionRow | None = None  # calling an instance
    enter: FunctionRow | None = None  # `returns` is what `as` binds (default: Self)
    exit: FunctionRow | None = None
    async_enter: FunctionRow | None = None
    async_exit: FunctionRow | None = None
    iterate: FunctionRow | None = None  # `returns` is the type of an element
    async_iterate: FunctionRow | None = None
    item: FunctionRow | None = None  # x[...]; `returns` is its type
    get: FunctionRow | None = None  # as an attribute of a class: `returns` is what reading it from an instance gives
    methods: Mapping[str, FunctionRow] = field(default_factory=dict)
    attributes: Mapping[str, AttributeRow] = field(default_factory=dict)
