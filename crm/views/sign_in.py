"""The few addresses of signing in that differ from allauth's."""

from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from crm.records.registry import record_types
from crm.records.views.rights import right


@right("public")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask on GET; on POST end the session and have the browser forget what it kept of our pages."""
    response = logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@right("public")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Say that nobody signs up here: administrators invite."""
    return render(request, "account/signup_closed.html", status=404)


@right("signed-in")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the page with which the person wants to start."""
    record_type = record_types.get(request.user.start_page)
    return redirect(record_type.url() if record_type and record_type.has_pages else "/")
