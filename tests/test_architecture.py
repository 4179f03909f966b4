"""The shape of the code: who may import whom, how long a file may get, and words that do not land."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("crm", "connections", "sales", "service", "tests")
SKIPPED = {".git", ".venv", "data", "staticfiles", "__pycache__"}

LINES_OF_A_FILE, WALL = 300, 500
LINES_OF_A_FUNCTION, LINES_OF_A_TEST = 40, 60
# Files that may grow to the wall, each with its reason.
LONG_FILES: dict[str, str] = {
    "tests/records/test_pages.py": "the general pages, one after the other, with one office of people and records",
    "tests/browser/test_javascript.py": "one test per behaviour of the scripts, all with the same people and records",
}


def files(*endings: str) -> list[Path]:
    found = []
    for folder, names, here in os.walk(ROOT):
        names[:] = [name for name in names if name not in SKIPPED and not name.endswith("_cache")]
        found += [Path(folder, name) for name in here if name.endswith(endings)]
    return sorted(found)


def modules() -> list[Path]:
    ours = [path for path in files(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]
    return [path for path in ours if "migrations" not in path.parts]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_longer_than_it_may_be():
    too_long = {}
    for path in [*files(".py", ".js", ".css", ".html"), ROOT / "dev"]:
        limit = WALL if shown(path) in LONG_FILES or path.suffix == ".css" else LINES_OF_A_FILE
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > limit and "migrations" not in path.parts:
            too_long[shown(path)] = length
    assert too_long == {}


def test_no_function_is_longer_than_it_may_be():
    too_long = {}
    for path in [*modules(), ROOT / "dev"]:
        limit = LINES_OF_A_TEST if shown(path).startswith("tests/") else LINES_OF_A_FUNCTION
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > limit:
                too_long[f"{shown(path)}:{function.lineno} {function.name}"] = length
    assert too_long == {}


def test_a_module_opens_with_one_line_that_says_what_it_is_for():
    without = []
    for path in modules():
        first, _, rest = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")
        is_empty = not path.read_text(encoding="utf-8").strip()
        if not is_empty and (not first.endswith((".", ":", "?")) or (rest and not rest.startswith("\n"))):
            without.append(shown(path))
    assert without == []


def test_imports_inside_functions_stand_only_in_ready():
    found = []
    for path in modules():
        if shown(path).startswith("tests/"):
            continue
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            if inner and not (path.name == "apps.py" and function.name == "ready"):
                found.append(f"{shown(path)}:{inner[0].lineno}")
    assert found == []


def test_no_module_is_named_after_nothing():
    nothing = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base_utils"}
    assert [shown(path) for path in modules() if path.stem in nothing or path.parent.name in nothing] == []


def test_lock_files_name_no_address():
    for path in files(".lock"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, shown(path)
        assert "--hash=sha256:" in text, shown(path)


def test_notes_to_ourselves_do_not_land():
    note = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    texts = [*files(".py", ".html", ".js", ".css", ".md", ".toml", ".yaml"), ROOT / "dev"]
    assert [shown(path) for path in texts if note.search(path.read_text(encoding="utf-8"))] == []


FORBIDDEN_IN_TEMPLATES = {
    "style attribute": r"\sstyle\s*=",
    "inline style sheet": r"<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)",
    "event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "htmx evaluation": r"\b(hx-on|hx-vars)\b|hx-vals\s*=\s*[\"']js:",
    "address elsewhere": r"(?:src|srcset)\s*=\s*[\"'](?:https?:)?//",
    "escaping switched off": r"\|\s*safe\b|\{%\s*autoescape\s+off",
}


@pytest.mark.parametrize("what", FORBIDDEN_IN_TEMPLATES)
def test_templates_keep_to_the_strict_policy(what: str):
    pattern = re.compile(FORBIDDEN_IN_TEMPLATES[what], re.IGNORECASE)
    # A mail has no policy to keep to and no style sheet to link.
    pages = [path for path in files(".html") if "email" not in path.parts]
    assert [shown(path) for path in pages if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_our_scripts_evaluate_nothing():
    evil = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|insertAdjacentHTML|document\.write")
    ours = [path for path in files(".js") if "static" in path.parts]
    assert [shown(path) for path in ours if evil.search(path.read_text(encoding="utf-8"))] == []


def test_no_query_is_glued_together_from_a_request():
    evil = re.compile(
        r"request\.(GET|POST)[^\n]*\.(filter|order_by|exclude)\(|\.(filter|exclude)\(\*\*\w*request|\.extra\("
    )
    assert [
        shown(path) for path in modules() if path.parts[-2] != "tests" and evil.search(path.read_text("utf-8"))
    ] == []
