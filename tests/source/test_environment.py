"""Finding the environment of a project, by its layout."""

import os
import sys
from pathlib import Path

import pytest

from fastlint.source.environment import find_environment
from fastlint.values import SettingsError


def environment_at(folder: Path, *packages: str, python: str = "python3.12") -> Path:
    """A folder that looks like an environment, and its site-packages."""
    site = folder / "lib" / python / "site-packages"
    for package in packages:
        (site / package).mkdir(parents=True)
        (site / package / "__init__.py").write_text("")
    site.mkdir(parents=True, exist_ok=True)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    return site


posix = pytest.mark.skipif(sys.platform == "win32", reason="the layout of POSIX")


def distribution(site: Path, name: str, version: str, *paths: str) -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in paths))


@posix
def test_beside_the_code(tmp_path: Path) -> None:
    site = environment_at(tmp_path / ".venv")
    found = find_environment(None, None, [str(tmp_path)])
    assert found is not None and found.folders == (str(site.resolve()),)


@posix
def test_what_is_named_goes_before_what_is_active_before_what_lies_beside(tmp_path: Path) -> None:
    sites = {name: str(environment_at(tmp_path / name).resolve()) for name in (".venv", "active", "named")}
    tops = [str(tmp_path)]
    for python in ("named", "named/bin/python"):
        found = find_environment(str(tmp_path / python), str(tmp_path / "active"), tops)
        assert found is not None and found.folders == (sites["named"],)
    found = find_environment(None, str(tmp_path / "active"), tops)
    assert found is not None and found.folders == (sites["active"],)
    found = find_environment(None, str(tmp_path / "gone"), tops)
    assert found is not None and found.folders == (sites[".venv"],)


def test_a_folder_called_venv_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    assert find_environment(None, None, [str(tmp_path)]) is None


def test_what_is_named_must_be_there(tmp_path: Path) -> None:
    for python in (str(tmp_path), str(tmp_path / "bin" / "python"), "no-such-python"):
        with pytest.raises(SettingsError, match="no environment with packages"):
            find_environment(python, None, [])


def test_an_interpreter_outside_of_an_environment_is_asked(tmp_path: Path) -> None:
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not base.exists():
        pytest.skip("the interpreter's base is not laid out like this")
    found = find_environment(str(base), None, [])
    assert found is not None and all("-packages" in folder for folder in found.folders)


@posix
def test_links_are_followed_and_code_is_not_run(tmp_path: Path) -> None:
    site = environment_at(tmp_path / ".venv")
    (tmp_path / "elsewhere").mkdir()
    trap = tmp_path / "trap"
    (site / "a.pth").write_text(f"# comment\n{tmp_path / 'elsewhere'}\n{tmp_path / 'gone'}\n")
    (site / "b.pth").write_text(f"import pathlib; pathlib.Path({str(trap)!r}).touch()\n")
    found = find_environment(None, None, [str(tmp_path)])
    assert found is not None and found.folders == (str(site.resolve()), str(tmp_path / "elsewhere"))
    assert not trap.exists()


@posix
def test_versions(tmp_path: Path) -> None:
    site = environment_at(tmp_path / ".venv", "shop", "yaml")
    distribution(site, "Shop", "1.2.3", "shop/__init__.py")
    distribution(site, "PyYAML", "6.0", "yaml/__init__.py", "_yaml/__init__.py")
    found = find_environment(None, None, [str(tmp_path)])
    assert found is not None
    assert found.version("shop") == "1.2.3"
    assert found.version("yaml") == "6.0"
    assert found.version("nothing") is None
    os.remove(site / "PyYAML-6.0.dist-info" / "RECORD")
    assert found.version("yaml") is None
