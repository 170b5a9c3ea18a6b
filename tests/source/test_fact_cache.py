"""The cache of facts: what it gives back, what cannot break it, and how it is kept small."""

import pickle
import sqlite3
import time
from pathlib import Path

import pytest

from fastlint.facts.definitions import ModuleFacts
from fastlint.source import fact_cache
from fastlint.source.cache_folder import CacheFolder
from fastlint.source.extract import extract
from fastlint.source.fact_cache import FactCache, count_of, key_of, packed_facts
from fastlint.source.plain_pickle import digest_of

SOURCE = b"""
import requests


class A:
    def get(self, x=..., y=1j, *z: int) -> {1}:
        return requests.get(f"{x}")
"""


def made(path: str = "/a.py", source: bytes = SOURCE) -> ModuleFacts:
    facts = extract(path, source)
    assert isinstance(facts, ModuleFacts)
    return facts


def keep(cache: FactCache, source: bytes = SOURCE) -> bytes:
    key = key_of(source, is_package=False)
    packed = packed_facts(made(source=source))
    assert packed is not None
    cache.put(key, packed)
    cache.flush()
    return key


def cache_in(folder: Path) -> FactCache:
    return FactCache(CacheFolder(str(folder)))


def database(folder: Path) -> Path:
    [path] = folder.glob("facts-*.sqlite")
    return path


def test_facts_survive_under_the_path_of_whoever_asks(tmp_path: Path) -> None:
    key = keep(cache_in(tmp_path))
    assert cache_in(tmp_path).get(key, "/elsewhere/b.py") == made("/elsewhere/b.py")


def test_functions_in_a_body_are_the_functions_of_the_module(tmp_path: Path) -> None:
    key = keep(cache_in(tmp_path), b"def f(): ...\n")
    facts = cache_in(tmp_path).get(key, "/a.py")
    assert facts is not None
    assert facts.body[0].function is facts.functions[0]  # type: ignore[attr-defined]


def test_another_content_has_no_facts(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    keep(cache)
    assert cache.get(key_of(SOURCE + b"\n", is_package=False), "/a.py") is None
    assert cache.get(key_of(SOURCE, is_package=True), "/a.py") is None


def test_another_fastlint_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keep(cache_in(tmp_path))
    monkeypatch.setattr(fact_cache, "identity", lambda: "another")
    assert cache_in(tmp_path).get(key, "/a.py") is None


def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path) -> None:
    cache = cache_in(tmp_path / "cache")
    assert cache.get(key_of(SOURCE, is_package=False), "/a.py") is None
    cache.flush()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 1000, None])
def test_a_broken_file_is_as_good_as_none_and_is_replaced(tmp_path: Path, damage: bytes | None) -> None:
    key = keep(cache_in(tmp_path))
    path = database(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3] if damage is None else damage)
    assert cache_in(tmp_path).get(key, "/a.py") is None
    keep(cache_in(tmp_path))  # a run may be needed to be rid of the broken file
    keep(cache_in(tmp_path))
    assert cache_in(tmp_path).get(key, "/a.py") == made()


def test_a_broken_entry_is_as_good_as_none(tmp_path: Path) -> None:
    key = keep(cache_in(tmp_path))
    with sqlite3.connect(database(tmp_path)) as connection:
        connection.execute("UPDATE facts SET data = substr(data, 1, 40)")
    assert cache_in(tmp_path).get(key, "/a.py") is None


def test_what_is_no_fact_is_not_made(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> object:
            return (Path.mkdir, (tmp_path / "trap",))

    payload = pickle.dumps(Trap())
    cache = cache_in(tmp_path)
    cache.put(b"key", digest_of(payload) + payload)
    assert cache.get(b"key", "/a.py") is None
    assert not (tmp_path / "trap").exists()


def test_another_process_that_writes_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_cache, "_PATIENCE", 0.1)
    key = keep(cache_in(tmp_path))
    other = sqlite3.connect(database(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    keep(cache_in(tmp_path), b"x = 1\n")
    other.execute("ROLLBACK")
    assert cache_in(tmp_path).get(key_of(b"x = 1\n", is_package=False), "/a.py") is None
    assert cache_in(tmp_path).get(key, "/a.py") == made()


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    key = keep(cache_in(tmp_path / "cache"))
    assert cache_in(tmp_path / "cache").get(key, "/a.py") is None


def test_what_nobody_asks_for_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used, unused = keep(cache_in(tmp_path)), keep(cache_in(tmp_path), b"x = 1\n")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 20 * 86_400)
    cache = cache_in(tmp_path)
    assert cache.get(used, "/a.py") is not None
    cache.flush()
    monkeypatch.setattr(time, "time", lambda: now + 40 * 86_400)
    keep(cache_in(tmp_path), b"y = 2\n")
    assert cache_in(tmp_path).get(used, "/a.py") is not None
    assert cache_in(tmp_path).get(unused, "/a.py") is None


def test_it_stays_below_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_cache, "LARGEST", 100_000)
    for number in range(300):
        keep(cache_in(tmp_path), SOURCE * 5 + b"# %d\n" % number)
    assert database(tmp_path).stat().st_size < 150_000
    assert count_of(CacheFolder(str(tmp_path))) > 10
