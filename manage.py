#!/usr/bin/env python
"""Kith's commands: `manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command with the settings of this machine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.local")
    if "runserver" not in sys.argv[1:2]:
        # The limit on a statement is for web requests: migrations, imports and checks may take their time.
        os.environ.setdefault("KITH_STATEMENT_TIMEOUT", "0")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
