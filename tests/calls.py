"""Calls as they come over the network: the web client's, and JSON-2 with a key.

They are handed to Odoo's WSGI application itself: routes, sessions, keys, controllers
are the real ones, and thousands of calls need neither sockets nor threads.
"""

import json
from datetime import timedelta
from itertools import cycle
from unittest.mock import patch

from passlib.context import CryptContext
from werkzeug.test import EnvironBuilder, run_wsgi_app

from odoo import fields
from odoo.http import root

from odoo.addons.base.models import res_users

from ..demo.organisation import PASSWORD

WEB, JSON2 = "web", "json2"
# a key is compared at each call, as often as was fixed when it was made
QUICK = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)
ACCESS = "odoo.exceptions.AccessError"


class CallsCase:
    """For an ``HttpCase``: each login has one session and one key for the class."""

    @classmethod
    def keys_for(cls, users):
        """Give the users a key for JSON-2 each; an administrator may ask for longer."""
        until = fields.Datetime.now() + timedelta(days=1)
        cls.keys = {}
        with patch.object(res_users, "KEY_CRYPT_CONTEXT", QUICK):
            for login, user in users.items():
                keys = cls.env["res.users.apikeys"].with_user(user)
                cls.keys[login] = keys._generate("rpc", "access", until)

    def setUp(self):
        super().setUp()
        self.sessions = {}
        self.ways = cycle((WEB, JSON2))

    def log_in(self, login):
        """Go on with the session of a login, opened once for the test."""
        if login not in self.sessions:
            self.session = None
            self.authenticate(login, PASSWORD)
            self.sessions[login] = self.session
            self.addCleanup(root.session_store.delete, self.session)
        self.session = self.sessions[login]
        self.opener.cookies.set("session_id", self.session.sid, domain="127.0.0.1")

    def call(self, way, login, model, method, ids=None, **kwargs):
        """Return ``(answer, name of the error)`` of one call."""
        send = self._web if way == WEB else self._json2
        return send(login, model, method, ids, kwargs)

    def _web(self, login, model, method, ids, kwargs):
        self.log_in(login)
        params = {
            "model": model,
            "method": method,
            "args": [] if ids is None else [ids],
            "kwargs": kwargs,
        }
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        path = f"/web/dataset/call_kw/{model}/{method}"
        cookie = {"Cookie": f"session_id={self.session.sid}"}
        answer, _status = self._sent(path, body, cookie)
        if "error" in answer:
            data = answer["error"]["data"]
            return data["message"], data["name"]
        return answer["result"], None

    def _json2(self, login, model, method, ids, kwargs):
        body = {"context": {}, **({} if ids is None else {"ids": ids}), **kwargs}
        headers = {"Authorization": f"Bearer {self.keys[login]}"}
        path = f"/json/2/{model}/{method}"
        answer, status = self._sent(path, body, headers)
        if status >= 400:
            return answer["message"], answer["name"]
        return answer, None

    def _sent(self, path, body, headers):
        """Return what the application answers, and the status."""
        caller = {"REMOTE_ADDR": "127.0.0.1"}
        base = self.base_url()
        environ = EnvironBuilder(
            path, base, json=body, headers=headers, method="POST", environ_base=caller
        ).get_environ()
        self.env.cr.flush()
        self.env.cr.clear()
        with patch.object(self, "http_request_allow_all", True):
            chunks, status, _headers = run_wsgi_app(root, environ, buffered=True)
        return json.loads(b"".join(chunks)), int(status.split()[0])

    def assertRefused(self, answer, error=None):
        words, name = answer
        self.assertIsNotNone(name, json.dumps(words, default=str)[:300])
        if error:
            self.assertEqual(name, error, words)
        self.assertTrue(words.strip())
        self.assertNotIn("Traceback", words)
