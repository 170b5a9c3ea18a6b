"""Paths in the project: how a program finds its own modules, by `__file__` and `__path__`, and imports what lies there.

The text of such a path is a `Setting` (it decides nothing: the project may be anywhere); a `pathlib.Path` of which the
text is known has it as a variable. The names in a folder are certain. What a path cannot say, is what its row says.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from fastlint.project.execution.abstract import (
    NONE,
    TEXT,
    TRUE,
    UNKNOWN,
    CallSite,
    Const,
    Foreign,
    Instance,
    ListValue,
    Native,
    Value,
    computed,
    const,
    external,
    foreign,
    setting,
    without_text,
)

if TYPE_CHECKING:
    from fastlint.project.execution.interpreter import Interpreter
    from fastlint.project.execution.modules import Module

PATH = "pathlib.Path"
_PATHS = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath")
#: More files than these are no plug-ins.
MOST_FILES = 400

Handler = Callable[[CallSite], Value]


def install(interpreter: Interpreter) -> None:
    """Put what is played here into the interpreter's table."""
    for name, play in _NATIVES.items():
        interpreter.natives[name] = _played(name, play)
    for name in _PATHS:
        interpreter.natives[name] = _played(name, _path)
    interpreter.natives["pkgutil.iter_modules"] = lambda site: _iter_modules(site, is_deep=False)
    interpreter.natives["pkgutil.walk_packages"] = lambda site: _iter_modules(site, is_deep=True)
    interpreter.natives["importlib.util.spec_from_file_location"] = _specification
    interpreter.natives["importlib.util.module_from_spec"] = _module_of


def file_of(module: Module) -> Value:
    """`__file__` of a module."""
    return setting(module.path.replace("\\", "/")) if module.facts is not None else NONE


def folders_of(module: Module, interpreter: Interpreter) -> Value:
    """`__path__` of a package."""
    folders = interpreter.modules.loader.folders(module.path)
    return ListValue("list", [setting(folder) for folder in folders], True)


def path_of(text: str) -> Foreign:
    """A `pathlib.Path` of which the text is known."""
    return foreign(PATH, ((TEXT, setting(text)),))


def text_of(value: Value | None) -> str | None:
    """The text of a path, written as a string or held by a `pathlib.Path`; None where it is not known."""
    if type(value) is Foreign:
        value = value.variable(TEXT)
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


#: What is no function, of the modules that are played here.
VALUES: dict[str, Value] = {"os.sep": setting("/"), "os.path.sep": setting("/")}


# Strings


def _played(name: str, play: Callable[[CallSite], Value | None]) -> Handler:
    """What plays a call, where its result can be told; what the call does is said by its row in any case."""

    def call(site: CallSite) -> Value:
        result: Value = site.interpreter.caller.call_unplayed(name, site)
        told = play(site) if site.frame.is_inline else None
        return result if told is None else told

    return call


def _texts(site: CallSite) -> list[str] | None:
    """The positional arguments, if all of them are texts that are known."""
    found: list[str] = []
    for argument in site.arguments.positional:
        text = text_of(argument)
        if text is None:
            return None
        found.append(text)
    return None if site.arguments.is_open else found


def _of_text(change: Callable[[str], str], *, is_name: bool = False) -> Callable[[CallSite], Value | None]:
    """A function of one path; a name in it is certain, wherever the path lies."""

    def play(site: CallSite) -> Value | None:
        texts = _texts(site)
        if not texts or (change is _absolute and not _is_absolute(texts[0])):
            return None
        parts = () if is_name and _is_absolute(texts[0]) else site.arguments.positional
        return _made(change(texts[0]), parts)

    return play


def _made(text: str, parts: Iterable[Value]) -> Value:
    return computed(text, [part.variable(TEXT) or part if type(part) is Foreign else part for part in parts])


def _join(site: CallSite) -> Value | None:
    texts = _texts(site)
    return _made(posixpath.join(*texts), site.arguments.positional) if texts else None


