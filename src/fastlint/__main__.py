"""`python -m fastlint` is the command `fastlint`."""

from fastlint.entrypoints.cli import main

if __name__ == "__main__":
    main(prog_name="fastlint")
