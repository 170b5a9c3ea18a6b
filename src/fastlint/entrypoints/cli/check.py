"""`fastlint check`."""

import sys
from typing import TYPE_CHECKING, Any

import click

from fastlint.entrypoints.cli.failures import FAILED, FOUND
from fastlint.entrypoints.cli.fixing import would_be_fixed, write_diff, write_files
from fastlint.entrypoints.cli.layout import Command, option
from fastlint.entrypoints.cli.output import opened
from fastlint.entrypoints.cli.progress import ProgressBar
from fastlint.entrypoints.cli.project_options import project_options, working_directory
from fastlint.entrypoints.cli.rule_options import configured, rule_options
from fastlint.entrypoints.cli.services import Services
from fastlint.entrypoints.cli.suppressing import DEFAULT_REASON, suppress
from fastlint.entrypoints.cli.targets import METAVAR, read_targets, targets_of
from fastlint.entrypoints.cli.writing import NEED_FINGERPRINTS, Style, write

if TYPE_CHECKING:
    from fastlint.engine.answers import Answers
    from fastlint.engine.report import Outcome
    from fastlint.values import Settings

EXAMPLES = """
fastlint check                                 the project in this folder
fastlint check app/routers/users.py            one file; the rest is read as context
fastlint check --select FL1 --ignore FL104     some rules only
fastlint check --changed-since origin/main     what a branch brings in
fastlint check --fix                           cure what can be cured without a thought
fastlint check --output-format concise -q      a finding a line, nothing else
fastlint check --output-format json -o report.json
fastlint check --output-format text --output-format sarif:fastlint.sarif
"""


