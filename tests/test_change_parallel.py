"""Recalls that several settle at once: one answer, nothing half destroyed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo.tests import BaseCase, tagged

from ..core.edxml.codes import BusinessDocType
from ..demo.changes import order_packet
from ..demo.line import Line
from ..demo.organisation import Organisation
from ..demo.other_agency import with_number
from .common import PKI, PLAIN
from .server import Client, Copy, Server

COUNT = 2


def prepare(env):
    """Documents that are presented to the director, each of them recalled."""
    Organisation(env, PKI).build()
    line = Line(env, commit=False)
    for number in range(2 * COUNT):
        document = line.arrive(with_number(PLAIN, str(3000 + number)))
        line.register(document)
        recall = order_packet(
            line.agency, document, BusinessDocType.RECALL, "Ban hành nhầm"
        )
        line.agency.send(f"thu-hoi-{number}", recall)
    line.channel._edoc_receive()
    env.flush_all()
    env.cr.commit()


@tagged("post_install", "-at_install")
class TestChangesAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = Copy("changes")
        cls.addClassCleanup(cls.copy.remove)
        cls.copy.run(f"{__name__}:prepare")
        cls.server = Server(cls.copy)
        cls.addClassCleanup(cls.server.kill)
        cls.requests = cls.copy.rows(
            "SELECT id, incoming_id FROM edoc_change_request ORDER BY id"
        )
        assert len(cls.requests) == 2 * COUNT

    def at_once(self, *acts):
        """Each act by a session of its own; return the names of their errors."""
        start = Barrier(len(acts))

        def work(act):
            login, model, method, args = act
            client = Client(self.server, login)
            start.wait()
            if method == "create":
                return client.press(model, args[0], args[1])
            return client.call(model, method, *args)[1]

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(work, acts))

    def state(self, document):
        [row] = self.copy.rows(
            "SELECT i.state, count(v.id), count(v.destroyed_at), (SELECT count(*) "
            "  FROM edoc_status_message m WHERE m.incoming_id = i.id "
            "  AND m.request_id IS NOT NULL AND m.direction = 'out') "
            "FROM edoc_incoming i JOIN edoc_file f ON f.incoming_id = i.id "
            "JOIN edoc_file_version v ON v.file_id = f.id "
            "WHERE i.id = %s GROUP BY i.id",
            document,
        )
        return row

    def test_two_answers_at_once(self):
        """QĐ 28 Điều 9.2: the clerk destroys, the leader refuses: one of them does."""
        for request, document in self.requests[:COUNT]:
            reason = {"request_id": request, "reason": "Đã thi hành"}
            errors = self.at_once(
                ("vanthu", "edoc.change.request", "action_accept", ([request],)),
                ("giamdoc", "edoc.change.refuse", "create", ("action_refuse", reason)),
            )
            self.assertEqual(len([error for error in errors if error]), 1, errors)
            state, versions, destroyed, answered = self.state(document)
            accepted = not errors[0]
            self.assertEqual(state == "recalled", accepted)
            self.assertEqual(destroyed, versions if accepted else 0)
            self.assertEqual(answered, 1)

    def test_recalled_while_it_is_distributed(self):
        """NĐ 30 Điều 18.4: whoever is first, the content is gone in the end."""
        [(department,)] = self.copy.rows(
            "SELECT id FROM edoc_department WHERE code = 'QLCN'"
        )
        for request, document in self.requests[COUNT:]:
            vals = {
                "incoming_id": document,
                "lead_department_id": department,
                "instruction": "Tham mưu trả lời",
            }
            errors = self.at_once(
                ("vanthu", "edoc.change.request", "action_accept", ([request],)),
                (
                    "giamdoc",
                    "edoc.incoming.distribute",
                    "create",
                    ("action_distribute", vals),
                ),
            )
            if errors[0]:
                # the leader's step held the document: the clerk presses again
                self.assertEqual(errors[0], "odoo.exceptions.LockError")
                clerk = Client(self.server, "vanthu")
                pressed = clerk.call("edoc.change.request", "action_accept", [request])
                self.assertIsNone(pressed[1], clerk.said)
            state, versions, destroyed, answered = self.state(document)
            self.assertEqual((state, destroyed), ("recalled", versions))
            self.assertEqual(answered, 1)
