"""What every request goes through: an ended sign-in leads to a whole page, whatever the browser says of itself."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["http://[", "http://[x]/", "//elsewhere.example/", "javascript:alert(1)", "http://testserver:99999/", ""],
)
@pytest.mark.parametrize("encoded", [{}, {"HX-Current-URL-URI-AutoEncoded": "true"}])
def test_a_fragment_without_a_sign_in_leads_to_the_sign_in_page(client: Client, address: str, encoded: dict):
    answer = client.get("/accounts/", headers={"HX-Request": "true", "HX-Current-URL": address} | encoded)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/sign-in/?next=%2F"
