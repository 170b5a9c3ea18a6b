"""`fastlint cache`: what the cache holds, and how to be rid of it."""

from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.failures import Failure
from fastlint.entrypoints.cli.layout import Command
from fastlint.entrypoints.cli.project_options import cache_dir_option, working_directory
from fastlint.entrypoints.cli.services import cache_of

if TYPE_CHECKING:
    from fastlint.source.cache_folder import CacheFolder

EXAMPLES = """
fastlint cache info
fastlint cache clean
"""


@click.command("cache", cls=Command, epilog=EXAMPLES)
@click.argument("action", type=click.Choice(["info", "clean"]))
@cache_dir_option("Cache")
def cache(action: str, **options: Any) -> None:
    """Show what the cache of this project holds (`info`), or delete it (`clean`).

    It holds what fastlint found out about files, by their content, and the reports of the last runs. Deleting it is
    always safe: the next run is slower.
    """
    folder = cache_of(working_directory(), options["cache_dir"])
    if folder is None:
        click.echo("no cache: `cache-dir` is empty")
    elif action == "info":
        show(folder)
    else:
        clean(folder)


def show(folder: "CacheFolder") -> None:
    """Write where the cache is, and how much of what is in it."""
    from fastlint.source.fact_cache import count_of

    click.echo(folder.top)
    stored = list(folder.stored())
    facts, reports, packages = (
        [each.size for each in stored if each.name.startswith(prefix)] for prefix in ("facts-", "reports/", "packages/")
    )
    groups = (
        ("facts", count_of(folder), facts),
        ("reports", len(reports) // 2, reports),
        ("facts of packages", len(packages), packages),
    )
    for name, count, sizes in groups:
        click.echo(f"{name + ':':<20}{count:>7}{sum(sizes) / 1e6:>10.1f} MB")


def clean(folder: "CacheFolder") -> None:
    """Delete the cache, if it is one."""
    import os

    if not os.path.exists(folder.top):
        click.echo(f"{folder.top}: there is no cache")
        return
    if not folder.is_ours:
        raise Failure(f"{folder.top}: this is no cache of fastlint; it is left alone")
    size = sum(each.size for each in folder.stored())
    try:
        folder.remove()
    except OSError as error:
        raise Failure(f"{folder.top}: cannot be deleted: {error.strerror or error}") from None
    click.echo(f"{folder.top}: deleted, {size / 1e6:.1f} MB")
