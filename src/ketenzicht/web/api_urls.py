"""The addresses of the API, without a slash at the end; included under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from ketenzicht.web import api

urlpatterns = [
    path("openapi.json", api.description),
    path("ketens", api.chains),
    path("ketens/<str:chain>", api.chain),
    path("ketens/<str:chain>/beoordelingen", api.assess),
]
