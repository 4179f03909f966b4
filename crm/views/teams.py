"""Who is in a team, changed by administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crm.actions.teams import add_member, remove_member
from crm.forms.people import MemberForm
from crm.models import Team, User
from crm.records.views.rights import right


@right("administrator")
def team_members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the members of a team with what to do about them; a POST adds one."""
    team = get_object_or_404(Team, pk=pk)
    form = MemberForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["user"]
        add_member(team, person, by=request.user)
        messages.success(request, f"{person} is in {team} now.")
        return redirect("crm:team-members", team.pk)
    members = User.objects.filter(memberships__team=team).order_by("name", "pk")
    context = {"team": team, "members": members, "form": form}
    return render(request, "people/members.html", context, status=422 if request.method == "POST" else 200)


@right("administrator")
@require_POST
def team_member_remove(request: HttpRequest, pk: UUID, user_pk: UUID) -> HttpResponse:
    """Take somebody out of a team."""
    team, person = get_object_or_404(Team, pk=pk), get_object_or_404(User, pk=user_pk)
    remove_member(team, person, by=request.user)
    messages.success(request, f"{person} has left {team}.")
    return redirect("crm:team-members", team.pk)
