"""The door to problem documents (RFC 9457): what a handler of errors answers with."""

from .answers.problem import MEDIA_TYPE, URN, Problem, type_uri

__all__ = ["MEDIA_TYPE", "URN", "Problem", "type_uri"]
