"""The command line. It owns exit codes, the standard streams, the environment and the signals."""

from fastlint.entrypoints.cli.program import main

__all__ = ["main"]
