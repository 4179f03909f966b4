"""Every address declares its right. One without a declaration fails the build."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponseNotAllowed

from crm.records.errors import NotAllowedError

RIGHTS = {
    "public": "anybody, signed in or not",
    "signed-in": "everybody who is signed in; the page asks for each record by itself",
    "administrator": "administrators only",
    "view": "whoever may see the record or the type",
    "create": "whoever may make records of the type",
    "change": "whoever may change the record",
    "delete": "whoever may delete the record",
    "assign": "whoever may give the record to somebody else",
    "export": "whoever may export records of the type",
    "connect": "whoever may connect the record",
}
METHODS = ("GET", "HEAD", "POST")  # what a form and a link can send; a view may narrow it


def right(name: str) -> Callable[[Callable], Callable]:
    """Declare the right of a function view; `public` and `administrator` are also enforced here.

    The record's own rights are asked where the record is loaded; a verb that refuses is answered with 403, and a method that
    no form sends with 405. Raises ValueError for a right that does not exist.
    """
    if name not in RIGHTS:
        raise ValueError(f"There is no right {name!r}; there are {', '.join(RIGHTS)}.")

    def declare(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if name == "administrator" and not request.user.is_superuser:
                raise PermissionDenied
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            try:
                return view(request, *args, **kwargs)
            except ObjectDoesNotExist as gone:  # somebody else deleted it after it was found
                raise Http404 from gone
            except NotAllowedError as refused:
                raise PermissionDenied(str(refused)) from refused

        guarded.right = name  # type: ignore[attr-defined]
        return login_not_required(guarded) if name == "public" else guarded

    return declare
