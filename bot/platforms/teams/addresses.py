"""Which addresses the Teams platform may talk to: the rule against SSRF (reliability.md §5)."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# Microsoft's Bot Connector in the public cloud and in GCC, which shares its issuer.
_HOSTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})
_SUFFIXES = (".botframework.com",)
# Where people's files lie: OneDrive for work is a part of SharePoint.
_FILE_SUFFIXES = (".sharepoint.com", ".onedrive.com", ".onedrive.live.com")
# Where a virtual machine in Azure asks for its managed identity's token; plain HTTP by design.
_INSTANCE_METADATA = "169.254.169.254"
# Nothing outside this may stand in an address: no spaces, braces, backslashes or controls.
_WRITTEN_WITH_QUERY = re.compile(
    r"https?://[A-Za-z0-9.\-\[\]:]+/[A-Za-z0-9._~%\-/()'!$&*+,;=:@]*(?:\?[!#-;=?-\[\]_a-z~]*)?"
)
_WRITTEN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~%\-/]*)?")


@dataclass(frozen=True)
class Addresses:
    """The addresses that are allowed.

    Args:
        anonymous: a local emulator: every address must then be loopback.
        endpoints: the configured OpenID and token addresses. When they are on loopback, a
            connector on the same origin is as trusted as they are; in production, where they are
            Microsoft's, no loopback address is ever allowed.
    """

    anonymous: bool
    endpoints: tuple[str, ...] = ()

    def service_allowed(self, url: str) -> bool:
        """Tell whether messages may be sent to the Bot Connector at `url`."""
        parts = _parts(url)
        if parts is None or parts.query or parts.fragment:
            return False
        if is_loopback(url):
            return self.anonymous or _origin(parts) in self._local_origins()
        return not self.anonymous and parts.scheme == "https" and _is_connector(parts)

    def file_allowed(self, url: str) -> bool:
        """Tell whether a person's file may be put at or fetched from `url`."""
        if not _WRITTEN_WITH_QUERY.fullmatch(url):
            return False
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if is_loopback(url):
            return self.anonymous or _origin(parts) in self._local_origins()
        host = parts.hostname or ""
        named = host.endswith(_FILE_SUFFIXES) and not host.startswith(".")
        return not self.anonymous and parts.scheme == "https" and named and port in (None, 443)

    def endpoint_allowed(self, url: str, *, managed_identity: bool = False) -> bool:
        """Tell whether keys or tokens may be fetched from the configured `url`."""
        parts = urlsplit(url.replace("{tenant}", "tenant"))
        if is_loopback(url) or (managed_identity and parts.hostname == _INSTANCE_METADATA):
            return True
        return parts.scheme == "https" and bool(parts.hostname)

    def _local_origins(self) -> frozenset[tuple[str, str | None, int | None]]:
        if not self.endpoints or not all(is_loopback(url) for url in self.endpoints):
            return frozenset()
        return frozenset(_origin(urlsplit(url)) for url in self.endpoints)


def is_loopback(url: str) -> bool:
    """Tell whether `url` points at this machine. Names other than localhost are not resolved."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return is_loopback_host(host)


def is_loopback_host(host: str) -> bool:
    """Tell whether `host`, without a port, is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(url: str) -> SplitResult | None:
    """Return the address taken apart, or None when it is not written plainly."""
    if not _WRITTEN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it raises for a port out of range)
    except ValueError:
        return None
    climbs = ".." in parts.path or "//" in parts.path
    return None if climbs or not parts.hostname else parts


def _is_connector(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    named = host in _HOSTS or (host.endswith(_SUFFIXES) and not host.startswith("."))
    return named and parts.port in (None, 443)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
