"""Issue 5: nothing lost, nothing doubled, whenever the axis is killed.

``EDOC_KILLED=200`` is the number of packets of a thorough run.
"""

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from axis_server import Axis, running
from edxml_factory import document

from core.axis.store import Store
from core.edxml import build_packet, read_packet
from core.edxml.model import Organization
from core.errors import AxisError, AxisUnavailableError, AxisUndecidedError

COUNT = int(os.environ.get("EDOC_KILLED", 50))
AGAIN = (AxisUnavailableError, AxisUndecidedError)
FAULTS = (
    *("--fault", "lost=0.03", "--fault", "short=0.03", "--fault", "cut=0.03"),
    *("--fault", "error=0.02,502", "--fault", "page=0.02", "--seed", "5"),
)


def _until_decided(work, gave_up):
    while not gave_up.is_set():
        try:
            return work()
        except AGAIN:
            time.sleep(0.02)
    raise AssertionError("gave up")


class Inbox:
    """A recipient that keeps first and confirms last."""

    def __init__(self, client, folder, gave_up):
        self.client, self.folder, self.gave_up = client, folder, gave_up
        self.kept = {}
        folder.mkdir()

    def empty(self):
        for waiting in _until_decided(self.client.list, self.gave_up):
            _until_decided(lambda w=waiting: self._take(w.doc_id), self.gave_up)

    def _take(self, doc_id):
        if doc_id not in self.kept:
            path = self.folder / doc_id
            fetched = self.client.fetch(doc_id, path)
            self.kept[doc_id] = (read_packet(path).document_id, fetched.sha256)
        self.client.confirm(doc_id, "done")


def _write_packets(folder):
    folder.mkdir()
    for number in range(COUNT):
        path = folder / f"{number}.edxml"
        to = (Organization("H35"), Organization("G02"))[: 1 + number % 2]
        identifier = f"H35.24,2026/01/05,{number}/SCT-VP"
        path.write_bytes(build_packet(document(document_id=identifier, recipients=to)))
        yield identifier, path


def _kill_at_random(axis: Axis, finished: threading.Event) -> int:
    """Kill it again and again, but leave it the time to work on a busy machine."""
    chance, kills = random.Random(7), 0
    while kills < COUNT // 4 and not finished.wait(chance.uniform(0.05, 0.5)):
        axis.kill()
        kills += 1
        axis.start()
    return kills


def test_each_packet_arrives_once_although_the_axis_is_killed(tmp_path):
    packets = dict(_write_packets(tmp_path / "out"))
    finished, gave_up = threading.Event(), threading.Event()
    with running(tmp_path / "axis", *FAULTS) as axis:
        sender = axis.client("H35.24")
        boxes = [
            Inbox(axis.client(code), tmp_path / code, gave_up)
            for code in ("H35", "G02")
        ]

        def receive(box, wanted):
            while len(box.kept) < wanted and not gave_up.is_set():
                box.empty()
            box.empty()

        def send(path):
            _until_decided(lambda: sender.send(path, "H35.24"), gave_up)

        with ThreadPoolExecutor(6) as pool:
            killer = pool.submit(_kill_at_random, axis, finished)
            watch = threading.Timer(120 + COUNT, gave_up.set)
            watch.start()
            receivers = [
                pool.submit(receive, box, wanted)
                for box, wanted in zip(boxes, (COUNT, COUNT // 2), strict=True)
            ]
            try:
                list(pool.map(send, packets.values()))
                for receiver in receivers:
                    receiver.result()
            finally:
                gave_up.set()
                watch.cancel()
                finished.set()
            assert killer.result() >= 4
        messages = axis.messages()
    assert len(messages) == COUNT
    for box, step in zip(boxes, (1, 2), strict=True):
        expected = sorted(list(packets)[step - 1 :: step])
        assert sorted(identifier for identifier, _sha in box.kept.values()) == expected
        sent = {item["sha256"] for item in messages}
        assert {sha256 for _identifier, sha256 in box.kept.values()} <= sent
    copies = [copy for message in messages for copy in message["deliveries"]]
    assert len(copies) == COUNT * 3 // 2
    assert {copy["status"] for copy in copies} == {"done"}


def test_what_a_killed_axis_left_unfinished_is_cleared_away(tmp_path):
    path = tmp_path / "packet.edxml"
    path.write_bytes(build_packet(document(recipients=(Organization("H35"),))))
    with running(tmp_path / "axis") as axis:
        axis.client("H35.24").send(path, "H35.24")
        axis.kill()
        folder = axis.folder
        (folder / "incoming" / "half").write_bytes(b"<edXML")
        (folder / "packets" / "never.edxml").write_bytes(b"<edXML")
        (folder / "messages" / ".1.json.new").write_bytes(b"{")
        axis.start()
        assert len(axis.client("H35").list()) == 1
        left = [item.name for item in folder.rglob("*") if item.is_file()]
        assert not {"half", "never.edxml", ".1.json.new"} & set(left)


def test_one_folder_has_one_axis(tmp_path):
    with running(tmp_path / "axis") as axis:
        try:
            Store(axis.folder)
        except AxisError as error:
            assert error.code == "axis.folder_in_use"
        else:
            raise AssertionError("two of them would double messages")
    Store(tmp_path / "axis").close()
