"""What a verb may refuse, and why. No HTTP here: the pages translate."""

from django.core.exceptions import ValidationError


class KithError(Exception):
    """A verb was refused; the message says why, in words for the person who asked."""


class NotAllowedError(KithError):
    """The person may not do this to this record."""

    def __init__(self, message: str = "You may not do this.") -> None:
        super().__init__(message)


class StaleVersionError(KithError):
    """Somebody else changed the record since it was read; `current` is the record as it is now."""

    def __init__(self, current) -> None:
        super().__init__("Somebody else changed this record in the meantime.")
        self.current = current


class InUseError(KithError):
    """The record cannot be deleted because others refer to it."""


__all__ = ["InUseError", "KithError", "NotAllowedError", "StaleVersionError", "ValidationError"]
