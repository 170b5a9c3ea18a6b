"""From source text to `ModuleFacts`: the one walk over a file's syntax tree.

The walk is written for speed: a table from node class to method, no generic visitor, and nothing is built for
expressions that no analysis can use.
"""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Callable, Sequence
from keyword import iskeyword

from fastlint.facts import statements as st
from fastlint.facts.definitions import (
    ClassFact,
    FunctionFact,
    ModuleFacts,
    Parameter,
    ParameterKind,
    ParseFailure,
)
from fastlint.facts.expressions import (
    ELLIPSIS,
    INERT,
    NONE,
    Attribute,
    Await,
    Both,
    Call,
    Clause,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    DictDisplay,
    Display,
    Expression,
    Format,
    Lambda,
    Name,
    Not,
    Opaque,
    Operation,
    Place,
    Slice,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from fastlint.facts.record import make
from fastlint.source.decode import DecodeError, decode
from fastlint.values.late import pattern

#: Longer literals are cut: no path, prefix or module name is that long.
LONGEST_LITERAL = 400

_KEPT_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Div: "/", ast.BitOr: "|", ast.Mod: "%"}
#: A text that may name something: `name`, `a.b:c`, or the first part of a name.
_NAMING = pattern(r"[^\W\d][\w.:]*")
_WORD = pattern(r"\w+")

#: Methods that put something into a container.
_FILLING = frozenset({"add", "append", "appendleft", "extend", "insert", "setdefault", "update"})
_KEPT_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}


_NO_NAMES: frozenset[str] = frozenset()

#: The numbers of lines, each once: the parser makes a new object for every place, of 32 bytes above 256.
_numbers: list[int] = []


def extract(path: str, data: bytes) -> ModuleFacts | ParseFailure:
    """The facts of one file, or why it cannot be read. `path` is only carried along."""
    try:
        source = decode(data)
    except DecodeError as error:
        return ParseFailure(path, 1, 1, str(error))
    extractor = _idle.pop() if _idle else _Extractor()
    try:
        return extractor.module(path, source, _parse(source, path))
    except SyntaxError as error:
        return ParseFailure(path, error.lineno or 1, error.offset or 1, error.msg)
    except (RecursionError, MemoryError):
        return ParseFailure(path, 1, 1, "too deeply nested to be read")
    except ValueError as error:  # such as an integer literal of more digits than Python converts
        return ParseFailure(path, 1, 1, str(error))
    finally:
        _idle.append(extractor)


def is_package(path: str) -> bool:
    """Whether the file at a path is that of a package."""
    return path.replace("\\", "/").rpartition("/")[2] == "__init__.py"


