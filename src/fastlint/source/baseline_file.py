"""The file of known findings: where it is, and how it is read and written.

It is JSON, a finding a line, sorted by place in the program, each line with a comma behind it: two branches that add or
remove findings merge like two branches that edit code.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastlint.source.settings import common_folder
from fastlint.values import Settings, SettingsError
from fastlint.values.late import NamedTuple

NAME = ".fastlint-baseline.json"
VERSION = 1


class Known(NamedTuple):
    """A known finding: its rule, the file (counted from the folder of the baseline), the definition that it is in.

    `digest` stands for the whole code of its statement, `number` tells findings apart that have all that in common.
    `code` is the beginning of the code, for the reader: it is not compared.
    """

    rule: str
    path: str
    within: str
    digest: str
    number: int
    code: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What makes two findings the same."""
        return (self.path, self.rule, self.within, self.digest, self.number)

    @property
    def fingerprint(self) -> str:
        """The key as one word, for services that compare what they were told before."""
        import hashlib

        text = "\0".join(map(str, self.key))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def baseline_path(settings: Settings, paths: Sequence[str], cwd: str) -> str | None:
    """The file of the known findings: the one that is configured, else the nearest one; None where there is none."""
    if settings.baseline is not None:
        return settings.baseline or None
    return find_baseline(os.path.dirname(settings.config_file) if settings.config_file else common_folder(paths, cwd))


def find_baseline(start: str) -> str | None:
    """The baseline that is nearest to a folder, walking up to the top of the repository; None where there is none."""
    folder = os.path.abspath(start)
    while True:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def read_baseline(path: str, said: str) -> tuple[Known, ...]:
    """The findings of a file, each once. `said` names the setting that asks for it. Raises `SettingsError`."""
    import json

    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except FileNotFoundError:
        raise SettingsError(f"{said}: there is no file {path}; `fastlint baseline` writes one") from None
    except OSError as error:
        raise SettingsError(f"{said}: {path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path}: not valid JSON: {error}; delete it, and `fastlint baseline` writes it anew"
        ) from None
    version = content.get("version") if isinstance(content, dict) else None
    if version != VERSION:
        what = "no baseline of fastlint's" if version is None else f"a baseline of version {version!r}, not {VERSION}"
        raise SettingsError(f"{path}: this is {what}")
    findings = content.get("findings")
    if not isinstance(findings, list):
        raise SettingsError(f"{path}: `findings` must be a list")
    found: dict[tuple[str, str, str, str, int], Known] = {}
    for index, entry in enumerate(findings, 1):
        if entry != {}:
            known = _known(path, index, entry)
            found[known.key] = known
    return tuple(found.values())


def write_baseline(path: str, known: Iterable[Known]) -> None:
    """Write the findings, in order. Raises `SettingsError` where that is not possible."""
    import json

    lines = [json.dumps(_entry(each), ensure_ascii=False) for each in sorted(known, key=lambda each: each.key)]
    # The empty entry at the end lets every line of a finding end with a comma.
    body = "".join(f"  {line},\n" for line in lines)
    text = f'{{"version": {VERSION},\n "findings": [\n{body}  {{}}\n ]}}\n'
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror or error}") from None


def _entry(known: Known) -> dict[str, object]:
    entry: dict[str, object] = {
        "path": known.path,
        "rule": known.rule,
        "in": known.within,
        "code": known.code,
        "digest": known.digest,
    }
    return {**entry, "number": known.number} if known.number > 1 else entry


def _known(path: str, index: int, entry: object) -> Known:
    if not isinstance(entry, dict):
        raise SettingsError(f"{path}: finding {index} must be an object")
    return Known(
        rule=_text(path, index, entry, "rule"),
        path=_text(path, index, entry, "path"),
        within=_text(path, index, entry, "in"),
        digest=_text(path, index, entry, "digest"),
        number=_number(path, index, entry),
        code=entry["code"] if isinstance(entry.get("code"), str) else "",
    )


def _text(path: str, index: int, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        raise SettingsError(f"{path}: finding {index} has no text under `{key}`")
    return value


def _number(path: str, index: int, entry: Mapping[str, Any]) -> int:
    value = entry.get("number", 1)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SettingsError(f"{path}: finding {index}: `number` must be an integer")
    return value
