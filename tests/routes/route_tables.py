"""Compare two route tables: what FastAPI reports at run time, and what `fastlint routes` reads from the source.

Both are the JSON of `fastlint routes --output-format json`; the run-time one is made by runtime_table.py.

Applications are matched by the file and the variable they are bound to (`app/main.py`, `app`), then by name
(`app.main:app`; one module name may be a dotted tail of the other, because the import root is a matter of opinion),
and, where the caller asks for it, by the routes they share: an application made in a factory has no variable.

Routes are paired, each once, from strict to lenient: everything that names a route; then all but the endpoint; then all
but the methods; then all but the path.  A pair that differs anywhere is `differing`; a route without a partner is
`missed` (run time only) or `invented` (static only).
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass
class Comparison:
    """The outcome for one application, or for several added up."""

    equal: list[tuple[Row, Row]] = field(default_factory=list)
    differing: list[tuple[Row, Row, list[str]]] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)
    invented: list[Row] = field(default_factory=list)
    library: list[Row] = field(default_factory=list)  # static routes whose endpoints a library defines: not judged

    @property
    def expected(self) -> int:
        return len(self.equal) + len(self.differing) + len(self.missed)

    @property
    def listed(self) -> int:
        return len(self.equal) + len(self.differing) + len(self.invented)

    @property
    def found(self) -> int:
        """Routes listed with the right kind, methods and full path, whichever endpoint they name."""
        return len(self.equal) + sum(not {"kind", "methods", "path"} & set(fields) for _, _, fields in self.differing)

    @property
    def right(self) -> int:
        """Routes with the right kind, methods, full path and endpoint, whatever else differs."""
        return len(self.equal) + sum(not ROUTING & set(fields) for _, _, fields in self.differing)

    def __add__(self, other: "Comparison") -> "Comparison":
        return Comparison(
            self.equal + other.equal,
            self.differing + other.differing,
            self.missed + other.missed,
            self.invented + other.invented,
            self.library + other.library,
        )


ROUTING = {"kind", "methods", "path", "endpoint", "line"}


def module_tail(left: str, right: str) -> bool:
    """Whether one dotted module name is the other or its tail: `docs_src.body.tutorial001` and `body.tutorial001`."""
    return left == right or left.endswith("." + right) or right.endswith("." + left)


def same_name(left: str, right: str) -> bool:
    """Whether two `module:qualname` mean the same thing."""
    left_module, _, left_name = left.partition(":")
    right_module, _, right_name = right.partition(":")
    return left_name == right_name and module_tail(left_module, right_module)


def same_dependencies(truth: list[Row], static: list[Row]) -> bool:
    """Whether two dependency trees are the same, in the same order.

    A library may define a class in another module than the one it is imported from, so only its last name counts, and
    what it depends on itself is not asked.
    """
    if len(truth) != len(static):
        return False
    for expected, found in zip(truth, static, strict=True):
        if expected.get("foreign"):
            if last_name(expected["call"]) != last_name(found["call"]):
                return False
        elif not same_name(expected["call"], found["call"]):
            return False
        elif not same_dependencies(expected["dependencies"], found["dependencies"]):
            return False
    return True


def last_name(call: str) -> str:
    return call.replace(":", ".").rpartition(".")[2]


def differences(truth: Row, static: Row) -> list[str]:
    """The fields in which two rows of one route differ."""
    found = [name for name in ("kind", "path") if truth[name] != static[name]]
    if sorted(truth["methods"]) != sorted(static["methods"]):
        found.append("methods")
    if truth["kind"] == "mount":
        return found
    if truth["path_file"] != static["path_file"] or not same_name(truth["endpoint"], static["endpoint"]):
        found.append("endpoint")
    elif truth["line"] != static["line"]:
        found.append("line")
    if truth["is_async"] is not None and truth["is_async"] != static["is_async"]:
        found.append("is_async")
    if not same_dependencies(truth["dependencies"], static["dependencies"]):
        found.append("dependencies")
    return found


def place(row: Row) -> tuple[Any, ...]:
    """Where the endpoint is written; a mount has none."""
    return () if row["kind"] == "mount" else (row["path_file"], row["line"])


KEYS: tuple[Callable[[Row], tuple[Any, ...]], ...] = (
    lambda r: (r["kind"], r["path"], sorted(r["methods"]), place(r)),
    lambda r: (r["kind"], r["path"], sorted(r["methods"])),
    lambda r: (r["kind"], r["path"], place(r)),
    lambda r: (r["kind"], sorted(r["methods"]), place(r)) if place(r) else (id(r),),
)


def compare_routes(truth: list[Row], static: list[Row], library: Iterable[Row] = ()) -> Comparison:
    """Compare the routes of one application.  `library` are run-time routes that only a library's code explains."""
    result = Comparison()
    left, right = list(truth), list(static)
    for key in KEYS:
        waiting: dict[str, list[Row]] = {}
        for row in right:
            waiting.setdefault(repr(key(row)), []).append(row)
        unpaired = []
        for row in left:
            partners = waiting.get(repr(key(row)))
            if not partners:
                unpaired.append(row)
                continue
            partner = partners.pop(0)
            fields = differences(row, partner)
            if fields:
                result.differing.append((row, partner, fields))
            else:
                result.equal.append((row, partner))
        left = unpaired
        right = [row for rows in waiting.values() for row in rows]
    result.missed = left
    known = Counter(repr(KEYS[1](row)) for row in library)
    for row in right:
        signature = repr(KEYS[1](row))
        if known[signature]:
            known[signature] -= 1
            result.library.append(row)
        else:
            result.invented.append(row)
    return result


