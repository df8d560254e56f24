"""HRESULT and NTSTATUS: arithmetic that leads there and back, whatever the sign."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import each

from catalog.codes.windows import (
    Packed,
    hresult_from_ntstatus,
    hresult_from_win32,
    ntstatus_from_win32,
    unpacked,
)

# what of 32 bits is a failure
FAILURES = st.integers(0x8000_0000, 0xFFFE_FFFF)
WIN32 = st.integers(1, 0xFFFF)


def forms(bits: int) -> tuple[int, int, int]:
    """Return a failure of 32 bits as it is, as a signed number, and extended to 64 bits."""
    return bits, bits - (1 << 32), bits | 0xFFFF_FFFF_0000_0000


@each(
    ("number", "expected"),
    [
        # WSAECONNRESET
        (0x80072746, Packed("HRESULT", 0x80072746, "error", False, 7, "WIN32", 10054, None)),
        # E_NOTIMPL
        (0x80004001, Packed("HRESULT", 0x80004001, "error", False, 0, "NULL", 0x4001, None)),
        # HTTP_E_STATUS_SERVICE_UNAVAIL
        (0x801901F7, Packed("HRESULT", 0x801901F7, "error", False, 25, "HTTP", 503, None)),
        # of .NET, with the bit of customers: COMPlusThrow's EXCEPTION_COMPLUS is 0xE0434352
        (0xA0001234, Packed("HRESULT", 0xA0001234, "error", True, 0, "NULL", 0x1234, None)),
        (0xE0434352, Packed("NTSTATUS", 0xE0434352, "error", True, 67, "SECUREBOOT", 0x4352, None)),
        # STATUS_ACCESS_DENIED, and it as an HRESULT
        (0xC0000022, Packed("NTSTATUS", 0xC0000022, "error", False, 0, "", 0x22, None)),
        (
            0xD0000022,
            Packed("HRESULT", 0xD0000022, "error", False, 0, "", 0x22, 0xC0000022),
        ),
        # STATUS_BUFFER_OVERFLOW, a warning, as an HRESULT
        (
            0x90000005,
            Packed("HRESULT", 0x90000005, "warning", False, 0, "", 5, 0x80000005),
        ),
        # NTSTATUS_FROM_WIN32 of WSAECONNRESET
        (0xC0072746, Packed("NTSTATUS", 0xC0072746, "error", False, 7, "NTWIN32", 10054, None)),
        # a facility that nobody has
        (0x87FF0001, Packed("HRESULT", 0x87FF0001, "error", False, 0x7FF, "", 1, None)),
    ],
)
def test_known_codes(number: int, expected: Packed) -> None:
    """What [MS-ERREF], winerror.h and ntstatus.h say of a code, is what it is made of."""
    assert unpacked(number) == expected


@each(
    "number",
    [0, 5, 10054, 0x00072746, 0x7FFF_FFFF, 0x1_8007_2746, -(1 << 31) - 1, 1 << 63, -(1 << 63),
     0xFFFF_FFFE_8007_2746, 0x7FFF_FFFF_8007_2746, 0xFFFF_FFFF_0007_2746],
)  # fmt: skip
def test_what_is_no_failure_is_not_taken_apart(number: int) -> None:
    """A number without the highest of 32 bits, or whose high half is not its sign, is any number.

    0xFFFFFFFF00072746 is a 64-bit number like any other: its high half is no sign of the low one.
    """
    assert unpacked(number) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            -2147014842,
            "0x80072746, an HRESULT of severity error with facility 7 (WIN32) that carries 10054",
        ),
        (
            0xD0000022,
            "0xD0000022, an HRESULT made from the NTSTATUS 0xC0000022 of severity error "
            "with facility 0 that carries 34",
        ),
        (
            0xE0434352,
            "0xE0434352, an NTSTATUS of severity error, a customer's code "
            "with facility 67 (SECUREBOOT) that carries 17234",
        ),
    ],
)
def test_in_words(number: int, said: str) -> None:
    """What a code is made of can be told to a person, who knows the unsigned form."""
    assert str(unpacked(number)) == said


@given(FAILURES)
@example(0x8000_0000)
@example(0xFFFE_FFFF)
def test_signed_unsigned_and_extended_are_one(bits: int) -> None:
    """A failure is made of the same, however its 32 bits are written; all bits are told."""
    found = {unpacked(number) for number in forms(bits)}
    assert len(found) == 1
    (packed,) = found
    assert packed is not None
    assert packed.bits == bits
    assert packed.code == bits & 0xFFFF
    assert 0 <= packed.facility < 1 << 12
    assert packed.customer == bool(bits & 1 << 29)


@pytest.mark.parametrize("number", [-1, -32603, 0xFFFF_FFFF, -(1 << 16)])
def test_small_negative_numbers_are_no_failures(number: int) -> None:
    """Programs of all kinds count down from zero; that is no customer's code of facility 4095."""
    assert unpacked(number) is None


@given(WIN32)
def test_a_win32_code_there_and_back(code: int) -> None:
    """HRESULT_FROM_WIN32 and NTSTATUS_FROM_WIN32 are undone, and an HRESULT of that NTSTATUS."""
    for bits, form, name in (
        (hresult_from_win32(code), "HRESULT", "WIN32"),
        (ntstatus_from_win32(code), "NTSTATUS", "NTWIN32"),
        (hresult_from_ntstatus(ntstatus_from_win32(code)), "HRESULT", "NTWIN32"),
    ):
        for number in forms(bits):
            packed = unpacked(number)
            assert packed is not None
            assert (packed.form, packed.facility_name, packed.code) == (form, name, code)
            assert packed.severity == "error"
            assert not packed.customer


@given(FAILURES.filter(lambda bits: not bits & 0x1000_0000))
def test_an_ntstatus_there_and_back(status: int) -> None:
    """HRESULT_FROM_NT is undone for every NTSTATUS of a failure or warning, and has its facility.

    The bit that it sets is reserved in an NTSTATUS, so that none is lost.
    """
    assert {hresult_from_ntstatus(number) for number in forms(status)} == {status | 0x1000_0000}
    packed = unpacked(hresult_from_ntstatus(status))
    assert packed is not None
    assert (packed.form, packed.ntstatus) == ("HRESULT", status)
    assert packed.severity == ("error" if status >> 30 == 3 else "warning")
    assert packed.facility == status >> 16 & 0xFFF


@given(FAILURES)
def test_what_is_packed_is_not_packed_again(bits: int) -> None:
    """HRESULT_FROM_WIN32 leaves what is a failure already, as the macro of winerror.h does."""
    for number in forms(bits):
        assert hresult_from_win32(number) == ntstatus_from_win32(number) == bits


def test_success_stays() -> None:
    """ERROR_SUCCESS is S_OK and STATUS_SUCCESS."""
    assert hresult_from_win32(0) == ntstatus_from_win32(0) == 0


@given(st.integers(-(1 << 63), (1 << 64) - 1))
@example(-1)
def test_any_number(number: int) -> None:
    """Any number of 64 bits is taken apart or is none, and what is made fits into 32 bits."""
    packed = unpacked(number)
    assert packed is None or number & 0xFFFF_FFFF == packed.bits
    made = hresult_from_win32(number), ntstatus_from_win32(number), hresult_from_ntstatus(number)
    assert all(0 <= bits < 1 << 32 for bits in made)
