"""PO and MO files as values."""
