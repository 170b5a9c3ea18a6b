"""The cache of the facts of packages: what it gives back, and what cannot break it."""

import os
import pickle
from pathlib import Path

import pytest

from fastlint.facts.definitions import ModuleFacts
from fastlint.source import package_cache
from fastlint.source.cache_folder import FOLDER, CacheFolder
from fastlint.source.extract import extract
from fastlint.source.package_cache import PackageCache
from fastlint.source.plain_pickle import digest_of

SOURCE = b"""
import requests


class A:
    def get(self, x=..., y=1j, *z: int) -> {1}:
        return requests.get(f"{x}")
"""


def facts_of(path: Path) -> ModuleFacts:
    path.write_bytes(SOURCE)
    facts = extract(str(path), SOURCE)
    assert isinstance(facts, ModuleFacts)
    return facts


def stored(folder: Path) -> Path:
    [path] = (folder / ".fastlint_cache" / "packages" / "shop-1.0").iterdir()
    return path


def test_facts_survive(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    facts = facts_of(module)
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    assert cache.get("shop", "1.0", str(module)) is None
    cache.put("shop", "1.0", str(module), facts)
    assert PackageCache(CacheFolder(str(tmp_path / FOLDER))).get("shop", "1.0", str(module)) == facts
    assert cache.get("shop", "1.1", str(module)) is None


def test_the_folder_says_what_it_is(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    PackageCache(CacheFolder(str(tmp_path / FOLDER))).put("shop", "1.0", str(module), facts_of(module))
    top = tmp_path / ".fastlint_cache"
    assert (top / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert (top / ".gitignore").read_text() == "*\n"


def test_another_state_of_the_file_is_another_file(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    cache.put("shop", "1.0", str(module), facts_of(module))
    os.utime(module, (1, 1))
    assert cache.get("shop", "1.0", str(module)) is None


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x80\x05", None])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, damage: bytes | None) -> None:
    module = tmp_path / "module.py"
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    facts = facts_of(module)
    cache.put("shop", "1.0", str(module), facts)
    path = stored(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + whole[len(whole) // 2 + 1 :] if damage is None else damage)
    assert cache.get("shop", "1.0", str(module)) is None
    cache.put("shop", "1.0", str(module), facts)
    assert cache.get("shop", "1.0", str(module)) == facts


def test_what_is_no_fact_is_not_made(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    cache.put("shop", "1.0", str(module), facts_of(module))

    class Trap:
        def __reduce__(self) -> object:
            return (os.mkdir, (str(tmp_path / "trap"),))

    payload = pickle.dumps(Trap())
    stored(tmp_path).write_bytes(package_cache._head(str(module)) + digest_of(payload) + payload)
    assert cache.get("shop", "1.0", str(module)) is None
    assert not (tmp_path / "trap").exists()


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    facts = facts_of(module)
    (tmp_path / ".fastlint_cache").write_text("a file in the way")
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    cache.put("shop", "1.0", str(module), facts)
    assert cache.get("shop", "1.0", str(module)) is None


def test_another_fastlint_makes_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "module.py"
    cache = PackageCache(CacheFolder(str(tmp_path / FOLDER)))
    cache.put("shop", "1.0", str(module), facts_of(module))
    monkeypatch.setattr(package_cache, "identity", lambda: "another")
    assert cache.get("shop", "1.0", str(module)) is None
