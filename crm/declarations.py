"""The record types of the hall, each declared once."""

from django.db.models import Q

from crm.actions.contacts import look_alikes
from crm.models import Account, Contact, Note, Team, User
from crm.records.permissions import EVERYTHING, NOTHING
from crm.records.registry import RecordType, Section, record_types
from crm.records.roles import EVERYBODY_CONNECTS, GENERAL

ADDRESS = ("street", "city", "region", "postal_code", "country")
OTHER_ADDRESS = tuple(f"other_{name}" for name in ADDRESS)
DO_NOT = ("do_not_email", "do_not_bulk_email", "do_not_phone", "do_not_fax", "do_not_mail")


def note_rules(access, verb: str) -> Q | None:
    """A note is read with its subject; only its author changes it, and an administrator may delete or reassign it unread."""
    if verb in ("view", "connect", "export"):
        return None
    return ~Q(pk__in=()) if access.is_administrator and verb in ("delete", "assign") else Q(owner=access.user_id)


def people_rules(access, verb: str) -> Q | None:
    """People are changed by administrators only, own themselves, and are never deleted: they leave (crm.actions.users)."""
    if verb == "change":
        return EVERYTHING if access.is_administrator else NOTHING
    return NOTHING if verb in ("delete", "assign") else None


ACCOUNT = RecordType(
    model=Account,
    slug="accounts",
    icon="building-office-2",
    group="Sell",
    order=10,
    columns=("name", "customer_type", "industry", "phone", "owner", "changed_at"),
    more_columns=(
        "account_number",
        "email",
        "website",
        "city",
        "country",
        "parent",
        "primary_contact",
        "team",
        "created_at",
    ),
    filters=("customer_type", "industry", "country", "parent", "owner", "team"),
    sections=(
        Section(
            "Details", ("name", "account_number", "customer_type", "industry", "parent", "primary_contact", "employees")
        ),
        Section("How to reach them", ("email", "phone", "website", "email2", "phone2", "fax")),
        Section("Address", ADDRESS),
        Section("Other address", OTHER_ADDRESS),
        Section("Please do not", DO_NOT),
        Section("More", ("description", "external_id")),
    ),
    facts=("customer_type", "industry", "phone", "website"),
    quick=("name", "customer_type", "email", "phone", "city", "country"),
    detail=("city", "country"),
    search=("name", "account_number", "email", "email2", "website", "city", "external_id"),
    phones=("phone", "phone2", "fax"),
    levels=GENERAL,
    duplicates=look_alikes,
)

CONTACT = RecordType(
    model=Contact,
    slug="contacts",
    icon="users",
    group="Sell",
    order=20,
    columns=("name", "account", "job_title", "email", "phone", "owner", "changed_at"),
    more_columns=("mobile", "department", "city", "country", "reports_to", "birthday", "team", "created_at"),
    filters=("account", "job_title", "country", "owner", "team"),
    sections=(
        Section(
            "Details", ("salutation", "first_name", "last_name", "account", "job_title", "department", "reports_to")
        ),
        Section(
            "How to reach them", ("email", "phone", "mobile", "preferred_contact", "email2", "phone2", "fax", "website")
        ),
        Section("Personal", ("birthday", "gender", "spouse", "assistant", "assistant_phone")),
        Section("Address", ADDRESS),
        Section("Other address", OTHER_ADDRESS),
        Section("Please do not", DO_NOT),
        Section("More", ("description", "external_id")),
    ),
    facts=("account", "job_title", "email", "phone", "mobile"),
    quick=("first_name", "last_name", "account", "job_title", "email", "phone"),
    detail=("job_title", "email"),
    search=("name", "job_title", "email", "email2", "city", "external_id"),
    phones=("phone", "phone2", "mobile", "fax"),
    levels=GENERAL,
    is_person=True,
    duplicates=look_alikes,
)

USER = RecordType(
    model=User,
    slug="users",
    icon="user-circle",
    order=80,
    columns=("name", "job_title", "email", "phone", "team"),
    more_columns=("mobile", "created_at"),
    filters=("team",),
    sections=(Section("Details", ("name", "job_title", "email", "phone", "mobile", "team")),),
    facts=("job_title", "email", "phone", "team"),
    detail=("job_title", "email"),
    search=("name", "email", "username", "job_title"),
    phones=("phone", "mobile"),
    levels=EVERYBODY_CONNECTS,
    permits=people_rules,
    is_person=True,
    deactivates=False,
    seen_by_all=True,
)

TEAM = RecordType(
    model=Team,
    slug="teams",
    icon="user-group",
    order=90,
    columns=("name", "owner", "description"),
    filters=("owner",),
    sections=(Section("Details", ("name", "owner", "description")),),
    facts=("owner",),
    levels=EVERYBODY_CONNECTS,
    seen_by_all=True,
)

NOTE = RecordType(
    model=Note,
    slug="notes",
    icon="document-text",
    search=("name", "text"),
    guard="subject",
    made_with="connect",  # whoever may only read writes nothing
    restricted_by="is_private",
    permits=note_rules,
    has_pages=False,
)


def declare() -> None:
    """Put the hall's types on the one list."""
    for record_type in (ACCOUNT, CONTACT, USER, TEAM, NOTE):
        record_types.register(record_type)
