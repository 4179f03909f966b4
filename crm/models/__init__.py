"""The tables of the hall."""

from crm.models.access import AccessLevel, Reader, Share
from crm.models.account import Account
from crm.models.contact import Contact
from crm.models.directory import DirectoryEntry
from crm.models.history import Event, EventSubject
from crm.models.importing import ImportedRow, ImportRun
from crm.models.lists import DefaultView, Recent, SavedView
from crm.models.note import Note
from crm.models.user import Membership, Team, User

__all__ = [
    "AccessLevel",
    "Account",
    "Contact",
    "DefaultView",
    "DirectoryEntry",
    "Event",
    "EventSubject",
    "ImportRun",
    "ImportedRow",
    "Membership",
    "Note",
    "Reader",
    "Recent",
    "SavedView",
    "Share",
    "Team",
    "User",
]
