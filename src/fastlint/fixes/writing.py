"""One intent → the changes of its file."""

from fastlint.fixes import brackets, parameters, statements
from fastlint.fixes.change import Change, Impossible
from fastlint.fixes.imports import Imports
from fastlint.source.tokens import Kind, TokenFile
from fastlint.values import (
    AddArgument,
    AddDecorator,
    AppendRaise,
    Await,
    Before,
    Code,
    Imported,
    InsertHandler,
    Intent,
    MakeAsync,
    MakeSync,
    RaiseInstead,
    RemoveArgument,
    RenameCallee,
    RenameKeyword,
    RenameLast,
    Rewrite,
    RewriteAnnotation,
    RewriteArgument,
    RewriteComment,
    RewriteDefault,
    RewriteName,
    RewriteText,
    Span,
    Spread,
    Uncall,
    Unwrap,
    WrapInFinally,
)

#: What a call, an attribute or a display is made of, outside of its brackets.
_PRIMARY = frozenset(".()[]{}")
#: Words that are no names.
_WORDS = frozenset("and or not if else lambda await yield in is for from".split())


class Writer:
    """Makes the changes of intents in one file, and keeps which imports they need.

    `claims` are the stretches that no other fix may change at the same time, beyond what is changed.
    """

    def __init__(self, file: TokenFile, imports: Imports) -> None:
        self._file = file
        self._imports = imports
        self.needed: set[Imported] = set()
        self.claims: list[tuple[int, int]] = []

    def changes(self, intent: Intent) -> list[Change]:
        """The changes. Raises `Impossible`."""
        file = self._file
        match intent:
            case Rewrite(span, code):
                first, last = self._tokens(span)
                return self._rewritten(first, last, code)
            case RewriteName(within, name, code):
                first, last = self._tokens(within)
                found = [
                    index
                    for index in range(first, last + 1)
                    if file.tokens[index].text == name and file.tokens[index + 1].text not in (".", "(", "=")
                ]
                if len(found) != 1:
                    raise Impossible("the name does not stand there once")
                begin = found[0]
                while begin > first and file.tokens[begin - 1].text == ".":
                    begin -= 2
                return self._rewritten(begin, found[0], code)
            case RewriteText(call, key, old, new):
                item = brackets.argument(file, self._call(call)[1], key)
                texts = [
                    token
                    for token in file.tokens[item.value : item.last + 1]
                    if token.kind is Kind.STRING and old in token.text
                ]
                if len(texts) != 1 or texts[0].text.count(old) != 1 or texts[0].text[0] in "fF":
                    raise Impossible("the text does not stand there once")
                start = texts[0].start + texts[0].text.index(old)
                return [Change(start, start + len(old), new)]
            case Await(span):
                first, last = self._tokens(span)
                return self._awaited(first, last)
            case RenameCallee(call, code):
                first, opening = self._call(call)
                return self._rewritten(first, opening - 1, code)
            case RenameLast(span, name):
                first, last = self._tokens(span)
                last = last if file.tokens[last].kind is Kind.NAME else file.partner.get(last, first) - 1
                if last < first or file.tokens[last].kind is not Kind.NAME:
                    raise Impossible("no name is there")
                return [Change(file.tokens[last].start, file.tokens[last].end, name)]
            case Uncall(call, key, spread):
                return self._uncalled(call, key, spread)
            case Unwrap(call, code):
                return self._unwrapped(call, code)
            case RewriteArgument(call, key, code):
                item = brackets.argument(file, self._call(call)[1], key)
                return self._rewritten(item.value, item.last, code)
            case RenameKeyword(call, old, new):
                item = brackets.argument(file, self._call(call)[1], old)
                return [Change(file.tokens[item.first].start, file.tokens[item.first].end, new)]
            case AddArgument(call, code, keyword):
                text = self._text(code, self._offset(call))
                item_text = f"{keyword}={text}" if keyword else text
                return brackets.added(file, self._call(call)[1], item_text, is_first=not keyword)
            case RemoveArgument(call, key):
                opening = self._call(call)[1]
                return brackets.removed(file, opening, brackets.argument(file, opening, key))
            case RewriteAnnotation(parameter, code):
                first, last = self._tokens(parameter)
                before, after = self._halves(code, file.tokens[first].start)
                return parameters.annotated(file, first, last, before, after, keeps=Before.CODE in code)
            case RewriteDefault(parameter, code):
                first, last = self._tokens(parameter)
                if Before.CODE in code:
                    return parameters.wrapped(file, last, *self._halves(code, file.tokens[first].start))
                return parameters.defaulted(file, first, last, self._text(code, file.tokens[first].start))
            case MakeAsync(function):
                return statements.made_async(file, self._tokens(function)[0])
            case MakeSync(function):
                place = self._tokens(function)[0]
                self.claims.append(statements.body_of(file, place))
                return statements.made_sync(file, place)
            case AddDecorator(function, code):
                place = self._tokens(function)[0]
                return statements.decorated(file, place, self._text(code, file.tokens[place].start))
            case RaiseInstead(span):
                return statements.raised(file, self._start(span))
            case InsertHandler(handler, code):
                first = self._start(handler)
                return statements.handler_above(file, first, self._text(code, file.tokens[first].start))
            case AppendRaise(handler):
                return statements.raise_below(file, self._start(handler))
            case WrapInFinally(statement):
                return statements.finally_below(file, self._start(statement))
            case RewriteComment(span, text):
                start, end = self._offset(span), file.offset(span.end_line, span.end_column)
                return statements.comment_changed(file, start, end, text)

    def _offset(self, span: Span) -> int:
        if span.line > len(self._file.line_starts):
            raise Impossible("there is no such line")
        return self._file.offset(span.line, span.column)

    def _start(self, span: Span) -> int:
        first = self._file.starting_at(self._offset(span))
        if first is None:
            raise Impossible("no token begins there")
        return first

    def _tokens(self, span: Span) -> tuple[int, int]:
        """The first and last token of a span. One inside of a string is not to be reached."""
        first = self._start(span)
        last = self._file.ending_at(self._file.offset(span.end_line, span.end_column))
        if last is None or last < first:
            raise Impossible("no token ends there")
        return first, last

    def _call(self, span: Span) -> tuple[int, int]:
        """The first token of a call, and its opening bracket."""
        first, last = self._tokens(span)
        opening = self._file.partner.get(last, -1)
        if self._file.tokens[last].text != ")" or opening <= first:
            raise Impossible("no call is there")
        return first, opening

    def _rewritten(self, first: int, last: int, code: Code) -> list[Change]:
        start, end = self._file.tokens[first].start, self._file.tokens[last].end
        if Before.CODE in code:
            before, after = self._halves(code, start)
            return [Change(start, start, before), Change(end, end, after)]
        if self._file.has_comment(start, end):
            raise Impossible("a comment would be lost")
        return [Change(start, end, self._text(code, start))]

    def _awaited(self, first: int, last: int) -> list[Change]:
        tokens = self._file.tokens
        if first and tokens[first - 1].text == "await":
            raise Impossible("it is awaited already")
        if self._is_in_comprehension(first):
            raise Impossible("an `await` makes another thing of a generator expression")
        start, end = tokens[first].start, tokens[last].end
        following = tokens[last + 1].text if last + 1 < len(tokens) else ""
        is_used = following in (".", "[", "(") and self._file.statement_of(last + 1) == self._file.statement_of(last)
        if is_used or following == "**":
            return [Change(start, start, "(await "), Change(end, end, ")")]
        return [Change(start, start, "await ")]

    def _is_in_comprehension(self, index: int) -> bool:
        file = self._file
        for opening in range(file.statements[file.statement_of(index)].first, index):
            closing = file.partner.get(opening, -1)
            if closing > index and any(
                file.tokens[each].text == "for" for each in file.at_depth(opening + 1, closing - 1)
            ):
                return True
        return False

    def _uncalled(self, call: Span, key: int | str, spread: Spread) -> list[Change]:
        file = self._file
        outer = self._call(call)[1]
        item = brackets.argument(file, outer, key)
        opening = file.partner.get(item.last, -1)
        if file.tokens[item.last].text != ")" or opening <= item.value:
            raise Impossible("the argument is no call")
        found = brackets.items(file, opening)
        start, end = file.tokens[opening].start, file.tokens[item.last].end
        if file.has_comment(start, end):
            raise Impossible("a comment would be lost")
        changes = []
        if file.tokens[item.value].text == "await":
            changes.append(Change(file.tokens[item.value].start, file.tokens[item.value + 1].start, ""))
        if not found:
            return [*changes, Change(start, end, "")]
        has_keywords = any(each.keyword or file.tokens[each.first].text == "**" for each in found)
        if spread is Spread.NONE or (spread is Spread.POSITIONAL and has_keywords):
            raise Impossible("the arguments have no place")
        if len(brackets.items(file, outer)) != 1 or item.keyword:
            raise Impossible("it is not the only argument")
        inside = file.tokens[found[0].first].start, file.tokens[found[-1].last].end
        return [*changes, Change(start, inside[0], ", "), Change(inside[1], end, "")]

    def _unwrapped(self, call: Span, code: Code) -> list[Change]:
        file = self._file
        first, opening = self._call(call)
        closing = file.partner[opening]
        found = brackets.items(file, opening)
        if len(found) != 1 or found[0].is_starred(file) or found[0].keyword:
            raise Impossible("it is not the only argument")
        start, end = file.tokens[first].start, file.tokens[closing].end
        inside = file.tokens[found[0].first].start, file.tokens[found[0].last].end
        if file.has_comment(start, end):
            raise Impossible("a comment would be lost")
        before, after = self._halves(code, start)
        is_primary = all(
            file.tokens[each].text in _PRIMARY or file.tokens[each].kind in (Kind.NAME, Kind.STRING)
            for each in file.at_depth(found[0].first, found[0].last)
        ) and not any(file.tokens[each].text in _WORDS for each in file.at_depth(found[0].first, found[0].last))
        if not is_primary and before:
            before, after = f"{before}(", f"){after}"
        if not self._is_delimited(first, closing) and (before or not is_primary):
            before, after = f"({before}", f"{after})"
        return [Change(start, inside[0], before), Change(inside[1], end, after)]

    def _is_delimited(self, first: int, last: int) -> bool:
        """Whether an expression stands between commas, brackets or the ends of its statement."""
        tokens = self._file.tokens
        statement = self._file.statements[self._file.statement_of(first)]
        is_begun = first == statement.first or tokens[first - 1].text in ("(", "[", "{", ",", "=", ":", "return")
        return is_begun and (last == statement.last or tokens[last + 1].text in (")", "]", "}", ",", ";"))

    def _halves(self, code: Code, offset: int) -> tuple[str, str]:
        """The texts before and after the code that was there; without it, all is before."""
        position = code.index(Before.CODE) if Before.CODE in code else len(code)
        return self._text(code[:position], offset), self._text(code[position + 1 :], offset)

    def _text(self, code: Code, offset: int) -> str:
        return "".join(self._part(part, offset) for part in code)

    def _part(self, part: str | Imported | Before, offset: int) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Before):
            raise Impossible("no code was there before")
        name = self._imports.name(part, offset)
        if name is None:
            self.needed.add(part)
        return name or part.alias or part.name or part.module
