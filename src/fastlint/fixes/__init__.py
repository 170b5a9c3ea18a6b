"""From intent to text. A rule says what is to become of a call or parameter; here are commas, brackets and imports."""

from fastlint.engine.report import Outcome
from fastlint.fixes.fixing import check_only, fix_all, with_fixes

__all__ = ["Outcome", "check_only", "fix_all", "with_fixes"]
