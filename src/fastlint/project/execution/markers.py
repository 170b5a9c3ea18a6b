"""What FastAPI's parameter functions are called, and where each says that a value comes from."""

from enum import Enum


class Location(Enum):
    """Where FastAPI takes the value of a parameter from."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    FORM = "form"
    FILE = "file"
    #: what a dependency gives
    DEPENDENCY = "dependency"
    #: what FastAPI passes for its type alone: the request, the response, background tasks ...
    SPECIAL = "special"
    #: not known: the type could not be followed
    UNKNOWN = "unknown"


#: The locations that make up the body of a request.
BODY_LOCATIONS = frozenset({Location.BODY, Location.FORM, Location.FILE})
FORM_LOCATIONS = frozenset({Location.FORM, Location.FILE})

_LOCATIONS = {
    "Path": Location.PATH,
    "Query": Location.QUERY,
    "Header": Location.HEADER,
    "Cookie": Location.COOKIE,
    "Body": Location.BODY,
    "Form": Location.FORM,
    "File": Location.FILE,
    "Depends": Location.DEPENDENCY,
    "Security": Location.DEPENDENCY,
}

#: Each marker under its dotted names: the function that is imported, and the class behind it.
MARKERS = {f"{module}.{name}": each for module in ("fastapi", "fastapi.params") for name, each in _LOCATIONS.items()}
