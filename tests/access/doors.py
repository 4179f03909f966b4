"""The rows of the table for addresses that others wrote: allauth's pages of signing in, and the Django admin."""

from tests.access.matrix import Answer, Row, administrator, public, signed_in

SURE = 302  # asks for the password once more, before what decides about signing in


def form(right: str, **different: Answer) -> Row:
    """Return the row of a form that is shown again when what was sent is not right: Django's own take PUT for POST."""
    return Row(right, {"GET": 200, "POST": 200, "PUT": 200} | different)


def always(right: str, answer: Answer, inside: Answer | None = None) -> Row:
    """Return the row of a page that gives one answer to every method, another one perhaps to people who are signed in."""
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    return Row(right, dict.fromkeys(methods, answer), inside=dict.fromkeys(methods, inside) if inside else None)


DOORS = {
    "account_login": Row("public", form("public").answers, inside=always("public", 302).answers),
    "account_logout": Row("public", {"GET": "sign in", "POST": "sign in"}, inside={"GET": 200, "POST": "sign in"}),
    "account_inactive": public(GET=200),
    "account_signup": public(GET=404, POST=404),
    "account_reauthenticate": form("signed-in"),
    "account_change_password": form("signed-in"),
    "account_set_password": always("signed-in", 302),
    "account_reset_password": form("public"),
    "account_reset_password_done": public(GET=200),
    "account_reset_password_from_key": always("public", 200),
    "account_reset_password_from_key_done": public(GET=200),
    "mfa_index": signed_in(GET=200),
    "mfa_authenticate": always("public", "sign in", inside=302),
    "mfa_reauthenticate": always("signed-in", 302),
    "mfa_activate_totp": always("signed-in", SURE),
    "mfa_deactivate_totp": always("signed-in", 404),
    "mfa_view_recovery_codes": signed_in(GET=404),
    "mfa_generate_recovery_codes": always("signed-in", SURE),
    "mfa_download_recovery_codes": always("signed-in", 404),
    "mfa_list_webauthn": signed_in(GET=200),
    "mfa_add_webauthn": always("signed-in", SURE),
    "mfa_reauthenticate_webauthn": always("signed-in", 302),
    "mfa_remove_webauthn": always("signed-in", SURE),
    "mfa_edit_webauthn": always("signed-in", SURE),
    "mfa_login_webauthn": Row(
        "public",
        form("public", GET="sign in", POST="sign in", PUT="sign in").answers,
        inside=always("public", 302).answers,
    ),
    "usersessions_list": form("signed-in", POST=302, PUT=302),
    "socialaccount_login_cancelled": public(GET=200),
    "socialaccount_login_error": signed_in(GET=401),
    "socialaccount_signup": always("public", "sign in"),
    "socialaccount_connections": form("signed-in"),
    "openid_connect_login": always("public", 404),
    "openid_connect_callback": always("public", 404),
    "admin:index": always("administrator", 200),
    "admin:login": Row("public", {"GET": "sign in", "POST": "sign in"}),
    "admin:logout": administrator(GET=302, POST=302),
    "admin:password_change": administrator(GET=302, POST=302),
    "admin:password_change_done": administrator(GET=200),
    "admin:jsi18n": administrator(GET=200),
    "admin:app_list": always("administrator", 200),
    "admin:auth_group_changelist": always("administrator", 200),
    "admin:auth_group_add": always("administrator", 200),
    "admin:auth_group_history": always("administrator", 200),
    "admin:auth_group_delete": always("administrator", 200),
    "admin:auth_group_change": always("administrator", 200),
    "admin:<path:object_id>/": always("administrator", 302),
    "admin:(?P<url>.*)$": always("administrator", 404),
}
