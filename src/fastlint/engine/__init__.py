"""The engine: from paths to a report. It gets the rules as an argument and imports none."""

from fastlint.engine.report import Report
from fastlint.engine.session import Session

__all__ = ["Report", "Session"]
