"""The main line, from a packet that arrives to a sealed answer that leaves.

``load`` fills the demo database by running the line on a dozen varied documents;
``main`` runs it once, headless, and writes packets, PDFs and the report into a folder.
Every step is taken as the role that takes it in life.
"""

import base64
import os
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from odoo import Command

from ..core.edxml.model import DocumentPacket
from ..models._server_settings import server_settings
from .changes import ask
from .dossiers import show_dossiers
from .handling import show_handling
from .late import show_late
from .letter import Letter, draw
from .messages import MESSAGES
from .organisation import PIN, Organisation
from .other_agency import OtherAgency, utc_now, with_number
from .paper import show_paper
from .signing import show
from .unfinished import leave


class Line:
    """Takes documents along the line; one public method for each step."""

    def __init__(self, env, commit=True, say=None):
        # jobs run at once: there is no job runner beside a script
        self.env = env(context={**env.context, "queue_job__no_delay": True})
        self.commit = commit
        self.say = say or (lambda text: None)
        self.channel = self.env["edi.backend"].search(
            [("edoc_folder", "!=", False)], limit=1
        )
        self.agency = OtherAgency(
            Path(os.environ["SOFTHSM2_CONF"]).parent,
            server_settings()["pkcs11_softhsm"],
            Path(server_settings()["exchange_root"]) / self.channel.edoc_folder,
        )

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def done(self, text):
        """End a step as the server would: all of it kept, or nothing."""
        self.env.flush_all()
        if self.commit:
            # a script beside the server: each step is a request of its own
            self.env.cr.commit()  # pylint: disable=invalid-commit
        self.say(text)

    # ------------------------------------------------------------------ incoming

    def arrive(self, message, pdf=None, now=None):
        """1, 2. A packet lies in the inbox, is taken in and verified.

        :param now: the sender's clock; the same packet at the same second is the same
            packet, bytes and all, and is taken in once
        """
        now = now or utc_now()
        name = f"{message.number}-{message.notation}".replace("/", "-")
        self.agency.send(name, self.agency.packet(message, now, pdf))
        self.channel._edoc_receive()
        document = self.env["edoc.incoming"].search(
            [("code_number", "=", message.number)], order="id desc", limit=1
        )
        self.done(f"Arrived: {document.display_name}")
        self.say(f"Verified: {document.verdict}: {document.verdict_sentence}")
        return document

    def register(self, document, leader="giamdoc", reason=None, clerk="vanthu"):
        """3. The clerk registers and presents to a leader."""
        wizard = self.env["edoc.incoming.register"].with_user(self.user(clerk))
        wizard.create(
            {
                "incoming_id": document.id,
                "leader_id": self.user(leader).id if leader else False,
                "reason": reason,
                "duplicate_reason": "Đã đối chiếu với văn bản đến trước."
                if document._in_the_way()
                else False,
            }
        ).action_register()
        self.done(f"Registered under arrival number {document.arrival_number}")

    def distribute(self, document, lead, cooperate=(), inform=(), days=5, words=""):
        """4. The leader distributes with an instruction."""
        departments = {
            department.code: department.id
            for department in self.env["edoc.department"].search([])
        }
        wizard = self.env["edoc.incoming.distribute"].with_user(document.leader_id)
        wizard.create(
            {
                "incoming_id": document.id,
                "lead_department_id": departments[lead],
                "cooperate_ids": [
                    Command.set([departments[code] for code in cooperate])
                ],
                "inform_ids": [Command.set([departments[code] for code in inform])],
                "instruction": words or "Nghiên cứu, tham mưu trả lời đúng hạn.",
                "due_date": document._vn_today() + timedelta(days=days),
            }
        ).action_distribute()
        self.done(f"Distributed by {document.leader_id.name} to {lead}")

    def assign(self, document, login):
        """4. The head of the lead department names who handles it."""
        head = document.lead_department_id.head_ids[:1]
        wizard = self.env["edoc.incoming.assign"].with_user(head)
        wizard.create(
            {"incoming_id": document.id, "user_id": self.user(login).id}
        ).action_assign()
        self.done(f"Assigned by {head.name} to {document.handler_id.name}")

    def finish(self, document, result):
        """The handler completes without a written answer."""
        wizard = self.env["edoc.incoming.finish"].with_user(document.handler_id)
        wizard.create({"incoming_id": document.id, "result": result}).action_finish()
        self.done(f"Completed: {result}")

    # ------------------------------------------------------------------ outgoing

    def answer(self, document, signer="giamdoc", enclosure=""):
        """5. The specialist drafts the answer with a PDF and an enclosure."""
        handler = document.handler_id
        action = document.with_user(handler).action_answer()
        draft = self.env["edoc.outgoing"].with_user(handler).browse(action["res_id"])
        subject = f"trả lời Công văn số {document.code}"
        body = (
            f"Thực hiện Công văn số {document.code} của {document.sender_name} về việc "
            f"{document.subject}, Sở Công Thương đã rà soát và báo cáo như sau:",
            "Sở đã chỉ đạo các phòng chuyên môn triển khai theo kế hoạch; số liệu chi "
            "tiết được tổng hợp tại phụ lục kèm theo.",
            f"Sở Công Thương báo cáo {document.sender_name} xem xét, chỉ đạo./.",
        )
        self._fill(draft, subject, body, signer, document.sender_name, enclosure)
        return draft

    def draft(self, login, subject, body, signer, recipients, document_type=None):
        """5. A document of our own accord.

        :param document_type: an official letter unless another one is named
        """
        author = self.user(login)
        company = author.company_id
        draft = (
            self.env["edoc.outgoing"]
            .with_user(author)
            .with_company(company)
            .create(
                {
                    "subject": subject,
                    "company_id": company.id,
                    "delivery_ids": [
                        Command.create({"partner_id": partner.id})
                        for partner in recipients
                    ],
                }
            )
        )
        to = recipients[:1].name
        self._fill(draft, subject, body, signer, to, document_type=document_type)
        return draft

    def _fill(self, draft, subject, body, signer, to, enclosure="", document_type=None):
        leader = self.user(signer)
        company = draft.sudo().company_id
        letter_type = self.env.ref("l10n_vn_edoc.document_type_cong_van")
        document_type = document_type or letter_type
        draft.write(
            {
                "subject": subject,
                "type_id": document_type.id,
                "signer_id": leader.id,
                "page_count": 1,
            }
        )
        letter = Letter(
            superior=company.partner_id.edoc_in_charge,
            agency=company.name.removesuffix(" tỉnh Lai Châu"),
            place="Lai Châu",
            notation=draft.code_notation,
            subject=subject,
            body=body,
            position="\n".join(draft.authority_id._value().lines),
            signer=leader.name,
            year=draft._vn_today().year,
            type_name="" if document_type == letter_type else document_type.name,
            to=to,
            places=(
                "Như trên;",
                "Lãnh đạo Sở;",
                f"Lưu: VT, {draft.department_id.code}.",
            ),
        )
        self.upload(draft, "cong-van.pdf", draw(letter))
        if enclosure:
            sheet = Letter(
                superior=company.partner_id.edoc_in_charge,
                agency=company.name.removesuffix(" tỉnh Lai Châu"),
                place="Lai Châu",
                notation=draft.code_notation,
                subject=enclosure,
                body=("Số liệu đến cuối tháng của từng lĩnh vực.",),
                position="",
                signer="",
                year=draft._vn_today().year,
                type_name="Phụ lục",
                annex=True,
            )
            self.upload(draft, "phu-luc.pdf", draw(sheet), role="enclosure")
        self.done(f"Drafted by {draft.author_id.name}: {draft.subject}")

    def upload(self, draft, name, content, role="main"):
        """Upload a file as the web client does."""
        draft.write(
            {
                "file_ids": [
                    Command.create(
                        {
                            "name": name,
                            "role": role,
                            "upload": base64.b64encode(content),
                        }
                    )
                ]
            }
        )

    def approve(self, draft, checker="chanhvanphong"):
        """5. Handed in, content approved by the head, form checked by the office."""
        draft.action_submit()
        self.done("Handed in")
        head = draft.department_id.sudo().head_ids[:1]
        draft.with_user(head).action_approve_content()
        self.done(f"Content approved by {head.name}")
        office = self.user(checker)
        draft.with_user(office).action_approve_form()
        self.done(f"Form checked by {office.name}")

    def sign(self, draft, pin=PIN):
        """5. The leader signs on his token."""
        leader = draft.signer_id
        wizard = self.env["edoc.outgoing.sign"].with_user(leader)
        wizard = wizard.create({"outgoing_ids": [Command.set(draft.ids)]})
        wizard.with_context(pin=pin).action_sign()
        self.done(f"Signed by {leader.name}")

    def number(self, draft, clerk="vanthu"):
        """5. The clerk takes the number, which is written into the signed file."""
        draft.with_user(self.user(clerk)).action_number()
        self.done(f"Numbered {draft.code}, {draft.date_issued}")

    def seal(self, draft, clerk="vanthu", pin=PIN):
        """5. The clerk seals document and enclosures on the agency's token."""
        wizard = self.env["edoc.outgoing.seal"].with_user(self.user(clerk))
        wizard = wizard.create({"outgoing_ids": [Command.set(draft.ids)]})
        wizard.with_context(pin=pin).action_seal()
        self.done("Sealed")

    def issue(self, draft, clerk="vanthu"):
        """6. Issued: the packet lies in the outbox."""
        draft.with_user(self.user(clerk)).action_issue()
        self.done(f"Issued {draft.code}")

    def recipients_answer(self, draft, codes=("01", "03")):
        """6. The recipient's status packets come back and show on the document."""
        words = {"01": "Đã đến", "02": "Gửi nhầm cơ quan", "03": "Đã tiếp nhận, vào sổ"}
        for _path, packet in self.agency.received():
            if not isinstance(packet, DocumentPacket):
                continue
            if packet.document_id != draft.document_uid:
                continue
            for code in codes:
                content = self.agency.status(
                    packet, code, words.get(code, code), utc_now()
                )
                self.agency.send(f"status-{code}-{draft.id}", content)
        self.channel._edoc_receive()
        delivery = draft.delivery_ids[:1]
        self.done(f"{delivery.partner_id.name} answers: {delivery.last_text}")

    def close(self, draft, clerk="vanthu", checker="chanhvanphong"):
        """From the finished draft to the sealed document on its way."""
        self.approve(draft, checker)
        self.sign(draft)
        self.number(draft, clerk)
        self.seal(draft, clerk)
        self.issue(draft, clerk)


