"""What a person typed -> the readings that it allows as a whole, best first.

Everything here is arithmetic on numbers and the look of a text; nothing is looked up. A number
comes as the code that a facility carries in it (see ``windows``), as it stands or, below zero, as
the errno whose sign was turned; then as the other number of the same 32 bits, then as the NTSTATUS
that an HRESULT was made from. A name comes as it
stands, then with the prefixes of the systems. Digits may be a name as well, such as an SQLSTATE:
before the number where they begin with 0, as hardly any number does, else after it. Codes among
other words are for ``evidence``.
"""

from __future__ import annotations

from ..errors import InvalidCode
from ..marking import gettext_lazy as _
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..marking import InterfaceMessage
    from .platforms import Traits

_LONGEST = 10_000
_LONGEST_SHOWN = 40
_TOO_LARGE = _("{value} is a number of more than 64 bits; no code is as large")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_MINUS_SIGNS = {0x2212: "-", 0x2010: "-", 0x2011: "-", 0x2013: "-"}
# the rank of what is read as a name where it may be a number
_AFTER_NUMBERS = 8
# no platform has as many errors, and Winsock's begin here
_LAST_ERRNO = 9_999


class Reading(Record):
    """One way to read a text: as a number or as a name.

    It is a name, a symbol or an alias, where there is a ``name``, else the ``value``; ``system``
    is the only one that it can be of, or empty. Readings of equal ``rank`` are equally likely.
    """

    __slots__ = ("rank", "value", "name", "reason", "system")

    rank: int
    value: int
    name: str
    reason: InterfaceMessage
    system: str


def plain(code: object) -> int | str:
    """Return the code as exactly an int or a str; raises InvalidCode for any other type."""
    if isinstance(code, bool) or not isinstance(code, int | str):
        problem = _(
            "{value} is of type {type}; a code is an int or a str", type=type(code).__name__
        )
        raise InvalidCode(code, problem)
    # not str(), which a str that is also an Enum answers with the name of its member
    return int(code) if isinstance(code, int) else str.__str__(code)


def readings(code: int | str, traits: Traits) -> Iterator[Reading]:
    """Yield the readings of a number, or of a text as a whole, best first.

    Raises InvalidCode when the text is blank, too long or holds characters that no code has,
    or when it is a number of more than 64 bits.
    """
    if isinstance(code, int):
        yield from of_number(_checked(code, code), str(code), traits)
        return
    text = _core(cleaned(code), code)
    number = _number(text)
    bare = _is_bare_hex(text)
    if number is not None:
        digits = _of_digits(text) if text.isdecimal() else ()
        if text[0] == "0":
            yield from digits
            yield from of_number(number, text, traits, rank=1 if digits else 0)
        else:
            yield from of_number(number, text, traits)
            yield from digits
    else:
        if not bare:
            _refuse_fractions(text)
        if not any(character.isspace() for character in text):
            yield from _of_name(text, traits)
    if bare:
        yield from of_number(int(text, 16), f"0x{text}", traits, rank=5)


def is_line(code: int | str) -> bool:
    """Tell whether a code is a text that may hold codes among other words."""
    return (
        isinstance(code, str)
        and _number(text := _core(cleaned(code), code)) is None
        and not _is_bare_hex(text)
    )


def cleaned(code: str) -> str:
    """Return a text as it is read: without colours, in plain characters, unless it is no text."""
    if len(code) > _LONGEST:
        raise InvalidCode(code, _too_long(code))
    text = code if "\x1b" not in code else _without_colours(code)
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text).translate(_MINUS_SIGNS)
        text = "".join([c for c in text if unicodedata.category(c) != "Cf"])
    for character in text:
        if "\ud800" <= character <= "\udfff":
            raise InvalidCode(
                code, _("{value} holds a lone surrogate; it was decoded with the wrong codec")
            )
        if (character < " " or "\x7f" <= character < "\xa0") and not character.isspace():
            name = f"U+{ord(character):04X}"
            raise InvalidCode(code, _("{value} holds the control character {code}", code=name))
    text = text.strip()
    _core(text, code)
    return text


def _too_long(code: str) -> InterfaceMessage:
    return _(
        "{value} is {length} characters long; at most {most} are read",
        length=f"{len(code):,}",
        most=f"{_LONGEST:,}",
    )


def _core(text: str, code: str) -> str:
    """Return a text without the punctuation that ends a sentence; refuse one that has no more."""
    core = text.rstrip(".,;:、。")
    if not core:
        raise InvalidCode(
            code, _("{value} is blank; give a number, a symbol or a line that holds one")
        )
    return core


def _without_colours(text: str) -> str:
    import re

    return re.sub("\x1b\\[[0-9;]{0,20}m", "", text)


