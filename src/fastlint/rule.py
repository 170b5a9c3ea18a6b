"""The waist between engine and rules: what a rule file declares.

A rule file holds a module docstring (its manual page), `RULE`, and `check(subject, project)`, which yields diagnostics
about one subject. Name and family are derived from where the file lies, so they cannot drift. What a user may set for
the rule is declared by a frozen dataclass, `RULE.options`; `project.options(Options)` gives what is set.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastlint.values import (
    Confidence,
    Diagnostic,
    Fix,
    Profile,
    Related,
    Safety,
    Severity,
    Span,
    Step,
)
from fastlint.values.late import NamedTuple, dataclass
from fastlint.values.options import Option, declared_options, option

#: `check(subject, project)`: the subject's type is `Rule.subject`. The project is `fastlint.project.Project`.
Check = Callable[[Any, Any], Iterator[Diagnostic]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The metadata of a rule. `subject` is the class of the domain things that it judges."""

    module: str
    code: str
    summary: str
    subject: type
    severity: Severity
    since: str
    #: how safe the fixes are that it offers, the safest of them; None where it offers none
    fix: Safety | None = None
    #: the smallest profile that the rule belongs to
    profile: Profile = Profile.DEFAULT
    #: the frozen dataclass that declares its options, each by `option(default, about)`
    options: type | None = None

    @property
    def name(self) -> str:
        """The rule's name, from its file: `blocking-sleep`."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def family(self) -> str:
        """The rule's family, from its folder: `event-loop`."""
        return self.module.split(".")[-2].replace("_", "-")

    @property
    def on_by_default(self) -> bool:
        """Whether it runs where nothing else is configured."""
        return self.profile is Profile.DEFAULT

    @property
    def declared(self) -> tuple[Option, ...]:
        """Its options."""
        return declared_options(self.options)

    @property
    def url(self) -> str:
        """The rule's manual page, relative to the repository."""
        return f"docs/rules/{self.family}/{self.name}.md"

    def at(
        self,
        span: Span,
        message: str,
        *,
        confidence: Confidence = Confidence.HIGH,
        severity: Severity | None = None,
        help: str = "",
        chain: tuple[Step, ...] = (),
        sink: str = "",
        routes: tuple[str, ...] = (),
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> Diagnostic:
        """A diagnostic of this rule at a place."""
        return Diagnostic(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            confidence=confidence,
            message=message,
            span=span,
            help=help,
            url=self.url,
            chain=chain,
            sink=sink,
            routes=routes,
            related=related,
            fixes=fixes,
        )


__all__ = ["Check", "Option", "Profile", "Rule", "RuleModule", "option"]


class RuleModule(NamedTuple):
    """A rule file: its metadata, its manual page (the docstring, as Markdown) and its check."""

    rule: Rule
    doc: str
    check: Check
