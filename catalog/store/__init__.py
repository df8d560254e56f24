"""A database as it is read: connections of SQLite and SQLAlchemy, and the statements."""
