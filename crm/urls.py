"""Where addresses begin."""

from allauth.account import views as account
from allauth.mfa import urls as two_step
from allauth.socialaccount import urls as services
from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from allauth.usersessions import urls as sessions
from django.urls import include, path, re_path

from crm.admin import administration
from crm.health import healthz, readyz
from crm.records.pages import add_page
from crm.records.registry import record_types
from crm.records.urls import record_urls
from crm.views import home, notes, people, profile, saved_views, search, sign_in, styleguide, teams
from crm.views.access import ShareView, WhyView
from crm.views.history import HistoryView

app_name = "crm"

# Signing in is allauth's; the addresses are ours, and whatever is not named here is not there (signing up, for one).
doors = [
    path("", account.login, name="account_login"),
    path("out/", sign_in.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("sign-up/", sign_in.sign_up, name="account_signup"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("forgotten/", account.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("forgotten/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("two-step/", include(two_step)),
    path("sessions/", include(sessions)),
    path("services/", include(services)),
    path("services/", include(openid_connect)),
]

# What administrators do with people differs from the general pages, and stands before them.
people_pages = [
    path("profile/", profile.profile, name="profile"),
    path("profile/preferences/", profile.preferences, name="preferences"),
    path("start/", sign_in.start, name="start"),
    path("users/new/", people.user_new, name="user-new"),
    path("users/<uuid:pk>/edit/", people.user_edit, name="user-edit"),
    path("users/bulk/", people.user_bulk, name="user-bulk"),
    path("users/<uuid:pk>/active/", people.user_active, name="user-active"),
    path("users/<uuid:pk>/invite/", people.user_invite, name="user-invite"),
    path("users/<uuid:pk>/deactivate/", people.user_deactivate, name="user-deactivate"),
    path("users/<uuid:pk>/reactivate/", people.user_reactivate, name="user-reactivate"),
    path("teams/<uuid:pk>/members/", teams.team_members, name="team-members"),
    path("teams/<uuid:pk>/members/<uuid:user_pk>/remove/", teams.team_member_remove, name="team-member-remove"),
]

for name, view in (("history", HistoryView), ("share", ShareView), ("why", WhyView)):
    add_page(name, view)

hall = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/palette/", search.palette, name="palette"),
    path("look-up/", search.look_up, name="look-up"),
    path("views/<str:key>/new/", saved_views.new, name="view-new"),
    path("views/<str:key>/default/", saved_views.default, name="view-default"),
    path("views/<uuid:pk>/edit/", saved_views.edit, name="view-edit"),
    path("views/<uuid:pk>/delete/", saved_views.delete, name="view-delete"),
    path("notes/on/<uuid:subject>/", notes.add, name="note-add"),
    path("notes/<uuid:pk>/edit/", notes.edit, name="note-edit"),
    path("notes/<uuid:pk>/delete/", notes.delete, name="note-delete"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("<uuid:pk>/", search.record, name="record"),
    *people_pages,
    *[address for record_type in record_types.with_pages() for address in record_urls(record_type)],
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", administration.urls),
    path("sign-in/", include(doors)),
    path("", include((hall, "crm"))),
]
