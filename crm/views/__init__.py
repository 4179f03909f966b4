"""Requests in, answers out: the pages of the hall that are not general ones."""
