"""A push service of a browser's maker, on loopback, so that a real Chromium subscribes and is told without any network.

Chromium asks three addresses of Google, which its own switches place elsewhere: a check-in, a registration, and a line (MCS) over TLS
on which messages come. What goes over the line is what our side encrypted, untouched; Chromium decrypts it and wakes the service worker.
Only the fields that Chromium needs are played.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

VERSION = 41
PING, ACK, LOGIN, LOGGED_IN, DATA = 0, 1, 2, 3, 8  # tags of the line
SECONDS = 30


class PushService:
    """The played service. `registrations` are the forms by which Chromium asked for subscriptions."""

    def __init__(self, folder: Path) -> None:
        self.registrations: list[dict[str, str]] = []
        self._lines: list[ssl.SSLSocket] = []
        self._is_open = threading.Event()
        self._numbers = count(1)
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(_certificate(folder))
        for work in (self._web.serve_forever, self._accept):
            threading.Thread(target=work, daemon=True).start()

    @property
    def switches(self) -> list[str]:
        """Where Chromium finds it."""
        web = f"http://127.0.0.1:{self._web.server_address[1]}"
        line = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        return [
            f"--gcm-checkin-url={web}/checkin",
            f"--gcm-registration-url={web}/register",
            f"--gcm-mcs-endpoint={line}",
            "--ignore-certificate-errors",
        ]

    def push(self, body: bytes) -> None:
        """Hand an encrypted message to the newest subscription, as it came by HTTP."""
        assert self._is_open.wait(SECONDS), "Chromium did not open its line"
        form = next(form for form in reversed(self.registrations) if "X-subtype" in form)
        fields = {"subtype": form["X-subtype"], "content-encoding": "aes128gcm"}
        name = f"0:{next(self._numbers)}%played"
        parts = [_text(2, name), _text(3, form["sender"]), _text(4, ""), _text(5, form["app"])]
        parts += [_bytes(7, _text(1, key) + _text(2, value)) for key, value in fields.items()]
        self._say(
            self._lines[-1], DATA, b"".join([*parts, _text(9, name), _number(17, 60), _bytes(21, body)])
        )

    def close(self) -> None:
        """End it."""
        self._web.shutdown()
        self._web.server_close()
        for each in (self._listening, *self._lines):
            with suppress(OSError):
                each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                plain, _address = self._listening.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError, EOFError):
            line = self._tls.wrap_socket(plain, server_side=True)
            _read(line, 1)  # its version
            while True:
                tag, size = _read(line, 1)[0], _read_number(line)
                _read(line, size)
                if tag == LOGIN:
                    line.sendall(bytes([VERSION]))
                    self._say(line, LOGGED_IN, _text(1, "played") + _number(8, int(time.time() * 1000)))
                    self._lines.append(line)
                    self._is_open.set()
                elif tag == PING:
                    self._say(line, ACK, b"")

    @staticmethod
    def _say(line: ssl.SSLSocket, tag: int, message: bytes) -> None:
        line.sendall(bytes([tag]) + _varint(len(message)) + message)


@contextmanager
def running(folder: Path) -> Iterator[PushService]:
    """One, until the block ends."""
    service = PushService(folder)
    try:
        yield service
    finally:
        service.close()


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path == "/register":
                service.registrations.append(dict(parse_qsl(body.decode())))
                answer = b"token=played:" + b"x" * 120
            else:
                device = _fixed(7, 1234567890123) + _fixed(8, 9876543210)
                answer = _number(1, 1) + _number(3, int(time.time() * 1000)) + device + _text(11, "1")
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler


def _certificate(folder: Path) -> Path:
    """A key and a certificate of its own, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "push-service.pem"
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file


# As much of protocol buffers as this takes.
def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _fixed(field: int, value: int) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<Q", value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _read(line: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = line.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return found


def _read_number(line: ssl.SSLSocket) -> int:
    number = shift = 0
    while True:
        byte = _read(line, 1)[0]
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number