@click.command("check", cls=Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATHS]...")
@rule_options
@project_options
@option(
    "Output",
    "--output-format",
    "targets",
    callback=read_targets,
    multiple=True,
    metavar=METAVAR,
    help="How to write the findings, and where, if not to standard output. Can be given several times.  "
    "[default: text]",
)
@option(
    "Output",
    "-o",
    "--output-file",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Where a format without a FILE of its own is written, if not to standard output.",
)
@option(
    "Output",
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; `auto` looks at the terminal, NO_COLOR and FORCE_COLOR.",
)
@option("Output", "--show-suppressed", is_flag=True, help="List what comments suppress, with their reasons.")
@option("Output", "--statistics", is_flag=True, help="Count the findings of each rule at the end.")
@option("Output", "-q", "--quiet", is_flag=True, help="Only findings: no summary, no progress bar.")
@option(
    "Output",
    "-v",
    "--verbose",
    is_flag=True,
    help="Every chain, route and place of a finding; the tracebacks of internal errors.",
)
@option("Output", "--show-settings", is_flag=True, help="Show the settings of this run, and check nothing.")
@option(
    "Speed",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many processes may read files.  [default: as many as there are processors]",
)
@option("Output", "--no-progress", is_flag=True, help="No progress bar.")
@option(
    "Adoption",
    "--baseline",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Only findings that this file does not hold.  [default: the configured one, or .fastlint-baseline.json]",
)
@option("Adoption", "--no-baseline", is_flag=True, help="Known findings too.")
@option(
    "Adoption",
    "--changed-since",
    metavar="REVISION",
    help="Only findings on lines, or with chains over lines, that have changed since this revision of git.",
)
@option(
    "Adoption",
    "--add-suppressions",
    is_flag=True,
    help="Write a comment behind each statement with a finding, and report none.",
)
@option(
    "Adoption",
    "--reason",
    default=DEFAULT_REASON,
    show_default=True,
    metavar="TEXT",
    help="The reason that --add-suppressions gives.",
)
@option("Fixes", "--fix", is_flag=True, help="Fix what can be fixed safely, and report what is left.")
@option("Fixes", "--unsafe-fixes", is_flag=True, help="With --fix or --diff: fixes that have to be read, too.")
@option("Fixes", "--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@option(
    "Exit code",
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    help="The mildest finding with which the exit code is 1.  [default: info]",
)
@option("Exit code", "--exit-zero", is_flag=True, help="Exit with 0 even when there are findings.")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:
    """Check FastAPI code: files or folders, by default the current one.

    Exit code 0: nothing (new) found; 1: findings; 2: wrong usage or configuration, or an internal error.
    """
    from fastlint.engine.report import FAILURES, Outcome
    from fastlint.values import FailOn

    services: Services = ctx.obj
    cwd = working_directory()
    asked = paths or (".",)
    fail_on = options["fail_on"]
    settings = configured(
        asked,
        cwd,
        options,
        baseline="" if options["no_baseline"] else options["baseline"],
        changed_since=options["changed_since"],
        fail_on=FailOn(fail_on) if fail_on else None,
    )
    if options["show_settings"]:
        from fastlint.entrypoints.cli.config import show

        is_json = any(target.format == "json" for target in options["targets"])
        show(settings, asked, cwd, services.load_rules(), "json" if is_json else "text", options["color"])
        ctx.exit(0)
    targets = targets_of(options["targets"], options["output_file"])
    answers = None
    if not (options["fix"] or options["diff"]):
        with_fingerprints = any(target.format in NEED_FINGERPRINTS for target in targets)
        answers = services.open_answers(settings, cwd, asked, with_fingerprints=with_fingerprints)
    known = answers.recall() if answers is not None else None
    outcome = Outcome(known) if known is not None else checked(services, settings, cwd, asked, options, answers)
    report = outcome.report
    if options["fix"] and not options["diff"]:
        write_files(outcome, cwd)
    failed = any(settings.fail_on.fails(diagnostic.severity) for diagnostic in report.diagnostics)
    if options["diff"]:
        failed = failed or bool(outcome.files)
        with opened(options["output_file"]) as stream:
            write_diff(outcome, cwd, stream, options["color"])
            if not options["quiet"]:
                click.echo(would_be_fixed(report.summary, len(outcome.files)), err=True)
    elif options["add_suppressions"]:
        failed = not suppress(report.diagnostics, cwd, options["reason"])
    else:
        for target in targets:
            with opened(target.file) as stream:
                write(report, stream, target.format, services.load_rules, Style.take(options))
    if any(diagnostic.code in FAILURES for diagnostic in report.diagnostics):
        ctx.exit(FAILED)  # whatever else was found, and with --exit-zero too: the check is not whole
    ctx.exit(FOUND if failed and not options["exit_zero"] else 0)


def checked(
    services: Services,
    settings: "Settings",
    cwd: str,
    paths: tuple[str, ...],
    options: dict[str, Any],
    answers: "Answers | None",
) -> "Outcome":
    """What is found, after the fixes that are wanted: they are carried out in memory. `answers` keep it."""
    from fastlint.fixes import check_only, fix_all
    from fastlint.source.observations import Observer

    listen(options["verbose"])
    observer = Observer() if answers is not None else None
    shown = sys.stderr.isatty() and not options["no_progress"] and not options["quiet"]
    jobs = options["jobs"] or usable_processors()
    with ProgressBar(shown) as progress:
        session = services.open_session(settings, cwd, services.load_rules(), progress, jobs=jobs, observer=observer)
        if options["fix"] or options["diff"]:
            return fix_all(session, paths, unsafe=options["unsafe_fixes"])
        outcome = check_only(session, paths)
    if answers is not None and observer is not None:
        answers.keep(outcome.report, observer)
    return outcome


def usable_processors() -> int:
    """How many processors this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def listen(verbose: bool) -> None:
    """Show what the engine logs (internal errors with their tracebacks) when asked to, and only then."""
    if not verbose and "logging" not in sys.modules:
        return  # whoever logs is silent unless somebody listens
    import logging

    logger = logging.getLogger("fastlint")
    logger.handlers = [logging.StreamHandler() if verbose else logging.NullHandler()]
    logger.propagate = False
