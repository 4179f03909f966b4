"""Migrates as Django's command does, and puts the directory's triggers back when a migration fails."""

from django.core.management.commands import migrate

from crm.records import directory


class Command(migrate.Command):
    """`pre_migrate` drops the triggers and `post_migrate` makes them again, which a failed migration never reaches."""

    def handle(self, *args, **options) -> None:
        """Raises what the migration raised, with the triggers back."""
        try:
            super().handle(*args, **options)
        except (Exception, KeyboardInterrupt):
            directory.install(options["database"])
            raise
