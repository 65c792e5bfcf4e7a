"""Five clerks at once: one set of packets, each status once (QĐ 28/2018 Điều 6.3)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from odoo import Command
from odoo.tests import BaseCase, tagged

from ..core.edxml import build_packet
from ..core.edxml.model import ResponseFor, StatusPacket
from ..demo.line import Line
from ..demo.organisation import Organisation
from ..demo.other_agency import utc_now
from .common import PKI, PLAIN, letter, signed_letter
from .server import Client, Copy, Server, until

AT_ONCE = 5


def prepare(env):
    """A sealed document, an arrived one, and statuses that wait to be read."""
    organisation = Organisation(env, PKI).build()
    line = Line(env, commit=False)
    line.channel = organisation.channel.with_env(line.env)
    author = organisation.users["cv.qlcn"]
    province = line.env["res.partner"].search([("edoc_organ_id", "=", "H35")])
    drafts = [_draft(line, author, province) for _each in range(2)]
    for draft in drafts:
        _seal(line, draft)
    line.issue(drafts[1])
    line.arrive(PLAIN, signed_letter(PLAIN))
    issued = drafts[1]
    for number, code in enumerate(["01", "03", "03", "04"]):
        packet = StatusPacket(
            sender=line.agency.organization,
            response_for=ResponseFor("H35.09", issued.code, issued.document_uid),
            status_code=code,
            description=f"Lần {number}",
            timestamp=utc_now(),
        )
        quiet = organisation.channel.with_context(queue_job__no_delay=False)
        quiet._edoc_take_in(f"{number}.edxml", build_packet(packet))
    env.flush_all()
    env.cr.commit()


def _draft(line, author, recipient):
    draft = (
        line.env["edoc.outgoing"]
        .with_user(author)
        .create(
            {
                "subject": "báo cáo tình hình sản xuất công nghiệp",
                "type_id": line.env.ref("l10n_vn_edoc.document_type_cong_van").id,
                "signer_id": line.user("giamdoc").id,
                "delivery_ids": [Command.create({"partner_id": recipient.id})],
            }
        )
    )
    line.upload(draft, "cong-van.pdf", letter())
    return draft


def _seal(line, draft):
    line.approve(draft)
    line.sign(draft)
    line.number(draft)
    line.seal(draft)


@tagged("post_install", "-at_install")
class TestDeliveryParallel(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.copy.run(f"{__name__}:prepare")
        cls.server = Server(cls.copy)
        cls.addClassCleanup(cls.server.kill)

    def at_once(self, act):
        """Let as many sessions act at the same moment; return what each was told."""
        start = Barrier(AT_ONCE)

        def work(_number):
            client = Client(self.server, "vanthu")
            start.wait()
            return act(client)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(work, range(AT_ONCE)))

    def one(self, query, *params):
        [row] = self.copy.rows(query, *params)
        return row[0]

    def test_issued_once(self):
        """Điều 12.1đ: pressed five times, one set of packets."""
        document = self.one("SELECT id FROM edoc_outgoing WHERE state = 'sealed'")
        answers = self.at_once(
            lambda client: client.call("edoc.outgoing", "action_issue", [document])[1]
        )
        self.assertEqual(answers.count(None), 1, answers)
        for table, condition in (
            ("edoc_step", "outgoing_id = %s AND action = 'issue'"),
            ("edi_exchange_record", "model = 'edoc.outgoing' AND res_id = %s"),
            ("edoc_status_message", "outgoing_id = %s AND direction = 'out'"),
        ):
            query = f"SELECT count(*) FROM {table} WHERE {condition}"  # noqa: S608
            self.assertEqual(self.one(query, document), 1, table)

    def test_a_status_leaves_once(self):
        """Five clerks register the same document: 03 is told once, after 01."""
        document = self.one("SELECT id FROM edoc_incoming WHERE source = 'packet'")
        vals = {"incoming_id": document}
        self.at_once(
            lambda client: client.press(
                "edoc.incoming.register", "action_register", vals
            )
        )
        rows = self.copy.rows(
            "SELECT code FROM edoc_status_message WHERE incoming_id = %s "
            "AND kind = 'status' ORDER BY id",
            document,
        )
        self.assertEqual([code for (code,) in rows], ["01", "03"])

    def test_received_statuses_never_go_back(self):
        """Read by workers at the same moment: the highest stands, none is doubled."""
        self.server.kill()
        type(self).server = Server(self.copy, jobs=True)
        self.addClassCleanup(self.server.kill)
        waiting = (
            "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'cancelled')"
        )
        until(lambda: self.one(waiting) == 0, 90, self.server.log)
        rows = self.copy.rows(
            "SELECT d.id, d.state, d.last_code FROM edoc_delivery d "
            "JOIN edoc_status_message m ON m.delivery_id = d.id "
            "WHERE m.direction = 'in' GROUP BY d.id"
        )
        [(delivery, state, last)] = rows
        self.assertEqual((state, last), ("answered", "04"))
        rows = self.copy.rows(
            "SELECT code FROM edoc_status_message WHERE delivery_id = %s "
            "AND direction = 'in' ORDER BY code",
            delivery,
        )
        self.assertEqual([code for (code,) in rows], ["01", "03", "04"])
