"""The engine: from paths to a report. It gets the rules as an argument and imports none."""

from typing import TYPE_CHECKING, Any

from fastlint.engine.report import Report

if TYPE_CHECKING:
    from fastlint.engine.session import Session

__all__ = ["Report", "Session"]


def __getattr__(name: str) -> Any:
    """`Session`, which brings the whole engine with it: a run whose report is known already does without."""
    if name == "Session":
        from fastlint.engine.session import Session

        return Session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