def _splitext(site: CallSite) -> Value | None:
    texts = _texts(site)
    if not texts:
        return None
    return ListValue("tuple", [_made(part, site.arguments.positional) for part in posixpath.splitext(texts[0])], True)


def _relpath(site: CallSite) -> Value | None:
    texts = _texts(site)
    if texts is None or len(texts) != 2 or not all(map(_is_absolute, texts)):
        return None
    return const(posixpath.relpath(*map(_rooted, texts)))


def _is_absolute(text: str) -> bool:
    return text.startswith("/") or text[1:3] == ":/"


def _rooted(text: str) -> str:
    """An absolute path as POSIX writes it: of two, only what lies between them is asked."""
    return text if text.startswith("/") else f"/{text}"


def _absolute(text: str) -> str:
    return posixpath.normpath(text)


# Folders


def _listing(text: str | None, site: CallSite) -> tuple[list[str], list[str]] | None:
    """The files and folders in a folder of the project."""
    if text is None or not _is_absolute(text):
        return None
    files, folders = site.interpreter.modules.loader.listing(posixpath.normpath(text), site.frame.module.path)
    return (files, folders) if files or folders else None


def _names(site: CallSite) -> Value | None:
    """`os.listdir(folder)`."""
    found = _listing(text_of(site.arguments.get("path", 0)), site)
    return None if found is None else ListValue("list", [const(name) for name in sorted((*found[0], *found[1]))], True)


def _walk(site: CallSite) -> Value | None:
    """`os.walk(folder)`: the folders with the names in them."""
    text = text_of(site.arguments.get("top", 0))
    rows: list[Value] = []
    for folder, folders, files in _below(text, site):
        names = [ListValue("list", [const(name) for name in each], True) for each in (folders, files)]
        rows.append(ListValue("tuple", [setting(folder), *names], True))
    return ListValue("list", rows, True) if rows else None


def _below(text: str | None, site: CallSite) -> Iterator[tuple[str, list[str], list[str]]]:
    """A folder and those below it, each with the names of its folders and files."""
    pending = [text]
    seen = 0
    while pending and seen < MOST_FILES:
        folder = pending.pop()
        found = _listing(folder, site)
        if folder is None or found is None:
            continue
        files, folders = found
        seen += len(files)
        yield folder, folders, files
        pending.extend(posixpath.join(folder, name) for name in reversed(folders))


def _matching(text: str | None, pattern: str, site: CallSite) -> list[str] | None:
    """The paths below a folder that a pattern of `glob` matches; None where that cannot be told."""
    if _listing(text, site) is None or text is None:
        return None
    step, _, rest = pattern.partition("/")
    if step == "**":
        deep = [folder for folder, _, _ in _below(text, site)]
        return sorted({path for each in deep for path in (_matching(each, rest, site) or ())}) if rest else deep
    files, folders = _listing(text, site) or ([], [])
    if rest:
        inner = [posixpath.join(text, name) for name in folders if fnmatchcase(name, step)]
        return [path for each in inner for path in (_matching(each, rest, site) or ())]
    return [posixpath.join(text, name) for name in sorted((*files, *folders)) if fnmatchcase(name, step)]


def _glob(site: CallSite) -> Value | None:
    """`glob.glob(pattern)`, with the magic at its end."""
    text = text_of(site.arguments.get("pathname", 0))
    if text is None:
        return None
    fixed = text.split("/")
    steps: list[str] = []
    while fixed and any(letter in "*?[" for letter in "/".join(fixed)):
        steps.insert(0, fixed.pop())
    if "**" in steps and site.arguments.get("recursive") is not TRUE:
        return None
    found = _matching("/".join(fixed), "/".join(steps), site) if steps else None
    return None if found is None else ListValue("list", [setting(path) for path in found], True)


