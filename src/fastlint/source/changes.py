"""The lines that have changed since a revision, as git tells it."""

import os
import re
from collections.abc import Iterator, Mapping

from fastlint.values import SettingsError
from fastlint.values.late import pattern

#: A range of lines, or None for a file that is new as a whole.
Lines = frozenset[int] | None

_HUNK = pattern(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_ESCAPE = pattern(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}

#: Whatever the user's configuration of git says, its answer is to be read by us.
_PLAIN = ("--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short")


class Changes:
    """The changed lines by absolute path."""

    def __init__(self, lines: Mapping[str, Lines]) -> None:
        self._lines = {os.path.realpath(path): changed for path, changed in lines.items()}
        self._real: dict[str, str] = {}

    def knows(self, path: str) -> bool:
        """Whether anything in a file has changed."""
        return self._name(path) in self._lines

    def touch(self, path: str, first: int, last: int) -> bool:
        """Whether any of these lines of a file has changed."""
        if not self.knows(path):
            return False
        changed = self._lines[self._name(path)]
        return changed is None or any(line in changed for line in range(first, last + 1))

    def _name(self, path: str) -> str:
        """A path as git names it: without links."""
        real = self._real.get(path)
        if real is None:
            real = self._real[path] = os.path.realpath(path)
        return real


def changes_since(revision: str, folder: str) -> Changes:
    """What has changed since a revision in the repository around a folder, committed or not; new files are all new.

    Where the revision lies on another branch, what counts is the commit at which the branches parted. Raises
    `SettingsError` where there is no git, no repository or no such revision.
    """
    said = f"--changed-since {revision}"
    top = os.fsdecode(_git(said, folder, "rev-parse", "--show-toplevel", failure="is not in a git repository").rstrip())
    if not revision or revision.startswith("-"):
        raise SettingsError(f"{said}: this is no revision")
    commit = _git(said, top, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", failure="")
    base = commit.decode().strip()
    if not base:
        raise SettingsError(f"{said}: the repository in {top} knows no such revision")
    parted = _git(said, top, "merge-base", base, "HEAD", failure="").decode().split()
    diff = _git(said, top, "diff", "-U0", "-M", *_PLAIN, parted[0] if parted else base, "--", failure="git diff failed")
    lines: dict[str, Lines] = {_absolute(top, name): changed for name, changed in _changed(diff)}
    listed = _git(said, top, "ls-files", "-z", "--others", "--exclude-standard", failure="git ls-files failed")
    lines.update((_absolute(top, name), None) for name in listed.split(b"\0") if name)
    return Changes(lines)


def _git(said: str, folder: str, *arguments: str, failure: str) -> bytes:
    """What git answers; where it fails, nothing, or `SettingsError` if there is a word for the failure."""
    import subprocess  # slow to import, and needed for this only

    command = ["git", "-C", folder, "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise SettingsError(f"{said}: git cannot be run: {error.strerror or error}") from None
    if done.returncode == 0:
        return done.stdout
    if not failure:
        return b""
    reasons = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if failure.startswith("is not") and reasons and "not a git repository" not in reasons[0]:
        failure = "cannot be looked into"
    detail = f" ({reasons[0]})" if reasons else ""
    raise SettingsError(f"{said}: {folder} {failure}{detail}")


def _changed(diff: bytes) -> Iterator[tuple[bytes, frozenset[int]]]:
    """The files of a diff without context, with the lines that are new in them.

    A line that begins like a header inside a hunk is told from one by the number of lines that the hunk announces.
    """
    name: bytes | None = None
    found: set[int] = set()
    ahead = 0
    for line in diff.split(b"\n"):
        if ahead and line[:1] in (b"+", b"-"):
            ahead -= 1
        elif line.startswith(b"+++ "):
            if name is not None:
                yield name, frozenset(found)
            found = set()
            name = _name(line[4:])
        elif (hunk := _HUNK.match(line)) is not None:
            first, count = int(hunk[1]), int(hunk[2] or b"1")
            # Where lines were only taken away, the line before the gap is the one that reads differently now.
            found.update(range(first, first + count) if count else (max(first, 1),))
            ahead = count + _removed(line)
    if name is not None:
        yield name, frozenset(found)


def _removed(header: bytes) -> int:
    old = header.split(b" ", 2)[1]
    return int(old.partition(b",")[2] or b"1")


def _name(written: bytes) -> bytes | None:
    """The path of a `+++` line; None for a file that is gone."""
    written = written.rstrip(b"\t\r")
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written.strip(b'"'))
    return None if written == b"/dev/null" else written.removeprefix(b"b/")


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([int(escape, 8) % 256]) if len(escape) == 3 else _ESCAPED.get(escape, escape)


def _absolute(top: str, name: bytes) -> str:
    return os.path.normpath(os.path.join(top, os.fsdecode(name)))
