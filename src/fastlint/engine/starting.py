"""A first configuration, from what a project is seen to be."""

import json
import os
from collections.abc import Sequence

from fastlint.engine.effective import assumed
from fastlint.project.execution.modules import is_test_file
from fastlint.source.discovery import find_files, shown
from fastlint.source.environment import FOLDERS, MARK
from fastlint.source.settings import CONFIG_FILES, find_config
from fastlint.values import Settings, SettingsError
from fastlint.values.effective import VersionRow

#: Names that generated code has.
GENERATED = ("*_pb2.py", "*_pb2_grpc.py")

#: Folders of migrations, by the file that lies beside or above them.
MIGRATIONS = ("env.py", "versions")


def starting_settings(cwd: str) -> str:
    """The text of a commented fastlint.toml for the project in a folder."""
    files = find_files([], Settings(), cwd).files
    inside = [shown(path, cwd) for path in files]
    tests = _tops([path for path in inside if is_test_file(path)])
    generated = [name for name in GENERATED if any(path.endswith(name[1:]) for path in inside)]
    migrations = sorted({os.path.dirname(path) for path in inside if _is_migration(path, cwd)})
    parts = [
        "# The settings of fastlint. All of them have good defaults: this file may be empty.\n"
        f"# {len(inside)} Python files were found here. `fastlint config` shows what counts, and why.\n",
        "# How many rules run: what matters (default), conventions too (strict), or all.\n"
        'profile = "default"\n'
        '# extend-select = ["FL121"]\n'
        '# ignore = ["blocking-file-io"]\n',
        "# The mildest finding with which `fastlint check` exits with 1: error, warning, info or never.\n"
        '# fail-on = "warning"\n',
        _excludes(generated, migrations),
        _versions(assumed(Settings(), cwd)),
    ]
    environment = next((name for name in FOLDERS if os.path.isfile(os.path.join(cwd, name, MARK))), None)
    if environment is not None:
        parts.append(f"# The environment of the project.\n# python = {json.dumps(environment)}\n")
    parts.append(
        "# Known findings: `fastlint baseline` writes them, `fastlint check` then reports only new ones.\n"
        '# baseline = ".fastlint-baseline.json"\n'
    )
    parts.append("# A suppression comment must say why, after `--`.\n# require-reason = true\n")
    parts.append(_per_file(tests))
    parts.append('# Other severities than those of the rules.\n# [severity]\n# blocking-file-io = "info"\n')
    parts.append(
        "# Options of rules: `fastlint explain missing-auth-on-route` tells those of one.\n"
        '# [rules.missing-auth-on-route]\n# public-paths = ["/metrics"]\n'
    )
    return "\n".join(parts)


def demand_none(cwd: str) -> None:
    """Raise `SettingsError` where a folder has a configuration already."""
    for name in CONFIG_FILES:
        path = os.path.join(cwd, name)
        if os.path.exists(path) and (name != "pyproject.toml" or find_config(cwd) == path):
            raise SettingsError(f"{shown(path, cwd)}: there is a configuration already; it is not overwritten")


def _excludes(generated: Sequence[str], migrations: Sequence[str]) -> str:
    about = "# Files to leave out, in the language of .gitignore; .gitignore files count anyway.\n"
    if generated:
        return f"{about}extend-exclude = {json.dumps([*generated, *migrations])}\n"
    return f"{about}# extend-exclude = {json.dumps(list(migrations) or ['vendor'])}\n"


def _versions(rows: Sequence[VersionRow]) -> str:
    """The releases that are assumed: a file that bounds them is believed, and nothing has to be set."""
    lines = ["# The releases that count, where no file bounds them or the file is wrong. Found:"]
    lines += [f"#   {row.package} {row.release} ({row.origin})" for row in rows]
    lines.append('# target-fastapi = "0.115"')
    return "\n".join(lines) + "\n"


def _per_file(tests: Sequence[str]) -> str:
    """The first of the tables, behind all else: a table ends what stands at the top level."""
    lines = ["# Rules that are not asked about some files."]
    if not tests:
        return "\n".join([*lines, "# [per-file-ignores]", '# "scripts/**" = ["event-loop"]']) + "\n"
    lines.append("# [per-file-ignores]")
    lines += [f'# {json.dumps(folder + "/**")} = ["event-loop"]' for folder in tests]
    return "\n".join(lines) + "\n"


def _tops(paths: Sequence[str]) -> list[str]:
    """The outermost folders of the files."""
    folders = sorted({os.path.dirname(path) for path in paths} - {""})
    return [folder for folder in folders if not any(folder.startswith(f"{other}/") for other in folders)]


def _is_migration(path: str, cwd: str) -> bool:
    folder, _ = os.path.split(path)
    beside = os.path.join(cwd, os.path.dirname(folder), MIGRATIONS[0])
    return os.path.basename(folder) == MIGRATIONS[1] and os.path.isfile(beside)
