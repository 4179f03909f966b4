"""Accounts, contacts, notes, shares and readers. An owner is made when none is given; the team stays empty unless given."""

import factory

from crm.choices import ShareLevel
from crm.models import Account, Contact, DirectoryEntry, Note, Reader, Share, Team, User
from crm.records.models import Record
from tests.factories.people import UserFactory


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Account

    name = factory.Sequence(lambda n: f"Account Number{n}")
    owner = factory.SubFactory(UserFactory)


class ContactFactory(factory.django.DjangoModelFactory):
    """A contact; its name is made of both names by the database and read back."""

    class Meta:
        model = Contact

    first_name = "Pat"
    last_name = factory.Sequence(lambda n: f"Number{n}")
    owner = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        contact = super()._create(model_class, *args, **kwargs)
        contact.refresh_from_db()
        return contact


class NoteFactory(factory.django.DjangoModelFactory):
    """A note; `subject=record` or `subject_id=id` says on what (an account of the author's by default)."""

    class Meta:
        model = Note

    name = factory.Sequence(lambda n: f"Note Number{n}")
    text = "What was said."
    owner = factory.SubFactory(UserFactory)
    subject = factory.LazyAttribute(lambda note: AccountFactory(owner=note.owner))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        subject = kwargs.pop("subject", None)
        if isinstance(subject, Record):
            kwargs["subject_id"] = subject.pk
        elif isinstance(subject, DirectoryEntry):
            kwargs["subject"] = subject
        return super()._create(model_class, *args, **kwargs)


def share(record: Record, grantee: User | Team, level: str = ShareLevel.READ, *, by: User | None = None) -> Share:
    """Share the record with a user or a team, by its owner unless another is named."""
    whom = {"user": grantee} if isinstance(grantee, User) else {"team": grantee}
    return Share.objects.create(record_id=record.pk, level=level, shared_by=by or record.owner, **whom)


def named_reader(record: Record, user: User) -> Reader:
    """Name the user as a reader of a restricted record."""
    return Reader.objects.create(record_id=record.pk, user=user)
