"""The PIN lives in one call only: not in the database, the logs, the chatter."""

import json
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..models._batch_runner import BatchRunner
from .common import PIN, EdocCommon, EdocSetup

WRONG = "97531086"
TALKATIVE = (
    "odoo",
    "pkcs11",
    "pyhanko",
    "pyhanko_certvalidator",
    "werkzeug",
    "urllib3",
)


class _Everything(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())
        if record.exc_info:
            self.lines.append(logging.Formatter().formatException(record.exc_info))


@contextmanager
def everything_logged():
    """All that any logger says, from debug messages and queries on."""
    handler = _Everything()
    loggers = [logging.getLogger(name) for name in ("", *TALKATIVE)]
    loggers += [
        logging.getLogger(name)
        for name in list(logging.root.manager.loggerDict)
        if name.startswith(TALKATIVE)
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def text_columns():
    """Return the query for every table with its columns that can hold text."""
    return """
        SELECT table_name, string_agg(quote_ident(column_name), ',')
          FROM information_schema.columns
          JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
           AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea')
      GROUP BY table_name
    """


class PinSetup:
    def assertNowhere(self, lines):
        """In no log line and in no column of any table that holds text."""
        found = [line for line in lines if PIN in line or WRONG in line]
        self.assertEqual(len(found), 0, [line[:80] for line in found])
        self.env.flush_all()
        self.env.cr.execute(text_columns())
        tables = self.env.cr.fetchall()
        self.assertGreater(len(tables), 100)
        for table, columns in tables:
            # a row is written out whole, whatever the types of its columns
            self.env.cr.execute(
                f"SELECT count(*) FROM (SELECT {columns} FROM {table}) AS row "  # noqa: S608
                "WHERE row::text LIKE %s OR row::text LIKE %s",
                [f"%{PIN}%", f"%{WRONG}%"],
            )
            self.assertEqual(self.env.cr.fetchone()[0], 0, table)


@tagged("post_install", "-at_install")
class TestPin(PinSetup, EdocCommon):
    def test_after_signing_and_after_a_wrong_pin(self):
        """Điều 5: who knows the PIN holds the key, so nothing of ours keeps it."""
        document = self.outgoing_at("signing")
        with everything_logged() as lines:
            for pin in (WRONG, PIN):
                wizard = self.env["edoc.outgoing.sign"].with_user(self.users["giamdoc"])
                # as the web client does: the field with the form, then the button
                wizard = wizard.create(
                    {"outgoing_ids": [Command.set(document.ids)], "pin": pin}
                )
                wizard.write({"pin": pin})
                self.env.flush_all()
                wizard.invalidate_recordset()
                self.assertFalse(wizard.pin)
                if pin == WRONG:
                    with self.assertRaises(UserError) as caught:
                        wizard.with_context(pin=pin).action_sign()
                    self.assertNotIn(WRONG, str(caught.exception))
                else:
                    wizard.with_context(pin=pin).action_sign()
            self.assertEqual(document.state, "signed")
            self.line.number(document)
            self.line.seal(document)
            self.line.issue(document)
        self.assertGreater(len(lines), 100)
        self.assertNowhere(lines)

    def test_jobs_do_not_carry_it(self):
        """Whatever is queued while the PIN is in the context goes without it."""
        document = self.outgoing_at("signing")
        wizard = self.wizard("edoc.outgoing.sign", "giamdoc", document)
        wizard.with_context(pin=PIN, queue_job__no_delay=False).action_sign()
        self.assertNotIn("pin", document.env.context)
        self.assertNowhere([])

    def test_a_batch_keeps_none(self):
        """Neither the batch nor the question, nor what the browser goes on with."""
        documents = self.outgoing_at("signing") | self.outgoing_at("signing")
        cr = self.env.cr
        with everything_logged() as lines:
            action = self.as_("giamdoc", documents).action_open_sign()
            start = self.env[action["res_model"]].with_user(self.users["giamdoc"])
            start = start.browse(action["res_id"])
            for pin in (WRONG, PIN):
                start.write({"pin": pin})
                self.env.flush_all()
                start.invalidate_recordset()
                self.assertFalse(start.pin)
                if pin == WRONG:
                    with self.assertRaises(UserError) as caught:
                        start.with_context(pin=pin).action_start()
                    self.assertNotIn(WRONG, str(caught.exception))
            action = start.with_context(pin=PIN).action_start()
        self.assertNotIn(PIN, json.dumps(action))
        # the web client adds the button's context to the answer's, which goes first
        self.assertIs(action["context"]["pin"], False)
        [runner] = [
            function.__self__
            for function in cr.postcommit._funcs
            if isinstance(getattr(function, "__self__", None), BatchRunner)
        ]
        self.assertNotIn(PIN, repr([vars(runner), runner.pool]))
        cr.postcommit.clear()
        cr.postrollback.run()
        self.assertNowhere(lines)

    def test_the_search_finds_it_where_it_is(self):
        """A search that finds nothing proves nothing unless it can find something."""
        self.outgoing_at("draft").message_post(body=f"Mã PIN là {PIN}")
        with self.assertRaises(AssertionError):
            self.assertNowhere([])
        with everything_logged() as lines:
            logging.getLogger("odoo.addons.l10n_vn_edoc").debug("pin %s", PIN)
        with self.assertRaises(AssertionError):
            self.assertNowhere(lines)


@tagged("post_install", "-at_install")
class TestPinHttp(PinSetup, EdocSetup, HttpCase):
    def test_over_http(self):
        """The whole way of a request, with its access log and its answer."""
        document = self.outgoing_at("signing")
        until = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(self.users["giamdoc"])
        headers = {
            "Authorization": f"bearer {keys._generate('rpc', 'test', until)}",
            "Content-Type": "application/json",
        }

        def call(method, **arguments):
            path = f"/json/2/edoc.outgoing.sign/{method}"
            return self.url_open(path, data=json.dumps(arguments), headers=headers)

        with everything_logged() as lines:
            vals = {"outgoing_ids": [Command.set(document.ids)], "pin": WRONG}
            ids = call("create", vals_list=[vals]).json()
            answer = call("action_sign", ids=ids, context={"pin": WRONG})
            self.assertEqual(answer.status_code, 422)
            self.assertIn("“director”", answer.json()["message"])
            self.assertNotIn(WRONG, answer.text)
            answer = call("action_sign", ids=ids, context={"pin": PIN})
            self.assertEqual(answer.status_code, 200, answer.text)
            self.assertNotIn(PIN, answer.text)
        document.invalidate_recordset()
        self.assertEqual(document.state, "signed")
        self.assertNowhere(lines)
