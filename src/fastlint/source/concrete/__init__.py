"""LibCST's concrete tree → the standard library's `ast`, for files which the running interpreter cannot parse.

Nothing here is imported until such a file turns up: `fastlint.source.newer_syntax` is the only way in.
"""
