"""The plain values that every floor speaks: frozen, comparable, made of strings and numbers."""

from fastlint.values.diagnostic import (
    Confidence,
    Diagnostic,
    Edit,
    Fix,
    Related,
    Safety,
    Severity,
    Step,
    Summary,
    Suppressed,
)
from fastlint.values.problem import InternalError, InvalidSuppression, LimitReached, UnreadableFile, UnusedSuppression
from fastlint.values.routes import (
    AppTable,
    DependencyRow,
    InspectReport,
    RouteReport,
    RouteRow,
    Section,
    Unresolved,
)
from fastlint.values.settings import FailOn, Profile, Rows, Settings, SettingsError
from fastlint.values.span import Span
from fastlint.values.testing import PytestConfig
from fastlint.values.versions import Versions

__all__ = [
    "AppTable",
    "Confidence",
    "DependencyRow",
    "Diagnostic",
    "Edit",
    "FailOn",
    "Fix",
    "InspectReport",
    "InternalError",
    "InvalidSuppression",
    "LimitReached",
    "Profile",
    "PytestConfig",
    "Related",
    "RouteReport",
    "RouteRow",
    "Rows",
    "Safety",
    "Section",
    "Settings",
    "SettingsError",
    "Severity",
    "Span",
    "Step",
    "Summary",
    "Suppressed",
    "UnreadableFile",
    "Unresolved",
    "UnusedSuppression",
    "Versions",
]
