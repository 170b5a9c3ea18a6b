"""The folder in which fastlint keeps what it can make again."""

import os
from collections.abc import Iterator

from fastlint.source.tree import content
from fastlint.values import Settings
from fastlint.values.late import NamedTuple

#: Its name, where none is configured.
FOLDER = ".fastlint_cache"

_MARKS = {
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds what fastlint can make again.\n",
    ".gitignore": "*\n",
}


class Stored(NamedTuple):
    """A file of the cache: its path counted from the folder, its bytes, and when it was last written (in seconds)."""

    name: str
    size: int
    written: float


def cache_folder(settings: Settings, cwd: str) -> "CacheFolder | None":
    """The cache of a run: where the settings say, else beside the configuration; None where they want none."""
    if settings.cache_dir is not None:
        return CacheFolder(settings.cache_dir) if settings.cache_dir else None
    return CacheFolder(os.path.join(os.path.dirname(settings.config_file) if settings.config_file else cwd, FOLDER))


class CacheFolder:
    """A cache at `top`, an absolute path. That the disk is full or read-only is never a fault: nothing is kept then."""

    def __init__(self, top: str) -> None:
        self.top = top

    def path(self, *parts: str) -> str:
        """The path of a file in the cache."""
        return os.path.join(self.top, *parts)

    def make(self, *parts: str) -> str:
        """Make a folder in the cache, and the marks that keep it out of backups and repositories. Raises `OSError`."""
        folder = self.path(*parts)
        os.makedirs(folder, exist_ok=True)
        for name, text in _MARKS.items():
            mark = self.path(name)
            if not os.path.exists(mark):
                with open(mark, "w", encoding="utf-8") as file:
                    file.write(text)
        return folder

    def read(self, *parts: str) -> bytes | None:
        """The content of a file; None where there is none."""
        return content(self.path(*parts))

    def write(self, data: bytes, *parts: str) -> None:
        """Write a file as a whole: who reads at the same time sees the old one or the new one."""
        path = self.path(*parts)
        temporary = f"{path}.{os.getpid()}"  # `tempfile` takes longer to import than this to write
        try:
            self.make(*parts[:-1])
            try:
                with open(temporary, "wb") as file:
                    file.write(data)
                os.replace(temporary, path)
            except OSError:
                os.unlink(temporary)
        except OSError:
            pass

    def delete(self, name: str) -> None:
        """Delete a file, if it can be done."""
        try:
            os.unlink(self.path(name))
        except OSError:
            pass

    def stored(self) -> Iterator[Stored]:
        """All files, but the marks."""
        for folder, _, names in os.walk(self.top):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    status = os.stat(path)
                except OSError:
                    continue
                shown = os.path.relpath(path, self.top).replace(os.sep, "/")
                if shown not in _MARKS:
                    yield Stored(shown, status.st_size, status.st_mtime)

    @property
    def is_ours(self) -> bool:
        """Whether there is a folder, and its mark says that it is a cache of fastlint."""
        return self.read("CACHEDIR.TAG") == _MARKS["CACHEDIR.TAG"].encode()

    def remove(self) -> None:
        """Delete the folder and all that is in it. Raises `OSError`."""
        import shutil

        shutil.rmtree(self.top)
