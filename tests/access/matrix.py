"""The table of access: one row per address, and who may what; the tests compare every answer with it.

A row names the right an address asks for and what it answers whoever has that right. What everybody else gets follows:
strangers are led to sign in, what one cannot see is not there (404), what one sees but may not do is forbidden (403).
"""

from dataclasses import dataclass

STRANGERS = ("anonymous", "deactivated")
# Everybody but `norole` has one role. `own`, `mate` and `manager` share a team, and `own` owns what the table is about;
# the others are in another team. `wide` may everything with everything, by a role of its own.
PEOPLE = (
    "norole",
    "own",
    "mate",
    "manager",
    "other",
    "shared_read",
    "shared_change",
    "readonly",
    "agent",
    "wide",
    "administrator",
)
ACTORS = (*STRANGERS, *PEOPLE)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

EVERYBODY = " ".join(PEOPLE)
WITH_A_ROLE = "own mate manager other shared_read shared_change readonly agent wide administrator"
SEE_IT = "own mate manager shared_read shared_change readonly agent wide administrator"

# Who has which right. A kind is one thing (an account of `own`), or all of its kind (accounts), which lists and new ones ask.
MAY = {
    ("record", "view"): SEE_IT,
    ("record", "connect"): "own mate manager shared_read shared_change agent wide administrator",
    ("record", "change"): "own mate manager shared_change wide administrator",
    ("record", "delete"): "own manager wide administrator",
    ("record", "assign"): "own manager wide administrator",
    ("records", "view"): WITH_A_ROLE,
    ("records", "create"): "own mate manager other shared_read shared_change agent wide administrator",
    ("records", "export"): "own mate manager other shared_read shared_change wide administrator",
    ("user", "view"): EVERYBODY,
    ("user", "delete"): "",
    ("user", "assign"): "",
    ("users", "view"): EVERYBODY,
    ("users", "export"): "own mate manager other shared_read shared_change agent wide administrator",
    ("team", "view"): EVERYBODY,
    ("team", "change"): "wide administrator",
    ("team", "delete"): "wide administrator",
    ("team", "assign"): "wide administrator",
    ("teams", "view"): EVERYBODY,
    ("teams", "create"): "wide administrator",
    ("teams", "export"): "own mate manager other shared_read shared_change agent wide administrator",
    ("note", "view"): SEE_IT,
    ("note", "change"): "own",
    ("note", "delete"): "own administrator",
    ("list", "view"): WITH_A_ROLE,
    ("saved view", "view"): "own",
}
OF_A_TYPE = {"records", "users", "teams"}  # whoever may not even see these is told so: that accounts exist is no secret

Answer = int | str  # a status, or "sign in"


@dataclass(frozen=True)
class Row:
    """What an address asks for (`right`, of which `kind`), and its answers to whoever has it: method to status."""

    right: str
    answers: dict[str, Answer]
    kind: str = ""
    is_one_function: bool = False  # its methods are looked at before the thing is
    is_missing: bool = False  # what everybody sees anyway has no such page
    inside: dict[str, Answer] | None = (
        None  # what a public address answers people who are signed in, where that differs
    )


def public(**answers: int) -> Row:
    return Row("public", answers)


def signed_in(**answers: int) -> Row:
    return Row("signed-in", answers)


def administrator(**answers: int) -> Row:
    return Row("administrator", answers)


def of(kind: str, right: str, **answers: int) -> Row:
    return Row(right, answers, kind)


def hall(kind: str, right: str, **answers: int) -> Row:
    return Row(right, answers, kind, is_one_function=True)


def pages(name: str, one: str, many: str, **different: Row) -> dict[str, Row]:
    """Return the rows of the general pages of a record type; those in `different` stand for the general ones."""
    rows = {
        "list": of(many, "view", GET=200),
        "new": of(many, "create", GET=200, POST=422),
        "bulk": of(many, "view", GET=302, POST=302),
        "export": of(many, "export", GET=200),
        "detail": of(one, "view", GET=200),
        "edit": of(one, "change", GET=200, POST=422),
        "delete": of(one, "delete", GET=200, POST=302),
        "active": of(one, "change", POST=302),
        "assign": of(one, "assign", GET=200, POST=422),
        "history": of(one, "view", GET=200),
        "share": of(one, "view", GET=200, POST=422),
        "why": of(one, "view", GET=200),
    }
    return {f"crm:{name}-{page}": row for page, row in (rows | different).items()}


ROWS: dict[str, Row] = {
    "healthz": public(GET=200),
    "readyz": public(GET=200),
    # The hall
    "crm:home": signed_in(GET=200),
    "crm:start": signed_in(GET=302),
    "crm:search": signed_in(GET=200),
    "crm:palette": signed_in(GET=200),
    "crm:look-up": signed_in(GET=200),
    "crm:profile": signed_in(GET=200, POST=422),
    "crm:preferences": signed_in(GET=302, POST=422),
    "crm:styleguide": administrator(GET=200, POST=200),
    "crm:record": hall("record", "view", GET=302),
    "crm:note-add": hall("record", "connect", GET=200, POST=200),
    "crm:note-edit": hall("note", "change", GET=200, POST=200),
    "crm:note-delete": hall("note", "delete", POST=302),
    "crm:view-new": hall("list", "view", GET=200, POST=200),
    "crm:view-default": hall("list", "view", POST=302),
    "crm:view-edit": hall("saved view", "view", GET=200, POST=200),
    "crm:view-delete": hall("saved view", "view", POST=302),
    # The types
    **pages("account", "record", "records"),
    **pages("contact", "record", "records"),
    **pages(
        "user",
        "user",
        "users",
        new=administrator(GET=200, POST=422),
        bulk=administrator(GET=302, POST=302),
        edit=administrator(GET=200, POST=422),
        active=administrator(GET=302, POST=302),
        share=Row("view", {}, "user", is_missing=True),
        invite=administrator(GET=200, POST=422),
        deactivate=administrator(GET=200, POST=422),
        reactivate=administrator(POST=302),
    ),
    **pages(
        "team",
        "team",
        "teams",
        delete=of("team", "delete", GET=200, POST=409),  # it is in use
        share=Row("view", {}, "team", is_missing=True),
        members=administrator(GET=200, POST=422),
    ),
    "crm:team-member-remove": administrator(POST=302),
}
# The rows of signing in and of the Django admin, which others wrote, stand in tests/access/doors.py.


def expected(row: Row, actor: str, method: str) -> Answer:
    """Return the status that the table gives, or "sign in"."""
    plain = "GET" if method == "HEAD" else method
    answer = row.answers.get(plain, 405)
    if row.right == "public":
        return row.inside.get(plain, 405) if row.inside and actor not in STRANGERS else answer
    if actor in STRANGERS:
        return "sign in"
    if row.is_missing:
        return 404
    if row.right == "administrator" and actor != "administrator":
        return 403
    if row.right in ("administrator", "signed-in"):
        return answer
    if row.is_one_function and answer == 405:
        return 405
    if actor not in MAY[row.kind, "view"].split():
        return 403 if row.kind in OF_A_TYPE else 404
    return answer if actor in MAY[row.kind, row.right].split() else 403
