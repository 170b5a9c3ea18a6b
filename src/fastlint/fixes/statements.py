"""Statements, handlers and functions: keywords, blocks and indentation."""

from fastlint.fixes.change import Change, Impossible
from fastlint.source.tokens import TokenFile

INDENT = "    "


def raised(file: TokenFile, first: int) -> list[Change]:
    """`return e` or `e` becomes `raise e`."""
    token = file.tokens[first]
    if token.text == "return":
        return [Change(token.start, token.end, "raise")]
    statement = file.statements[file.statement_of(first)]
    if first != statement.first and file.tokens[first - 1].text not in (":", ";"):
        raise Impossible("the expression is no statement")
    return [Change(token.start, token.start, "raise ")]


def handler_above(file: TokenFile, first: int, kind: str) -> list[Change]:
    """`except kind: raise` above the handler whose `except` this is."""
    header = _header(file, first, "except")
    if file.tokens[first + 1].text == "*":
        raise Impossible("`except*` stands for itself")
    start = file.line_start(file.tokens[first].start)
    indent = file.indent(file.tokens[first].start)
    block = file.block(header)
    inner = file.indent(file.tokens[file.statements[block[0]].first].start) if block else indent + INDENT
    return [Change(start, start, f"{indent}except {kind}:{file.newline}{inner}raise{file.newline}")]


def raise_below(file: TokenFile, first: int) -> list[Change]:
    """`raise` at the end of the block of the handler whose `except` this is."""
    block = file.block(_header(file, first, "except"))
    if not block:
        raise Impossible("the block is on the line of its header")
    return [_appended(file, block, "raise")]


def finally_below(file: TokenFile, first: int) -> list[Change]:
    """The statement that begins here in a `try`, and the rest of its block in a `finally`."""
    number = file.statement_of(first)
    statement = file.statements[number]
    start = file.tokens[first].start
    line = file.line_start(start)
    if statement.first != first or file.text[line:start].strip():
        raise Impossible("the statement does not stand on a line of its own")
    rest = number + 1
    while rest < len(file.statements) and file.statements[rest].depth > statement.depth:
        rest += 1
    end = rest
    while end < len(file.statements) and file.statements[end].depth >= statement.depth:
        end += 1
    if end == rest or file.tokens[file.statements[rest].first].text in ("else", "elif", "except", "finally"):
        raise Impossible("nothing follows it")
    indent = file.text[line:start]
    changes = [Change(line, line, f"{indent}try:{file.newline}")]
    below = file.line_start(file.tokens[file.statements[rest].first].start)
    if file.text[below : file.tokens[file.statements[rest].first].start].strip():
        raise Impossible("two statements are on a line")
    above = file.tokens[file.statements[rest - 1].last].end
    for comment in file.comments:  # those that stand above what follows belong to it
        if above < comment.start < below and not file.text[file.line_start(comment.start) : comment.start].strip():
            below = file.line_start(comment.start)
            break
    last = file.tokens[file.statements[end - 1].last].end
    changes.append(Change(below, below, f"{indent}finally:{file.newline}"))
    return [*changes, *(Change(each, each, INDENT) for each in _lines(file, line, last))]


def _lines(file: TokenFile, start: int, end: int) -> list[int]:
    """Where the lines begin that are not empty and not inside of a string."""
    strings = [(token.start, token.end) for token in file.tokens if token.text[-1:] in "'\"" and "\n" in token.text]
    return [
        each
        for each, following in zip(file.line_starts, [*file.line_starts[1:], len(file.text)], strict=True)
        if start <= each < end and file.text[each:following].strip() and not any(a < each < b for a, b in strings)
    ]


def _appended(file: TokenFile, block: range, text: str) -> Change:
    """A statement at the end of a block."""
    indent = file.indent(file.tokens[file.statements[block[0]].first].start)
    end = file.tokens[file.statements[block[-1]].last].end
    line = file.place(end)[0]
    following = file.line_starts[line] if line < len(file.line_starts) else len(file.text)
    end += len(file.text[end:following].rstrip())
    return Change(end, end, f"{file.newline}{indent}{text}")


def _header(file: TokenFile, first: int, keyword: str) -> int:
    header = file.statement_of(first)
    if file.tokens[first].text != keyword or file.statements[header].first != first:
        raise Impossible(f"no `{keyword}` is there")
    return header


def made_async(file: TokenFile, name: int) -> list[Change]:
    """`def` becomes `async def`."""
    define = _define(file, name)
    if file.tokens[define - 1].text == "async" and define > 0:
        raise Impossible("it is async already")
    start = file.tokens[define].start
    return [Change(start, start, "async ")]


def made_sync(file: TokenFile, name: int) -> list[Change]:
    """`async def` becomes `def`, where nothing below it needs the `async`."""
    define = _define(file, name)
    if define == 0 or file.tokens[define - 1].text != "async":
        raise Impossible("it is not async")
    header = file.statement_of(name)
    last = file.statements[[header, *file.block(header)][-1]].last
    if file.has_word("await", name, last) or file.has_word("async", name, last):
        raise Impossible("something in it is awaited")
    return [Change(file.tokens[define - 1].start, file.tokens[define].start, "")]


def decorated(file: TokenFile, name: int, decorator: str) -> list[Change]:
    """A decorator directly above a function."""
    define = _define(file, name)
    start = file.tokens[define].start
    line = file.line_start(start)
    return [Change(line, line, f"{file.indent(start)}@{decorator}{file.newline}")]


def body_of(file: TokenFile, name: int) -> tuple[int, int]:
    """The offsets of a function, from its `def` to its end."""
    header = file.statement_of(name)
    last = file.statements[[header, *file.block(header)][-1]].last
    return file.tokens[file.statements[header].first].start, file.tokens[last].end


def _define(file: TokenFile, name: int) -> int:
    if name == 0 or file.tokens[name - 1].text != "def":
        raise Impossible("no function is defined there")
    return name - 1


def comment_changed(file: TokenFile, start: int, end: int, text: str) -> list[Change]:
    """A comment, or a part of one that begins with `#`, becomes another text, or goes."""
    comment = next((each for each in file.comments if each.start <= start and end <= each.end), None)
    if comment is None:
        raise Impossible("no comment is there")
    if text:
        return [Change(start, end, text)]
    rest = file.text[end : comment.end].lstrip()
    if start > comment.start:
        kept = file.text[comment.start : start].rstrip()
        return [Change(comment.start + len(kept), end, "")]
    if rest:
        if not rest.startswith("#"):
            raise Impossible("the rest would be no comment")
        return [Change(start, comment.end - len(rest), "")]
    line = file.line_start(start)
    code = file.text[line:start].rstrip()
    if code:
        return [Change(line + len(code), comment.end, "")]
    number = file.place(end)[0]
    following = file.line_starts[number] if number < len(file.line_starts) else len(file.text)
    return [Change(line, following, "")]
