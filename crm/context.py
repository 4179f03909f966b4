"""What every page shows around itself: navigation and the New menu, by rights and without a query of its own per entry."""

from crm.records.permissions import can
from crm.records.registry import record_types


def shell(request) -> dict:
    """Return `navigation` and `creatable` for signed-in people; nothing for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"navigation": navigation(request), "creatable": creatable(user)}


def navigation(request) -> list[dict]:
    """Return the groups of the navigation, each with the types the person may see."""
    groups: dict[str, list[dict]] = {
        "": [{"label": "Home", "url": "/", "icon": "home", "is_current": request.path == "/"}]
    }
    for record_type in record_types.with_pages():
        if can(request.user, "view", record_type.model):
            url = record_type.url()
            item = {"label": record_type.label_plural, "url": url, "icon": record_type.icon}
            item |= {"is_current": request.path.startswith(url), "shortcut": f"g {record_type.slug[0]}"}
            groups.setdefault(record_type.group, []).append(item)
    return [{"title": title, "items": items} for title, items in groups.items()]


def creatable(user) -> list[dict]:
    """Return what the person may make from the header."""
    return [
        {
            "label": record_type.label,
            "url": record_type.url("new"),
            "icon": record_type.icon,
            "shortcut": f"n {record_type.slug[0]}",
            "is_quick": bool(record_type.quick),
        }
        for record_type in record_types.with_pages()
        if record_type.creates and can(user, "create", record_type.model)
    ]
