"""Which installed packages are looked into, where the user asks for it."""

import os
from collections.abc import Sequence

from fastlint.knowledge.decisions import harmless
from fastlint.knowledge.library import Knowledge
from fastlint.source.cache_folder import cache_folder
from fastlint.source.environment import find_environment
from fastlint.source.package_cache import PackageCache
from fastlint.source.packages import Packages
from fastlint.source.project_top import find_top
from fastlint.source.tree import Tree
from fastlint.values import Settings, SettingsError


def followed_packages(
    settings: Settings, knowledge: Knowledge, given: Sequence[str], tree: Tree, cwd: str
) -> Packages | None:
    """The packages that the settings ask to follow; None where they ask for none.

    What has rows is never looked into: the rows are surer. Raises `SettingsError` where there is no environment.
    """
    wanted = settings.follow_packages
    if not wanted:
        return None
    tops = [find_top(tree, path if os.path.isdir(path) else os.path.dirname(path)) for path in given]
    environment = find_environment(settings.python, settings.virtual_env, [*dict.fromkeys(tops), cwd])
    if environment is None:
        raise SettingsError(
            "`follow-packages` needs the environment of the project: there is none beside it, and none is active; "
            "name it with `--python`"
        )
    safe = harmless() if wanted is True else frozenset()

    def follows(name: str) -> bool:
        return (isinstance(wanted, bool) or name in wanted) and name not in safe and not knowledge.speaks_of(name)

    folder = cache_folder(settings, cwd)
    return Packages(environment, follows, tree, None if folder is None else PackageCache(folder))
