"""What the history costs: a step with and without it, linking, and the examination.

Prints one line per figure, tab-separated: what, value, unit. Nothing is committed.
"""

import os
import statistics
import time
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

options = ["-c", os.environ["EDOC_BENCH_CONFIG"], "--log-level=warn"]
config.parse_config(options, setup_logging=True)
registry = Registry(os.environ["EDOC_BENCH_DATABASE"])

from odoo.addons.l10n_vn_edoc.core.audit.database import (  # noqa: E402
    Count,
    examine,
)

STEPS = 400


def show(what, value, unit):
    print(f"{what}\t{value:.2f}\t{unit}")


def drafts(env, count):
    """Drafts to take steps with."""
    department = env["edoc.department"].search([], limit=1) or env[
        "edoc.department"
    ].create({"name": "Phòng Thử", "company_id": env.company.id})
    type_id = env.ref("l10n_vn_edoc.document_type_cong_van").id
    vals = {"subject": "x", "department_id": department.id, "type_id": type_id}
    return env["edoc.outgoing"].create([vals] * count)


def step(document):
    """What every step does to the database; the rest of it isn't measured."""
    began = time.perf_counter()
    document._note_step("submit", target="content_review")
    document._through_door().write({"state": "content_review"})
    document.env.cr.flush()
    return (time.perf_counter() - began) * 1000


with registry.cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    found = drafts(env, 2 * STEPS)
    cr.flush()
    mixin = registry["edoc.audited.mixin"]
    times = {True: [], False: []}
    for number, document in enumerate(found):
        audited = bool(number % 2)
        if audited:
            times[True].append(step(document))
        else:
            with patch.object(mixin, "_is_audited", lambda self: False):
                times[False].append(step(document))
    show("a step, without the history", statistics.median(times[False]), "ms")
    show("a step, with the history", statistics.median(times[True]), "ms")
    audit, began, rows = env["edoc.audit"], time.perf_counter(), 0
    while count := audit._link():
        rows += count
    show("link acts", rows / (time.perf_counter() - began), "1/s")
    count, began = Count(), time.perf_counter()
    for _finding in examine(cr, audit._key(), None, None, count):
        pass
    took = time.perf_counter() - began
    show("examine acts and records", (count.rows + count.records) / took, "1/s")
    cr.rollback()
