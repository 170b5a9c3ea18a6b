"""Expressions."""

import ast
from collections.abc import Callable, Sequence

import libcst as cst

from fastlint.source.concrete.literals import convert_number, convert_string
from fastlint.source.concrete.places import Place, Places, end_of, location

_SINGLETONS = {"None": None, "True": True, "False": False}

_UNARY: dict[type[cst.BaseUnaryOp], type[ast.unaryop]] = {
    cst.Plus: ast.UAdd,
    cst.Minus: ast.USub,
    cst.BitInvert: ast.Invert,
    cst.Not: ast.Not,
}
_BINARY: dict[type[cst.CSTNode], type[ast.operator]] = {
    cst.Add: ast.Add,
    cst.Subtract: ast.Sub,
    cst.Multiply: ast.Mult,
    cst.Divide: ast.Div,
    cst.FloorDivide: ast.FloorDiv,
    cst.Modulo: ast.Mod,
    cst.Power: ast.Pow,
    cst.LeftShift: ast.LShift,
    cst.RightShift: ast.RShift,
    cst.BitOr: ast.BitOr,
    cst.BitAnd: ast.BitAnd,
    cst.BitXor: ast.BitXor,
    cst.MatrixMultiply: ast.MatMult,
}
_BOOLEAN: dict[type[cst.BaseBooleanOp], type[ast.boolop]] = {cst.And: ast.And, cst.Or: ast.Or}
_COMPARISON: dict[type[cst.BaseCompOp], type[ast.cmpop]] = {
    cst.Equal: ast.Eq,
    cst.NotEqual: ast.NotEq,
    cst.LessThan: ast.Lt,
    cst.LessThanEqual: ast.LtE,
    cst.GreaterThan: ast.Gt,
    cst.GreaterThanEqual: ast.GtE,
    cst.In: ast.In,
    cst.NotIn: ast.NotIn,
    cst.Is: ast.Is,
    cst.IsNot: ast.IsNot,
}

Convert = Callable[..., ast.expr]


def convert_expression(node: cst.BaseExpression, places: Places) -> ast.expr:
    """The expression as `ast` has it when it is read."""
    if isinstance(node, cst.BaseString):
        return convert_string(node, places, convert_expression)
    converter = _TARGETS.get(type(node))
    if converter is not None:
        return converter(node, places, ast.Load())
    return _READ_ONLY[type(node)](node, places)


def convert_target(node: cst.BaseExpression, places: Places, context: ast.expr_context) -> ast.expr:
    """The expression as `ast` has it when it is assigned to or deleted.

    What cannot be a target (LibCST does not look) is converted as if it were read.
    """
    converter = _TARGETS.get(type(node))
    return converter(node, places, context) if converter is not None else convert_expression(node, places)


def convert_annotation(node: cst.Annotation, places: Places) -> ast.expr:
    """What stands after `:` or `->`."""
    return convert_expression(node.annotation, places)


def convert_parameters(node: cst.Parameters, places: Places) -> ast.arguments:
    """The parameters of a function or a lambda."""
    positional = [*node.posonly_params, *node.params]
    star = node.star_arg if isinstance(node.star_arg, cst.Param) else None
    return ast.arguments(
        posonlyargs=[_parameter(param, places) for param in node.posonly_params],
        args=[_parameter(param, places) for param in node.params],
        vararg=_parameter(star, places) if star is not None else None,
        kwonlyargs=[_parameter(param, places) for param in node.kwonly_params],
        kw_defaults=[_maybe(param.default, places) for param in node.kwonly_params],
        kwarg=_parameter(node.star_kwarg, places) if node.star_kwarg is not None else None,
        defaults=[convert_expression(param.default, places) for param in positional if param.default is not None],
    )


