#!/usr/bin/env python3
"""Fetch the pinned benchmark corpora: real FastAPI code bases, by package name.

    python corpora.py FOLDER                     # the `develop` corpora, plus FOLDER/all
    python corpora.py FOLDER --split held-out    # those no developer of fastlint has looked at: to measure, not to tune
    python corpora.py FOLDER --only khoj open_webui
    python corpora.py --list

Each archive is fetched with `pip download --no-deps` (whatever index the local pip is set up to use), checked against
the SHA-256 pinned below, and its *.py files are unpacked to FOLDER/<name>/.  That folder is an import root: the
packages lie directly under it.  Nothing of a corpus is installed or imported; for the one sdist (fastapi) pip runs the
package's build backend to read its metadata.  Configuration files (pyproject.toml, setup.cfg, ...) are left out on
purpose, so that no tool under measurement picks up a corpus's own settings.

FOLDER/all/ is every develop corpus merged under one import root, as in site-packages (hard links where the file system
allows it, copies elsewhere).  It is made only when all of them are fetched.

A corpus that is already complete is left as it is; the file and line counts are checked every time.  Standard library
and pip only.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple


class Corpus(NamedTuple):
    name: str  # folder name
    requirement: str  # pinned package
    kind: str  # "wheel" or "sdist"
    sha256: str  # of the archive
    files: int  # *.py files, after unpacking
    lines: int  # newline characters in them
    split: str = "develop"  # or "held-out"
    python: str = "3.11"  # the version that its wheel is asked for


CORPORA = (
    # small: a library
    Corpus(
        "fastapi_users",
        "fastapi-users==15.0.5",
        "wheel",
        "10fd4f3e85ed66f694a6ca2ecac609af4e59d1f9ec64d1557f5912dccfd87c7f",
        35,
        3072,
    ),
    # medium: applications
    Corpus(
        "argilla_server",
        "argilla-server==2.8.0",
        "wheel",
        "e21a5c979ef6536fca634dc957469daca8fb09440c39b2fbeefb223459cc61e0",
        202,
        18034,
    ),
    Corpus(
        "khoj", "khoj==1.42.10", "wheel", "03bb4ed6ce0189be5aa19453cd47ac4df27adc7508e6125b928b354d08d99b33", 224, 32014
    ),
    # large: the flagship application; many tiny files (docs_src, tests); two more
    Corpus(
        "open_webui",
        "open-webui==0.12.4",
        "wheel",
        "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6",
        288,
        127852,
    ),
    Corpus(
        "fastapi",
        "fastapi==0.165.0",
        "sdist",
        "dd94d4128319c1e1d50535ab023ab698f850a4d2822f0e181747b46f4ff3c0ab",
        1233,
        136181,
    ),
    Corpus(
        "langflow_base",
        "langflow-base==1.13.0",
        "wheel",
        "e15db23e16cf27d6d1ac8fcc5030cf25ad3a04356a9581862b4e97de739dd3a2",
        938,
        188174,
    ),
    Corpus(
        "zenml",
        "zenml==0.98.0",
        "wheel",
        "801ffbe1821bd48dfc03c9fd5519f5a7d4387d86b3d48d08bd2057dfcde5ad30",
        1433,
        333688,
    ),
    # huge: a million lines in one package
    Corpus(
        "litellm",
        "litellm==1.109.1",
        "wheel",
        "1c8b4dd671fa0cd0850aa751678704ff77e595fb1e6085b2dc3be39ee19bdaaf",
        3021,
        1035119,
    ),
    # held out: applications, and applications that are part of a tool
    Corpus(
        "prefect",
        "prefect==3.9.1",
        "wheel",
        "0c662e26e971b617993eed1f3d02fb8bc3c2dd47bee521b495f6e4dfeb38ae74",
        864,
        206907,
        "held-out",
    ),
    Corpus(
        "apache_airflow_core",
        "apache-airflow-core==3.3.2",
        "wheel",
        "99258922bccec15be4700ff89f3c942b8acd93407e263c287ce863e671bb3c50",
        748,
        143079,
        "held-out",
    ),
    Corpus(
        "skypilot",
        "skypilot==0.14.1",
        "wheel",
        "8201f566a051677713e288231c7a994e9ebb5ea79bea9bc36eeeffb654543d02",
        603,
        258429,
        "held-out",
    ),
    Corpus(
        "arize_phoenix",
        "arize-phoenix==20.26.1",
        "wheel",
        "dd318844cba1d7021d8accaa995b7f3716d559eab4afb549dfb1017dd51bab56",
        669,
        150099,
        "held-out",
    ),
    Corpus(
        "feast",
        "feast==0.67.0",
        "wheel",
        "98667313ae7663f3312174590461e28081112f46d982710867d4b97e0b0f2c66",
        666,
        156117,
        "held-out",
    ),
    Corpus(
        "lnbits",
        "lnbits==1.6.2",
        "wheel",
        "25649a8b40f58e30e19aa9bb3c391a92b26e47cf9f028818fcab10b38a849339",
        170,
        54690,
        "held-out",
    ),
    Corpus(
        "chainlit",
        "chainlit==2.12.0",
        "wheel",
        "17cbd2c408f775a123892984bf9170674b5c81a01f7a8af278912e2786253ffc",
        66,
        16572,
        "held-out",
    ),
    Corpus(
        "agno",
        "agno==3.1.10",
        "wheel",
        "ea1d0d2f8f7e8d0c413c2a1df57b4c784dac2f70ceac1f69b935fd8d2ef68c7e",
        1176,
        495826,
        "held-out",
    ),
    Corpus(
        "mlflow",
        "mlflow==3.18.0",
        "wheel",
        "be7d84ba0d0b12392f5b53260cdb3e6d7b7ef4b80c29da90a89b5a1f6db7102f",
        1315,
        396534,
        "held-out",
    ),
    Corpus(
        "aim",
        "aim==3.29.1",
        "wheel",
        "350e640c3c6bc532e0ad6d5cf6479f82f309a38bf05f84d30947d00a36f94523",
        262,
        28675,
        "held-out",
    ),
    Corpus(
        "gradio",
        "gradio==6.31.0",
        "wheel",
        "7b50b9b6a2d23cd02851ad4c8b1c8312c88d8b911d1f29c93f9761c98348a64a",
        181,
        60430,
        "held-out",
    ),
    Corpus(
        "nicegui",
        "nicegui==3.18.0",
        "wheel",
        "a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd",
        267,
        24257,
        "held-out",
    ),
    Corpus(
        "fastapi_admin",
        "fastapi-admin==1.0.4",
        "wheel",
        "0b00dd2d72bbb5af50847cd4c49261aab999eeba7d8371786b822dce4b97ef0d",
        22,
        1798,
        "held-out",
    ),
    Corpus(
        "dstack",
        "dstack==0.22.5",
        "wheel",
        "e83cd6b7161f379ed173c012cd4d4149d1c395af6abf1dae61a9143f78e3cd04",
        785,
        116120,
        "held-out",
    ),
    Corpus(
        "freqtrade",
        "freqtrade==2026.9",
        "wheel",
        "3cc4432381b83ec35000bff6b76f494fa3ec7d1681c7a45c04667dc063789fac",
        333,
        65529,
        "held-out",
    ),
    Corpus(
        "nomad_lab",
        "nomad-lab==2.0.0",
        "wheel",
        "ae63264bd7714b175bbaca3569319dd98416c75fb95735e6a4b67bc83964a48e",
        274,
        173762,
        "held-out",
    ),
    Corpus(
        "r2r",
        "r2r==3.6.6",
        "wheel",
        "48c9326db0ff23c41affdb846df0c9014827b1316a14bcc87bb43c810b0410f9",
        225,
        62562,
        "held-out",
    ),
    Corpus(
        "lightrag_hku",
        "lightrag-hku==1.5.7",
        "wheel",
        "895b81d94ca447afc6290c0e049d339f6caed46fbf29e4324f6db987046c6fcb",
        193,
        154765,
        "held-out",
    ),
    Corpus(
        "invokeai",
        "invokeai==6.14.2",
        "wheel",
        "7833fe4255d4d7ebe5083ee2170e6c041d91e88c39c27d0b8dfda17ecdf8ebe2",
        901,
        172942,
        "held-out",
    ),
    Corpus(
        "bluesky_httpserver",
        "bluesky-httpserver==0.0.14",
        "wheel",
        "7f6dfdef72794cbde6299f00e60545de05c9f5d51270be5dcc26205eaa740314",
        44,
        12537,
        "held-out",
    ),
    Corpus(
        "google_adk",
        "google-adk==2.13.0",
        "wheel",
        "bec4c4ee0aa3e63a2243c23365c5aef666ea539bc48c78dfbbf004dbddfc5f00",
        815,
        223788,
        "held-out",
    ),
    Corpus(
        "autogenstudio",
        "autogenstudio==0.4.2.2",
        "wheel",
        "2d8393a2afac5a54107160a6186447f68ff0a2b9af26b94ed7efe18940574cdf",
        55,
        6947,
        "held-out",
    ),
    Corpus(
        "ethyca_fides",
        "ethyca-fides==2.78.2",
        "wheel",
        "702e5d6bb753ab6abe0d9ead99470012976b0f5552bee7b2a0a1b4a415728ca1",
        946,
        133679,
        "held-out",
    ),
    Corpus(
        "opal_server",
        "opal-server==0.9.9",
        "wheel",
        "9f9307cc5432fd5a1992177a57a7eeb337e96eb554d6888a2322bb51bf1e8ff8",
        38,
        8072,
        "held-out",
    ),
    Corpus(
        "docling_serve",
        "docling-serve==1.38.2",
        "wheel",
        "f309f1b88f4329f068526cc17f4b0c9f868fba19b64640c90a70ecca9f9ab166",
        26,
        6516,
        "held-out",
    ),
    Corpus(
        "optimade",
        "optimade==1.5.0",
        "wheel",
        "7f197dee08015b24226aa623e72af6534aaaedf19fe11517c4b71ff33696a541",
        114,
        20902,
        "held-out",
    ),
    Corpus(
        "fractal_server",
        "fractal-server==2.25.4",
        "wheel",
        "ca4b48a43dbab5c610d2e3ac96e60f51021ae09d70db9440b62eba8da84afef4",
        309,
        36333,
        "held-out",
        "3.13",
    ),
    Corpus(
        "fief_server",
        "fief-server==0.30.0",
        "wheel",
        "e524a9d690bda115d15b19fe5647293393f7a9e35f4c1e12b5b114ec03231af8",
        260,
        20510,
        "held-out",
        "3.13",
    ),
    Corpus(
        "openhands_ai",
        "openhands-ai==1.11.0",
        "wheel",
        "833de097150d498ffc7e175869df4723aec4a6b3c0be27545ca37089e6452c8f",
        227,
        36610,
        "held-out",
        "3.13",
    ),
    Corpus(
        "basic_memory",
        "basic-memory==0.24.1",
        "wheel",
        "b528fff0a92bc91683e791553f9b10f57f7e3185a1aa15d494f5b8294eaad89e",
        469,
        136139,
        "held-out",
        "3.13",
    ),
    Corpus(
        "magentic_ui",
        "magentic-ui==0.2.2",
        "wheel",
        "627fe04c6b90d32542605ffac268716ceefd3dccfcb5e9f422c112253ba2272e",
        114,
        21431,
        "held-out",
        "3.13",
    ),
)
MERGED = "all"

# Names the one wheel wanted, wherever this runs: wheels tagged "any" match too.
WHEEL_TARGET = [
    "--only-binary=:all:",
    "--implementation=cp",
    "--abi=cp311",
    "--abi=abi3",
    "--abi=none",
    "--platform=manylinux_2_28_x86_64",
]
SDIST_TARGET = ["--no-binary=:all:"]


def download(corpus: Corpus, folder: Path) -> Path:
    """Fetch the corpus's archive into an empty folder and check its digest."""
    target = [*WHEEL_TARGET, f"--python-version={corpus.python}"] if corpus.kind == "wheel" else SDIST_TARGET
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
        f"--dest={folder}",
        *target,
        corpus.requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    archives = sorted(folder.iterdir())
    if done.returncode or len(archives) != 1:
        raise SystemExit(f"{corpus.requirement}: pip download failed\n{done.stderr.strip()}")
    digest = hashlib.sha256(archives[0].read_bytes()).hexdigest()
    if digest != corpus.sha256:
        raise SystemExit(f"{corpus.requirement}: archive digest {digest} is not the pinned one")
    return archives[0]


