"""How Windows packs one code into another: HRESULT and NTSTATUS, by arithmetic alone.

Both are 32 bits. An HRESULT has severity (1 bit), a reserved bit, customer, a bit that tells
that it was made from an NTSTATUS, facility (11 bits) and code (16); an NTSTATUS has severity (2
bits), customer, a reserved bit, facility (12) and code (16): [MS-ERREF] 2.1 and 2.3, winerror.h
and ntstatus.h, of which the names of facilities are.
"""

from __future__ import annotations

from ..marking import gettext_lazy as _
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..marking import InterfaceMessage
    from .platforms import Traits

    Form = Literal["HRESULT", "NTSTATUS"]

# attributes in which pywintypes.error, COM's errors in pywin32 and comtypes, and smbprotocol have
# what Windows told them
TOLD = ("winerror", "hresult", "ntstatus")
_FROM_NT = 0x1000_0000
_CUSTOMER = 0x2000_0000
_FACILITY_WIN32 = 7
_SEVERITIES = ("success", "informational", "warning", "error")
_SAID = {
    # Translators: severities of HRESULT and NTSTATUS, in lower case
    "success": _("success"),
    "informational": _("informational"),
    "warning": _("warning"),
    "error": _("error"),
}


# who gives the codes, by number: names of winerror.h and ntstatus.h without FACILITY_
_OF_HRESULT = {
    0: "NULL", 1: "RPC", 2: "DISPATCH", 3: "STORAGE", 4: "ITF", 7: "WIN32", 8: "WINDOWS", 9:
    "SSPI", 10: "CONTROL", 11: "CERT", 12: "INTERNET", 13: "MEDIASERVER", 14: "MSMQ", 15:
    "SETUPAPI", 16: "SCARD", 17: "COMPLUS", 18: "AAF", 19: "URT", 20: "ACS", 21: "DPLAY", 22:
    "UMI", 23: "SXS", 24: "WINDOWS_CE", 25: "HTTP", 26: "USERMODE_COMMONLOG", 27: "WER", 31:
    "USERMODE_FILTER_MANAGER", 32: "BACKGROUNDCOPY", 33: "CONFIGURATION", 34:
    "STATE_MANAGEMENT", 35: "METADIRECTORY", 36: "WINDOWSUPDATE", 37: "DIRECTORYSERVICE", 38:
    "GRAPHICS", 39: "SHELL", 40: "TPM_SERVICES", 41: "TPM_SOFTWARE", 42: "UI", 43: "XAML", 44:
    "ACTION_QUEUE", 48: "PLA", 49: "FVE", 50: "FWP", 51: "WINRM", 52: "NDIS", 53:
    "USERMODE_HYPERVISOR", 54: "CMI", 55: "USERMODE_VIRTUALIZATION", 56: "USERMODE_VOLMGR", 57:
    "BCD", 58: "USERMODE_VHD", 59: "USERMODE_HNS", 60: "SDIAG", 61: "WEBSERVICES", 62: "WPN",
    63: "WINDOWS_STORE", 64: "INPUT", 65: "QUIC", 66: "EAP", 70: "IORING", 80:
    "WINDOWS_DEFENDER", 81: "OPC", 82: "XPS", 83: "RAS", 84: "MBN", 85: "EAS", 98: "P2P_INT",
    99: "P2P", 100: "DAF", 101: "BLUETOOTH_ATT", 102: "AUDIO", 103: "STATEREPOSITORY", 109:
    "VISUALCPP", 112: "SCRIPT", 113: "PARSE", 120: "BLB", 121: "BLB_CLI", 122: "WSBAPP", 128:
    "BLBUI", 129: "USN", 130: "USERMODE_VOLSNAP", 131: "TIERING", 133: "WSB_ONLINE", 134:
    "ONLINE_ID", 135: "DEVICE_UPDATE_AGENT", 136: "DRVSERVICING", 153: "DLS", 160: "SOS", 173:
    "OCP_UPDATE_AGENT", 176: "DEBUGGERS", 208: "DELIVERY_OPTIMIZATION", 231: "USERMODE_SPACES",
    232: "USER_MODE_SECURITY_CORE", 234: "USERMODE_LICENSING", 256: "SPP", 257:
    "DEPLOYMENT_SERVICES_SERVER", 258: "DEPLOYMENT_SERVICES_IMAGING", 259:
    "DEPLOYMENT_SERVICES_MANAGEMENT", 260: "DEPLOYMENT_SERVICES_UTIL", 261:
    "DEPLOYMENT_SERVICES_BINLSVC", 263: "DEPLOYMENT_SERVICES_PXE", 264:
    "DEPLOYMENT_SERVICES_TFTP", 272: "DEPLOYMENT_SERVICES_TRANSPORT_MANAGEMENT", 278:
    "DEPLOYMENT_SERVICES_DRIVER_PROVISIONING", 289: "DEPLOYMENT_SERVICES_MULTICAST_SERVER", 290:
    "DEPLOYMENT_SERVICES_MULTICAST_CLIENT", 293: "DEPLOYMENT_SERVICES_CONTENT_PROVIDER", 296:
    "HSP_SERVICES", 297: "HSP_SOFTWARE", 305: "LINGUISTIC_SERVICES", 885: "WEB", 886:
    "WEB_SOCKET", 1094: "AUDIOSTREAMING", 1490: "TTD", 1536: "ACCELERATOR", 1793: "MOBILE",
    1967: "SQLITE", 1968: "SERVICE_FABRIC", 1989: "UTC", 1996: "WMAAECMA", 2049: "WEP", 2050:
    "SYNCENGINE", 2168: "DIRECTMUSIC", 2169: "DIRECT3D10", 2170: "DXGI", 2171: "DXGI_DDI", 2172:
    "DIRECT3D11", 2173: "DIRECT3D11_DEBUG", 2174: "DIRECT3D12", 2175: "DIRECT3D12_DEBUG", 2176:
    "DXCORE", 2177: "PRESENTATION", 2184: "LEAP", 2185: "AUDCLNT", 2192: "WINML", 2200:
    "WINCODEC_DWRITE_DWM", 2201: "DIRECT2D", 2304: "DEFRAG", 2305: "USERMODE_SDBUS", 2306:
    "JSCRIPT", 2339: "XBOX", 2340: "GAME", 2341: "USERMODE_UNIONFS", 2342: "USERMODE_PRM", 2343:
    "USERMODE_WIN_ACCEL", 2561: "PIDGENX", 2748: "PIX",
}  # fmt: skip
_OF_NTSTATUS = {
    1: "DEBUGGER", 2: "RPC_RUNTIME", 3: "RPC_STUBS", 4: "IO_ERROR_CODE", 6:
    "CODCLASS_ERROR_CODE", 7: "NTWIN32", 8: "NTCERT", 9: "NTSSPI", 10: "TERMINAL_SERVER", 11:
    "MUI_ERROR_CODE", 16: "USB_ERROR_CODE", 17: "HID_ERROR_CODE", 18: "FIREWIRE_ERROR_CODE", 19:
    "CLUSTER_ERROR_CODE", 20: "ACPI_ERROR_CODE", 21: "SXS_ERROR_CODE", 25: "TRANSACTION", 26:
    "COMMONLOG", 27: "VIDEO", 28: "FILTER_MANAGER", 29: "MONITOR", 30: "GRAPHICS_KERNEL", 32:
    "DRIVER_FRAMEWORK", 33: "FVE_ERROR_CODE", 34: "FWP_ERROR_CODE", 35: "NDIS_ERROR_CODE", 36:
    "QUIC_ERROR_CODE", 41: "TPM", 42: "RTPM", 53: "HYPERVISOR", 54: "IPSEC", 55:
    "VIRTUALIZATION", 56: "VOLMGR", 57: "BCD_ERROR_CODE", 62: "WIN32K_NTUSER", 63:
    "WIN32K_NTGDI", 64: "RESUME_KEY_FILTER", 65: "RDBSS", 66: "BTH_ATT", 67: "SECUREBOOT", 68:
    "AUDIO_KERNEL", 69: "VSM", 70: "NT_IORING", 80: "VOLSNAP", 81: "SDBUS", 92: "SHARED_VHDX",
    93: "SMB", 94: "XVS", 153: "INTERIX", 231: "SPACES", 232: "SECURITY_CORE", 233:
    "SYSTEM_INTEGRITY", 234: "LICENSING", 235: "PLATFORM_MANIFEST", 236: "APP_EXEC",
}  # fmt: skip


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
        return str(self.message)

    @property
    def message(self) -> InterfaceMessage:
        """What the code is made of, in words."""
        facility: object = self.facility
        if self.facility_name:
            # Translators: number and name of a facility
            facility = _("{number} ({name})", number=facility, name=self.facility_name)
        return self._template().given(
            bits=f"0x{self.bits:08X}",
            severity=_SAID[self.severity],
            facility=facility,
            code=self.code,
            **({} if self.ntstatus is None else {"ntstatus": f"0x{self.ntstatus:08X}"}),
        )

    def _template(self) -> InterfaceMessage:
        if self.form == "NTSTATUS" and self.customer:
            return _(
                "{bits}, an NTSTATUS of severity {severity}, a customer's code "
                "with facility {facility} that carries {code}"
            )
        if self.form == "NTSTATUS":
            return _(
                "{bits}, an NTSTATUS of severity {severity} "
                "with facility {facility} that carries {code}"
            )
        if self.ntstatus is None and self.customer:
            return _(
                "{bits}, an HRESULT of severity {severity}, a customer's code "
                "with facility {facility} that carries {code}"
            )
        if self.ntstatus is None:
            return _(
                "{bits}, an HRESULT of severity {severity} "
                "with facility {facility} that carries {code}"
            )
        if self.customer:
            return _(
                "{bits}, an HRESULT made from the NTSTATUS {ntstatus} of severity {severity}, "
                "a customer's code with facility {facility} that carries {code}"
            )
        return _(
            "{bits}, an HRESULT made from the NTSTATUS {ntstatus} of severity {severity} "
            "with facility {facility} that carries {code}"
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
        name = _OF_NTSTATUS.get(facility, "")
        return Packed("HRESULT", bits, severity, customer, facility, name, code, status)
    if bits >> 30 == 3:
        facility = bits >> 16 & 0xFFF
        name = _OF_NTSTATUS.get(facility, "")
        return Packed("NTSTATUS", bits, "error", customer, facility, name, code, None)
    facility = bits >> 16 & 0x7FF
    name = _OF_HRESULT.get(facility, "")
    return Packed("HRESULT", bits, "error", customer, facility, name, code, None)


def meant(number: int, traits: Traits) -> list[tuple[str, str | int]]:
    """Return what a number that Windows gave can be, as (system, number), the likeliest first.

    It is what a facility carries in it, or a code of those that it is packed as; below the numbers
    of 32 bits it is a Win32 code.
    """
    packed = unpacked(number)
    if packed is None:
        return [(name, number) for name, how in traits.windows.items() if how == "win32"]
    carried = [(name, packed.code) for name in traits.carried.get(packed.facility_name, ())]
    status = packed.bits if packed.ntstatus is None else packed.ntstatus
    statuses = [(name, status) for name, how in traits.windows.items() if how == "ntstatus"]
    results = [(name, packed.bits) for name, how in traits.windows.items() if how == "hresult"]
    return [*carried, *statuses, *results]


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
