"""What a file imports at its top level, and where another import goes."""

import sys
from collections.abc import Iterable, Iterator
from functools import cached_property

from fastlint.fixes.change import Change, Impossible
from fastlint.source.tokens import Kind, Logical, TokenFile
from fastlint.values import Imported
from fastlint.values.late import NamedTuple

#: A line of imports that would become longer gets a statement of its own.
LONGEST_LINE = 120


class Binding(NamedTuple):
    """A name that an import binds, written from `start` to `end`: `name` is empty for `import module`."""

    module: str
    name: str
    bound: str
    statement: int
    start: int
    end: int


class Imports:
    """The imports of a file."""

    def __init__(self, file: TokenFile) -> None:
        self._file = file
        self._otherwise: dict[str, bool] = {}
        self._all = [each for index in range(len(file.statements)) for each in _bindings(file, index)]
        self._top = [each for each in self._all if file.statements[each.statement].depth == 0]

    def name(self, wanted: Imported, offset: int) -> str | None:
        """What the file calls it at an offset, from an import at its top level; None where an import must be added.

        Raises `Impossible` where the name means something else, or may.
        """
        before = [each for each in self._top if each.end <= offset]
        for each in before:
            if (each.module, each.name) == (wanted.module, wanted.name):
                return self._sure(each.bound, each.module, each.name, offset)
        if wanted.name:
            for each in before:
                if (each.module, each.name) == (wanted.module, "") and "." not in each.bound:
                    return f"{self._sure(each.bound, each.module, '', offset)}.{wanted.name}"
        elif any(not each.name and each.bound == wanted.module for each in before):  # `import a.b` binds `a`
            return self._sure(wanted.module, wanted.module, "", offset)
        self._sure(wanted.alias or wanted.name or wanted.module, wanted.module, wanted.name, offset)
        return None

    def _sure(self, bound: str, module: str, name: str, offset: int) -> str:
        """The bound name, if nothing else in the file bears it."""
        for each in self._all:
            if each.bound != bound:
                continue
            if not (each.module == module or (not each.name and each.module.startswith(f"{module}."))):
                raise Impossible(f"`{bound}` is imported from elsewhere, too")
            if each.name != name or self._is_local(each.statement, offset):
                raise Impossible(f"`{bound}` is bound in the function, too")
        if self._is_bound_otherwise(bound):
            raise Impossible(f"`{bound}` is bound to something else, too")
        return bound

    def _is_bound_otherwise(self, name: str) -> bool:
        """Whether something other than an import may bind a name, anywhere in the file."""
        found = self._otherwise.get(name)
        if found is None:
            tokens = enumerate(self._file.tokens)
            found = any(_binds(self._file, index) for index, token in tokens if token.text == name)
            self._otherwise[name] = found
        return found

    def _is_local(self, statement: int, offset: int) -> bool:
        """Whether a statement is in a function that the offset is in, too."""
        file = self._file
        for ancestor in _ancestors(file, statement):
            first = file.statements[ancestor].first
            if file.tokens[first].text in ("def", "async"):
                block = file.block(ancestor)
                last = file.tokens[file.statements[block[-1]].last].end if block else 0
                if file.tokens[first].start <= offset <= last:
                    return True
        return False

    def added(self, wanted: Iterable[Imported]) -> list[Change]:
        """The changes that import what is not imported yet."""
        changes: dict[int, list[str]] = {}
        for each in sorted(set(wanted), key=_order):
            offset, text = self._extended(each) or self._new_line(each)
            changes.setdefault(offset, []).append(text)
        return [Change(offset, offset, "".join(texts)) for offset, texts in changes.items()]

    def _extended(self, wanted: Imported) -> tuple[int, str] | None:
        """`, name` at the end of an import from the same module among the first imports."""
        if not wanted.name:
            return None
        file = self._file
        run = set(self._first_run)
        last = None
        for each in self._top:
            if each.module == wanted.module and each.name not in ("", "*") and each.statement in run:
                last = each
        if last is None:
            return None
        written = _written(wanted)
        names = [each for each in self._top if each.statement == last.statement]
        keys = [_rank(each.name) for each in names]
        after = next((each for each in names if _rank(each.name) > _rank(wanted.name)), None)
        place = after if after is not None and keys == sorted(keys) else last
        line = file.text[file.line_start(place.start) : place.end]
        if len(line) + len(written) + 2 > LONGEST_LINE:
            return None
        before = file.text[file.line_start(place.start) : place.start]
        separator = f",{file.newline}{before}" if not before.strip() else ", "
        return (place.start, f"{written}{separator}") if place is after else (place.end, f"{separator}{written}")

    def _new_line(self, wanted: Imported) -> tuple[int, str]:
        """A statement of its own, in its place among the first imports."""
        file = self._file
        line = f"from {wanted.module} import {_written(wanted)}" if wanted.name else f"import {_written(wanted)}"
        run = self._first_run
        if not run:
            return self._at_the_top(f"{line}{file.newline}")
        order = _order(wanted)
        for statement in run:
            key = self._order_of(statement)
            if key > order:
                gap = file.newline if key[0] != order[0] else ""
                start = file.line_start(file.tokens[file.statements[statement].first].start)
                return start, f"{line}{file.newline}{gap}"
        end = self._end_of_line(run[-1])
        gap = file.newline if self._order_of(run[-1])[0] != order[0] else ""
        return end, f"{file.newline}{gap}{line}"

    def _at_the_top(self, line: str) -> tuple[int, str]:
        """Below the docstring and `from __future__`, above everything else."""
        file = self._file
        first = 0
        while first < len(file.statements) and (
            self._is_future(first) or (first == 0 and _is_text(file, file.statements[0]))
        ):
            first += 1
        if first:
            return self._end_of_line(first - 1), f"{file.newline}{file.newline}{line.rstrip()}"
        if not file.statements:
            return 0, line
        return file.line_start(file.tokens[0].start), f"{line}{file.newline}"

    @cached_property
    def _first_run(self) -> list[int]:
        """The first statements in a row at the top level that are imports, but for those from `__future__`."""
        file = self._file
        run: list[int] = []
        for index, statement in enumerate(file.statements):
            is_import = statement.depth == 0 and file.tokens[statement.first].text in ("import", "from")
            if is_import and not self._is_future(index):
                run.append(index)
            elif run:
                break
        return run

    def _is_future(self, statement: int) -> bool:
        file = self._file
        first = file.statements[statement].first
        return [token.text for token in file.tokens[first : first + 2]] == ["from", "__future__"]

    def _end_of_line(self, statement: int) -> int:
        """Where the last line of a statement ends, its comment included."""
        file = self._file
        end = file.tokens[file.statements[statement].last].end
        line = file.place(end)[0]
        following = file.line_starts[line] if line < len(file.line_starts) else len(file.text)
        return end + len(file.text[end:following].rstrip())

    def _order_of(self, statement: int) -> tuple[int, int, str, str]:
        bindings = [each for each in self._top if each.statement == statement]
        return _order(Imported(bindings[0].module, bindings[0].name)) if bindings else (0, 0, "", "")


