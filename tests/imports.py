"""What tests of imports share: a file from a text, the command, and the folder of real files."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KITH_SHARED_DATA") or ROOT.parent / "shared" / "data")

needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of real files is not here (KITH_SHARED_DATA)"
)


def bring_in(kind: str, path: Path, by: str, *options: object) -> str:
    """Call the command as on a command line and return what it printed."""
    said, told = io.StringIO(), io.StringIO()
    words = ["import_records", kind, str(path), "--by", by, *map(str, options)]
    call_command(*words, stdout=said, stderr=told)
    return said.getvalue() + told.getvalue()


def file_of(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
