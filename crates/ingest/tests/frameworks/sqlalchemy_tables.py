"""Prints what SQLAlchemy knows of a package's tables, as JSON, or how it would create them.

Usage: sqlalchemy_tables.py [--ddl] MODULE:ATTRIBUTE [MODULE ...] [-MODULE ...]

The attribute is a MetaData, or something that has one; the other modules are imported before.
Modules behind a dash say nothing about tables and are not imported even where they exist.
"""

import importlib
import json
import sys
import warnings

import stub

warnings.simplefilter("ignore")
stub.install(instead=[one[1:] for one in sys.argv[1:] if one.startswith("-")])

from sqlalchemy import (  # noqa: E402
    CheckConstraint,
    ForeignKeyConstraint,
    MetaData,
    UniqueConstraint,
    create_mock_engine,
)
from sqlalchemy.dialects import postgresql  # noqa: E402

DIALECT = postgresql.dialect()


def metadata_of(path):
    module, _, attributes = path.partition(":")
    found = importlib.import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    return found if isinstance(found, MetaData) else found.metadata


def text_of(expression):
    compiled = expression.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled).replace("%%", "%")


def type_of(column):
    try:
        return column.type.compile(dialect=DIALECT)
    except Exception as error:
        return f"? {error}"


def key_of(index):
    where = index.dialect_options["postgresql"].get("where")
    return {
        "name": index.name,
        "parts": [
            expression.name if hasattr(expression, "table") else text_of(expression)
            for expression in index.expressions
        ],
        "partial": where is not None,
    }


def describe(table):
    unique = [
        {"name": one.name and str(one.name), "parts": [column.name for column in one.columns], "partial": False}
        for one in table.constraints
        if isinstance(one, UniqueConstraint)
    ]
    applies = lambda index: not (
        index._ddl_if and index._ddl_if.dialect and index._ddl_if.dialect != "postgresql"
    )
    unique += [key_of(index) for index in table.indexes if index.unique and applies(index)]
    return {
        "namespace": table.schema,
        "name": table.name,
        "columns": [
            {
                "name": column.name,
                "type": type_of(column),
                "nullable": column.nullable,
                "comment": column.comment,
            }
            for column in table.columns
        ],
        "primary_key": [column.name for column in table.primary_key.columns],
        "unique": unique,
        "references": [
            {
                "columns": list(one.column_keys),
                "parent": one.elements[0].column.table.fullname,
                "parent_columns": [element.column.name for element in one.elements],
            }
            for one in table.constraints
            if isinstance(one, ForeignKeyConstraint)
        ],
        "checks": [
            {"name": one.name and str(one.name), "text": text_of(one.sqltext)}
            for one in table.constraints
            if isinstance(one, CheckConstraint)
            # SQLAlchemy makes these for other databases only.
            and not (getattr(one, "_type_bound", False) and one._ddl_if is None and one._create_rule
                     and not one._create_rule(_Compiler()))
        ],
    }


class _Compiler:
    dialect = DIALECT


def create(metadata):
    def show(statement, *args, **kwargs):
        print(str(statement.compile(dialect=engine.dialect)).strip() + ";")

    engine = create_mock_engine("postgresql://", show)
    for schema in sorted({table.schema for table in metadata.tables.values()} - {None}):
        print(f'CREATE SCHEMA "{schema}";')
    metadata.create_all(engine, checkfirst=False)


def main(paths):
    roots = [path for path in paths if ":" in path]
    for path in paths:
        if ":" not in path:
            importlib.import_module(path)
    if "--ddl" in sys.argv:
        for root in roots:
            create(metadata_of(root))
        return
    found = {}
    for root in roots:
        for table in metadata_of(root).tables.values():
            found[table.fullname] = table
    json.dump([describe(table) for table in found.values()], sys.stdout)


main([one for one in sys.argv[1:] if not one.startswith("-")])
