"""A network of nothing but loopback, for the clients that listen on every address.

``python -m tests.e2e.network COMMAND…`` brings loopback up in a fresh namespace, where it is
down, and becomes the command.
"""

import errno
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
PORT_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
DOCUMENTATION_ADDRESS = ("192.0.2.1", 9)  # RFC 5737: routed like any other, used by no one


def bring_up_loopback() -> None:
    """Set the interface ``lo`` up. Needs the right to administer the namespace's network.

    Raises:
        OSError: no such right.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh", b"lo", 0)
        answer = fcntl.ioctl(control, SIOCGIFFLAGS, request)
        (flags,) = struct.unpack("16xh", answer[:18])
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | IFF_UP))


def keep_ports_free() -> None:
    """Give outgoing connections ports that no client is asked to listen on.

    The playground listens somewhere else, and says so to nobody, when its port is taken.
    """
    try:
        PORT_RANGE.write_text("20000 29999", encoding="ascii")
    except OSError as error:
        print(f"e2e: ports may clash: {error}", file=sys.stderr)


def is_isolated() -> bool:
    """Whether nothing but this machine can be reached. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(DOCUMENTATION_ADDRESS)
        except OSError as error:
            return error.errno == errno.ENETUNREACH
    return False


if __name__ == "__main__":
    bring_up_loopback()
    keep_ports_free()
    os.execvp(sys.argv[1], sys.argv[1:])
