"""fastlint itself: files that cannot be read, failures and limits of the analysis."""
