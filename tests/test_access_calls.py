"""The same rights over the network: no call does or tells more (Phụ lục VI III.3)."""

import inspect
import json
from itertools import cycle, product

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .calls import ACCESS, JSON2, WEB, CallsCase
from .common import EdocSetup
from .test_access import ROLES, VERBS, matrix
from .test_guard import CROWN, GuardSetup
from .test_restricted import RestrictSetup

WORD = "SAOKHUE"  # stands in whatever the restricted documents hold
FOREIGN = "NGOAIPHONG"  # in a draft of another division, which is not restricted
OUTSIDERS = ("cv.qltm", "luutru", "quantri", "vanthu.ttkc")
NOBODY = 2000000000
# what Odoo keeps about a document beside it
BESIDE = (
    "mail.message",
    "mail.notification",
    "mail.followers",
    "mail.activity",
    "mail.mail",
    "mail.tracking.value",
    "ir.attachment",
    "edi.exchange.record",
    "edi.exchange.related.record",
    "queue.job",
)
# their rows about other things than documents are many
ABOUT = {"mail.message": "model", "mail.activity": "res_model"}
ABOUT |= {"mail.followers": "res_model", "ir.attachment": "res_model"}
NEVER_READ = {
    "edoc.file.version": "content",
    "edoc.direct.key": "private",
    "edoc.channel.secret": "value",
}