def _parse(source: str, path: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in the user's code are not ours to report
        try:
            return ast.parse(source, path)
        except SyntaxError as error:
            from fastlint.source.newer_syntax import parse_newer

            try:
                return parse_newer(source, path)
            except SyntaxError:
                raise error from None


def _wide_lines(source: str) -> dict[int, bytes]:
    """The lines that hold more bytes than characters, by number. Lines end as Python's tokenizer ends them."""
    lines = source.encode().replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return {number: line for number, line in enumerate(lines, 1) if not line.isascii()}


def _frozen(names: set[str]) -> frozenset[str]:
    """The names for good. Most sets are empty, and an empty one of its own would take 216 bytes."""
    return frozenset(names) if names else _NO_NAMES


class _Scope:
    """What is gathered about the function that is being read."""

    __slots__ = ("called", "fills", "first", "global_names", "is_generator", "self_stores", "stores", "tested")

    def __init__(self, first: str | None) -> None:
        self.first = first
        self.is_generator = False
        self.tested: set[str] = set()
        self.called: set[str] = set()
        self.self_stores: set[str] = set()
        self.stores: set[str] = set()
        self.global_names: set[str] = set()
        self.fills: set[str] = set()


class _Extractor:
    """The walk over one file. One `Name` stands for all places where a name is written, and so for short constants."""

    def __init__(self) -> None:
        self._begin("")
        self._expressions: dict[type[ast.AST], Callable[..., Expression]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Await: self._await,
            ast.Subscript: self._subscript,
            ast.Starred: self._starred,
            ast.List: self._list,
            ast.Tuple: self._tuple,
            ast.Set: self._set,
            ast.Dict: self._dict,
            ast.ListComp: self._list_comprehension,
            ast.SetComp: self._set_comprehension,
            ast.GeneratorExp: self._generator_expression,
            ast.DictComp: self._dict_comprehension,
            ast.Lambda: self._lambda,
            ast.BoolOp: self._bool_operation,
            ast.UnaryOp: self._unary_operation,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.BinOp: self._binary_operation,
            ast.JoinedStr: self._joined_string,
            ast.FormattedValue: self._formatted_value,
            ast.NamedExpr: self._named_expression,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield_from,
            ast.Slice: self._slice,
        }
        self._statements: dict[type[ast.AST], Callable[..., st.Statement | None]] = {
            ast.Expr: self._expression_statement,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated_assign,
            ast.AugAssign: self._augmented_assign,
            ast.Return: self._return,
            ast.Raise: self._raise,
            ast.Assert: self._assert,
            ast.Delete: self._delete,
            ast.Pass: self._pass,
            ast.Break: self._break,
            ast.Continue: self._continue,
            ast.If: self._if,
            ast.While: self._while,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Try: self._try,
            ast.TryStar: self._try,
            ast.Match: self._match,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.FunctionDef: self._function_definition,
            ast.AsyncFunctionDef: self._function_definition,
            ast.ClassDef: self._class_definition,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
        }
        if sys.version_info >= (3, 12):  # type X = Y
            self._statements[ast.TypeAlias] = self._type_alias
        if sys.version_info >= (3, 14):  # t"..."
            self._expressions[ast.TemplateStr] = self._joined_string
            self._expressions[ast.Interpolation] = self._formatted_value

    def _begin(self, source: str) -> None:
        #: the lines on which bytes are not characters, by number; None where there are none
        self._wide: dict[int, bytes] | None = None if source.isascii() else _wide_lines(source)
        self._scope = _Scope(None)
        self._names: list[str] = []  # the qualified name of the definition that is being read
        self._functions: list[FunctionFact] = []
        self._classes: list[ClassFact] = []
        self._imports: dict[tuple[str, int], None] = {}
        self._attributes: set[str] = set()  # and what is imported from modules
        self._known_names: dict[str, Name] = {}
        self._known_strings: dict[str, Constant] = {}

    def module(self, path: str, source: str, tree: ast.Module) -> ModuleFacts:
        """The facts of a file. `tree` is what its source parses to."""
        self._begin(source)
        lines = source.count("\n") + source.count("\r") + 2
        _numbers.extend(range(len(_numbers), lines + 1))
        body = self._block(tree.body)
        end = tree.body[-1].end_lineno if tree.body else 0
        return ModuleFacts(
            path=path,
            body=body,
            functions=tuple(self._functions),
            classes=tuple(self._classes),
            imports=tuple(self._imports),
            is_package=is_package(path),
            lines=end or 0,
            words=self._words(),
        )

    def _words(self) -> tuple[str, ...]:
        """What the code of the file may refer to."""
        words = {*self._known_names, *self._attributes}
        for text in self._known_strings:
            if len(text) <= LONGEST_LITERAL and _NAMING.fullmatch(text):
                words.update(_WORD.findall(text))
        return tuple(sorted(words))

    # Places

    def _place(self, node: ast.expr | ast.stmt | ast.ExceptHandler) -> Place:
        wide = self._wide
        if wide is None or (node.lineno not in wide and node.end_lineno not in wide):
            # ast counts UTF-8 bytes from 0, which are characters here
            return (_numbers[node.lineno], node.col_offset + 1, _numbers[node.end_lineno], node.end_col_offset + 1)  # type: ignore[index,operator]
        end_line = node.end_lineno or node.lineno
        return (
            _numbers[node.lineno],
            self._column(node.lineno, node.col_offset),
            _numbers[end_line],
            self._column(end_line, node.end_col_offset or 0),
        )

    def _column(self, line: int, offset: int) -> int:
        text = self._wide.get(line) if self._wide is not None else None
        return offset + 1 if text is None else len(text[:offset].decode(errors="replace")) + 1

    # Expressions

    def _expression(self, node: ast.AST) -> Expression:
        handler = self._expressions.get(type(node))
        return handler(node) if handler is not None else INERT

    def _optional(self, node: ast.AST | None) -> Expression | None:
        return None if node is None else self._expressions[type(node)](node)

    def _all(self, nodes: Sequence[ast.expr]) -> tuple[Expression, ...]:
        table = self._expressions
        return tuple([table[type(node)](node) for node in nodes])

    def _opaque(self, nodes: Sequence[ast.expr | None]) -> Expression:
        """The parts that are more than constants: they may call something, or tell that a name is read."""
        parts = []
        for node in nodes:
            if node is None:
                continue
            kind = type(node)
            if kind is ast.Constant:
                continue
            part = self._expressions[kind](node)
            if part is not INERT:
                parts.append(part)
        return Opaque(tuple(parts)) if parts else INERT

    def _constant(self, node: ast.Constant) -> Expression:
        value = node.value
        if type(value) is str:
            known = self._known_strings.get(value)
            if known is None:
                known = make(Constant, (value[:LONGEST_LITERAL],))
                self._known_strings[value] = known
            return known
        if value is None:
            return NONE
        if value is ...:
            return Constant(ELLIPSIS)
        if isinstance(value, bytes) and len(value) > LONGEST_LITERAL:
            return Constant(value[:LONGEST_LITERAL])
        return Constant(value)

    def _name(self, node: ast.Name) -> Name:
        name = node.id
        known = self._known_names.get(name)
        if known is None:
            known = self._known_names[name] = make(Name, (name,))
        return known

    def _attribute(self, node: ast.Attribute) -> Expression:
        value = node.value
        self._attributes.add(node.attr)
        return make(Attribute, (self._expressions[type(value)](value), node.attr, self._place(node)))

    def _call(self, node: ast.Call) -> Expression:
        table = self._expressions
        function = node.func
        callee: Expression
        if type(function) is ast.Attribute:
            value = function.value
            name = function.attr
            self._attributes.add(name)
            self._scope.called.add(name)
            if name in _FILLING and type(value) is ast.Name:
                self._scope.fills.add(value.id)
            callee = make(Attribute, (table[type(value)](value), name, None))
        elif type(function) is ast.Name:
            name = function.id
            self._scope.called.add(name)
            callee = self._name(function)
            if name == "cast" and node.args:
                return Call(callee, (self._annotation(node.args[0]), *self._all(node.args[1:])), (), self._place(node))
            if name == "getattr" and len(node.args) > 1 and type(node.args[1]) is ast.Name:
                self._scope.tested.add(node.args[1].id)
        else:
            callee = table[type(function)](function)
        arguments = tuple([table[type(argument)](argument) for argument in node.args]) if node.args else ()
        keywords = (
            tuple([(keyword.arg, table[type(keyword.value)](keyword.value)) for keyword in node.keywords])
            if node.keywords
            else ()
        )
        return make(Call, (callee, arguments, keywords, self._place(node)))

    def _await(self, node: ast.Await) -> Expression:
        value = node.value
        return make(Await, (self._expressions[type(value)](value), self._place(node)))

    def _subscript(self, node: ast.Subscript) -> Expression:
        if type(node.slice) is ast.Name:
            self._scope.tested.add(node.slice.id)  # a constant picks the item
        table = self._expressions
        value, index = node.value, node.slice
        return make(Subscript, (table[type(value)](value), table[type(index)](index), self._place(node)))

    def _slice(self, node: ast.Slice) -> Expression:
        parts = (node.lower, node.upper, node.step)
        if any(part is not None and type(part) not in (ast.Constant, ast.UnaryOp) for part in parts):
            return self._opaque(parts)
        bounds = tuple([NONE if part is None else self._expression(part) for part in parts])
        constants = [each.value if type(each) is Constant else "" for each in bounds]
        if all(each is None or type(each) is int for each in constants) and constants[2] != 0:
            return Slice(bounds)
        return Opaque(bounds)

    def _starred(self, node: ast.Starred) -> Expression:
        return Starred(self._expression(node.value))

    def _list(self, node: ast.List) -> Expression:
        return Display("list", self._all(node.elts))

    def _tuple(self, node: ast.Tuple) -> Expression:
        return Display("tuple", self._all(node.elts))

    def _set(self, node: ast.Set) -> Expression:
        return Display("set", self._all(node.elts))

    def _dict(self, node: ast.Dict) -> Expression:
        table = self._expressions
        return DictDisplay(
            tuple(
                [
                    (None if key is None else table[type(key)](key), table[type(value)](value))
                    for key, value in zip(node.keys, node.values, strict=True)
                ]
            )
        )

    def _clauses(self, generators: list[ast.comprehension]) -> tuple[Clause, ...]:
        return tuple(
            Clause(
                self._expression(generator.target),
                self._expression(generator.iter),
                tuple(self._test(test) for test in generator.ifs),
                bool(generator.is_async),
                self._place(generator.iter),
            )
            for generator in generators
        )

    def _comprehension(self, kind: str, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Expression:
        clauses = self._clauses(node.generators)
        return Comprehension(kind, self._expression(node.elt), None, clauses, self._place(node))

    def _list_comprehension(self, node: ast.ListComp) -> Expression:
        return self._comprehension("list", node)

    def _set_comprehension(self, node: ast.SetComp) -> Expression:
        return self._comprehension("set", node)

    def _generator_expression(self, node: ast.GeneratorExp) -> Expression:
        return self._comprehension("generator", node)

    def _dict_comprehension(self, node: ast.DictComp) -> Expression:
        clauses = self._clauses(node.generators)
        key, value = self._expression(node.key), self._expression(node.value)
        return Comprehension("dict", value, key, clauses, self._place(node))

    def _lambda(self, node: ast.Lambda) -> Expression:
        parameters = self._parameters(node.args)
        outer, self._scope = self._scope, _Scope(None)
        self._names += ["<lambda>", "<locals>"]
        body = (st.Return(self._expression(node.body), node.lineno, self._place(node.body)),)
        function = self._function(node, "<lambda>", parameters, (), None, body, is_lambda=True)
        del self._names[-2:]
        outer.called |= self._scope.called
        self._scope = outer
        self._functions.append(function)
        return Lambda(function)

    def _bool_operation(self, node: ast.BoolOp) -> Expression:
        values = self._all(node.values)
        for value in values[:-1]:
            self._read_in_test(value)
        if all(value is INERT for value in values):
            return INERT
        return Both(type(node.op) is ast.Or, values)

    def _unary_operation(self, node: ast.UnaryOp) -> Expression:
        operand = node.operand
        if type(node.op) is ast.Not:
            return Not(self._expression(operand))
        if type(operand) is ast.Constant and type(node.op) is ast.USub and isinstance(operand.value, int | float):
            return Constant(-operand.value)
        return self._opaque([operand])

    def _compare(self, node: ast.Compare) -> Expression:
        if len(node.ops) == 1:
            operator = _KEPT_COMPARISONS.get(type(node.ops[0]))
            if operator is not None:
                right = self._expression(node.comparators[0])
                return make(Compare, (self._expression(node.left), operator, right, self._place(node)))
        return self._opaque([node.left, *node.comparators])

    def _conditional(self, node: ast.IfExp) -> Expression:
        return Conditional(self._test(node.test), self._expression(node.body), self._expression(node.orelse))

    def _binary_operation(self, node: ast.BinOp) -> Expression:
        operator = _KEPT_OPERATORS.get(type(node.op))
        if operator is None:
            return self._opaque([node.left, node.right])
        left, right = self._expression(node.left), self._expression(node.right)
        if left is INERT and right is INERT:
            return INERT
        return Operation(left, operator, right, self._place(node))

    def _joined_string(self, node: ast.JoinedStr) -> Expression:
        return Format(self._all(node.values))

    def _formatted_value(self, node: ast.FormattedValue) -> Expression:
        value = node.value
        return self._expressions[type(value)](value)

    def _named_expression(self, node: ast.NamedExpr) -> Expression:
        return Walrus(node.target.id, self._expression(node.value))

    def _yield(self, node: ast.Yield) -> Expression:
        self._scope.is_generator = True
        return Yield(self._optional(node.value), False, self._place(node))

    def _yield_from(self, node: ast.YieldFrom) -> Expression:
        self._scope.is_generator = True
        return Yield(self._expression(node.value), True, self._place(node.value))

    def _test(self, node: ast.expr) -> Expression:
        test = self._expression(node)
        self._read_in_test(test)
        return test

    def _read_in_test(self, test: Expression) -> None:
        """Remember the plain names that decide a condition."""
        kind = type(test)
        if kind is Name:
            self._scope.tested.add(test.id)  # type: ignore[union-attr]
        elif kind is Compare:
            self._read_in_test(test.left)  # type: ignore[union-attr]
            self._read_in_test(test.right)  # type: ignore[union-attr]
        elif kind is Not:
            self._read_in_test(test.value)  # type: ignore[union-attr,arg-type]
        elif kind is Both:
            for value in test.values:  # type: ignore[union-attr]
                self._read_in_test(value)
        elif kind is Call:
            for argument in test.arguments:  # type: ignore[union-attr]
                if type(argument) is Name:
                    self._scope.tested.add(argument.id)

    def _annotation(self, node: ast.expr) -> Expression:
        """An annotation: strings in it are code, but for those in `Literal` and in the metadata of `Annotated`."""
        kind = type(node)
        if kind is ast.Name:
            return self._name(node)  # type: ignore[arg-type]
        if kind is ast.Constant:
            if not isinstance(node.value, str):  # type: ignore[attr-defined]
                return self._expression(node)
            text = node.value.strip()  # type: ignore[attr-defined]
            if text.isidentifier() and text.isascii() and not iskeyword(text):
                return Name(text)
            try:
                return self._unplaced(ast.parse(text, mode="eval").body)
            except (SyntaxError, ValueError):
                return INERT
        if isinstance(node, ast.Subscript):
            value = self._expression(node.value)
            last = value.name if isinstance(value, Attribute) else value.id if isinstance(value, Name) else ""
            if last == "Literal":
                index = self._expression(node.slice)
            elif last == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
                first, *metadata = node.slice.elts
                index = Display("tuple", (self._annotation(first), *self._all(metadata)))
            else:
                index = self._annotation(node.slice)
            return Subscript(value, index, self._place(node))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return Operation(self._annotation(node.left), "|", self._annotation(node.right))
        if isinstance(node, ast.Tuple):
            return Display("tuple", tuple(map(self._annotation, node.elts)))
        if isinstance(node, ast.List):
            return Display("list", tuple(map(self._annotation, node.elts)))
        return self._expression(node)

    def _unplaced(self, node: ast.expr) -> Expression:
        """A quoted annotation: its own offsets mean nothing in the file."""
        wide, self._wide = self._wide, None
        try:
            return self._annotation(node)
        finally:
            self._wide = wide

    # Statements

    def _block(self, nodes: Sequence[ast.stmt]) -> st.Block:
        table = self._statements
        return tuple(
            [
                statement
                for node in nodes
                if (handler := table.get(type(node))) is not None and (statement := handler(node)) is not None
            ]
        )

    def _expression_statement(self, node: ast.Expr) -> st.Statement | None:
        inner = node.value
        if type(inner) is ast.Constant:
            return None
        value = self._expressions[type(inner)](inner)
        if type(value) is Constant or value is INERT or type(value) is Name:
            return None
        return st.Evaluate(value, _numbers[node.lineno])

    def _assign(self, node: ast.Assign) -> st.Statement:
        table = self._expressions
        targets = []
        for target in node.targets:
            if type(target) is not ast.Name:
                self._stored(target)
            targets.append(table[type(target)](target))
        value = node.value
        return make(st.Assign, (tuple(targets), table[type(value)](value), None, _numbers[node.lineno], None))

    def _annotated_assign(self, node: ast.AnnAssign) -> st.Statement:
        self._stored(node.target)
        annotation = self._annotation(node.annotation)
        value = self._optional(node.value)
        if type(annotation) in (Name, Attribute) and isinstance(node.value, ast.Constant | ast.BinOp):
            last = annotation.id if isinstance(annotation, Name) else annotation.name  # type: ignore[union-attr]
            if last == "TypeAlias":
                value = self._annotation(node.value)
        return st.Assign((self._expression(node.target),), value, annotation, _numbers[node.lineno], self._place(node))

    def _type_alias(self, node: ast.TypeAlias) -> st.Statement:  # type: ignore[name-defined]
        return st.Assign((self._expression(node.name),), self._annotation(node.value), None, _numbers[node.lineno])

    def _augmented_assign(self, node: ast.AugAssign) -> st.Statement:
        operator = _KEPT_OPERATORS.get(type(node.op), "")
        return st.Augment(self._expression(node.target), operator, self._expression(node.value))

    def _stored(self, target: ast.expr) -> None:
        if type(target) is ast.Name:
            return
        if isinstance(target, ast.Attribute):
            if isinstance(target.value, ast.Name) and target.value.id == self._scope.first:
                self._scope.self_stores.add(target.attr)
            else:
                self._scope.stores.add(target.attr)
        elif isinstance(target, ast.Subscript):
            if isinstance(target.value, ast.Name):
                self._scope.fills.add(target.value.id)
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                self._stored(element)
        elif isinstance(target, ast.Starred):
            self._stored(target.value)

    def _return(self, node: ast.Return) -> st.Statement:
        return st.Return(self._optional(node.value), _numbers[node.lineno], self._place(node))

    def _raise(self, node: ast.Raise) -> st.Statement:
        return st.Raise(self._optional(node.exc), self._optional(node.cause), _numbers[node.lineno], self._place(node))

    def _assert(self, node: ast.Assert) -> st.Statement:
        return st.Assert(self._test(node.test))

    def _delete(self, node: ast.Delete) -> st.Statement:
        return st.Delete(self._all(node.targets))

    def _pass(self, node: ast.Pass) -> st.Statement | None:
        return None

    def _break(self, node: ast.Break) -> st.Statement:
        return st.Jump(True)

    def _continue(self, node: ast.Continue) -> st.Statement:
        return st.Jump(False)

    def _if(self, node: ast.If) -> st.Statement:
        return st.If(self._test(node.test), self._block(node.body), self._block(node.orelse))

    def _while(self, node: ast.While) -> st.Statement:
        return st.While(self._test(node.test), self._block(node.body), self._block(node.orelse))

    def _for(self, node: ast.For | ast.AsyncFor) -> st.Statement:
        self._stored(node.target)
        return st.For(
            self._expression(node.target),
            self._expression(node.iter),
            self._block(node.body),
            self._block(node.orelse),
            type(node) is ast.AsyncFor,
            self._place(node.iter),
        )

    def _with(self, node: ast.With | ast.AsyncWith) -> st.Statement:
        items = []
        for item in node.items:
            target = item.optional_vars
            if target is not None:
                self._stored(target)
            manager = item.context_expr
            items.append(st.WithItem(self._expression(manager), self._optional(target), self._place(manager)))
        return st.With(tuple(items), self._block(node.body), type(node) is ast.AsyncWith)

    def _try(self, node: ast.Try | ast.TryStar) -> st.Statement:
        handlers = tuple(map(self._handler, node.handlers))
        return st.Try(self._block(node.body), handlers, self._block(node.orelse), self._block(node.finalbody))

    def _handler(self, node: ast.ExceptHandler) -> st.Handler:
        line, column, *_ = self._place(node)
        end = self._place(node.type)[2:] if node.type is not None else (line, column + len("except"))
        place = (line, column, end[0], end[1])
        return st.Handler(self._optional(node.type), node.name, self._block(node.body), _numbers[node.lineno], place)

    def _match(self, node: ast.Match) -> st.Statement:
        return st.Match(self._test(node.subject), tuple(map(self._case, node.cases)))

    def _case(self, case: ast.match_case) -> st.Case:
        classes: list[Expression] = []
        bound: list[str] = []
        for part in ast.walk(case.pattern):
            if isinstance(part, ast.MatchClass):
                classes.append(self._expression(part.cls))
            elif isinstance(part, ast.MatchAs | ast.MatchStar) and part.name:
                bound.append(part.name)
            elif isinstance(part, ast.MatchMapping) and part.rest:
                bound.append(part.rest)
        pattern = case.pattern
        whole = pattern.name if isinstance(pattern, ast.MatchAs) else None
        inner = pattern.pattern if isinstance(pattern, ast.MatchAs) else pattern
        value = self._expression(inner.value) if isinstance(inner, ast.MatchValue) else None
        if isinstance(inner, ast.MatchSingleton):
            value = Constant(inner.value)
        top = [self._expression(inner.cls)] if isinstance(inner, ast.MatchClass) else classes
        return st.Case(
            tuple(top if whole else classes),
            tuple(bound),
            whole,
            value,
            isinstance(pattern, ast.MatchAs) and pattern.pattern is None and case.guard is None,
            None if case.guard is None else self._test(case.guard),
            self._block(case.body),
        )

    def _import(self, node: ast.Import) -> st.Statement | None:
        names = []
        for alias in node.names:
            self._imports[(alias.name, 0)] = None
            bound = alias.asname or alias.name.partition(".")[0]
            names.append(st.Import(alias.name, bound, alias.asname is not None, self._place(node)))
        if len(names) == 1:
            return names[0]
        return st.If(Constant(True), tuple(names), ())

    def _import_from(self, node: ast.ImportFrom) -> st.Statement:
        module = node.module or ""
        self._imports[(module, node.level)] = None
        names = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
        self._attributes.update(name for name, _ in names)
        return st.ImportFrom(module, node.level, names, self._place(node))

    def _global(self, node: ast.Global) -> st.Statement:
        self._scope.global_names.update(node.names)
        return st.Rebind(True, tuple(node.names))

    def _nonlocal(self, node: ast.Nonlocal) -> st.Statement:
        return st.Rebind(False, tuple(node.names))

    # Definitions

    def _parameters(self, arguments: ast.arguments) -> tuple[Parameter, ...]:
        parameters: list[Parameter] = []
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults.extend(arguments.defaults)
        for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
            kind = ParameterKind.POSITIONAL_ONLY if index < len(arguments.posonlyargs) else ParameterKind.POSITIONAL
            parameters.append(self._parameter(argument, kind, default))
        if arguments.vararg:
            parameters.append(self._parameter(arguments.vararg, ParameterKind.VARIADIC, None))
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            parameters.append(self._parameter(argument, ParameterKind.KEYWORD_ONLY, default))
        if arguments.kwarg:
            parameters.append(self._parameter(arguments.kwarg, ParameterKind.VARIADIC_KEYWORD, None))
        return tuple(parameters)

    def _parameter(self, argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
        annotation = None if argument.annotation is None else self._annotation(argument.annotation)
        value = None if default is None else self._expressions[type(default)](default)
        return make(Parameter, (argument.arg, kind, annotation, value, self._place(argument)))  # type: ignore[arg-type]

    def _function_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> st.Statement:
        decorators = self._all(node.decorator_list)
        parameters = self._parameters(node.args)
        returns = None if node.returns is None else self._annotation(node.returns)
        positional = [*node.args.posonlyargs, *node.args.args]
        outer, self._scope = self._scope, _Scope(positional[0].arg if positional else None)
        self._names += [node.name, "<locals>"]
        body = self._block(node.body)
        function = self._function(node, node.name, parameters, decorators, returns, body)
        del self._names[-2:]
        outer.called |= self._scope.called
        for decorator in decorators:
            # a nested function that is registered: its name alone (`get`) would say too little
            if isinstance(decorator, Call) and isinstance(decorator.callee, Attribute):
                outer.called.add(f"@{decorator.callee.name}")
        self._scope = outer
        self._functions.append(function)
        return st.FunctionDef(function)

    def _function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        name: str,
        parameters: tuple[Parameter, ...],
        decorators: tuple[Expression, ...],
        returns: Expression | None,
        body: st.Block,
        is_lambda: bool = False,
    ) -> FunctionFact:
        scope = self._scope
        line, column = _numbers[node.lineno], self._column(node.lineno, node.col_offset)
        if not is_lambda:
            column += 4 + 6 * (type(node) is ast.AsyncFunctionDef)  # past `def ` or `async def `
        return FunctionFact(
            name=name,
            qualname=".".join(self._names[:-1]),
            parameters=parameters,
            decorators=decorators,
            returns=returns,
            body=body,
            is_async=type(node) is ast.AsyncFunctionDef,
            is_generator=scope.is_generator,
            is_lambda=is_lambda,
            line=line,
            end_line=node.end_lineno or line,
            place=(line, column, line, column + len(name if not is_lambda else "lambda")),
            tested=_frozen(scope.tested),
            called=_frozen(scope.called),
            self_stores=_frozen(scope.self_stores),
            stores=_frozen(scope.stores),
            global_names=_frozen(scope.global_names),
            fills=_frozen(scope.fills),
        )

    def _class_definition(self, node: ast.ClassDef) -> st.Statement:
        bases = self._all(node.bases)
        keywords = tuple((keyword.arg, self._expression(keyword.value)) for keyword in node.keywords)
        decorators = self._all(node.decorator_list)
        self._names.append(node.name)
        body = self._block(node.body)
        line = node.lineno
        column = self._column(line, node.col_offset)
        fact = ClassFact(
            name=node.name,
            qualname=".".join(self._names),
            bases=bases,
            keywords=keywords,
            decorators=decorators,
            body=body,
            line=line,
            place=(line, column + 6, line, column + 6 + len(node.name)),
        )
        self._names.pop()
        self._classes.append(fact)
        return st.ClassDef(fact)


#: Extractors that wait for the next file: making one costs as much as reading a short file.
_idle: list[_Extractor] = []
