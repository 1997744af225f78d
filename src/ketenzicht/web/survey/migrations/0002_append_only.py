"""Blobs, versions and events only grow: the database itself refuses to change or remove them."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("survey_blob", "survey_version", "survey_event")
SAYS = "only grows"

SQLITE = """
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} {says}'); END
"""
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION survey_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% {SAYS}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION survey_only_grows()
"""


def lock(apps: Any, editor: Any) -> None:
    """Create the triggers."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL_FUNCTION, params=None)
        for table in TABLES:
            editor.execute(POSTGRESQL.format(table=table))
        return
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(table=table, act=act, says=SAYS))


class Migration(migrations.Migration):
    """There is no way back: that would unlock them."""

    dependencies = (("survey", "0001_initial"),)
    operations = (migrations.RunPython(lock),)
