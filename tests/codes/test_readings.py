"""What a person typed or pasted, and how it is read."""

import enum
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog import InvalidCode
from catalog.codes.platforms import Traits
from catalog.codes.readings import plain, readings

TRAITS = Traits(
    prefixes=("E", "EAI_", "HTTP_", "STATUS_", "ERROR_", "WSA", "WSA_"),
    spellings=(("NT_STATUS_", "STATUS_", "ntstatus"),),
    windows={"ntstatus": "ntstatus", "win32": "win32", "winsock": "win32"},
    negated=("errno",),
    carried={"HTTP": ("http",), "NTWIN32": ("win32", "winsock"), "WIN32": ("win32", "winsock")},
    labelled=(),
    own=(),
)


def values(code: int | str) -> list[int]:
    return [reading.value for reading in readings(code, TRAITS) if not reading.name]


def numbers(code: int | str) -> list[tuple[int, str]]:
    """Return the numbers with the only system that each can be of, or an empty string."""
    return [
        (reading.value, reading.system) for reading in readings(code, TRAITS) if not reading.name
    ]


def names(code: str) -> list[str]:
    return [reading.name for reading in readings(code, TRAITS) if reading.name]


@pytest.mark.parametrize(
    "code",
    [
        10054, "10054", " 10054\n", "+10054", "010054", "10054L", "10054ul", "0x2746", "0X2746",
        "0x00002746", "0x2746u", "１００５４", "０ｘ２７４６",
        "\u200b10054\ufeff",
    ],
)  # fmt: skip
def test_numbers(code: int | str) -> None:
    """Decimal and hexadecimal, C's suffixes, full width and invisible characters are read."""
    assert values(code)[0] == 10054


@pytest.mark.parametrize(
    "code",
    [
        "0x80072746", "80072746", "0X80072746", -2147014842, "-2147014842", "\u22122147014842",
        "2147952454", 0x80072746, "0xFFFFFFFF80072746", "18446744071562536774", 0xC0072746,
        "c0072746", "-1073273018", "0xD0072746",
    ],
)  # fmt: skip
def test_carriers(code: int | str) -> None:
    """HRESULT_FROM_WIN32(10054) and its NTSTATUS kin carry 10054, signed or not, 64 bits too."""
    carried = [reading for reading in readings(code, TRAITS) if reading.value == 10054]
    assert [reading.system for reading in carried] == ["win32", "winsock"]
    assert all("facility 7" in str(reading.reason) for reading in carried)


@pytest.mark.parametrize(
    "code", ["0x801901F7", "801901F7", "2149122551", "-2145844745", -2145844745, 0xFFFFFFFF801901F7]
)
def test_carriers_of_http(code: int | str) -> None:
    """Facility 25 (FACILITY_HTTP) carries a status, 503 here: winerror.h, HTTP_E_STATUS_…."""
    (carried,) = [reading for reading in readings(code, TRAITS) if reading.value == 503]
    assert carried.system == "http"
    assert "facility 25 (HTTP)" in str(carried.reason)


@pytest.mark.parametrize("code", ["0xD0000022", "D0000022", "-805306334", -805306334, 0xD0000022])
def test_carriers_of_ntstatus(code: int | str) -> None:
    """HRESULT_FROM_NT(STATUS_ACCESS_DENIED) leads back to that NTSTATUS, with its name."""
    (carried,) = [reading for reading in readings(code, TRAITS) if reading.value == 0xC0000022]
    assert carried.system == "ntstatus"
    assert "made from the NTSTATUS 0xC0000022" in str(carried.reason)


@pytest.mark.parametrize("code", [-104, "-104", "\u2212104", "-0x68"])
def test_signs_of_errno(code: int | str) -> None:
    """A negative number is itself, or the errno of a kernel or of libuv; neither is likelier."""
    first, second, *_ = [reading for reading in readings(code, TRAITS) if not reading.name]
    assert [(one.rank, one.value, one.system) for one in (first, second)] == [
        (0, -104, ""),
        (0, 104, "errno"),
    ]


def test_signs_of_unsigned_numbers() -> None:
    """The same 32 bits without a sign are read as those with it, after what they are themselves."""
    found = [(one.rank, one.value, one.system) for one in readings("0xFFFFFF98", TRAITS)]
    assert found[:3] == [(0, 0xFFFFFF98, ""), (1, -104, ""), (1, 104, "errno")]


@pytest.mark.parametrize("code", [104, "104", -10_000, "-2147014842", 0, "-0", 0xFFFFD8F0])
def test_what_is_no_errno_with_its_sign_turned(code: int | str) -> None:
    """Positive numbers, zero, and numbers that no errno is as large as are not turned."""
    assert [reading for reading in readings(code, TRAITS) if reading.system == "errno"] == []


@pytest.mark.parametrize(
    "code", ["0x80042746", "0x00072746", "0x80082746", "0x20072746", "0x87272746", "0x801A01F7"]
)
def test_other_facilities_are_not_unwrapped(code: str) -> None:
    """Only facility 7 with the failure bit carries a Win32 code: winerror.h, HRESULT_FROM_WIN32."""
    assert not {10054, 503} & {*values(code)}


