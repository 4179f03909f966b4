"""The shipped roles, and the levels a type gives them: one letter per verb, in the order of VERBS.

A = all records, T = my team's, O = my own, - = none. The verbs are view, connect, change, delete, assign, export.
"""

from crm.records.permissions import VERBS, Level

LETTERS = {"-": Level.NONE, "O": Level.OWN, "T": Level.TEAM, "A": Level.ALL}
ADMINISTRATOR = "Administrator"
ROLES = ("Salesperson", "Sales manager", "Service agent", "Service manager", "Marketing", "Read-only", ADMINISTRATOR)

# What most types want; a declaration starts from this and changes what differs.
GENERAL = {
    "Salesperson": "TTTOOT",
    "Sales manager": "TTTTTT",
    "Service agent": "AAO---",
    "Service manager": "AATOTT",
    "Marketing": "AAO--A",
    "Read-only": "A-----",
    ADMINISTRATOR: "AAAAAA",
}
# People and teams: seen by all, connected by all who work, changed by administrators.
EVERYBODY_CONNECTS = dict.fromkeys(ROLES, "AA---A") | {"Read-only": "A-----", ADMINISTRATOR: "AAAAAA"}


def levels(code: str) -> dict[str, Level]:
    """Return verb to level for a code such as `TTTOOT`. Raises KeyError or ValueError for a wrong one."""
    return {verb: LETTERS[letter] for verb, letter in zip(VERBS, code, strict=True)}
