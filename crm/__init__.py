"""The hall of Kith: the project, people, accounts, contacts, and the framework that the rooms build on."""
