"""Real test axes for the tests: ``bin/edoc axis`` in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from edxml_factory import ROOT

from core.axis import AxisSettings, Client

EDOC = ROOT / "bin" / "edoc"
# New and old identifier of each.
AGENCIES = {"H35.24": "000.00.24.H35", "H35": "000.00.00.H35", "G02": "000.00.00.G02"}


class Axis:
    """A running test axis with the agencies of ``AGENCIES``, one system for each."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options = folder, options
        self.secrets: dict[str, str] = {}
        self.url = ""
        self.process: subprocess.Popen | None = None
        if not (folder / "axis.json").exists():
            configure(folder)
        self.secrets = json.loads((folder / "axis.json").read_text())["systems"]

    def start(self) -> None:
        """Start it, after the first time where it was."""
        port = str(urlsplit(self.url).port) if self.url else "0"
        command = [sys.executable, str(EDOC), "axis", "serve", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "--port", port, *self.options],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the test axis doesn't start"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    def stop(self) -> int:
        """End it as an operator would."""
        self.process.terminate()
        code = self.process.wait(10)
        self.process.stdout.close()
        return code

    def client(self, agency: str, **changes) -> Client:
        values = {
            "url": self.url,
            "system_id": agency,
            "secret": self.secrets.get(agency, ""),
            "connect_s": 5,
            "silent_s": 10,
            "total_s": 20,
        } | changes
        return Client(AxisSettings(**values), lambda: datetime.now(UTC))

    def messages(self) -> list[dict]:
        """What ``edoc axis show`` tells."""
        command = [
            sys.executable,
            str(EDOC),
            "axis",
            "show",
            str(self.folder),
            "--json",
        ]
        shown = subprocess.run(command, capture_output=True, check=True)
        return json.loads(shown.stdout)


def configure(folder: Path) -> None:
    """Write the configuration that ``edoc axis agency`` would write."""
    folder.mkdir(exist_ok=True)
    systems = {code: f"bí mật của {code}" for code in AGENCIES}
    agencies = [
        {"code": code, "oldCode": old, "name": f"Cơ quan {code}", "system": code}
        for code, old in AGENCIES.items()
    ]
    data = {"systems": systems, "agencies": agencies}
    (folder / "axis.json").write_text(json.dumps(data, ensure_ascii=False))


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Axis]:
    """An axis that is gone afterwards."""
    axis = Axis(folder, *options)
    axis.start()
    try:
        yield axis
    finally:
        if axis.process.poll() is None:
            axis.kill()


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers every request with these bytes, whatever it is asked.

    Yields its address, and the requests as they come.
    """
    import socket

    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    try:
                        seen.append(read_request(connection))
                        connection.sendall(answer)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        host, port = server.getsockname()
        try:
            yield f"http://{host}:{port}", seen
        finally:
            server.shutdown(socket.SHUT_RDWR)


def read_request(connection) -> bytes:
    """Read a request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


def own_memory(process_id: int) -> int:
    """Most bytes that a process had in memory."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(os.strerror(2))
