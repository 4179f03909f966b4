"""Verbs: what people do, in one transaction each, with the actor named."""
