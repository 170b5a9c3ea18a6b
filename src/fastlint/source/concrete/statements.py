"""Statements, and the module that holds them."""

import ast
import sys
from collections.abc import Callable, Sequence

import libcst as cst

from fastlint.source.concrete.expressions import (
    convert_annotation,
    convert_arguments,
    convert_expression,
    convert_parameters,
    convert_target,
    written_end,
)
from fastlint.source.concrete.patterns import convert_pattern
from fastlint.source.concrete.places import Location, Place, Places, end_of, location

Statement = cst.BaseStatement | cst.BaseSmallStatement

_AUGMENTED: dict[type[cst.BaseAugOp], type[ast.operator]] = {
    cst.AddAssign: ast.Add,
    cst.SubtractAssign: ast.Sub,
    cst.MultiplyAssign: ast.Mult,
    cst.MatrixMultiplyAssign: ast.MatMult,
    cst.DivideAssign: ast.Div,
    cst.FloorDivideAssign: ast.FloorDiv,
    cst.ModuloAssign: ast.Mod,
    cst.PowerAssign: ast.Pow,
    cst.LeftShiftAssign: ast.LShift,
    cst.RightShiftAssign: ast.RShift,
    cst.BitAndAssign: ast.BitAnd,
    cst.BitOrAssign: ast.BitOr,
    cst.BitXorAssign: ast.BitXor,
}


def convert_module(module: cst.Module, places: Places) -> ast.Module:
    """The whole file."""
    return ast.Module(_Suite(module.body, places).statements, type_ignores=[])


class _Suite:
    """A block: its statements, and where it ends (a last semicolon belongs to it)."""

    def __init__(self, body: cst.BaseSuite | Sequence[Statement], places: Places) -> None:
        self.statements: list[ast.stmt] = []
        self.end = Place(1, 0)
        for statement in body.body if isinstance(body, cst.BaseSuite) else body:
            self._add(statement, places)

    def _add(self, statement: Statement, places: Places) -> None:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                self._add(small, places)
            return
        converted = _STATEMENTS[type(statement)](statement, places)
        self.statements.append(converted)
        self.end = end_of(converted)
        semicolon = getattr(statement, "semicolon", None)
        if isinstance(semicolon, cst.Semicolon):
            self.end = places.end(semicolon)


def _to(node: cst.CSTNode, end: Place, places: Places) -> Location:
    return location(places.start(node), end)


def _keyword(node: cst.CSTNode, word: str, places: Places) -> Location:
    start = places.start(node)
    return location(start, Place(start.line, start.column + len(word)))


# Simple statements.


def _expression(node: cst.Expr, places: Places) -> ast.stmt:
    value = convert_expression(node.value, places)
    where = location(_written_start(node.value, value, places), written_end(node.value, value, places))
    return ast.Expr(value, **where)


def _written_start(node: cst.BaseExpression, converted: ast.expr, places: Places) -> Place:
    if isinstance(node, cst.Tuple) and not node.lpar:
        return Place(converted.lineno, converted.col_offset)
    return places.outer_start(node)


def _assign(node: cst.Assign, places: Places) -> ast.stmt:
    targets = [convert_target(target.target, places, ast.Store()) for target in node.targets]
    value = convert_expression(node.value, places)
    where = location(_written_start(node.targets[0].target, targets[0], places), written_end(node.value, value, places))
    return ast.Assign(targets, value, **where)


def _annotated(node: cst.AnnAssign, places: Places) -> ast.stmt:
    target = convert_target(node.target, places, ast.Store())
    assert isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
    annotation = convert_annotation(node.annotation, places)
    value = None
    end = places.outer_end(node.annotation.annotation)
    if node.value is not None:
        value = convert_expression(node.value, places)
        end = written_end(node.value, value, places)
    simple = int(isinstance(node.target, cst.Name) and not node.target.lpar)
    return ast.AnnAssign(target, annotation, value, simple, **location(places.outer_start(node.target), end))


def _augmented(node: cst.AugAssign, places: Places) -> ast.stmt:
    target = convert_target(node.target, places, ast.Store())
    assert isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
    value = convert_expression(node.value, places)
    where = location(places.outer_start(node.target), written_end(node.value, value, places))
    return ast.AugAssign(target, _AUGMENTED[type(node.operator)](), value, **where)


def _type_alias(node: cst.TypeAlias, places: Places) -> ast.stmt:
    """`type X[T] = Y` is read as `X = Y`."""
    name = ast.Name(node.name.value, ast.Store(), **places.of(node.name))
    value = convert_expression(node.value, places)
    return ast.Assign([name], value, **_to(node, places.outer_end(node.value), places))


