"""How Windows packs one code into another: HRESULT and NTSTATUS, by arithmetic alone.

Both are 32 bits. An HRESULT has severity (1 bit), a reserved bit, customer, a bit that tells
that it was made from an NTSTATUS, facility (11 bits) and code (16); an NTSTATUS has severity (2
bits), customer, a reserved bit, facility (12) and code (16): [MS-ERREF] 2.1 and 2.3, winerror.h
and ntstatus.h, of which the names of facilities are.
"""

from __future__ import annotations

from ..records import Record
from . import facilities

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Form = Literal["HRESULT", "NTSTATUS"]

_FROM_NT = 0x1000_0000
_CUSTOMER = 0x2000_0000
_FACILITY_WIN32 = 7
_SEVERITIES = ("success", "informational", "warning", "error")


class Packed(Record):
    """What a 32-bit code is made of.

    ``form`` is ``"HRESULT"`` or ``"NTSTATUS"``; ``bits`` is the code as an unsigned number;
    ``severity`` is ``"success"``, ``"informational"``, ``"warning"`` or ``"error"``;
    ``customer`` is set in codes that are not Microsoft's own; ``facility`` is who gives the
    code, and ``facility_name`` its name without ``FACILITY_``, empty if we know none; ``code``
    is the rest. ``ntstatus`` is that which an HRESULT was made from, or None.
    """

    __slots__ = (
        "form",
        "bits",
        "severity",
        "customer",
        "facility",
        "facility_name",
        "code",
        "ntstatus",
    )

    form: Form
    bits: int
    severity: str
    customer: bool
    facility: int
    facility_name: str
    code: int
    ntstatus: int | None

    def __str__(self) -> str:
        name = f" ({self.facility_name})" if self.facility_name else ""
        customer = ", a customer's code" if self.customer else ""
        article = "an HRESULT" if self.form == "HRESULT" else "an NTSTATUS"
        made = f" made from the NTSTATUS 0x{self.ntstatus:08X}" if self.ntstatus is not None else ""
        return (
            f"0x{self.bits:08X}, {article}{made} of severity {self.severity}{customer} "
            f"with facility {self.facility}{name} that carries {self.code}"
        )


def unpacked(number: int) -> Packed | None:
    """Return what a number is made of, if it is an HRESULT or NTSTATUS of a failure.

    Signed, unsigned and sign-extended forms are one. Numbers without the highest bit are None,
    and so are negative ones of 16 bits: they may be anything.
    """
    bits = number & 0xFFFF_FFFF
    signed = bits - (1 << 32)
    if not bits >> 31 or number not in (bits, signed, signed & 0xFFFF_FFFF_FFFF_FFFF):
        return None
    if bits >> 16 == 0xFFFF:
        return None  # a small negative number
    customer, code = bool(bits & _CUSTOMER), bits & 0xFFFF
    if bits & _FROM_NT:
        status = bits & ~_FROM_NT
        facility, severity = status >> 16 & 0xFFF, _SEVERITIES[bits >> 30]
        name = facilities.OF_NTSTATUS.get(facility, "")
        return Packed("HRESULT", bits, severity, customer, facility, name, code, status)
    if bits >> 30 == 3:
        facility = bits >> 16 & 0xFFF
        name = facilities.OF_NTSTATUS.get(facility, "")
        return Packed("NTSTATUS", bits, "error", customer, facility, name, code, None)
    facility = bits >> 16 & 0x7FF
    name = facilities.OF_HRESULT.get(facility, "")
    return Packed("HRESULT", bits, "error", customer, facility, name, code, None)


def hresult_from_win32(code: int) -> int:
    """Return the HRESULT of a Win32 or Winsock code, unsigned (``HRESULT_FROM_WIN32``).

    Zero stays, and so does what is an HRESULT of a failure already.
    """
    bits = code & 0xFFFF_FFFF
    return bits if not bits or bits >> 31 else 0x8000_0000 | _FACILITY_WIN32 << 16 | bits & 0xFFFF


def ntstatus_from_win32(code: int) -> int:
    """Return the NTSTATUS of a Win32 or Winsock code, unsigned (``NTSTATUS_FROM_WIN32``)."""
    bits = code & 0xFFFF_FFFF
    return bits if not bits or bits >> 31 else 0xC000_0000 | _FACILITY_WIN32 << 16 | bits & 0xFFFF


def hresult_from_ntstatus(status: int) -> int:
    """Return the HRESULT of an NTSTATUS, unsigned (``HRESULT_FROM_NT``)."""
    return status & 0xFFFF_FFFF | _FROM_NT