def _iter_modules(site: CallSite, *, is_deep: bool) -> Value:
    """`pkgutil.iter_modules(package.__path__, prefix)`: the modules that lie in the folders."""
    path, prefix = site.arguments.get("path", 0), site.arguments.get("prefix", 1)
    start = text_of(prefix) or ""
    folders = [text_of(each) for each in path.elements] if isinstance(path, ListValue) and path.is_exact else []
    if not folders or any(_listing(folder, site) is None for folder in folders):
        return ListValue("list", [UNKNOWN], False)
    found: list[Value] = []

    def walk(folder: str, start: str) -> None:
        for name, is_package in modules_in(folder, site):
            entry = ListValue("tuple", [UNKNOWN, const(start + name), const(is_package)], True)
            entry.fields = ("module_finder", "name", "ispkg")
            found.append(entry)
            if is_deep and is_package:
                walk(posixpath.join(folder, name), f"{start}{name}.")

    for each in dict.fromkeys(filter(None, folders)):
        walk(each, start)
    return ListValue("list", found, True)


def modules_in(folder: str, site: CallSite) -> list[tuple[str, bool]]:
    """The modules and packages (True) directly in a folder, sorted."""
    files, folders = _listing(folder, site) or ([], [])
    found = {name[:-3]: False for name in files if name.endswith(".py") and name != "__init__.py"}
    for name in folders:
        if "__init__.py" in (_listing(posixpath.join(folder, name), site) or ([], []))[0]:
            found[name] = True
    return sorted((name, is_package) for name, is_package in found.items() if name.isidentifier())


# `pathlib.Path`


def _path(site: CallSite) -> Value | None:
    """`Path(text, ...)`: only what leads to a place in the project is remembered."""
    texts = _texts(site)
    if not texts:
        return None
    text = posixpath.join(*texts)
    return path_of(text) if _is_absolute(text) else None


def divided(left: Value, right: Value) -> Value | None:
    """`folder / name`, where a path is known; None for other operands."""
    if type(left) is not Foreign or left.variable(TEXT) is None:
        return None
    texts = text_of(left), text_of(right)
    return path_of(posixpath.join(texts[0], texts[1])) if texts[0] and texts[1] else without_text(left)


def path_attribute(receiver: Foreign, name: str) -> Value | None:
    """An attribute or method of a path of which the text is known; None for what its row tells as well."""
    text = text_of(receiver)
    if text is None:
        return None
    stem, suffix = posixpath.splitext(posixpath.basename(text))
    if name == "parent":
        return path_of(posixpath.dirname(text))
    if name in ("name", "stem", "suffix"):
        return const({"name": stem + suffix, "stem": stem, "suffix": suffix}[name])
    if name == "parents":
        above, found = text, []
        while posixpath.dirname(above) != above:
            above = posixpath.dirname(above)
            found.append(path_of(above))
        return ListValue("list", found, True)
    if name == "parts":
        return ListValue("tuple", [_made(part, [receiver]) for part in text.split("/")], True)
    play = _PATH_METHODS.get(name)
    return None if play is None else Native(f"{PATH}.{name}", _by_row(name, play), receiver)


def _by_row(name: str, play: Callable[[str, CallSite], Value | None]) -> Handler:
    """A method of a path: it does what its row says, and gives what can be told."""

    def call(site: CallSite) -> Value:
        receiver = site.receiver
        method = site.interpreter.attributes.get(without_text(receiver), name, site.frame, site.place)
        result: Value = site.interpreter.call(method, site.arguments, site.frame, site.place, site.label)
        told = play(text_of(receiver) or "", site)
        return result if told is None else told

    return call


def _paths(found: list[str] | None) -> Value | None:
    return None if found is None else ListValue("list", [path_of(path) for path in found], True)


def _kept(text: str, site: CallSite) -> Value:
    return path_of(posixpath.normpath(text))


def _joined(text: str, site: CallSite) -> Value | None:
    texts = _texts(site)
    return None if texts is None else path_of(posixpath.join(text, *texts))


