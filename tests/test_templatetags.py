"""Avatars, icons, addresses and links: whatever people typed stays text, and no address of theirs can do harm."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import escape

from crm.models import Account, Contact
from crm.records.drawing import HUES, avatar, initials, mail_link, phone_link, website_link
from crm.templatetags.kith import drawn, page_links


def rendered(source: str, **context: object) -> str:
    return Template("{% load kith %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "name, letters",
    [
        ("Jim Smith", "JS"),
        ("Ludwig van Beethoven", "LB"),
        ("ACME", "A"),
        ("  harbor & vale ", "HV"),
        ("Anne-Marie Dubois", "AD"),
        ("Ångström Mätteknik", "ÅM"),
        ("\u682a\u5f0f\u4f1a\u793e", "\u682a"),
        ("", "?"),
        ("!!! &", "?"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(name: str, letters: str):
    assert initials(name) == letters


def test_people_are_round_and_companies_square():
    one = UUID(int=5)
    assert "avatar-square" not in avatar(Contact(pk=one, name="Jim Smith"))
    assert "avatar-square" in avatar(Account(pk=one, name="Litware"))
    row = SimpleNamespace(pk=one, type_key="crm.contact", name="Jim Smith")
    assert avatar(row) == avatar(Contact(pk=one, name="Jim Smith"))


def test_a_record_keeps_its_hue_and_all_hues_are_used():
    hues = {avatar(Account(pk=UUID(int=number), name="A")).split("hue-")[1].split(" ")[0] for number in range(HUES)}
    assert hues == {str(hue) for hue in range(1, HUES + 1)}


def test_an_avatar_says_nothing_to_screen_readers_and_takes_no_markup_from_a_name():
    drawn_avatar = avatar(Account(pk=UUID(int=1), name="<b> &amp;"), "sm")
    assert 'aria-hidden="true"' in drawn_avatar
    assert "avatar-sm" in drawn_avatar
    assert "<b>" not in drawn_avatar


def test_an_icon_is_read_once_and_hidden_from_screen_readers():
    first = rendered('{% icon "plus" %}')
    assert first.startswith("<svg")
    assert 'class="icon"' in first
    assert 'aria-hidden="true"' in first
    assert drawn("plus", "icon") is drawn("plus", "icon")


def test_a_query_changes_what_is_named_and_keeps_the_rest():
    request = RequestFactory().get("/accounts/?view=mine&q=a%26b&page=3&columns=name&columns=city")
    assert rendered("{% query_with page=4 %}", request=request) == escape(
        "?view=mine&q=a%26b&columns=name&columns=city&page=4"
    )
    assert "page" not in rendered("{% query_with page=None %}", request=request)
    assert request.GET["page"] == "3"


@pytest.mark.parametrize("address", ["https://www.litware.example/a?b=c", "http://litware.example"])
def test_a_web_address_becomes_a_link_that_tells_nothing_about_us(address: str):
    link = website_link(address)
    assert f'href="{address}"' in link
    assert 'rel="noopener noreferrer"' in link


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "ftp://litware.example",
        "litware.example",
        "http://[not-an-address",
        "https://",
        "",
    ],
)
def test_whatever_is_no_web_address_stays_text(address: str):
    assert "<a " not in rendered("{{ address|website_link }}", address=address)


def test_markup_in_an_address_is_escaped():
    link = website_link('https://litware.example/"><script>alert(1)</script>')
    assert "<script>" not in link
    assert link.count('"') == 6


def test_a_mail_link_reaches_one_address_only():
    assert 'href="mailto:jim+crm@litware.example"' in mail_link("jim+crm@litware.example")
    assert "?" not in mail_link("jim?bcc=eve@evil.example").split('"')[3]
    assert "," not in mail_link("jim@a.example,eve@evil.example").split('"')[3]


def test_a_phone_link_holds_digits_only_and_shows_what_was_typed():
    assert phone_link("+1 (617) 555-0147") == '<a class="link" href="tel:+16175550147">+1 (617) 555-0147</a>'


@pytest.mark.parametrize(
    "number, links",
    [
        (1, [1, 2, None, 20]),
        (2, [1, 2, 3, None, 20]),
        (10, [1, None, 9, 10, 11, None, 20]),
        (20, [1, None, 19, 20]),
    ],
)
def test_page_links_show_the_ends_and_the_neighbours(number: int, links: list[int | None]):
    assert page_links(Paginator(range(200), 10).page(number)) == links


def test_a_single_page_links_to_itself_only():
    assert page_links(Paginator(range(3), 10).page(1)) == [1]
