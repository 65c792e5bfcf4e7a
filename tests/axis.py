"""A real axis for the tests: ``bin/edoc axis serve`` in a process of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ..core.axis import AxisSettings, Client

EDOC = Path(__file__).parents[1] / "bin" / "edoc"
# system: (code, former code, name) of its agencies
SYSTEMS = {
    "he-thong-sct": [
        ("H35.09", "000.00.09.H35", "Sở Công Thương tỉnh Lai Châu"),
        ("H35.09.03", "", "Trung tâm Khuyến công"),
    ],
    "he-thong-tinh": [
        ("H35", "000.00.00.H35", "Ủy ban nhân dân tỉnh Lai Châu"),
        ("H35.11", "000.00.11.H35", "Sở Tài chính tỉnh Lai Châu"),
    ],
}
US, PROVINCE = SYSTEMS


class Axis:
    """The axis' folder, and the process that serves it."""

    def __init__(self, systems=None):
        self.folder = Path(tempfile.mkdtemp(prefix="edoc-axis-"))
        self.process, self.port = None, 0
        self.configure(systems or SYSTEMS)

    def configure(self, systems):
        self.secrets = {name: f"bí mật của {name}" for name in systems}
        agencies = [
            {"code": code, "oldCode": old, "name": name, "system": system, "pid": pid}
            for system, given in systems.items()
            for code, old, name, pid in (
                ((*row, "") if len(row) < 4 else row) for row in given
            )
        ]
        data = {"systems": self.secrets, "agencies": agencies}
        text = json.dumps(data, ensure_ascii=False)
        (self.folder / "axis.json").write_text(text, encoding="utf-8")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *faults):
        """Serve it, from the second time on at the same address."""
        options = [option for fault in faults for option in ("--fault", fault)]
        self.process = subprocess.Popen(
            [sys.executable, EDOC, "axis", "serve", self.folder]
            + ["--port", str(self.port), *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        url = self.process.stdout.readline().strip()
        assert url, "the test axis doesn't start"
        self.port = int(url.rpartition(":")[2])

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        if self.process:
            self.process.stdout.close()

    def restart(self, *faults):
        self.stop()
        self.start(*faults)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def client(self, system=PROVINCE):
        """The other side's software, which has nothing of Odoo."""
        settings = AxisSettings(self.url, system, self.secrets[system])
        return Client(settings, lambda: datetime.now(UTC))

    def send(self, content, sender="H35", kind="edoc"):
        """Send bytes to us as the other side."""
        path = self.folder / "goi.edxml"
        path.write_bytes(content)
        return self.client().send(path, sender, kind)

    def messages(self):
        """What ``edoc axis show`` tells."""
        command = [sys.executable, EDOC, "axis", "show", self.folder, "--json"]
        shown = subprocess.run(command, capture_output=True, check=True)
        return json.loads(shown.stdout)

    def values(self, **changes):
        """Settings of our channel for this axis."""
        return {
            "name": "Trục liên thông văn bản quốc gia",
            "edoc_kind": "axis",
            "edoc_axis_url": self.url,
            "edoc_axis_system_id": US,
            "edoc_axis_secret": self.secrets[US],
            "edoc_axis_connect_s": 5,
            "edoc_axis_silent_s": 10,
            "edoc_axis_total_s": 20,
            **changes,
        }
