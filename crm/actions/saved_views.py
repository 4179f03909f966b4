"""Saved views of lists, and the one a list opens with."""

from typing import Any

from django.db import transaction

from crm.models import DefaultView, SavedView
from crm.records.actions import save_or_refuse
from crm.records.errors import NotAllowedError
from crm.records.permissions import access_of


@transaction.atomic
def save_view(view: SavedView, *, by: Any) -> SavedView:
    """Save a view of one's own. Raises NotAllowedError for another's, or a team one is not in; ValidationError."""
    if view.owner_id != by.pk or (view.team_id and view.team_id not in access_of(by).team_ids):
        raise NotAllowedError
    view.full_clean()
    save_or_refuse(view)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Any) -> None:
    """Delete a view of one's own, also where it was somebody's default. Raises NotAllowedError."""
    if view.owner_id != by.pk:
        raise NotAllowedError
    DefaultView.objects.filter(type_key=view.type_key, view=str(view.pk)).delete()
    view.delete()


def open_with(type_key: str, view: str, *, by: Any) -> None:
    """Make `view` the one the list opens with for this person; '' takes the choice back."""
    if view:
        DefaultView.objects.update_or_create(user=by, type_key=type_key, defaults={"view": view})
    else:
        DefaultView.objects.filter(user=by, type_key=type_key).delete()
