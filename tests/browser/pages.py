"""Every kind of page in every state, for tests that look at all of them: each a name and the steps that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from tests.browser.office import Office
from tests.factories import NoteFactory

Steps = Callable[[Page], object]


def _at(address: str, *steps: Steps) -> Steps:
    def go(page: Page) -> None:
        page.goto(address)
        for step in steps:
            step(page)

    return go


def _press(selector: str) -> Steps:
    return lambda page: page.locator(selector).first.click()


def _type(selector: str, text: str) -> Steps:
    return lambda page: page.locator(selector).first.press_sequentially(text)


def _see(selector: str) -> Steps:
    return lambda page: page.locator(selector).first.wait_for(state="visible")


def _key(key: str) -> Steps:
    return lambda page: page.keyboard.press(key)


def plain_pages(office: Office) -> dict[str, str]:
    """Return the addresses of pages that stand by themselves, by what they show."""
    note = NoteFactory(subject=office.widgets, owner=office.sam, is_private=True)
    account, person = office.widgets.get_absolute_url(), office.sam.get_absolute_url()
    return {
        "home": "/",
        "accounts": "/accounts/",
        "one account": "/accounts/?q=worldwide",
        "no account": "/accounts/?view=inactive",
        "nothing matches": "/accounts/?q=zzzz&country=nowhere",
        "a filter that cannot be read": "/accounts/?owner=nobody",
        "contacts": "/contacts/",
        "users": "/users/",
        "teams": "/teams/",
        "an account": account,
        "a contact": office.jim.get_absolute_url(),
        "a person": person,
        "a team": office.east.get_absolute_url(),
        "editing": f"{account}edit/",
        "a new contact": "/contacts/new/",
        "deleting": f"{account}delete/",
        "assigning": f"{account}assign/",
        "history": f"{account}history/",
        "why": f"{account}why/",
        "sharing": f"{account}share/",
        "a note": f"/notes/{note.pk}/edit/",
        "a new note": f"/notes/on/{office.widgets.pk}/",
        "saving a view": "/views/crm.account/new/?q=widget",
        "search": "/search/",
        "found": "/search/?q=wid",
        "nothing found": "/search/?q=zzzz",
        "profile": "/profile/",
        "sessions": "/sign-in/sessions/",
        "two-step": "/sign-in/two-step/",
        "password": "/sign-in/password/",
        "not there": "/accounts/not-there/",
    }


def _conflict(office: Office) -> Steps:
    def meet(page: Page) -> None:
        page.goto(f"{office.hospital.get_absolute_url()}edit/")
        office.hospital.refresh_from_db()
        office.hospital.city, office.hospital.version = f"{office.hospital.city}!", office.hospital.version + 1
        office.hospital.changed_by = office.maria
        office.hospital.save()
        page.locator("#id_city").fill("York")
        page.locator(".form-actions .btn-primary").click()
        page.locator(".compare").wait_for()

    return meet


def states(office: Office) -> Iterator[tuple[str, Steps]]:
    """Yield what opens or comes up on a page: menus, dialogs, errors, selections, swapped parts."""
    account = office.widgets.get_absolute_url()
    yield "the palette", _at("/", _key("/"), _type("#palette input", "wid"), _see("#palette [role=option]"))
    yield "the palette, nothing found", _at("/", _key("/"), _type("#palette input", "zzz"), _see("#hit-all, .option"))
    yield "the shortcuts", _at("/", _key("?"), _see("#shortcuts"))
    yield "the New menu", _at("/", _press("[popovertarget=menu-new]"), _see("#menu-new"))
    yield "the account menu", _at("/", _press("[popovertarget=menu-account]"), _see("#menu-account"))
    yield "the record menu", _at(account, _press("[popovertarget=menu-record]"), _see("#menu-record"))
    yield "the filter menu", _at("/accounts/", _press("[popovertarget=filter-more]"), _see("#filter-more"))
    yield "the columns menu", _at("/accounts/", _press("[popovertarget=columns-menu]"), _see("#columns-menu"))
    yield "the view menu", _at("/accounts/", _press("[popovertarget=view-menu]"), _see("#view-menu"))
    yield (
        "a dialog",
        _at("/accounts/", _press("[popovertarget=view-menu]"), _press("#view-menu a"), _see("#dialog [name=name]")),
    )
    yield "a selection", _at("/accounts/", _press("tbody [name=ids]"), _see(".bulk-bar"))
    yield (
        "assigning a selection",
        _at("/accounts/", _press("tbody [name=ids]"), _press(".bulk-bar [value=assign]"), _see("[name=owner_text]")),
    )
    yield (
        "deleting a selection",
        _at("/accounts/", _press("tbody [name=ids]"), _press(".bulk-bar [value=delete]"), _see(".btn-danger")),
    )
    yield "chips", _at("/accounts/?country=united&customer_type=customer&columns=city,country")
    yield (
        "a swapped list",
        _at("/accounts/", _type("#id_q", "hospital"), lambda page: page.wait_for_url("**q=hospital**")),
    )
    yield "errors", _at("/contacts/new/", _type("#id_email", "x"), _press(".form-actions .btn-primary"), _see(".error"))
    yield (
        "candidates",
        _at("/contacts/new/", _type("#id_account", "widget"), _key("Escape"), _press(".form-actions .btn-primary")),
    )
    yield "a look-up", _at("/contacts/new/", _type("#id_account", "wid"), _see("#id_account_list [role=option]"))
    yield (
        "look-alikes",
        _at(
            "/contacts/new/",
            _type("#id_last_name", "Smith"),
            _type("#id_email", "jim@widgets.example"),
            _press(".form-actions .btn-primary"),
            _see("[name=insist]"),
        ),
    )
    yield "a conflict", _conflict(office)