def convert_arguments(args: Sequence[cst.Arg], places: Places) -> tuple[list[ast.expr], list[ast.keyword]]:
    """The arguments of a call or a class definition: the positional ones and the others."""
    positional: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    for arg in args:
        value = convert_expression(arg.value, places)
        where = location(places.start(arg), places.outer_end(arg.value))
        if arg.keyword is not None or arg.star == "**":
            keywords.append(ast.keyword(arg.keyword.value if arg.keyword else None, value, **where))
        elif arg.star:
            positional.append(ast.Starred(value, ast.Load(), **where))
        else:
            positional.append(value)
    return positional, keywords


def _maybe(node: cst.BaseExpression | None, places: Places) -> ast.expr | None:
    return None if node is None else convert_expression(node, places)


def _parameter(node: cst.Param, places: Places) -> ast.arg:
    end = places.end(node.name)
    annotation = None
    if node.annotation is not None:
        annotation = convert_annotation(node.annotation, places)
        end = places.outer_end(node.annotation.annotation)
    return ast.arg(node.name.value, annotation, **location(places.start(node.name), end))


def _across(first: cst.CSTNode, last: cst.CSTNode, places: Places) -> tuple[Place, Place]:
    return places.outer_start(first), places.outer_end(last)


# Expressions that can be targets: they take a context.


def _name(node: cst.Name, places: Places, context: ast.expr_context) -> ast.expr:
    if node.value in _SINGLETONS:
        return ast.Constant(_SINGLETONS[node.value], **places.of(node))
    return ast.Name(node.value, context, **places.of(node))


def _attribute(node: cst.Attribute, places: Places, context: ast.expr_context) -> ast.expr:
    where = location(*_across(node.value, node.attr, places))
    return ast.Attribute(convert_expression(node.value, places), node.attr.value, context, **where)


def _subscript(node: cst.Subscript, places: Places, context: ast.expr_context) -> ast.expr:
    value = convert_expression(node.value, places)
    elements = [_slice(element.slice, places) for element in node.slice]
    last = node.slice[-1].comma
    index = elements[0]
    if len(elements) > 1 or isinstance(last, cst.Comma) or isinstance(index, ast.Starred):
        # A bare tuple: it starts and ends with its elements, and takes a trailing comma along.
        end = places.end(last) if isinstance(last, cst.Comma) else _slice_end(node.slice[-1].slice, places)
        index = ast.Tuple(elements, ast.Load(), **location(_slice_start(node.slice[0].slice, places), end))
    where = location(places.outer_start(node.value), places.end(node))
    return ast.Subscript(value, index, context, **where)


def _slice(node: cst.BaseSlice, places: Places) -> ast.expr:
    where = location(_slice_start(node, places), _slice_end(node, places))
    if isinstance(node, cst.Slice):
        lower, upper, step = (_maybe(part, places) for part in (node.lower, node.upper, node.step))
        return ast.Slice(lower, upper, step, **where)
    assert isinstance(node, cst.Index)
    value = convert_expression(node.value, places)
    return ast.Starred(value, ast.Load(), **where) if node.star else value


def _slice_start(node: cst.BaseSlice, places: Places) -> Place:
    if isinstance(node, cst.Slice):
        return places.outer_start(node.lower) if node.lower is not None else places.start(node.first_colon)
    assert isinstance(node, cst.Index)
    return places.start(node) if node.star else places.outer_start(node.value)


def _slice_end(node: cst.BaseSlice, places: Places) -> Place:
    if isinstance(node, cst.Index):
        return places.outer_end(node.value)
    assert isinstance(node, cst.Slice)
    if node.step is not None:
        return places.outer_end(node.step)
    if isinstance(node.second_colon, cst.Colon):
        return places.end(node.second_colon)
    return places.outer_end(node.upper) if node.upper is not None else places.end(node.first_colon)


def _starred(node: cst.StarredElement, places: Places, context: ast.expr_context) -> ast.expr:
    where = location(places.start(node), places.outer_end(node.value))
    return ast.Starred(convert_target(node.value, places, context), context, **where)


def _elements(elements: Sequence[cst.BaseElement], places: Places, context: ast.expr_context) -> list[ast.expr]:
    return [
        _starred(element, places, context)
        if isinstance(element, cst.StarredElement)
        else convert_target(element.value, places, context)
        for element in elements
    ]


