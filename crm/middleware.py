"""What happens around every request: log line, headers, fragments, and the reader's own time zone and formats."""

from __future__ import annotations

import logging
import re
import time
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django_htmx.middleware import HtmxDetails

from crm import logs

Handler = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("kith.request")


class HtmxRequest(HttpRequest):
    """A request as django-htmx hands it on, for the type checker."""

    htmx: HtmxDetails


_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_FRAGMENT_HEADERS = ("HX-Request", "HX-History-Restore-Request", "HX-Boosted", "HX-Target")
# Passkeys (publickey-credentials-*) are ours alone by default and therefore not named here.
_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


class _Counter:
    """Counts the statements that a request sends to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


class RequestLogMiddleware:
    """Give each request an id and each answer one log line: ids and figures, never contents or query strings."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        current = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token = logs.request_id.set(current)
        began, queries = time.perf_counter(), _Counter()
        try:
            with connection.execute_wrapper(queries):
                response = self.get_response(request)
            response["X-Request-ID"] = current
            figures = self._figures(request, response)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", extra={**figures, "duration_ms": milliseconds, "queries": queries.count})
        finally:
            logs.request_id.reset(token)
        return response

    @staticmethod
    def _figures(request: HttpRequest, response: HttpResponseBase) -> dict[str, object]:
        match = request.resolver_match
        # Who asked is told only where the view looked: asking here would cost a query on every public page.
        session = getattr(request, "session", None)
        return {
            "method": request.method,
            "route": match.route if match else None,
            "status": response.status_code,
            "user": session.get("_auth_user_id") if session is not None and session.accessed else None,
        }


class PermissionsPolicyMiddleware:
    """Switch off the browser's features that Kith never uses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        return response


class NoStoreMiddleware:
    """Forbid browsers and proxies to keep any answer that looked at who is asking."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.session.accessed:
            patch_cache_control(response, no_store=True, private=True)
        return response


class FragmentMiddleware:
    """Keep fragments and pages apart in caches, and lead an ended sign-in out of the fragment to a whole page."""

    def __init__(self, get_response: Callable[[HtmxRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.htmx and self._asks_to_sign_in(request, response):
            response = self._lead_to_sign_in(request)
        patch_vary_headers(response, _FRAGMENT_HEADERS)
        return response

    @staticmethod
    def _asks_to_sign_in(request: HtmxRequest, response: HttpResponseBase) -> bool:
        if response.status_code == 302:
            return urlsplit(response.headers["Location"]).path == resolve_url(settings.LOGIN_URL)
        # A form token that belongs to an ended session is refused before anybody asks who is there.
        return response.status_code == 403 and not request.user.is_authenticated

    @staticmethod
    def _lead_to_sign_in(request: HtmxRequest) -> HttpResponse:
        # Back to the page one was on, not to the address of the fragment.
        try:
            page = request.htmx.current_url_abs_path or "/"
        except ValueError:  # what is no address at all
            page = "/"
        return HttpResponse(
            status=204,
            headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}"},
        )


class PreferencesMiddleware:
    """Show times in the reader's zone, and dates and numbers in the reader's formats."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Set for every request, anonymous ones too, and not undone afterwards: a streamed answer is written later.
        zone, formats = settings.TIME_ZONE, settings.LANGUAGE_CODE
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            zone, formats = request.user.time_zone or zone, request.user.formats or formats
        try:
            timezone.activate(zone)
        except zoneinfo.ZoneInfoNotFoundError:
            timezone.activate(settings.TIME_ZONE)
        translation.activate(formats)
        return self.get_response(request)