def _rank(name: str) -> tuple[int, str]:
    """Constants, classes, functions: how formatters sort the names of an import."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2), name


def _written(wanted: Imported) -> str:
    """The name with its alias."""
    name = wanted.name or wanted.module
    return f"{name} as {wanted.alias}" if wanted.alias else name


def _order(wanted: Imported) -> tuple[int, int, str, str]:
    """Where an import stands among others: the standard library first, relative imports last."""
    if wanted.module.startswith("."):
        section = 2
    else:
        section = 0 if wanted.module.partition(".")[0] in sys.stdlib_module_names else 1
    return section, 1 if wanted.name else 0, wanted.module, wanted.name


def _is_text(file: TokenFile, statement: Logical) -> bool:
    return all(token.kind is Kind.STRING for token in file.tokens[statement.first : statement.last + 1])


def _bindings(file: TokenFile, index: int) -> Iterator[Binding]:
    """What an import statement binds; nothing for other statements."""
    statement = file.statements[index]
    tokens = file.tokens[statement.first : statement.last + 1]
    words = [token.text for token in tokens]
    if words[0] not in ("from", "import") or ";" in words or (words[0] == "from" and "import" not in words):
        return
    begin = words.index("import") + 1
    module = "".join(words[1 : begin - 1])
    item: list[int] = []
    for position in [*range(begin, len(words)), len(words)]:
        if position == len(words) or words[position] in (",", ")"):
            if item:
                texts = [words[each] for each in item]
                has_alias = "as" in texts
                dotted = "".join(texts[: texts.index("as")] if has_alias else texts)
                start, end = tokens[item[0]].start, tokens[item[-1]].end
                if words[0] == "from":
                    yield Binding(module, dotted, texts[-1] if has_alias else dotted, index, start, end)
                else:
                    yield Binding(dotted, "", texts[-1] if has_alias else dotted.partition(".")[0], index, start, end)
            item = []
        elif words[position] != "(":
            item.append(position)


def _ancestors(file: TokenFile, statement: int) -> Iterator[int]:
    """The headers of the blocks that a statement is in, the nearest first."""
    depth = file.statements[statement].depth
    for index in range(statement - 1, -1, -1):
        if file.statements[index].depth < depth:
            depth = file.statements[index].depth
            yield index


def _binds(file: TokenFile, index: int) -> bool:
    """Whether the name at this token may be bound here, other than by an import."""
    tokens = file.tokens
    token = tokens[index]
    if token.kind is not Kind.NAME:
        return False
    before = tokens[index - 1].text if index else ""
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if before == ".":
        return False
    statement = file.statements[file.statement_of(index)]
    start = tokens[statement.first].text
    if start in ("import", "from"):
        return False
    if before in ("def", "class", "as", "lambda", "del", "type") or after == ":=" or start in ("global", "nonlocal"):
        return True
    around = _opening(file, statement, index)
    if around is not None and tokens[around].text == "(" and index > statement.first:
        if around >= 2 and tokens[around - 2].text == "def":
            return before in ("(", ",", "*", "**")
        if after == "=":
            return False  # a keyword of a call
    if after in (".", "[", "("):
        return False
    if after in ("=", ":") and index == statement.first:
        return True
    depth_zero = list(file.at_depth(statement.first, statement.last))
    is_target = any(tokens[each].text == "=" and each > index for each in depth_zero)
    if is_target and (around is None or (tokens[around].text in "([" and around == statement.first)):
        return True
    for position in range(index, statement.first - 1, -1):
        if tokens[position].text == "in":
            return False
        if tokens[position].text == "for":
            return True
    return False


def _opening(file: TokenFile, statement: Logical, index: int) -> int | None:
    """The innermost bracket of the statement that the token is in."""
    found = None
    for position in range(statement.first, index):
        if file.partner.get(position, -1) > index:
            found = position
    return found
