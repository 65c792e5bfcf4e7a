"""Another agency at the other end of the channel: signs, sends, answers.

It uses ``core`` and its own tokens only, never our database.
"""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import (
    Attachment,
    Business,
    DocumentPacket,
    Organization,
    ResponseFor,
    StatusPacket,
    TraceHeader,
)
from ..core.pdfsign.prepare import prepare_document
from ..core.pdfsign.sign import (
    Level,
    SealPicture,
    TrustServices,
    apply_seal,
    fill_number,
    seal_enclosure,
    sign_personal,
)
from ..core.token.pem import certificates_in
from ..core.token.pkcs11 import TokenRef, open_token
from .letter import Letter, draw
from .organisation import PROVINCE, SCT

VIETNAM = timedelta(hours=7)
US = Organization(organ_id="H35.09", organ_name=SCT)


@dataclass(frozen=True, slots=True)
class Message:
    """A document that the other agency sends."""

    number: str
    notation: str
    subject: str
    body: tuple[str, ...]
    urgency: int = 0
    due_days: int = 7
    enclosure: str = ""
    type_name: str = "Công văn"
    to: Organization = US


class OtherAgency:
    """The People's Committee of the province, with its leader's and its seal token."""

    organization = Organization(
        organ_id="H35", organ_name=PROVINCE, organization_in_charge="Chính phủ"
    )
    position = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    signer = "Hoàng Quốc Khải"

    def __init__(self, pki: Path, driver: str, folder: Path) -> None:
        self.pki = pki
        self.driver = driver
        self.folder = folder
        self.tokens = json.loads((pki / "tokens.json").read_text())
        address = json.loads((pki / "built.json").read_text())["address"]
        self.services = TrustServices(
            level=Level.LT,
            tsa_url=f"http://{address}/edoc/tsa/tsa",
            roots=certificates_in((pki / "root.pem").read_bytes()),
            intermediates=certificates_in((pki / "intermediates.pem").read_bytes()),
            timeout_s=30,
        )

    # ------------------------------------------------------------------- signing

    def signed_letter(self, message: Message, now: datetime) -> bytes:
        """Return the letter, signed by the leader, numbered and sealed."""
        local = now + VIETNAM
        letter = Letter(
            superior="",
            agency="Ủy ban nhân dân tỉnh Lai Châu",
            place="Lai Châu",
            notation=message.notation,
            subject=message.subject,
            body=message.body,
            position=self.position,
            signer=self.signer,
            year=local.year,
            to=message.to.organ_name,
            places=("Như trên;", "CT, các PCT UBND tỉnh;", "Lưu: VT, KT."),
        )
        pdf = prepare_document(draw(letter), signer_name=self.signer).pdf
        with self._key("other_leader") as key:
            picture = self._picture("other_leader")
            pdf = sign_personal(pdf, key, picture, now, self.services)
        month = f"{local.month:02d}" if local.month < 3 else str(local.month)
        pdf = fill_number(pdf, message.number, f"{local.day:02d}", month)
        seal = SealPicture(self._picture("seal_other"), 36, 36)
        with self._key("seal_other") as key:
            return apply_seal(pdf, key, seal, now, self.services)

    def sealed_enclosure(self, message: Message, now: datetime) -> bytes:
        """Return the enclosure with the agency's seal (Điều 6.2b)."""
        letter = Letter(
            superior="",
            agency="Ủy ban nhân dân tỉnh Lai Châu",
            place="Lai Châu",
            notation=message.notation,
            subject=message.enclosure,
            body=("Biểu mẫu kèm theo văn bản.",),
            position="",
            signer="",
            year=now.year,
            type_name="Phụ lục",
            annex=True,
        )
        with self._key("seal_other") as key:
            code = f"{message.number}/{message.notation}"
            return seal_enclosure(draw(letter), key, code, now, self.services)

    def _key(self, label):
        return _Key(
            TokenRef(self.driver, label), self.tokens[label]["pin"], self.services
        )

    def _picture(self, label):
        return (self.pki / "pictures" / f"{label}.png").read_bytes()

    # ------------------------------------------------------------------- packets

    def packet(
        self, message: Message, now: datetime, pdf: bytes | None = None
    ) -> bytes:
        """Return the edXML packet of a message.

        :param pdf: bytes to send instead of the properly signed letter
        """
        local = now + VIETNAM
        code = f"{message.number}/{message.notation}"
        files = [
            Attachment(
                content_id="1",
                name=f"{code.replace('/', '-')}.pdf",
                content_type="application/pdf",
                content=pdf or self.signed_letter(message, now),
            )
        ]
        if message.enclosure:
            files.append(
                Attachment(
                    content_id="2",
                    name="phu-luc.pdf",
                    content_type="application/pdf",
                    content=self.sealed_enclosure(message, now),
                )
            )
        return build_packet(
            DocumentPacket(
                sender=self.organization,
                recipients=(message.to,),
                document_id=f"H35,{local:%Y/%m/%d},{code}",
                code_number=message.number,
                code_notation=message.notation,
                place="Lai Châu",
                promulgation_date=local.date(),
                type=18,
                type_detail=0,
                type_name=message.type_name,
                subject=message.subject,
                competence="KT. CHỦ TỊCH",
                position="Phó Chủ tịch",
                signer_name=self.signer,
                due_date=local.date() + timedelta(days=message.due_days),
                priority=message.urgency,
                promulgation_amount=1,
                page_amount=1,
                business=Business(reason="Văn bản điện tử mới"),
                trace=(TraceHeader("H35", now),),
                attachments=tuple(files),
            )
        )

    def send(self, name: str, content: bytes) -> Path:
        """Drop a packet into the inbox, whole or not at all."""
        inbox = self.folder / "inbox"
        inbox.mkdir(parents=True, exist_ok=True)
        part = inbox / f".{name}.part"
        part.write_bytes(content)
        # it has been lying there for a while: the channel waits for files to settle
        settled = part.stat().st_mtime - 10
        os.utime(part, (settled, settled))
        target = inbox / f"{name}.edxml"
        part.rename(target)
        return target

    def received(self):
        """Read what lies in the outbox: ``[(path, packet)]``."""
        files = sorted((self.folder / "outbox").glob("*.edxml"))
        return [(path, read_packet(path)) for path in files]

    def status(
        self, packet: DocumentPacket, code: str, text: str, now: datetime
    ) -> bytes:
        """Return the status packet that answers a received document."""
        return build_packet(
            StatusPacket(
                sender=self.organization,
                response_for=ResponseFor(
                    organ_id=packet.sender.organ_id,
                    code=f"{packet.code_number}/{packet.code_notation}",
                    document_id=packet.document_id,
                    promulgation_date=packet.promulgation_date,
                ),
                status_code=code,
                description=text,
                timestamp=now,
            )
        )


class _Key:
    """The key of a token, while the block lasts."""

    def __init__(self, ref, pin, services):
        self.opened = open_token(ref, pin)
        self.services = services

    def __enter__(self):
        session = self.opened.__enter__()
        return session.signing_key(chain=self.services.intermediates)

    def __exit__(self, *exc):
        return self.opened.__exit__(*exc)


def utc_now() -> datetime:
    """Return now, with zone."""
    return datetime.now(UTC)


def with_number(message: Message, number: str) -> Message:
    """Return the same message under another number."""
    return replace(message, number=number)