def _list(node: cst.List, places: Places, context: ast.expr_context) -> ast.expr:
    return ast.List(_elements(node.elements, places, context), context, **places.of(node))


def _tuple(node: cst.Tuple, places: Places, context: ast.expr_context) -> ast.expr:
    if node.lpar:  # of all expressions only a tuple and a generator own their (innermost) parentheses
        start, end = places.start(node.lpar[-1]), places.end(node.rpar[0])
    else:
        first, last = node.elements[0], node.elements[-1]
        start = places.start(first) if isinstance(first, cst.StarredElement) else places.outer_start(first.value)
        end = places.end(last.comma) if isinstance(last.comma, cst.Comma) else places.outer_end(last.value)
    return ast.Tuple(_elements(node.elements, places, context), context, **location(start, end))


# Expressions that are only read.


def _ellipsis(node: cst.Ellipsis, places: Places) -> ast.expr:
    return ast.Constant(..., **places.of(node))


def _unary(node: cst.UnaryOperation, places: Places) -> ast.expr:
    operator = _UNARY[type(node.operator)]()
    where = location(places.start(node), places.outer_end(node.expression))
    return ast.UnaryOp(operator, convert_expression(node.expression, places), **where)


def _binary(node: cst.BinaryOperation, places: Places) -> ast.expr:
    where = location(*_across(node.left, node.right, places))
    left, right = convert_expression(node.left, places), convert_expression(node.right, places)
    return ast.BinOp(left, _BINARY[type(node.operator)](), right, **where)


def _boolean(node: cst.BooleanOperation, places: Places) -> ast.expr:
    """`a and b and c` is one `BoolOp` of three values, where LibCST has two nodes."""
    operator = type(node.operator)
    values: list[cst.BaseExpression] = [node.right]
    left = node.left
    while isinstance(left, cst.BooleanOperation) and type(left.operator) is operator and not left.lpar:
        values.append(left.right)
        left = left.left
    values.append(left)
    values.reverse()
    where = location(*_across(left, node.right, places))
    return ast.BoolOp(_BOOLEAN[operator](), [convert_expression(value, places) for value in values], **where)


def _comparison(node: cst.Comparison, places: Places) -> ast.expr:
    return ast.Compare(
        convert_expression(node.left, places),
        [_COMPARISON[type(part.operator)]() for part in node.comparisons],
        [convert_expression(part.comparator, places) for part in node.comparisons],
        **location(*_across(node.left, node.comparisons[-1].comparator, places)),
    )


def _conditional(node: cst.IfExp, places: Places) -> ast.expr:
    where = location(*_across(node.body, node.orelse, places))
    test, body, orelse = (convert_expression(part, places) for part in (node.test, node.body, node.orelse))
    return ast.IfExp(test, body, orelse, **where)


def _named(node: cst.NamedExpr, places: Places) -> ast.expr:
    where = location(*_across(node.target, node.value, places))
    target = convert_target(node.target, places, ast.Store())
    assert isinstance(target, ast.Name)
    return ast.NamedExpr(target, convert_expression(node.value, places), **where)


def _lambda(node: cst.Lambda, places: Places) -> ast.expr:
    where = location(places.start(node), places.outer_end(node.body))
    return ast.Lambda(convert_parameters(node.params, places), convert_expression(node.body, places), **where)


def _call(node: cst.Call, places: Places) -> ast.expr:
    function = convert_expression(node.func, places)
    args, keywords = convert_arguments(node.args, places)
    end = places.end(node)
    if len(node.args) == 1 and isinstance(node.args[0].value, cst.GeneratorExp) and not node.args[0].value.lpar:
        # `f(x for x in y)`: the generator owns the parentheses of the call.
        start = places.end(node.whitespace_after_func)
        args[0].lineno, args[0].col_offset = start
        args[0].end_lineno, args[0].end_col_offset = end
    return ast.Call(function, args, keywords, **location(places.outer_start(node.func), end))


