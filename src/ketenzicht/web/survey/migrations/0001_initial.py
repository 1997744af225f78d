"""The tables as they begin."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """People and links; blobs, versions and events."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("fingerprint", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.TextField()),
                ("role", models.CharField(max_length=16)),
                ("organisation", models.CharField(blank=True, default="", max_length=200)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("coordinator", "region", "analyst", "reader"))),
                        name="role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__gt", ""), ("role", "region")),
                            models.Q(models.Q(("role", "region"), _negated=True), ("organisation", "")),
                            _connector="OR",
                        ),
                        name="region_has_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("organisation", models.CharField(blank=True, db_index=True, default="", max_length=200)),
                ("what", models.CharField(max_length=32)),
                ("detail", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["what", "number"], name="event_what")]},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("expires", models.DateTimeField()),
                ("used", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("based_on", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("content", models.JSONField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="version_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("concept", "ingediend", "heropend", "opzij"))),
                        name="kind_is_known",
                    ),
                ],
            },
        ),
    )