def _delete(node: cst.Del, places: Places) -> ast.stmt:
    if isinstance(node.target, cst.Tuple) and not node.target.lpar:
        targets = [convert_target(element.value, places, ast.Del()) for element in node.target.elements]
        last = node.target.elements[-1]
        end = places.end(last.comma) if isinstance(last.comma, cst.Comma) else places.outer_end(last.value)
    else:
        targets = [convert_target(node.target, places, ast.Del())]
        end = places.outer_end(node.target)
    return ast.Delete(targets, **_to(node, end, places))


def _pass(node: cst.Pass, places: Places) -> ast.stmt:
    return ast.Pass(**_keyword(node, "pass", places))


def _break(node: cst.Break, places: Places) -> ast.stmt:
    return ast.Break(**_keyword(node, "break", places))


def _continue(node: cst.Continue, places: Places) -> ast.stmt:
    return ast.Continue(**_keyword(node, "continue", places))


def _return(node: cst.Return, places: Places) -> ast.stmt:
    if node.value is None:
        return ast.Return(None, **_keyword(node, "return", places))
    value = convert_expression(node.value, places)
    return ast.Return(value, **_to(node, written_end(node.value, value, places), places))


def _raise(node: cst.Raise, places: Places) -> ast.stmt:
    if node.exc is None:
        return ast.Raise(None, None, **_keyword(node, "raise", places))
    exception = convert_expression(node.exc, places)
    if node.cause is None:
        return ast.Raise(exception, None, **_to(node, places.outer_end(node.exc), places))
    cause = convert_expression(node.cause.item, places)
    return ast.Raise(exception, cause, **_to(node, places.outer_end(node.cause.item), places))


def _assert(node: cst.Assert, places: Places) -> ast.stmt:
    test = convert_expression(node.test, places)
    message = convert_expression(node.msg, places) if node.msg is not None else None
    return ast.Assert(test, message, **_to(node, places.outer_end(node.msg or node.test), places))


def _global(node: cst.Global, places: Places) -> ast.stmt:
    return ast.Global([item.name.value for item in node.names], **_to(node, places.end(node.names[-1]), places))


def _nonlocal(node: cst.Nonlocal, places: Places) -> ast.stmt:
    return ast.Nonlocal([item.name.value for item in node.names], **_to(node, places.end(node.names[-1]), places))


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    assert isinstance(node, cst.Name)
    return node.value


def _alias(node: cst.ImportAlias, places: Places) -> ast.alias:
    end = places.end(node.name)
    asname = None
    if node.asname is not None:
        assert isinstance(node.asname.name, cst.Name)
        asname, end = node.asname.name.value, places.end(node.asname.name)
    return ast.alias(_dotted(node.name), asname, **location(places.start(node.name), end))


def _import(node: cst.Import | cst.LazyImport, places: Places) -> ast.stmt:
    names = [_alias(name, places) for name in node.names]
    return ast.Import(names, **_to(node, end_of(names[-1]), places))


def _import_from(node: cst.ImportFrom | cst.LazyImportFrom, places: Places) -> ast.stmt:
    if isinstance(node.names, cst.ImportStar):
        names = [ast.alias("*", None, **places.of(node.names))]
    else:
        names = [_alias(name, places) for name in node.names]
    end = end_of(names[-1])
    if node.rpar is not None:
        end = places.end(node.rpar)
    module = _dotted(node.module) if node.module is not None else None
    return ast.ImportFrom(module, names, len(node.relative), **_to(node, end, places))


# Compound statements.


def _orelse(node: cst.If | cst.Else | None, places: Places) -> tuple[list[ast.stmt], Place | None]:
    """The statements of an `else` or `elif`, and where they end (None: there are none)."""
    if isinstance(node, cst.If):
        nested = _if(node, places)
        return [nested], end_of(nested)
    if node is None:
        return [], None
    suite = _Suite(node.body, places)
    return suite.statements, suite.end


def _if(node: cst.If, places: Places) -> ast.If:
    test, body = convert_expression(node.test, places), _Suite(node.body, places)
    orelse, end = _orelse(node.orelse, places)
    return ast.If(test, body.statements, orelse, **_to(node, end or body.end, places))


def _while(node: cst.While, places: Places) -> ast.stmt:
    test, body = convert_expression(node.test, places), _Suite(node.body, places)
    orelse, end = _orelse(node.orelse, places)
    return ast.While(test, body.statements, orelse, **_to(node, end or body.end, places))


