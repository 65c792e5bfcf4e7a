"""Spoiled packets never break the inbox: each is kept, the next is read (Điều 10.2).

``EDOC_FUZZ=10000`` takes in so many instead of some hundreds.
"""

import os
import random
from dataclasses import replace

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import Organization, ResponseFor, StatusPacket
from ..demo.other_agency import utc_now
from .common import EdocCommon

TIMES = int(os.environ.get("EDOC_FUZZ", "240"))
TOKENS = (
    b"<",
    b"&",
    b"]]>",
    b"\x00",
    b"\xff",
    b"<!DOCTYPE a>",
    b"&lol;",
    b"<x>" * 80,
    b"2026/02/30",
    b"H35.09",
    b"\xe2\x80\xae",
    b"9" * 400,
    b"%(name)s",
    b"' OR 1=1 --",
)
LOGGERS = ("odoo.addons.l10n_vn_edoc", "odoo.addons.edi_core_oca", "odoo.sql_db")


def spoiled(rng, seeds):
    """A packet with one to three things wrong."""
    data = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 2, 3))):
        start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        match rng.randrange(6):
            case 0:
                data = data[:start] + rng.choice(TOKENS) + data[start:]
            case 1:
                data = data[:start] + data[min(end, start + 300) :]
            case 2:
                data = data[:start] + data[start : start + 400] * 2 + data[start:]
            case 3:
                data = data[:start]
            case 4:
                other = rng.choice(seeds)
                data = data[:start] + other[rng.randrange(len(other)) :]
            case _:
                # the words within the elements, so that it stays XML
                parts = data.split(b">")
                index = rng.randrange(len(parts))
                tail = parts[index].find(b"<")
                if tail > 0:
                    parts[index] = rng.choice(TOKENS[8:]) + parts[index][tail:]
                data = b">".join(parts)
    return data or b"x"


@tagged("post_install", "-at_install")
class TestReceiveFuzz(EdocCommon):
    def seeds(self):
        """A document and a status, without the weight of a signed file."""
        letter = replace(read_packet(self.packet(pdf=b"%PDF-1.7")), attachments=())
        # what is asked for again is answered, whatever it says
        response = ResponseFor(
            "H35.09",
            "77/SCT-VP",
            "H35.09,2026/01/05,77/SCT-VP",
            utc_now().date(),
        )
        sender = Organization("H35", organ_name="UBND tỉnh Lai Châu")
        status = StatusPacket(sender, response, "03", "Đã tiếp nhận", utc_now())
        return [build_packet(letter), build_packet(status)]

    def test_each_is_kept_and_the_next_is_read(self):
        rng, seeds = random.Random(30), self.seeds()
        outcomes = {}
        with mute_logger(*LOGGERS):
            for number in range(TIMES):
                content = spoiled(rng, seeds)
                record = self.channel._edoc_take_in(f"{number}.edxml", content)
                self.assertEqual(record._edoc_content().read(), content)
                state = record.edi_exchange_state
                outcomes[state] = outcomes.get(state, 0) + 1
                if state == "input_processed_error":
                    self.assertTrue(record.exchange_error)
                    self.assertNotIn("Traceback", record.exchange_error)
                    self.assertTrue(record.retryable)
        self.assertLessEqual(
            set(outcomes), {"input_processed", "input_processed_error"}
        )
        self.assertGreater(min(outcomes.values()), TIMES // 20)
        self.assertEqual(len(outcomes), 2)
        before = self.env["edoc.incoming"].search_count([])
        sound = replace(read_packet(seeds[0]), document_id="H35,2026/01/05,9/KT")
        sound = build_packet(replace(sound, code_number="9"))
        record = self.channel._edoc_take_in("tot.edxml", sound)
        self.assertEqual(record.edi_exchange_state, "input_processed")
        self.assertEqual(self.env["edoc.incoming"].search_count([]), before + 1)
