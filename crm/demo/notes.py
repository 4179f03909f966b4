"""What the people of the demo company wrote down, what they shared, and what changed since."""

from typing import Any, NamedTuple


class Written(NamedTuple):
    """A note: on which record, by whom, and for whom besides the author when it is private."""

    subject: str
    author: str
    title: str
    text: str
    is_private: bool = False
    readers: tuple[str, ...] = ()


class Shared(NamedTuple):
    """One record shared with a person or a team."""

    record: str
    by: str
    grantee: str
    level: str
    reason: str


class Changed(NamedTuple):
    """Something that was changed after the record was made."""

    record: str
    by: str
    changes: dict[str, Any]


NOTES = (
    Written("worldwide", "sam", "Renewal in spring", "They renew in March, after the budget round. Derek prepares, "
            "Susan signs, and Jim has to be for it."),
    Written("worldwide", "omar", "Press 4", "The bearing of press 4 was replaced in September. Next look in six months."),
    Written("jim", "sam", "How to reach him", "Call before nine. He answers e-mail on the plane home only."),
    Written("jim", "sam", "Between us", "We were stranded in Denver together. Ask about the goldfish.", True),
    Written("jim", "maria", "Careful with discounts", "He told me what Amalgamated pays. Never name a figure first.",
            True, ("sam",)),
    Written("bob", "sam", "Room-mates", "Bob and Jim shared a room at West State University and still fish together."),
    Written("bob", "lena", "Met at the fair", "Met him at the spring fair; he knows the Hoffmann family.", True),
    Written("amalgamated", "sam", "Three presses", "Three presses must go before the year ends. Bob writes the "
            "specification; Gloria asks for leasing."),
    Written("amalgamated", "maria", "Price", "Not below list without me.", True),
    Written("cpa", "maria", "Leasing", "Margaret reviews the lease of the presses until it is signed."),
    Written("granite", "sam", "Buying", "Wants a third maker of parts. Tinley Gear is too dear for them."),
    Written("tinley", "sam", "For sale", "Meridian asks for 14 million. Two buyers have visited."),
    Written("schrauben", "lena", "Zeichnungen", "Jede Zeichnung als PDF und auf Papier. Sonst kommt sie zurück."),
    Written("mueller", "lena", "Privat", "Sammelt Modelleisenbahnen, Spur N.", True),
    Written("lumiere", "lena", "Visite", "Visite de l’atelier prévue après les vacances. Hélène prépare la liste."),
    Written("yamato", "lena", "訪問", "来年一月に東京を訪問する。"),
    Written("nile", "lena", "Customs", "Papers must say the country of origin in Arabic as well."),
    Written("harrow", "omar", "Access", "Only with an appointment; ask for Dr. Delgado at the gate."),
    Written("pennine", "omar", "Terms", "Thirty days. Ted calls when a part is late; he never writes."),
    Written("ellsworth", "sam", "Letters", "Does not read e-mail at all. Write on paper, by hand if you can."),
)  # fmt: skip

SHARES = (
    Shared("schrauben", "lena", "sam", "read", "Worldwide Widgets buys from them."),
    Shared("mueller", "lena", "sam", "read", "Worldwide Widgets buys from them."),
    Shared("worldwide-ca", "sam", "lena", "change", "Lena speaks French."),
    Shared("tremblay", "sam", "lena", "change", "Lena speaks French."),
    Shared("bob", "sam", "lena", "read", "They met at the fair."),
    Shared("ironwood", "sam", "Service", "read", "Two machines under guarantee."),
    Shared("pennine", "omar", "Sales East", "read", "They visit our customers."),
)

CHANGES = (
    Changed("priya", "sam", {"job_title": "Head of Regional Sales"}),
    Changed("bluebird", "sam", {"employees": 455, "customer_type": "partner"}),
    Changed("cafe", "lena", {"customer_type": "customer"}),
    Changed("begum", "maria", {"phone": "+44 20 7946 0220"}),
)
LEFT = (("oldmill", "sam"), ("quinn", "sam"), ("brno", "lena"))
HANDED_OVER = (("outback", "maria", "sam"), ("mackenzie", "maria", "sam"))
