"""What fastlint knows about libraries: rows of data, not `if`s."""

from fastlint.knowledge.library import Knowledge
from fastlint.knowledge.row_file import KnowledgeError
from fastlint.knowledge.schema import (
    Argument,
    AttributeRow,
    Blocking,
    Condition,
    FunctionRow,
    Infer,
    Take,
    TypeRow,
)
from fastlint.knowledge.type_expression import TypeExpression, parse

__all__ = [
    "Argument",
    "AttributeRow",
    "Blocking",
    "Condition",
    "FunctionRow",
    "Infer",
    "Knowledge",
    "KnowledgeError",
    "Take",
    "TypeExpression",
    "TypeRow",
    "parse",
]