def python_members(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The archive's *.py files, relative to their import root."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for info in wheel.infolist():
                if info.filename.endswith(".py"):
                    yield PurePosixPath(info.filename), wheel.read(info)
    else:
        with tarfile.open(archive) as sdist:
            for member in sdist:
                if member.isfile() and member.name.endswith(".py"):
                    # drop the sdist's own top folder
                    relative = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                    content = sdist.extractfile(member)
                    assert content is not None
                    yield relative, content.read()


def unpack(archive: Path, destination: Path) -> None:
    for relative, content in python_members(archive):
        if relative.is_absolute() or ".." in relative.parts:
            raise SystemExit(f"{archive.name}: unsafe member {relative}")
        path = destination.joinpath(relative)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def count(tree: Path) -> tuple[int, int, int]:
    """Files, lines and bytes of the *.py files under a folder."""
    files = lines = size = 0
    for path in tree.rglob("*.py"):
        content = path.read_bytes()
        files += 1
        lines += content.count(b"\n")
        size += len(content)
    return files, lines, size


def fetch(corpus: Corpus, folder: Path) -> None:
    tree = folder / corpus.name
    if tree.is_dir() and count(tree)[:2] == (corpus.files, corpus.lines):
        return
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        archives, fresh = Path(scratch, "archive"), Path(scratch, "tree")
        archives.mkdir()
        unpack(download(corpus, archives), fresh)
        found = count(fresh)[:2]
        if found != (corpus.files, corpus.lines):
            raise SystemExit(f"{corpus.name}: {found} files and lines, expected {(corpus.files, corpus.lines)}")
        shutil.rmtree(tree, ignore_errors=True)
        fresh.rename(tree)


def merge(folder: Path) -> None:
    """(Re)make FOLDER/all: all develop corpora under one import root."""
    merged = folder / MERGED
    shutil.rmtree(merged, ignore_errors=True)
    for corpus in CORPORA:
        if corpus.split != "develop":
            continue
        tree = folder / corpus.name
        for source in sorted(tree.rglob("*.py")):
            target = merged / source.relative_to(tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                raise SystemExit(f"{corpus.name}: {target.relative_to(merged)} is in two corpora")
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where the corpora go")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        choices=[c.name for c in CORPORA],
        help="just these (the merged folder is then not made)",
    )
    parser.add_argument("--list", action="store_true", help="print the pins and stop")
    parser.add_argument("--split", choices=("develop", "held-out"), default="develop")
    options = parser.parse_args()

    if options.list:
        for corpus in CORPORA:
            print(
                f"{corpus.name:20}{corpus.requirement:28}{corpus.kind:7}"
                f"{corpus.files:6} files{corpus.lines:9} lines  {corpus.split}"
            )
        return
    if options.folder is None:
        parser.error("a folder is needed")

    options.folder.mkdir(parents=True, exist_ok=True)
    chosen = [c for c in CORPORA if (c.name in options.only if options.only else c.split == options.split)]
    everything = options.only is None and options.split == "develop"
    for corpus in chosen:
        fetch(corpus, options.folder)
    if everything:
        merge(options.folder)

    print(f"{'corpus':20}{'files':>7}{'lines':>10}{'bytes':>12}")
    for name in [c.name for c in chosen] + ([MERGED] if everything else []):
        files, lines, size = count(options.folder / name)
        print(f"{name:20}{files:7}{lines:10}{size:12}")


if __name__ == "__main__":
    main()
