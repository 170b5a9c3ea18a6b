"""The ways into fastlint, each a thin guest of the engine."""
