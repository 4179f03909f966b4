"""Record types that live as long as one test, with a table of their own. Needs a test with real transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

from crm.actions.roles import write_shipped_levels
from crm.models import AccessLevel
from crm.records import directory
from crm.records.models import Record
from crm.records.registry import RecordType, record_types


def make_model(name: str, **fields) -> type[Record]:
    """Return a new model of the hall; `forget_model` takes it back."""
    meta = type("Meta", (Record.Meta,), {"app_label": "crm", "abstract": False})
    return type(name, (Record,), {"__module__": "crm.models", "Meta": meta, **fields})


def forget_model(model: type[Record]) -> None:
    """Take a model that was made for a test out of Django's list."""
    del apps.all_models["crm"][model._meta.model_name]
    apps.clear_cache()


@contextmanager
def thrown_away(model: type[Record], **declaration) -> Iterator[type[Record]]:
    """Declare the model, make its table, and take everything back at the end."""
    name = model._meta.model_name
    record_types.register(RecordType(model=model, slug=f"{name}s", icon="cube", **{"has_pages": False} | declaration))
    with connection.schema_editor() as editor:
        editor.create_model(model)
    directory.install()
    write_shipped_levels()
    try:
        yield model
    finally:
        directory.uninstall()
        with connection.schema_editor() as editor:
            editor.delete_model(model)
        record_types.unregister(model._meta.label_lower)
        forget_model(model)
        AccessLevel.objects.filter(type_key=model._meta.label_lower).delete()
        directory.install()