def test_a_code_of_more_than_32_bits_carries_nothing() -> None:
    """The low half of a 64-bit number is a code only when the high half extends its sign."""
    assert 10054 not in values("0x0000000180072746")
    assert values(1 << 62) == [1 << 62]


def test_signed_and_unsigned_are_the_same_bits() -> None:
    """A code stored as a signed number is found by its unsigned form, and the other way round."""
    assert -2147014842 in values("0x80072746")
    assert 0x80072746 in values(-2147014842)


def test_bare_hexadecimal() -> None:
    """Eight hexadecimal digits are read as such after decimal; four only with a letter."""
    assert values("80072746")[0] == 80072746
    assert values("274C") == [10060]
    assert values("273E") == [10046]
    assert values("2746") == [2746]


@pytest.mark.parametrize("code", ["econnreset", "WSAECONNRESET", "Econnreset"])
def test_symbols(code: str) -> None:
    """A symbol is looked for as it is, then with the prefix of each system."""
    assert names(code)[0] == code
    assert f"WSA{code}" in names(code)


def test_prefixes() -> None:
    """A name without its prefix is looked for with that of each system, as likely as another."""
    found = [reading for reading in readings("IO_PENDING", TRAITS) if reading.name]
    # a name that looks like a symbol is one in a line, too; that comes later
    whole = [reading for reading in found if reading.rank < 10]
    assert [(reading.rank, reading.name) for reading in whole] == [
        (0, "IO_PENDING"),
        (1, "EIO_PENDING"),
        (1, "EAI_IO_PENDING"),
        (1, "HTTP_IO_PENDING"),
        (1, "STATUS_IO_PENDING"),
        (1, "ERROR_IO_PENDING"),
        (1, "WSAIO_PENDING"),
        (1, "WSA_IO_PENDING"),
    ]
    assert {reading.system for reading in found} == {""}


def test_names_of_samba() -> None:
    """Samba puts NT_ before the names of NTSTATUS (its libcli/util/ntstatus.h)."""
    assert ("STATUS_CANCELLED", "ntstatus") in [
        (one.name, one.system) for one in readings("NT_STATUS_CANCELLED", TRAITS)
    ]
    assert "SOME_CANCELLED" not in names("NT_SOME_CANCELLED")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "blank"),
        (" \t\n", "blank"),
        ("\u200b", "blank"),
        ("0x", "no digits"),
        ("-0x", "no digits"),
        ("1e5", "no whole number"),
        ("10054.0", "no whole number"),
        ("10_054", "no whole number"),
        ("99999999999999999999", "64 bits"),
        ("9" * 5000, "64 bits"),
        ("0x10000000000000000", "64 bits"),
        ("-9223372036854775809", "64 bits"),
        (1 << 64, "64 bits"),
        (-(1 << 63) - 1, "64 bits"),
        ("10054\x00", "control character U\\+0000"),
        ("10054\x07", "control character U\\+0007"),
        ("\ud800", "lone surrogate"),
        ("10054 \udcff", "lone surrogate"),
        ("x" * 10_001, "10,001 characters"),
    ],
)
def test_bad_input(code: int | str, problem: str) -> None:
    """What cannot be a code is an InvalidCode that says why."""
    with pytest.raises(InvalidCode, match=problem):
        list(readings(code, TRAITS))


@pytest.mark.parametrize("code", [None, True, 1.0, float("nan"), b"10054", [10054], object()])
def test_wrong_types(code: object) -> None:
    """Only int and str are codes; a bool is neither, though Python says it is an int."""
    with pytest.raises(InvalidCode, match=type(code).__name__):
        plain(code)


def test_subclasses_are_plain() -> None:
    """A member of an enumeration of numbers or texts is the number or text that it is."""

    class Code(enum.IntEnum):
        RESET = 10054

    class Name(str, enum.Enum):  # noqa: UP042 (str() of a StrEnum is the text, of this it is not)
        RESET = "WSAECONNRESET"

    assert (plain(Code.RESET), type(plain(Code.RESET))) == (10054, int)
    assert (plain(Name.RESET), type(plain(Name.RESET))) == ("WSAECONNRESET", str)


@given(st.text(max_size=200) | st.text(string.printable, max_size=200))
@example("error " * 2000)
@example("0x" * 100)
@example("٣")
@example("²")
def test_any_text_is_read_or_refused(text: str) -> None:
    """Reading never fails but with InvalidCode; every reading has a reason and fits."""
    try:
        found = list(readings(text, TRAITS))
    except InvalidCode as error:
        assert "\n" not in str(error)
        return
    assert [r.rank for r in found] == sorted(r.rank for r in found)
    for reading in found:
        assert reading.reason
        assert -(1 << 63) <= reading.value < 1 << 63
        reading.name.encode()


@given(st.integers(1, 0xFFFF))
def test_hresult_round_trip(code: int) -> None:
    """HRESULT_FROM_WIN32 is undone for every Win32 code, however it is written."""
    hresult = 0x80070000 | code
    for written in (hresult, hresult - (1 << 32), hex(hresult), f"{hresult:08X}", str(hresult)):
        assert code in values(written)


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_every_number_is_itself_first(number: int) -> None:
    """The first reading of a number is the number, in both bases."""
    assert values(number)[0] == values(str(number))[0] == number
    if number >= 0:
        assert values(hex(number))[0] == number
