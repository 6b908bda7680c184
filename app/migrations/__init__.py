"""The history of the tables, one Alembic migration for each step."""