def _number(text: str) -> int | None:
    """Return the whole text as a number (decimal or 0x), None when it is none."""
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.removeprefix("+"))
    base = 10
    if digits[:2] in ("0x", "0X"):
        base, digits = 16, digits[2:]
        if not digits:
            raise InvalidCode(text, _("{value} has no digits after 0x"))
    digits = digits.rstrip("uUlL") or digits
    if not digits.isascii() or not (
        digits.isdecimal() if base == 10 else _HEX_DIGITS.issuperset(digits)
    ):
        return None
    digits = digits.lstrip("0") or "0"
    if len(digits) > 20:
        raise InvalidCode(text, _TOO_LARGE)
    return _checked(text, sign * int(digits, base))


def _checked(code: int | str, number: int) -> int:
    if not -(1 << 63) <= number < 1 << 64:
        raise InvalidCode(code if isinstance(code, str) else hex(code), _TOO_LARGE)
    return number


def _refuse_fractions(text: str) -> None:
    if text.lstrip("+-.")[:1].isdecimal():
        try:
            float(text)
        except ValueError:
            return
        raise InvalidCode(text, _("{value} is no whole number; write it in decimal or as 0x…"))


def _is_bare_hex(text: str) -> bool:
    # eight digits, as debuggers print a 32-bit code; or four with a letter, but not "12e4"
    if not _HEX_DIGITS.issuperset(text):
        return False
    if len(text) == 8:
        return True
    before, _, after = text.lower().partition("e")
    power_of_ten = before.isdecimal() and after.isdecimal()
    return len(text) == 4 and not text.isdecimal() and not power_of_ten


def of_number(
    number: int, shown: str, traits: Traits, system: str = "", rank: int = 0
) -> Iterator[Reading]:
    """Yield the readings of a number: what it carries, itself, and the same 32 bits.

    ``system`` is the only one that it can be of, or empty; ``rank`` is that of the first reading.
    """
    hexadecimal = shown.lower().lstrip("-+").startswith("0x")
    shown = shown if len(shown) <= _LONGEST_SHOWN else str(number)
    said = _("the number {number}", number=shown)
    if hexadecimal:
        said = _("{hexadecimal}, which is {number}", hexadecimal=shown, number=number)
    bits = number & 0xFFFF_FFFF
    signed = bits - (1 << 32) if bits >> 31 else bits
    is_of_32_bits = number in (bits, signed, signed & 0xFFFF_FFFF_FFFF_FFFF)
    is_packed = is_of_32_bits and bits >> 31 and (not system or system in traits.windows)
    yield from _carried(number, traits, rank) if is_packed else ()
    if number < 1 << 63:
        yield Reading(rank, number, "", said, system)
    turning = [one for one in traits.negated if system in ("", one)]
    if 0 < -number <= _LAST_ERRNO:
        said = _("{number} with its sign turned, as kernels and libuv return it", number=-number)
        for turned in turning:
            yield Reading(rank, -number, "", said, turned)
    if not is_of_32_bits:
        return
    for same in (bits, signed):
        if same != number:
            said = _("{number}, the same 32 bits as {other}", number=shown, other=same)
            yield Reading(rank + 1, same, "", said, system)
            if 0 < -same <= _LAST_ERRNO:
                said = _("{reason}, with its sign turned", reason=said)
                for turned in turning:
                    yield Reading(rank + 1, -same, "", said, turned)
    yield from _wrapped(number, traits, rank + 2) if is_packed else ()


def _carried(number: int, traits: Traits, rank: int) -> Iterator[Reading]:
    """Yield the code that a facility of an HRESULT or NTSTATUS carries, by system."""
    from .windows import unpacked

    if packed := unpacked(number):
        for system in traits.carried.get(packed.facility_name, ()):
            yield Reading(rank, packed.code, "", packed.message, system)


def _wrapped(number: int, traits: Traits, rank: int) -> Iterator[Reading]:
    """Yield the NTSTATUS that an HRESULT was made from, by system."""
    from .windows import unpacked

    packed = unpacked(number)
    if packed is not None and packed.ntstatus is not None:
        for system, packing in traits.windows.items():
            if packing == "ntstatus":
                yield Reading(rank, packed.ntstatus, "", packed.message, system)


def _of_digits(text: str) -> list[Reading]:
    """Return the reading of a number in decimal as a name; none of a single digit."""
    if len(text) == 1:
        return []
    said = _("the name {name}", name=text)
    return [Reading(0 if text[0] == "0" else _AFTER_NUMBERS, 0, text, said, "")]


def _of_name(name: str, traits: Traits) -> Iterator[Reading]:
    yield Reading(0, 0, name, _("the name {name}", name=name), "")
    if spelled := traits.spelled(name):
        other, system = spelled
        said = _("{name} as {system} spells it", name=name, system=system)
        yield Reading(1, 0, other, said, system)
    for prefix in traits.prefixes:
        said = _("{name} with {prefix} before it", name=name, prefix=prefix)
        yield Reading(1, 0, prefix + name, said, "")