def match_apps(truth: list[Row], static: list[Row], by_routes: bool = False) -> list[tuple[Row | None, Row | None]]:
    """Pairs of applications; None stands where one side has no partner."""

    def same_variable(a: Row, b: Row) -> bool:
        return bool(a["path"]) and a["path"] == b["path"] and last_name(a["app"]) == last_name(b["app"])

    pairs: list[tuple[Row | None, Row | None]] = []
    left, right = list(truth), list(static)
    for same in (same_variable, lambda a, b: same_name(a["app"], b["app"])):
        for row in list(left):
            partner = next((other for other in right if same(row, other)), None)
            if partner is not None:
                pairs.append((row, partner))
                left.remove(row)
                right.remove(partner)
    for row in list(left) if by_routes else ():
        shared = {id(other): len(compare_routes(row["routes"], other["routes"]).equal) for other in right}
        partner = max(right, key=lambda other: shared[id(other)], default=None)
        if partner is not None and shared[id(partner)]:
            pairs.append((row, partner))
            left.remove(row)
            right.remove(partner)
    return pairs + [(row, None) for row in left] + [(None, row) for row in right]


def compare_tables(
    truth: Row, static: Row, by_routes: bool = False, judged: Callable[[Row], bool] = lambda app: True
) -> list[tuple[str, Comparison]]:
    """Compare whole tables, by application.  A static application that run time does not know is all invented;
    `judged` says of which of those that may be said (not of one in a module that could not be imported)."""
    results = []
    listed = [app for app in static["apps"] if app.get("kind", "app") == "app"]  # a lone router serves nobody
    for expected, found in match_apps(truth["apps"], listed, by_routes):
        if expected is None:
            assert found is not None
            if judged(found):
                results.append((found["app"], compare_routes([], found["routes"])))
            continue
        listed = found["routes"] if found else []
        results.append((expected["app"], compare_routes(expected["routes"], listed, expected.get("foreign", ()))))
    return results


def total(results: Iterable[tuple[str, Comparison]]) -> Comparison:
    return sum((comparison for _, comparison in results), Comparison())


def show(row: Row) -> str:
    """One line for one route."""
    methods = ",".join(sorted(row["methods"])) or row["kind"].upper()
    return f"{methods} {row['path']} -> {row['endpoint']} ({row['path_file']}:{row['line']})"


def show_dependencies(rows: list[Row]) -> str:
    return (
        "["
        + ", ".join(
            row["call"] + (show_dependencies(row["dependencies"]) if row["dependencies"] else "") for row in rows
        )
        + "]"
    )


def report(name: str, comparison: Comparison) -> list[str]:
    """Every difference of one application, a line each."""
    lines = []
    for truth, static, fields in comparison.differing:
        details = []
        for name_of in fields:
            values = [
                show_dependencies(r["dependencies"]) if name_of == "dependencies" else r[name_of]
                for r in (truth, static)
            ]
            details.append(f"{name_of}: {values[0]} at run time, {values[1]} listed")
        lines.append(f"{name}: differs  {show(truth)}: {'; '.join(details)}")
    lines += [f"{name}: missed   {show(row)}" for row in comparison.missed]
    lines += [f"{name}: invented {show(row)}" for row in comparison.invented]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Print how a static route table differs from the run-time one.")
    parser.add_argument("truth", type=Path, help="the output of runtime_table.py")
    parser.add_argument("static", type=Path, help="the output of `fastlint routes --output-format json`")
    parser.add_argument("--by-routes", action="store_true", help="match applications by their routes, too")
    options = parser.parse_args()
    truth, static = (json.loads(path.read_text()) for path in (options.truth, options.static))
    results = compare_tables(truth, static, by_routes=options.by_routes)
    for name, comparison in results:
        for line in report(name, comparison):
            print(line)
    everything = total(results)
    print(
        f"{everything.expected} routes at run time: {len(everything.equal)} equal, {everything.right} right, "
        f"{len(everything.missed)} missed; {everything.listed} listed: {len(everything.invented)} invented"
    )


if __name__ == "__main__":
    main()
