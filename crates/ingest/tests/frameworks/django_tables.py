"""Prints what Django knows of its apps' tables, as JSON, or how it would create them.

Usage: django_tables.py [--ddl] [NAME=VALUE ...] APP [APP ...]

Settings are given as NAME=VALUE. The types are those of the PostgreSQL backend, which is never
connected to.
"""

import json
import sys
import warnings

import stub

warnings.simplefilter("ignore")
stub.install(absent=("MySQLdb", "oracledb", "psycopg", "psycopg_pool", "jinja2", "yaml", "PIL", "bcrypt", "argon2", "ipware", "tblib", "selenium"))

import django  # noqa: E402
from django.conf import settings  # noqa: E402


def configure(arguments):
    options = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    settings.configure(
        INSTALLED_APPS=[argument for argument in arguments if "=" not in argument],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
        DEFAULT_AUTO_FIELD=options.pop("DEFAULT_AUTO_FIELD", "django.db.models.BigAutoField"),
        MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
        SECRET_KEY="none",
        STATIC_URL="static/",
        USE_TZ=True,
        **options,
    )
    django.setup()


configure([one for one in sys.argv[1:] if one != "--ddl"])
ONLY_DJANGO = all("=" in one or one.startswith("django.") for one in sys.argv[1:])

from django.apps import apps  # noqa: E402
from django.db import connection, models  # noqa: E402


def key_of(model, one):
    columns = [model._meta.get_field(name).column for name in one.fields]
    named = lambda part: isinstance(part, models.F) and model._meta.get_field(part.name).column
    parts = columns or [named(part) or "()" for part in one.expressions]
    return {"name": one.name, "parts": parts, "partial": one.condition is not None}


def check_of(model, one):
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    try:
        text = one._get_check_sql(model, editor)
    except Exception as error:
        text = f"? {error}"
    return {"name": one.name, "text": text.replace("%%", "%")}


def describe(model):
    meta = model._meta
    fields = [field for field in meta.local_fields if field.db_type(connection) is not None]
    unique = [
        {"name": None, "parts": [field.column], "partial": False}
        for field in fields
        if field.unique and not field.primary_key
    ]
    unique += [
        {"name": None, "parts": [meta.get_field(name).column for name in names], "partial": False}
        for names in meta.unique_together
    ]
    unique += [key_of(model, one) for one in meta.constraints if isinstance(one, models.UniqueConstraint)]
    checks = []
    for field in fields:
        text = field.db_parameters(connection)["check"]
        if text:
            checks.append({"name": None, "text": text})
    checks += [check_of(model, one) for one in meta.constraints if isinstance(one, models.CheckConstraint)]
    return {
        "elsewhere": model.__module__.startswith("django.") and not ONLY_DJANGO,
        "namespace": None,
        "name": meta.db_table,
        "columns": [
            {
                "name": field.column,
                "type": field.db_type(connection),
                "nullable": field.null,
                "comment": str(field.help_text) or None,
            }
            for field in fields
        ],
        "primary_key": [meta.pk.column],
        "unique": unique,
        "references": [
            {
                "columns": [field.column],
                "parent": field.target_field.model._meta.db_table,
                "parent_columns": [field.target_field.column],
            }
            for field in fields
            if field.remote_field and hasattr(field, "target_field")
        ],
        "checks": checks,
    }


def create(models):
    # What Django would ask a live PostgreSQL 15, and have it quote.
    connection.__dict__["pg_version"] = 150000
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    quote = lambda sql, params: sql % tuple(map(editor.quote_value, params)) if params else sql
    connection.ops.compose_sql = quote
    with editor:
        for model in models:
            editor.create_model(model)
    print("\n".join(editor.collected_sql))


found = {}
for model in apps.get_models(include_auto_created=True):
    if not model._meta.proxy and not model._meta.swapped:
        found.setdefault(model._meta.db_table, model)
if "--ddl" in sys.argv:
    create([model for model in found.values() if not model._meta.auto_created])
else:
    json.dump([describe(model) for model in found.values()], sys.stdout)