def _for(node: cst.For, places: Places) -> ast.stmt:
    target = convert_target(node.target, places, ast.Store())
    iterable, body = convert_expression(node.iter, places), _Suite(node.body, places)
    orelse, end = _orelse(node.orelse, places)
    where = _to(node, end or body.end, places)
    if node.asynchronous is not None:
        return ast.AsyncFor(target, iterable, body.statements, orelse, **where)
    return ast.For(target, iterable, body.statements, orelse, **where)


def _with(node: cst.With, places: Places) -> ast.stmt:
    items = [
        ast.withitem(
            convert_expression(item.item, places),
            convert_target(item.asname.name, places, ast.Store()) if item.asname is not None else None,
        )
        for item in node.items
    ]
    body = _Suite(node.body, places)
    where = _to(node, body.end, places)
    if node.asynchronous is not None:
        return ast.AsyncWith(items, body.statements, **where)
    return ast.With(items, body.statements, **where)


def _try(node: cst.Try | cst.TryStar, places: Places) -> ast.stmt:
    body = _Suite(node.body, places)
    end = body.end
    handlers = [_handler(handler, places) for handler in node.handlers]
    if handlers:
        end = end_of(handlers[-1])
    orelse, orelse_end = _orelse(node.orelse, places)
    final: list[ast.stmt] = []
    end = orelse_end or end
    if node.finalbody is not None:
        suite = _Suite(node.finalbody.body, places)
        final, end = suite.statements, suite.end
    kind = ast.TryStar if isinstance(node, cst.TryStar) else ast.Try
    return kind(body.statements, handlers, orelse, final, **_to(node, end, places))


def _handler(node: cst.ExceptHandler | cst.ExceptStarHandler, places: Places) -> ast.ExceptHandler:
    """`except A, B:` (PEP 758) gives the same tuple as `except (A, B):`."""
    name = None
    if node.name is not None:
        assert isinstance(node.name.name, cst.Name)
        name = node.name.name.value
    caught = convert_expression(node.type, places) if node.type is not None else None
    body = _Suite(node.body, places)
    return ast.ExceptHandler(caught, name, body.statements, **_to(node, body.end, places))


def _match(node: cst.Match, places: Places) -> ast.stmt:
    subject = convert_expression(node.subject, places)
    cases: list[ast.match_case] = []
    end = Place(1, 0)
    for case in node.cases:
        guard = convert_expression(case.guard, places) if case.guard is not None else None
        body = _Suite(case.body, places)
        cases.append(ast.match_case(convert_pattern(case.pattern, places), guard, body.statements))
        end = body.end
    return ast.Match(subject, cases, **_to(node, end, places))


def _function(node: cst.FunctionDef, places: Places) -> ast.stmt:
    """A function; its type parameters are left out, as the grammar of Python 3.11 has no place for them."""
    parameters = convert_parameters(node.params, places)
    body = _Suite(node.body, places)
    decorators = [convert_expression(decorator.decorator, places) for decorator in node.decorators]
    returns = convert_annotation(node.returns, places) if node.returns is not None else None
    kind = ast.FunctionDef if node.asynchronous is None else ast.AsyncFunctionDef
    where = _to(node, body.end, places)
    function = kind(node.name.value, parameters, body.statements, decorators, returns, **where)
    if sys.version_info >= (3, 12):
        function.type_params = []
    return function


def _class(node: cst.ClassDef, places: Places) -> ast.stmt:
    bases, base_keywords = convert_arguments(node.bases, places)
    starred, keywords = convert_arguments(node.keywords, places)
    body = _Suite(node.body, places)
    decorators = [convert_expression(decorator.decorator, places) for decorator in node.decorators]
    where = _to(node, body.end, places)
    definition = ast.ClassDef(
        node.name.value, [*bases, *starred], [*base_keywords, *keywords], body.statements, decorators, **where
    )
    if sys.version_info >= (3, 12):
        definition.type_params = []
    return definition


_STATEMENTS: dict[type[cst.CSTNode], Callable[..., ast.stmt]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.TypeAlias: _type_alias,
    cst.Del: _delete,
    cst.Pass: _pass,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
    cst.Import: _import,
    cst.LazyImport: _import,
    cst.ImportFrom: _import_from,
    cst.LazyImportFrom: _import_from,
    cst.If: _if,
    cst.While: _while,
    cst.For: _for,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
}
