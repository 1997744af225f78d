"""The application as Django registers it."""

from __future__ import annotations

from django.apps import AppConfig


class SurveyPages(AppConfig):
    """Tables have names that begin with ``survey_``."""

    name = "ketenzicht.web.survey"
    label = "survey"
    default_auto_field = "django.db.models.BigAutoField"
