"""What fastlint says about a place in the code."""

from enum import Enum

from fastlint.values.intent import Intent
from fastlint.values.late import NamedTuple
from fastlint.values.span import Span


class Severity(Enum):
    """How bad it is when the diagnostic is true."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return ("info", "warning", "error").index(self.value)


class Confidence(Enum):
    """How the diagnostic was derived: how sure fastlint is that it is true."""

    __hash__ = object.__hash__  # that of Enum is written in Python

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the least certain."""
        return ("low", "medium", "high").index(self.value)


class Safety(Enum):
    """Whether a fix keeps behaviour and API (`safe`) or must be read by the user (`unsafe`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Step(NamedTuple):
    """One call of a chain: where it stands, in which function (dotted name), and what is called."""

    span: Span
    function: str
    call: str


class Related(NamedTuple):
    """Another place that helps to understand a diagnostic."""

    span: Span
    message: str


class Edit(NamedTuple):
    """Replace the text of `span` with `text`; an empty span inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that cure a diagnostic, applied all together or not at all.

    A rule gives the intents; `fastlint.fixes` makes edits of them.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...] = ()
    intents: tuple[Intent, ...] = ()

    @classmethod
    def safe(cls, title: str, *intents: Intent) -> "Fix":
        """A fix after which the code does what it was meant to do, and all else as before."""
        return cls(title, Safety.SAFE, intents=intents)

    @classmethod
    def unsafe(cls, title: str, *intents: Intent) -> "Fix":
        """A fix that somebody has to read."""
        return cls(title, Safety.UNSAFE, intents=intents)


class Diagnostic(NamedTuple):
    """One finding of one rule. `code` and `name` identify the rule; `url` is its manual page."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    span: Span
    help: str = ""
    url: str = ""
    chain: tuple[Step, ...] = ()
    sink: str = ""
    routes: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()


class Suppressed(NamedTuple):
    """A finding that a comment suppresses: where the comment is, how it is written, and the reason that it gives."""

    diagnostic: Diagnostic
    comment: Span
    text: str
    reason: str


class Summary(NamedTuple):
    """The counts under a report. `files` are reported on, `files_read` includes the context read for them.

    `baselined` are found and known from the baseline, `gone` are in the baseline and no longer found.
    `fixable` findings have a fix, `fixed` ones were cured before this report and are not in it.
    """

    files: int = 0
    files_read: int = 0
    routes: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    fixable: int = 0
    suppressed: int = 0
    unparsed: tuple[str, ...] = ()
    baselined: int = 0
    gone: int = 0
    fixed: int = 0
