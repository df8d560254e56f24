"""Folders of TOML and PO files, read and checked, with the places of mistakes."""
