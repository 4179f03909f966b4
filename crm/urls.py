"""Where addresses begin."""

from django.urls import path

urlpatterns = []