def load(env):
    """Fill a fresh database with the organisation and a dozen documents."""
    env = env(context={**env.context, "lang": "vi_VN"})
    Organisation(env).build()
    env.cr.commit()
    line = Line(env)
    stay = {message.number: line.arrive(message) for message in MESSAGES}
    keys = list(stay)
    # the rest of the dozen stands where each desk has something to do
    documents = [stay[key] for key in keys]
    for document in documents[:9]:
        line.register(document, leader="giamdoc" if document.id % 2 else "phogiamdoc1")
    plan = [
        ("QLTM", ("KHTC",), ("VP",)),
        ("QLCN", ("KTAT",), ()),
        ("QLNL", (), ("KHTC", "QLCN")),
        ("KTAT", (), ("VP",)),
        ("KHTC", ("QLTM", "QLCN", "QLNL"), ()),
        ("QLTM", (), ()),
        ("QLCN", (), ()),
    ]
    for document, (lead, cooperate, inform) in zip(documents, plan, strict=False):
        line.distribute(document, lead, cooperate, inform)
    for document, login in zip(
        documents, ("cv.qltm", "cv.qlcn", "cv.qlnl", "cv.ktat", "cv.khtc"), strict=False
    ):
        line.assign(document, login)
    answered = line.answer(documents[0], "giamdoc", "Biểu tổng hợp số liệu")
    line.close(answered)
    line.recipients_answer(answered)
    second = line.answer(documents[1], "phogiamdoc1")
    line.close(second)
    third = line.answer(documents[2], "phogiamdoc2")
    line.approve(third)
    line.sign(third)
    fourth = line.answer(documents[3], "giamdoc")
    line.approve(fourth)
    line.finish(documents[4], "Đã báo cáo trực tiếp tại cuộc họp giao ban.")
    unit = line.draft(
        "giamdoc.ttkc",
        "báo cáo kết quả khuyến công tháng",
        ("Trung tâm báo cáo kết quả thực hiện các đề án khuyến công trong tháng./.",),
        "giamdoc.ttkc",
        env["res.partner"].search([("edoc_organ_id", "=", "H35.11")]),
    )
    line.close(unit, clerk="vanthu.ttkc", checker="giamdoc.ttkc")
    _tampered(line)
    show(line, documents[0])
    show_paper(line)
    leave(line)
    show_late(line)
    show_handling(line)
    show_dossiers(line)
    ask(line, documents[9], documents[5], second)
    env.cr.commit()


