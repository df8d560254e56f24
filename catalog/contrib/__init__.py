"""Web frameworks: each module installs the catalogue in one, and needs that framework alone."""