@tagged("post_install", "-at_install")
class TestAccessCalls(CallsCase, RestrictSetup, GuardSetup, EdocSetup, HttpCase):
    """A specialist of another division, an archivist, an administrator, a unit's clerk
    try to learn of two restricted documents and of a draft of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["res.users"].create(
            {
                "name": "Người ngoài",
                "login": "nguoi.ngoai",
                "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
            }
        )
        cls.users["nguoi.ngoai"] = cls.employee
        for document, login in ((cls.incoming, "vanthu"), (cls.outgoing, "cv.qlcn")):
            cls.fill(document, login)
        cls.incoming.assignment_ids._through_door().write({"instruction": WORD})
        cls.foreign = cls.draft(subject=f"{FOREIGN} báo cáo")
        cls.channel._edoc_set_secret("thử", WORD)
        cls.keys_for(cls.users)
        cls.restrict("giamdoc", cls.incoming, "cv.qlcn", "tp.qlcn").action_restrict()
        cls.restrict("cv.qlcn", cls.outgoing, "tp.qlcn", "giamdoc").action_restrict()
        cls.env.flush_all()

    @classmethod
    def fill(cls, document, login):
        """Say the word wherever something can be said, before it is restricted."""
        document._through_door().write({"subject": f"{WORD} đơn tố cáo"})
        document.sudo().file_ids._through_door().write({"name": f"{WORD}.pdf"})
        acting = cls.as_(login, document)
        acting.message_post(body=f"Nội dung {WORD}")
        cls.env["ir.attachment"].with_user(cls.users[login]).sudo().create(
            {
                "name": f"{WORD}.txt",
                "raw": WORD.encode(),
                "res_model": document._name,
                "res_id": document.id,
            }
        )
        acting._notify_task(cls.users["tp.ktat"], f"Việc {WORD}")
        document.sudo()._note_step("hand_over", f"Vì {WORD}")

    def setUp(self):
        super().setUp()
        quiet = mute_logger(
            "odoo.sql_db", "odoo.http", "odoo.addons.base.models.ir_rule"
        )
        quiet.__enter__()
        self.addCleanup(quiet.__exit__)

    # --------------------------------------------------------------------- matrix

    def test_matrix(self):
        """Every verb of every cell is really used, by both ways (Phụ lục VI III.3)."""
        for name, role, cell in sorted(matrix(), key=lambda row: row[1]):
            login = ROLES.get(role, "nguoi.ngoai")
            with self.subTest(model=name, role=role):
                for (letter, verb), way in product(VERBS.items(), (WEB, JSON2)):
                    words, error = self.tried(way, login, name, verb)
                    allowed = letter in cell
                    if error == ACCESS if allowed else not error:
                        self.fail(f"{verb} by {way}, allowed: {allowed}: {words}")
                    if not allowed:
                        self.assertRefused((words, error))

    def tried(self, way, login, model, verb):
        """Use the verb; missing rows and values do not matter."""
        if verb == "read":
            return self.call(
                way, login, model, "search_read", fields=["id"], domain=[], limit=1
            )
        if verb == "create":
            return self.call(way, login, model, "create", vals_list=[{}])
        # computed: whoever may write the rows, changes nothing by it
        kwargs = {"vals": {"display_name": "x"}} if verb == "write" else {}
        return self.call(way, login, model, verb, [NOBODY], **kwargs)

    # -------------------------------------------------------------------- guarded

    def test_guarded_fields(self):
        """State, number, hash, verdict, custody: by nobody, by neither way."""
        for model, names in CROWN.items():
            record = self.row(model)
            for name in names.split():
                for login in ("vanthu", "quantri"):
                    way = next(self.ways)
                    with self.subTest(model=model, field=name, login=login, way=way):
                        vals = {name: self.written(record, name)}
                        answer = self.call(
                            way, login, model, "write", record.ids, vals=vals
                        )
                        self.assertRefused(answer)
                        answer = self.call(
                            way, login, model, "create", vals_list=[vals]
                        )
                        self.assertRefused(answer)

    def written(self, record, name):
        value = self.sample(record, name)
        return (
            [list(command) for command in value] if isinstance(value, list) else value
        )

    def test_bytes_and_keys(self):
        """Nobody reads them by a field, whatever he may read."""
        for model, name in NEVER_READ.items():
            record = self.env[model].sudo().search([], limit=1, order="id desc")
            for login in ("cv.qlcn", "giamdoc", "quantri"):
                for way in (WEB, JSON2):
                    with self.subTest(model=model, login=login, way=way):
                        for method, kwargs in (
                            ("read", {"fields": [name]}),
                            ("export_data", {"fields_to_export": [name]}),
                        ):
                            answer = self.call(
                                way, login, model, method, record.ids, **kwargs
                            )
                            self.assertRefused(answer)
        for way in (WEB, JSON2):
            for name in ("_take_step", "_through_door", "_set_state", "_give"):
                answer = self.call(way, "quantri", "edoc.outgoing", name, [1])
                self.assertRefused(answer)

    # --------------------------------------------------------------------- telling

    def assertTellsNothing(self, answer, login=""):
        """The archivist reads the drafts of his entity, but for restricted ones."""
        text = json.dumps(answer, ensure_ascii=False, default=str)
        for word in (WORD,) if login == "luutru" else (WORD, FOREIGN):
            at = text.find(word)
            self.assertEqual(at, -1, text[max(0, at - 200) : at + 100])

    def test_reading_everything(self):
        """Every readable field of every row of every model, names of links included."""
        ours = {name for name, _role, _cell in matrix()}
        for name in sorted({*ours, *BESIDE}):
            rows = self.env[name].sudo().with_context(active_test=False)
            if not rows.search_count([], limit=1):
                continue
            for login in OUTSIDERS[:3]:
                if not self.env[name].with_user(self.users[login]).has_access("read"):
                    continue
                with self.subTest(model=name, login=login):
                    self.assertTellsNothing(self.all_of(login, name), login)

    def all_of(self, login, model):
        names = self.readable(login, model)
        about = [(ABOUT[model], "like", "edoc.")] if model in ABOUT else []
        kwargs = {"domain": about, "context": {"active_test": False}}
        answer, error = self.call(
            WEB, login, model, "search_read", fields=names, **kwargs
        )
        if not error:
            return answer
        # one that needs more rights keeps the others from being read together
        found = []
        for name in names:
            found.append(
                self.call(WEB, login, model, "search_read", fields=[name], **kwargs)
            )
        return found

    def readable(self, login, model):
        rows = self.env[model].with_user(self.users[login])
        return [
            name
            for name, field in rows._fields.items()
            if rows._has_field_access(field, "read")
            and field.type != "binary"
            and not field.inherited
        ]

    def test_asking_for_the_documents(self):
        """By their ids, by their words, by groups, by counters."""
        for document in (self.incoming, self.outgoing, self.foreign):
            for login in OUTSIDERS:
                if document == self.foreign and login == "luutru":
                    continue  # he reads his entity's
                with self.subTest(document=document, login=login):
                    self.ask(login, document)

    def ask(self, login, document):
        model, ids = document._name, document.ids
        every = {"display_name": {}, "subject": {}, "message_ids": {"fields": {}}}
        refused = (
            ("read", {"fields": ["display_name"]}),
            ("web_read", {"specification": every}),
            ("export_data", {"fields_to_export": ["subject"]}),
            ("copy", {}),
            ("web_save", {"vals": {"note": "x"}, "specification": every}),
            ("write", {"vals": {"note": "x"}}),
            ("unlink", {}),
            ("onchange", {"values": {}, "field_names": [], "fields_spec": every}),
            ("message_post", {"body": "x"}),
            ("activity_schedule", {"summary": "x"}),
        )
        for method, kwargs in refused:
            way = next(self.ways)
            with self.subTest(method=method, way=way):
                answer = self.call(way, login, model, method, ids, **kwargs)
                self.assertTellsNothing(answer)
                self.assertRefused(answer)
        self.call(
            next(self.ways),
            login,
            model,
            "message_subscribe",
            ids,
            partner_ids=self.users[login].partner_id.ids,
        )
        followers = document.sudo().message_partner_ids
        self.assertNotIn(self.users[login].partner_id, followers)
        word = FOREIGN if document == self.foreign else WORD
        named = [("subject", "ilike", word)]
        empty = (
            ("search", {"domain": named}),
            ("search_count", {"domain": [("id", "in", ids)]}),
            ("search_read", {"domain": named, "fields": ["id"]}),
            ("name_search", {"name": word}),
            ("formatted_read_group", {"domain": named, "groupby": ["subject"]}),
        )
        for method, kwargs in empty:
            way = next(self.ways)
            with self.subTest(method=method, way=way):
                found, error = self.call(way, login, model, method, **kwargs)
                self.assertFalse(error or found, found)

    def test_asking_through_links(self):
        """Through any row that points to them: by search, groups, and new links."""
        for model, name in self.links():
            if self.env[model]._transient or not self.env[model]._fields[name].store:
                continue
            for login in OUTSIDERS[:3]:
                if not self.env[model].with_user(self.users[login]).has_access("read"):
                    continue
                path = f"{name}.subject"
                with self.subTest(model=model, field=name, login=login):
                    way = next(self.ways)
                    found, error = self.call(
                        way,
                        login,
                        model,
                        "search_count",
                        domain=[(path, "ilike", WORD)],
                    )
                    self.assertFalse(error or found, found)
                    answer = self.call(
                        way,
                        login,
                        model,
                        "formatted_read_group",
                        domain=[],
                        groupby=[name],
                    )
                    self.assertTellsNothing(answer, login)

    def links(self):
        """Yield model and field of every link to a document that somebody may set."""
        for model in sorted(
            name for name, _role, _cell in matrix() if _role == "staff"
        ):
            for name, field in self.env[model]._fields.items():
                if field.comodel_name in ("edoc.incoming", "edoc.outgoing"):
                    closed = field.groups == fields.NO_ACCESS
                    if not (closed or field.compute and field.readonly):
                        yield model, name

    def test_new_links_show_nothing(self):
        """A dialog, a draft, a report of a difficulty about what one may not read."""
        logins = cycle(("cv.qltm", "vanthu"))
        for model, name in self.links():
            login = next(logins)
            if self.env[model].with_user(self.users[login]).has_access("create"):
                with self.subTest(model=model, field=name, login=login):
                    self.link(login, model, name)

    def link(self, login, model, name):
        """Set the link in a form, in the form's defaults, and for good."""
        field = self.env[model]._fields[name]
        targets = {"edoc.incoming": self.incoming, "edoc.outgoing": self.outgoing}
        target = targets[field.comodel_name].id
        value = target if field.type == "many2one" else [[4, target]]
        shown = {"id": target} if field.type == "many2one" else value
        spec = dict.fromkeys(self.readable(login, model), {})
        for kwargs in (
            {"values": {name: shown}, "field_names": [name]},
            {
                "values": {},
                "field_names": [],
                "context": {f"default_{name}": value},
            },
        ):
            answer = self.call(
                next(self.ways),
                login,
                model,
                "onchange",
                [],
                fields_spec=spec,
                **kwargs,
            )
            self.assertTellsNothing(answer)
        answer = self.call(
            next(self.ways), login, model, "create", vals_list=[{name: value}]
        )
        self.assertRefused(answer)

    def test_addresses(self):
        """Files, reports and pictures by their address."""
        documents = (self.incoming, self.outgoing)
        versions = (
            self.env["edoc.file.version"]
            .sudo()
            .search(
                [
                    (
                        "file_id",
                        "in",
                        [f.id for d in documents for f in d.sudo().file_ids],
                    )
                ]
            )
        )
        attachments = self.env["ir.attachment"].sudo().search([("name", "like", WORD)])
        self.assertTrue(versions and len(attachments) == 2)
        paths = [f"/web/content/{attachment.id}" for attachment in attachments]
        paths += [f"/web/image/{attachment.id}" for attachment in attachments]
        for version in versions:
            paths += [
                version.url,
                f"/web/content/edoc.file.version/{version.id}/content",
                f"/web/content?model=edoc.file.version&id={version.id}&field=content",
            ]
        packet = self.incoming.sudo().exchange_record_id.id
        paths.append(f"/web/content/edi.exchange.record/{packet}/exchange_file")
        for report in self.env["ir.actions.report"].search(
            [("model", "like", "edoc.")]
        ):
            for document in documents:
                if report.model == document._name:
                    name = report.report_name
                    paths.append(f"/report/html/{name}/{document.id}")
                    paths.append(f"/report/pdf/{name}/{document.id}")
        for login in OUTSIDERS:
            self.log_in(login)
            for path in paths:
                with self.subTest(login=login, path=path):
                    answer = self.url_open(path, timeout=60)
                    self.assertNotIn(b"%PDF", answer.content[:2000])
                    self.assertNotIn(WORD, answer.text)
                    self.assertNotIn(WORD, str(answer.headers))

    def test_conversation(self):
        """Messages, followers and tasks of a document go by the document."""
        for document in (self.incoming, self.outgoing):
            for login in OUTSIDERS:
                self.log_in(login)
                thread = {
                    "thread_model": document._name,
                    "thread_id": document.id,
                    "request_list": ["followers", "attachments", "activities"],
                }
                for path in ("/mail/thread/messages", "/mail/data"):
                    params = dict(thread)
                    if path == "/mail/data":
                        params = {"fetch_params": [["mail.thread", thread]]}
                    body = {"jsonrpc": "2.0", "method": "call", "params": params}
                    with self.subTest(login=login, path=path, document=document):
                        answer = self.url_open(path, json=body, timeout=60)
                        self.assertTellsNothing(answer.text, login)

    # ----------------------------------------------------------------------- steps

    def test_steps_of_others(self):
        """Every button of every row of theirs: refused in words, or without effect."""
        before = [len(d.sudo().step_ids) for d in (self.incoming, self.outgoing)]
        logins = cycle(("cv.qltm", "quantri", "cv.qltm"))
        for record in self.rows_of_theirs():
            for method in self.buttons(record):
                login, way = next(logins), next(self.ways)
                with self.subTest(model=record._name, method=method, login=login):
                    words, error = self.call(
                        way, login, record._name, method, record.ids
                    )
                    self.assertTellsNothing(words)
                    if error:
                        self.assertTrue(error.startswith("odoo.exceptions"), error)
        self.env.invalidate_all()
        after = [len(d.sudo().step_ids) for d in (self.incoming, self.outgoing)]
        self.assertEqual(before, after)

    def rows_of_theirs(self):
        for document in (self.incoming, self.outgoing):
            for records in self.rows(document):
                if records:
                    yield records[:1]

    def buttons(self, record):
        """Return the methods of ours that a call may name without arguments."""
        for name, method in inspect.getmembers(type(record), callable):
            ours = "l10n_vn_edoc" in (getattr(method, "__module__", None) or "")
            if not ours or not name.startswith("action_"):
                continue
            required = [
                parameter
                for parameter in list(inspect.signature(method).parameters.values())[1:]
                if parameter.default is parameter.empty
                and parameter.kind != parameter.VAR_KEYWORD
            ]
            if not required:
                yield name

    def test_who_is_named_reads_it(self):
        """The same calls tell those on the list."""
        for way in (WEB, JSON2):
            for document in (self.incoming, self.outgoing):
                found, error = self.call(
                    way,
                    "tp.qlcn",
                    document._name,
                    "read",
                    document.ids,
                    fields=["subject"],
                )
                self.assertFalse(error, found)
                self.assertIn(WORD, found[0]["subject"])
