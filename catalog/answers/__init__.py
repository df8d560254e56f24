"""Answers: immutable, typed values, and how they are made of the rows of a database."""
