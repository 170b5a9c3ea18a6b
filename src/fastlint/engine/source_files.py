"""The texts of the files that findings are in, read when they are first asked for."""

from collections.abc import Callable

from fastlint.engine.directives import MAY_SUPPRESS
from fastlint.source.comments import Layout, read_layout
from fastlint.source.decode import DecodeError, decode


class SourceFiles:
    """Texts and layouts by absolute path. `read` gives the bytes of a path and raises `OSError`."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._texts: dict[str, str | None] = {}
        self._layouts: dict[str, Layout | None] = {}

    def text(self, path: str) -> str | None:
        """The text of a file; None where it has none."""
        if path not in self._texts:
            try:
                self._texts[path] = decode(self._read(path))
            except (OSError, DecodeError):
                self._texts[path] = None
        return self._texts[path]

    def layout(self, path: str) -> Layout | None:
        """The comments and statements of a file."""
        if path not in self._layouts:
            text = self.text(path)
            self._layouts[path] = None if text is None else read_layout(text)
        return self._layouts[path]

    def suppressing(self, path: str) -> Layout | None:
        """The layout of a file, if its text has any sign of a suppression that may be for us."""
        text = self.text(path)
        return self.layout(path) if text is not None and MAY_SUPPRESS.search(text) is not None else None