def _tampered(line):
    """One document was changed after its seal: it is returned by itself (Điều 10.2)."""
    message = with_number(MESSAGES[0], "999")
    pdf = bytearray(line.agency.signed_letter(message, utc_now()))
    place = pdf.find(b"stream") + 40
    pdf[place] ^= 1
    line.arrive(message, pdf=bytes(pdf))


def main(env, out):
    """Run the line once on the demo database; write what it makes into ``out``.

    :param out: folder for packets, signed PDFs and the report
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    env = env(context={**env.context, "lang": "vi_VN"})
    count = iter(range(1, 100))
    line = Line(env, say=lambda text: print(f"{next(count):2}. {text}", flush=True))
    number = str(5000 + env["edoc.incoming"].search_count([]))
    message = with_number(MESSAGES[0], number)
    incoming = line.arrive(message)
    line.register(incoming)
    line.distribute(incoming, "QLTM", ("KHTC",), ("VP",))
    line.assign(incoming, "cv.qltm")
    outgoing = line.answer(incoming, "giamdoc", "Biểu tổng hợp số liệu")
    with _by_folder(line):
        line.close(outgoing)
    line.recipients_answer(outgoing)
    _write(folder, "den", incoming)
    _write(folder, "di", outgoing)
    report = _report(line, incoming.company_id)
    (folder / "bao-cao-gui-nhan.pdf").write_bytes(report)
    line.say(f"Packets, PDFs and report are in {folder}")
    return 0 if incoming.state == "done" and outgoing.state == "issued" else 1


@contextmanager
def _by_folder(line):
    """Send to the script at the other end of the folder, and not to the second server
    that ``make run`` puts on the axis."""
    province = line.env["res.partner"].search([("edoc_organ_id", "=", "H35")])
    usual = province.edoc_channel_id
    province.edoc_channel_id = line.channel
    try:
        yield
    finally:
        province.edoc_channel_id = usual
        line.env.flush_all()
        line.env.cr.commit()


def _write(folder, prefix, document):
    """Write the files of a document and the packets that carried it."""
    for file in document.sudo().file_ids:
        (folder / f"{prefix}-{file.name}").write_bytes(file._content())
    records = document.env["edi.exchange.record"].sudo()
    related = records.search(
        [("model", "=", document._name), ("res_id", "=", document.id)]
    )
    if document._name == "edoc.incoming":
        related |= document.sudo().status_ids.exchange_record_id
    for record in related:
        content = record._get_file_content(as_bytes=True)
        (folder / f"{prefix}-{record._edoc_file_name()}").write_bytes(content)


def _report(line, company):
    """Print the report of the month as the director does."""
    director = line.user("giamdoc")
    today = line.env["edoc.incoming"]._vn_today()
    wizard = (
        line.env["edoc.exchange.report"]
        .with_user(director)
        .create(
            {
                "company_id": company.id,
                "date_from": today.replace(day=1),
                "date_to": today,
            }
        )
    )
    render = line.env["ir.actions.report"].with_user(director)._render_qweb_pdf
    content, _kind = render("l10n_vn_edoc.exchange_report_action", wizard.ids)
    line.say("Report printed")
    return content
