"""The route table and the view of one file, as the `routes` and `inspect` commands show them."""

from fastlint.values.diagnostic import Confidence
from fastlint.values.late import NamedTuple


class DependencyRow(NamedTuple):
    """A dependency and what it depends on, in the order in which FastAPI solves them. `call` is `module:qualname`."""

    call: str
    dependencies: tuple["DependencyRow", ...] = ()

    @property
    def size(self) -> int:
        """How many dependencies the tree holds, itself included."""
        return 1 + sum(child.size for child in self.dependencies)


class RouteRow(NamedTuple):
    """One route of an application, with its full path.

    `endpoint` is `module:qualname`, `path_file` and `line` are where its `def` stands; `kind` is `http`, `websocket`
    or `mount`; `dependencies` are those of router, include and decorator first, then those of the signature.
    """

    methods: tuple[str, ...]
    path: str
    endpoint: str
    path_file: str
    line: int
    is_async: bool
    kind: str = "http"
    dependencies: tuple[DependencyRow, ...] = ()
    response_model: str | None = None
    status_code: int | None = None
    confidence: Confidence = Confidence.HIGH


class Unresolved(NamedTuple):
    """A registration that could not be followed, and why."""

    path: str
    line: int
    reason: str


class AppTable(NamedTuple):
    """An application (`module:name`, made at `path:line`), its routes, and what is missing from them.

    `kind` is `app`, `router` for a router that no application is seen to include, whose routes have the paths that it
    gives them, or `unknown` for something of which it is not known what it is: nothing on it is resolved.
    """

    app: str
    path: str
    line: int
    routes: tuple[RouteRow, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    kind: str = "app"


class RouteReport(NamedTuple):
    """All applications of a project."""

    apps: tuple[AppTable, ...] = ()


class Section(NamedTuple):
    """A titled run of lines."""

    title: str
    lines: tuple[str, ...] = ()


class InspectReport(NamedTuple):
    """What fastlint knows about one file: facts, routes, calls, contexts, each a section."""

    path: str
    sections: tuple[Section, ...] = ()