def _with_suffix(text: str, site: CallSite) -> Value | None:
    suffix = text_of(site.arguments.get("suffix", 0))
    return None if suffix is None else path_of(posixpath.splitext(text)[0] + suffix)


def _relative_to(text: str, site: CallSite) -> Value | None:
    """A path from a folder: what is left of it is certain, and a path that leads nowhere by itself."""
    base = text_of(site.arguments.get(None, 0))
    if base is None or not _is_absolute(base):
        return None
    return foreign(PATH, ((TEXT, const(posixpath.relpath(_rooted(text), _rooted(base)))),))


def _children(text: str, site: CallSite) -> Value | None:
    return _paths(_matching(text, "*", site))


def _globbed(text: str, site: CallSite) -> Value | None:
    pattern = text_of(site.arguments.get("pattern", 0))
    return None if pattern is None else _paths(_matching(text, pattern, site))


def _globbed_below(text: str, site: CallSite) -> Value | None:
    pattern = text_of(site.arguments.get("pattern", 0))
    return None if pattern is None else _paths(_matching(text, f"**/{pattern}", site))


def _is_there(text: str, site: CallSite) -> Value | None:
    """Whether a module or package is there: other files may come and go."""
    if text.endswith(".py"):
        files, _ = _listing(posixpath.dirname(text), site) or ([], [])
        return TRUE if posixpath.basename(text) in files else None
    return TRUE if _is_package(text, site) else None


def _is_package(text: str, site: CallSite) -> bool:
    return any(name.endswith(".py") for name in (_listing(text, site) or ([], []))[0])


def _is_folder(text: str, site: CallSite) -> Value | None:
    return const(False) if text.endswith(".py") and _is_there(text, site) else _is_there(text, site)


def _is_file(text: str, site: CallSite) -> Value | None:
    return _is_there(text, site) if text.endswith(".py") else const(False) if _is_package(text, site) else None


def _as_text(text: str, site: CallSite) -> Value:
    return _made(text, [site.receiver])


_PATH_METHODS: dict[str, Callable[[str, CallSite], Value | None]] = {
    "resolve": _kept,
    "absolute": _kept,
    "joinpath": _joined,
    "with_suffix": _with_suffix,
    "relative_to": _relative_to,
    "iterdir": _children,
    "glob": _globbed,
    "rglob": _globbed_below,
    "exists": _is_there,
    "is_dir": _is_folder,
    "is_file": _is_file,
    "as_posix": _as_text,
    "__str__": _as_text,
    "__fspath__": _as_text,
}


# Modules by their files


def _specification(site: CallSite) -> Value:
    specification = Instance(external("importlib.machinery.ModuleSpec"))
    specification.arguments = site.arguments
    return specification


def _module_of(site: CallSite) -> Value:
    """`importlib.util.module_from_spec(spec)`: the module of a file of the project, which is executed soon."""
    specification = site.arguments.get("spec", 0)
    given = specification.arguments if isinstance(specification, Instance) else None
    text = text_of(given.get("location", 1)) if given is not None else None
    path = site.interpreter.modules.loader.located(text, site.frame.module.path) if text is not None else None
    module = site.interpreter.modules.at(path) if path is not None else None
    if module is None:
        return UNKNOWN
    site.interpreter.run_module(module)
    value: Value = module.value
    return value


_NATIVES: dict[str, Callable[[CallSite], Value | None]] = {
    "os.path.dirname": _of_text(posixpath.dirname),
    "os.path.basename": _of_text(posixpath.basename, is_name=True),
    "os.path.abspath": _of_text(_absolute),
    "os.path.realpath": _of_text(_absolute),
    "os.path.normpath": _of_text(posixpath.normpath),
    "os.fspath": _of_text(str),
    "os.path.join": _join,
    "posixpath.join": _join,
    "os.path.splitext": _splitext,
    "os.path.relpath": _relpath,
    "os.listdir": _names,
    "os.walk": _walk,
    "glob.glob": _glob,
    "glob.iglob": _glob,
}
