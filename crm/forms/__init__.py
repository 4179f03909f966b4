"""Parsing and wording of what people type, where the general form does not fit."""
