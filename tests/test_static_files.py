"""Collecting for an installation: one style sheet in the right order, modules named by content, and little weight."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from crm import static_files


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "crm.static_files.Storage"},
    }
    ours = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=folder, STORAGES=storages, STATICFILES_FINDERS=ours):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def one(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def test_the_style_sheets_are_one_file_with_the_order_of_the_layers_first(collected: Path):
    text = one(collected, "crm/css/kith.????????????.css").read_text()
    assert text.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert "/*" not in text
    assert text.index("--accent-hue") < text.index(".shell") < text.index(".btn") < text.index(".visually-hidden:not")


def test_a_page_asks_for_one_style_sheet_where_files_are_collected(collected: Path):
    assert re.findall(r'href="([^"]+)"', render_to_string("components/_styles.html")) == [
        f"/static/crm/css/{one(collected, 'crm/css/kith.????????????.css').name}"
    ]


def test_modules_name_each_other_by_content(collected: Path):
    for path in collected.glob("crm/js/*.????????????.js"):
        for name in re.findall(r'^import .*"\./(.+)";$', path.read_text(), re.MULTILINE):
            assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{path.name} imports {name}"
            assert (path.parent / name).exists()


def test_our_style_sheet_weighs_less_than_15_kilobytes(collected: Path):
    assert len(gzip.compress(one(collected, "crm/css/kith.????????????.css").read_bytes())) < 15_000


def test_every_style_sheet_of_ours_is_named(settings: Any):
    on_disk = {f"crm/css/{path.name}" for path in (settings.ROOT / "static" / "crm" / "css").glob("*.css")}
    assert on_disk - {"crm/css/styleguide.css"} == set(static_files.SHEETS)