def _await(node: cst.Await, places: Places) -> ast.expr:
    where = location(places.start(node), places.outer_end(node.expression))
    return ast.Await(convert_expression(node.expression, places), **where)


def _yield(node: cst.Yield, places: Places) -> ast.expr:
    start = places.start(node)
    if isinstance(node.value, cst.From):
        where = location(start, places.outer_end(node.value.item))
        return ast.YieldFrom(convert_expression(node.value.item, places), **where)
    if node.value is None:
        return ast.Yield(None, **location(start, Place(start.line, start.column + len("yield"))))
    value = convert_expression(node.value, places)
    return ast.Yield(value, **location(start, written_end(node.value, value, places)))


def written_end(node: cst.BaseExpression, converted: ast.expr, places: Places) -> Place:
    """Where `node` ends with its parentheses; `converted` knows where a tuple without them does."""
    if isinstance(node, cst.Tuple) and not node.rpar:
        return end_of(converted)
    return places.outer_end(node)


def _set(node: cst.Set, places: Places) -> ast.expr:
    return ast.Set(_elements(node.elements, places, ast.Load()), **places.of(node))


def _dict(node: cst.Dict, places: Places) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for element in node.elements:
        keys.append(convert_expression(element.key, places) if isinstance(element, cst.DictElement) else None)
        values.append(convert_expression(element.value, places))
    return ast.Dict(keys, values, **places.of(node))


def _generators(first: cst.CompFor, places: Places) -> list[ast.comprehension]:
    generators: list[ast.comprehension] = []
    node: cst.CompFor | None = first
    while node is not None:
        target = convert_target(node.target, places, ast.Store())
        conditions = [convert_expression(condition.test, places) for condition in node.ifs]
        generators.append(
            ast.comprehension(
                target, convert_expression(node.iter, places), conditions, int(node.asynchronous is not None)
            )
        )
        node = node.inner_for_in
    return generators


def _generator(node: cst.GeneratorExp, places: Places) -> ast.expr:
    where = location(places.start(node.lpar[-1]), places.end(node.rpar[0])) if node.lpar else places.of(node)
    return ast.GeneratorExp(convert_expression(node.elt, places), _generators(node.for_in, places), **where)


def _list_comprehension(node: cst.ListComp, places: Places) -> ast.expr:
    return ast.ListComp(convert_expression(node.elt, places), _generators(node.for_in, places), **places.of(node))


def _set_comprehension(node: cst.SetComp, places: Places) -> ast.expr:
    return ast.SetComp(convert_expression(node.elt, places), _generators(node.for_in, places), **places.of(node))


def _dict_comprehension(node: cst.DictComp, places: Places) -> ast.expr:
    key, value = convert_expression(node.key, places), convert_expression(node.value, places)
    return ast.DictComp(key, value, _generators(node.for_in, places), **places.of(node))


def _starred_dict_comprehension(node: cst.StarredDictComp, places: Places) -> ast.expr:
    """`{**a for a in b}` (PEP 798): the display `{**{None: a for a in b}}`, the nearest that older trees can say."""
    where = places.of(node)
    value = convert_expression(node.value, places)
    items = ast.DictComp(ast.Constant(None, **where), value, _generators(node.for_in, places), **where)
    return ast.Dict([None], [items], **where)


_TARGETS: dict[type[cst.CSTNode], Convert] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.StarredElement: _starred,
    cst.List: _list,
    cst.Tuple: _tuple,
}
_READ_ONLY: dict[type[cst.CSTNode], Convert] = {
    cst.Ellipsis: _ellipsis,
    cst.Integer: convert_number,
    cst.Float: convert_number,
    cst.Imaginary: convert_number,
    cst.UnaryOperation: _unary,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.NamedExpr: _named,
    cst.Lambda: _lambda,
    cst.Call: _call,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.GeneratorExp: _generator,
    cst.ListComp: _list_comprehension,
    cst.SetComp: _set_comprehension,
    cst.DictComp: _dict_comprehension,
    cst.StarredDictComp: _starred_dict_comprehension,
}
