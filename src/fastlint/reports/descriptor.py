"""What a report says of the rules themselves."""

from collections.abc import Iterable

from fastlint.values import Diagnostic, Severity
from fastlint.values.late import NamedTuple


class Descriptor(NamedTuple):
    """A rule as reports know it; `page` is its manual page, as Markdown."""

    code: str
    name: str
    family: str
    severity: Severity
    summary: str
    page: str
    url: str


def found(descriptors: Iterable[Descriptor], diagnostics: Iterable[Diagnostic]) -> tuple[Descriptor, ...]:
    """The rules that found something, by code. A diagnostic of a rule that nobody describes describes its rule."""
    known = {each.code: each for each in descriptors}
    result: dict[str, Descriptor] = {}
    for each in diagnostics:
        family = each.url.split("/")[-2] if "/" in each.url else ""
        result[each.code] = known.get(each.code) or Descriptor(
            each.code, each.name, family, each.severity, each.name.replace("-", " "), "", each.url
        )
    return tuple(result[code] for code in sorted(result))
