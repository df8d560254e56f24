"""A database as it is made and changed: schema, migrations, and syncing with sources."""
