"""Calls as they come over the network: the web client's, and JSON-2 with a key."""

import json
from datetime import timedelta
from itertools import cycle

from odoo import fields
from odoo.http import root

from ..demo.organisation import PASSWORD

WEB, JSON2 = "web", "json2"
ACCESS = "odoo.exceptions.AccessError"


class CallsCase:
    """For an ``HttpCase``: each login has one session and one key for the class."""

    @classmethod
    def keys_for(cls, users):
        """Give the users a key for JSON-2 each; an administrator may ask for longer."""
        until = fields.Datetime.now() + timedelta(days=1)
        cls.keys = {}
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
        answer = self.url_open(path, json=body, timeout=60).json()
        if "error" in answer:
            data = answer["error"]["data"]
            return data["message"], data["name"]
        return answer["result"], None

    def _json2(self, login, model, method, ids, kwargs):
        body = {"context": {}, **({} if ids is None else {"ids": ids}), **kwargs}
        headers = {"Authorization": f"Bearer {self.keys[login]}"}
        self.opener.cookies.clear()  # the session of whoever called before
        path = f"/json/2/{model}/{method}"
        answer = self.url_open(path, json=body, headers=headers, timeout=60)
        found = answer.json()
        if answer.status_code >= 400:
            return found["message"], found["name"]
        return found, None

    def assertRefused(self, answer, error=None):
        words, name = answer
        self.assertIsNotNone(name, json.dumps(words, default=str)[:300])
        if error:
            self.assertEqual(name, error, words)
        self.assertTrue(words.strip())
        self.assertNotIn("Traceback", words)
