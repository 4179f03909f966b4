"""The directory follows the records, whatever way they are written, and nobody else writes it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crm.models import Account, Contact, DirectoryEntry, Membership, Note, Reader, Recent, Share, Team, User
from crm.records.folding import digits, fold
from crm.records.ids import uuid7
from tests.factories import AccountFactory, ContactFactory, NoteFactory, TeamFactory, UserFactory, named_reader, share

pytestmark = pytest.mark.django_db

FACTORIES = [AccountFactory, ContactFactory, UserFactory, TeamFactory, NoteFactory]
DETAIL = {Account: ("city", "country"), Contact: ("job_title", "email"), User: ("job_title", "email")}
SEARCH = {
    Account: ("name", "account_number", "email", "email2", "website", "city", "external_id"),
    Contact: ("name", "job_title", "email", "email2", "city", "external_id"),
    User: ("name", "email", "username", "job_title"),
    Team: ("name",),
    Note: ("name", "text"),
}
PHONES = {Account: ("phone", "phone2", "fax"), Contact: ("phone", "phone2", "mobile", "fax"), User: ("phone", "mobile")}


def expected(record) -> dict:
    """What the directory should hold of a record, told by itself."""
    model = type(record)
    restricted = isinstance(record, Note) and record.is_private
    found = [fold(getattr(record, name)) for name in SEARCH[model]]
    found += [digits(getattr(record, name)) for name in PHONES.get(model, ())]
    return {
        "id": record.pk,
        "type_key": f"crm.{model.__name__.lower()}",
        "name": record.name,
        "detail": " · ".join(filter(None, (getattr(record, name) for name in DETAIL.get(model, ())))),
        "owner_id": record.owner_id,
        "team_id": record.team_id,
        "guard_id": record.subject_id if isinstance(record, Note) else record.pk,
        "is_active": record.is_active,
        "is_restricted": restricted,
        "sort_name": fold(record.name),
        "search_text": "" if restricted else "\n".join(filter(None, found)),
    }


def assert_true(record) -> None:
    record.refresh_from_db()
    assert DirectoryEntry.objects.filter(pk=record.pk).values().get() == expected(record)


def raw(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_id(value) for value in values])


def _id(value):
    return (
        value.hex if hasattr(value, "hex") and connection.vendor == "sqlite" and not isinstance(value, float) else value
    )


def refused(sql_or_call, *values):
    with pytest.raises(IntegrityError), transaction.atomic():
        sql_or_call() if callable(sql_or_call) else raw(sql_or_call, *values)


@pytest.fixture(params=FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def record(request):
    return request.param()


# Written by any way


def test_a_saved_record_is_in_the_directory(record):
    assert_true(record)


def test_accents_phones_and_empty_fields_are_kept_as_declared():
    owner = UserFactory()
    account = AccountFactory(
        name="Ærø  Straße", city="Łódź", country="Polska", phone="+48 42 (123) 45-67", fax="00 1", owner=owner,
        email="Info@Kith.example", external_id="SAP-7", account_number="K 12",
    )  # fmt: skip
    assert_true(account)
    entry = DirectoryEntry.objects.get(pk=account.pk)
    assert (entry.sort_name, entry.detail) == ("aero strasse", "Łódź · Polska")
    assert entry.search_text == "aero strasse\nk 12\ninfo@kith.example\nlodz\nsap-7\n48421234567\n001"


def test_an_update_by_save_is_followed(record):
    other, team = UserFactory(), TeamFactory()
    record.team, record.is_active, record.external_id = team, False, "x-1"
    if not isinstance(record, User):
        record.owner = other
    if isinstance(record, Contact):
        record.last_name = "Ünlü"
    else:
        record.name = "Ünlü"
    record.save()
    assert_true(record)


def test_a_bulk_update_is_followed(record):
    type(record).objects.filter(pk=record.pk).update(is_active=False, team=TeamFactory())
    assert_true(record)
    field = "last_name" if isinstance(record, Contact) else "name"
    setattr(record, field, "Bulk Ä")
    type(record).objects.bulk_update([record], [field])
    assert_true(record)


def test_bulk_creation_is_followed():
    owner = UserFactory()
    contacts = Contact.objects.bulk_create(Contact(first_name="Ana", last_name=f"Ü{n}", owner=owner) for n in range(20))
    for contact in contacts:
        assert_true(contact)


def test_raw_sql_is_followed():
    account = AccountFactory(name="First", city="Berlin", phone="12 34")
    names = ", ".join(f'"{f.column}"' for f in Account._meta.concrete_fields if f.name != "id")
    made = uuid7()
    raw(f'INSERT INTO crm_account ("id", {names}) SELECT %s, {names} FROM crm_account WHERE id = %s', made, account.pk)
    assert_true(Account.objects.get(pk=made))
    raw("UPDATE crm_account SET name = %s, phone = %s WHERE id = %s", "Sécond", "99", made)
    assert_true(Account.objects.get(pk=made))
    raw("DELETE FROM crm_account WHERE id = %s", made)
    assert not DirectoryEntry.objects.filter(pk=made).exists()
    assert_true(account)


def test_a_note_moved_or_made_private_is_followed():
    note, other = NoteFactory(text="Wörter"), AccountFactory()
    note.is_private, note.subject_id = True, other.pk
    note.save()
    assert_true(note)
    Note.objects.filter(pk=note.pk).update(is_private=False)
    assert_true(note)


def test_a_renamed_contact_has_its_new_whole_name():
    contact = ContactFactory(first_name="Ann", last_name="Lee")
    Contact.objects.filter(pk=contact.pk).update(first_name="")
    assert_true(contact)
    assert DirectoryEntry.objects.get(pk=contact.pk).name == "Lee"


def test_the_directory_is_written_only_where_something_changed():
    account = AccountFactory()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TEMP TABLE written (id text)")
            cursor.execute(
                "CREATE TEMP TRIGGER counting AFTER UPDATE ON main.crm_directoryentry "
                "BEGIN INSERT INTO written VALUES (NEW.id); END"
            )
            place = "SELECT count(*) FROM written"
        else:
            place = "SELECT ctid::text FROM crm_directoryentry WHERE id = '%s'" % account.pk  # noqa: UP031

        def where():
            cursor.execute(place)
            return cursor.fetchone()

        before = where()
        Account.objects.filter(pk=account.pk).update(version=2, changed_at=timezone.now(), description="x")
        assert where() == before
        Account.objects.filter(pk=account.pk).update(city="Rome")
        assert where() != before


# Deleted by any way


DELETIONS = {
    "delete": lambda record: record.delete(),
    "queryset": lambda record: type(record).objects.filter(pk=record.pk).delete(),
    "_raw_delete": lambda record: type(record).objects.filter(pk=record.pk)._raw_delete("default"),
    "raw SQL": lambda record: raw(f"DELETE FROM {record._meta.db_table} WHERE id = %s", record.pk),
}


@pytest.mark.parametrize("way", DELETIONS)
@pytest.mark.parametrize("factory", [AccountFactory, ContactFactory])
def test_what_hangs_on_a_record_goes_with_it(way, factory):
    gone, stays, reader = factory(), factory(), UserFactory()
    gone_note, kept_note = NoteFactory(subject=gone, is_private=True), NoteFactory(subject=stays, is_private=True)
    ids, left = {gone.pk, gone_note.pk}, {stays.pk, kept_note.pk}
    for one in (gone, gone_note, stays, kept_note):
        share(one, reader)
        share(one, TeamFactory())
        named_reader(one, reader)
        Recent.objects.create(user=reader, record_id=one.pk, seen_at=timezone.now())
    DELETIONS[way](gone)
    connection.check_constraints()
    assert not DirectoryEntry.objects.filter(pk__in=ids).exists()
    assert set(DirectoryEntry.objects.filter(pk__in=left).values_list("pk", flat=True)) == left
    assert list(Note.objects.all()) == [kept_note]
    for model, count in ((Share, 4), (Reader, 2), (Recent, 2)):
        assert set(model.objects.values_list("record_id", flat=True)) == left
        assert model.objects.count() == count


def test_a_deleted_note_leaves_its_subject():
    note = NoteFactory()
    share(note, UserFactory())
    subject = note.subject_id
    note.delete()
    assert not Share.objects.exists()
    assert DirectoryEntry.objects.filter(pk=subject).exists()


def test_a_team_takes_its_memberships_and_shares_along():
    team, account = TeamFactory(members=[UserFactory()]), AccountFactory()
    share(account, team)
    team.delete()
    assert not DirectoryEntry.objects.filter(pk=team.pk).exists()
    assert not Share.objects.exists()
    assert not Membership.objects.exists()


# Refused


def test_a_record_keeps_its_id(record):
    refused(lambda: type(record).objects.filter(pk=record.pk).update(id=uuid7()))
    refused(f"UPDATE {record._meta.db_table} SET id = %s WHERE id = %s", uuid7(), record.pk)
    assert_true(record)


WRITES = {
    "name": "someone else",
    "detail": "x",
    "sort_name": "x",
    "search_text": "x",
    "type_key": "crm.other",
    "is_active": False,
    "is_restricted": True,
}


@pytest.mark.parametrize("column", [*WRITES, "owner_id", "team_id", "guard_id", "id"])
def test_nobody_else_changes_the_directory(column, record):
    others = {"owner_id": UserFactory().pk, "team_id": TeamFactory().pk, "guard_id": AccountFactory().pk, "id": uuid7()}
    value = WRITES.get(column, others.get(column))
    refused(lambda: DirectoryEntry.objects.filter(pk=record.pk).update(**{column: value}))
    refused(f"UPDATE crm_directoryentry SET {column} = %s WHERE id = %s", value, record.pk)
    assert_true(record)


def test_nobody_else_writes_or_deletes_a_row_of_the_directory(record):
    refused(lambda: DirectoryEntry.objects.get(pk=record.pk).delete())
    refused(lambda: DirectoryEntry.objects.filter(pk=record.pk)._raw_delete("default"))
    refused("DELETE FROM crm_directoryentry WHERE id = %s", record.pk)
    values = DirectoryEntry.objects.filter(pk=record.pk).values().get()
    for key in ("crm.account", "crm.note", "crm.unknown"):
        forged = values | {"id": uuid7(), "type_key": key}
        refused(lambda row=forged: DirectoryEntry.objects.create(**row))
    assert_true(record)


def test_a_guard_has_no_guard():
    note = NoteFactory()
    refused(lambda: NoteFactory(subject_id=note.pk, subject=None))
    own = uuid7()
    refused(lambda: NoteFactory(id=own, subject_id=own, subject=None))
    other = NoteFactory()
    refused(lambda: Note.objects.filter(pk=other.pk).update(subject_id=note.pk))
    refused(lambda: Note.objects.filter(pk=other.pk).update(subject_id=other.pk))
    assert_true(other)


def test_an_id_is_given_to_one_record_of_one_type():
    account = AccountFactory()
    refused(lambda: ContactFactory(id=account.pk))


def test_a_replaced_row_is_a_deleted_one():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    account = AccountFactory()
    note = NoteFactory(subject=account)
    names = ", ".join(f'"{f.column}"' for f in Account._meta.concrete_fields)
    raw(f"REPLACE INTO crm_account ({names}) SELECT {names} FROM crm_account WHERE id = %s", account.pk)
    assert_true(account)
    assert not DirectoryEntry.objects.filter(pk=note.pk).exists()
