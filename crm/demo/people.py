"""Who works at Harbour Light: six people who sign in, and their teams. The first team of a person is the primary one."""

from typing import NamedTuple

DOMAIN = "harbour-light.example"


class Person(NamedTuple):
    """Somebody who signs in."""

    username: str
    name: str
    job_title: str
    role: str
    teams: tuple[str, ...]
    phone: str
    mobile: str
    time_zone: str


class Group(NamedTuple):
    """A team and its leader."""

    name: str
    leader: str
    description: str


PEOPLE = (
    Person("admin", "Ada Whitfield", "Head of IT", "Administrator", (), "+44 20 7946 0100", "", "Europe/London"),
    Person("maria", "Maria Santos", "Sales Manager", "Sales manager", ("Sales East", "Sales West"),
           "+44 20 7946 0110", "+44 7700 900110", "Europe/London"),
    Person("sam", "Sam Carter", "Sales Representative", "Salesperson", ("Sales East",),
           "+44 20 7946 0111", "+44 7700 900111", "Europe/London"),
    Person("lena", "Lena Vogel", "Sales Representative", "Salesperson", ("Sales West",),
           "+49 30 23125 112", "+44 7700 900112", "Europe/Berlin"),
    Person("omar", "Omar Haddad", "Service Engineer", "Service agent", ("Service",),
           "+44 20 7946 0120", "+44 7700 900120", "Europe/London"),
    Person("rita", "Rita Nováková", "Controller", "Read-only", (), "+44 20 7946 0130", "", "Europe/Prague"),
)  # fmt: skip

TEAMS = (
    Group("Sales East", "maria", "Customers in North America, and the investors."),
    Group("Sales West", "maria", "Customers in Europe, Asia and the Middle East."),
    Group("Service", "omar", "Everything after the sale."),
)
