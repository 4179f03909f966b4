"""How style sheets and scripts are collected for an installation: one style sheet, modules that name each other by content."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# In this order: the first one fixes the order of the layers.
SHEETS = [
    f"crm/css/{name}.css"
    for name in ("reset", "tokens", "base", "layout", "components", "widgets", "records", "utilities")
]
JOINED = "crm/css/kith.css"
_COMMENT, _INDENT = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s*\n\s*")


class Storage(CompressedManifestStaticFilesStorage):
    """Names files by their contents, so that browsers may keep them for ever, and joins the style sheets into one."""

    support_js_module_import_aggregation = True
    # Of our own modules only: scripts of others have imports in their comments that lead nowhere.
    _js_module_import_aggregation_patterns = (
        "crm/js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and SHEETS[0] in paths:
            self.delete(JOINED)
            self.save(JOINED, ContentFile(joined(self.read(sheet) for sheet in SHEETS)))
            paths = {**paths, JOINED: (self, JOINED)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def read(self, name: str) -> str:
        """Return the text of a collected file."""
        with self.open(name) as file:
            return file.read().decode()


def joined(sheets: Iterator[str]) -> str:
    """Return the style sheets as one, without comments and indents."""
    return "\n".join(_INDENT.sub("\n", _COMMENT.sub("", sheet)).strip() for sheet in sheets)


def style_sheets() -> list[str]:
    """Return the addresses of our style sheets: one where they were joined, each by itself where files are served as they are."""
    collected = getattr(staticfiles_storage, "hashed_files", {})
    return [staticfiles_storage.url(name) for name in ([JOINED] if JOINED in collected else SHEETS)]
