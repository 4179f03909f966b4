"""The hall starts: it declares its record types and hands the framework what it needs."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "Kith"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm import access, declarations
        from crm.actions.history import record_event, record_events
        from crm.actions.roles import write_shipped_levels
        from crm.importing.importers import importers
        from crm.importing.records import RecordImporter
        from crm.lists import ListMemory
        from crm.panels import register_panels
        from crm.records import checks, directory
        from crm.records.folding import register_on_sqlite
        from crm.records.permissions import hall

        def prepare_connection(connection, **kwargs) -> None:
            if connection.vendor == "sqlite":
                register_on_sqlite(connection.connection)
                # A note's directory row goes inside the trigger of its subject's: that is recursion to SQLite.
                connection.connection.execute("PRAGMA recursive_triggers = ON")

        def before_migrate(using, **kwargs) -> None:
            directory.uninstall(using)

        def after_migrate(using, **kwargs) -> None:
            directory.install(using)
            write_shipped_levels(using)

        access.hand_over()
        hall.record_event, hall.record_events, hall.memory = record_event, record_events, ListMemory()
        declarations.declare()
        for record_type in (declarations.ACCOUNT, declarations.CONTACT):
            importers.register(RecordImporter(record_type))
        directory.dependents += [("crm_share", "record_id"), ("crm_reader", "record_id"), ("crm_recent", "record_id")]
        connection_created.connect(prepare_connection, weak=False, dispatch_uid="kith-connection")
        pre_migrate.connect(before_migrate, sender=self, weak=False, dispatch_uid="kith-directory-off")
        post_migrate.connect(after_migrate, sender=self, weak=False, dispatch_uid="kith-directory-on")
        register_panels()
        checks.register_all()
