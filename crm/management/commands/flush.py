"""`manage.py flush`: Django's own, with the directory's triggers down while the tables are emptied in any order."""

from django.core.management.commands import flush

from crm.records import directory


class Command(flush.Command):
    """Empty the database; the triggers refuse to lose a directory row before its record, so they step aside."""

    def handle(self, **options) -> None:
        if options["interactive"]:
            answer = input("This takes away ALL data of Kith for good. Type 'yes' to go on: ")
            if answer != "yes":
                self.stdout.write("Nothing was done.")
                return
        directory.uninstall(options["database"])
        try:
            super().handle(**options | {"interactive": False})
        finally:
            if not directory.is_installed(options["database"]):
                directory.install(options["database"])
