"""Two installations that know each other, on servers and databases of their own."""

from concurrent.futures import ThreadPoolExecutor

from ..demo.line import Line
from ..demo.organisation import PROVINCE, SCT
from .server import Client, Copy, Server

MANAGER, CLERK = "quantri", "vanthu"
VIETNAMESE = {"lang": "vi_VN"}
DOCUMENTS = 2


def prepare_sender(env):
    """The Sở: documents that are sealed, to go to the province."""
    env.company.edoc_signature_level = "B"  # without time stamps, for speed
    line = Line(env, commit=False)
    province = env["res.partner"].search([("edoc_organ_id", "=", "H35")])
    province.edoc_channel_id = _channel(env, "H35")
    for _number in range(DOCUMENTS):
        draft = line.draft(
            "cv.qlcn",
            "báo cáo tình hình sản xuất công nghiệp",
            ("Sở Công Thương báo cáo Ủy ban nhân dân tỉnh./.",),
            "giamdoc",
            province,
        )
        line.approve(draft)
        line.sign(draft)
        line.number(draft)
        line.seal(draft)
    env.flush_all()
    env.cr.commit()


def prepare_recipient(env):
    """The province: the same people, under the other name."""
    company, agencies = env.company, env["res.partner"]
    other = agencies.search([("edoc_organ_id", "=", "H35")])
    other.edoc_organ_id = False
    env.flush_all()
    company.partner_id.write(
        {"edoc_organ_id": "H35", "edoc_organ_id_old": "000.00.00.H35"}
    )
    company.name = PROVINCE
    env.flush_all()
    other.write(
        {
            "name": SCT,
            "edoc_organ_id": "H35.09",
            "edoc_organ_id_old": "000.00.09.H35",
            "edoc_channel_id": _channel(env, "H35.09").id,
        }
    )
    env.flush_all()
    env.cr.commit()


def _channel(env, agencies):
    return env["edi.backend"].create(
        {
            "name": "Kênh trực tiếp",
            "backend_type_id": env.ref("l10n_vn_edoc.backend_type_edoc").id,
            "company_id": env.company.id,
            "edoc_kind": "https",
            "edoc_direct_agencies": agencies,
        }
    )


class Installation:
    """A copy of the database, its server, and its administrator at the form."""

    def __init__(self, suffix, of=None):
        self.copy = Copy(suffix, of and of.copy)
        self.channel = self.server = None
        self._clients = {}

    def fill(self, prepare):
        self.copy.run(f"{__name__}:{prepare}")

    def start(self):
        [(self.channel,)] = self.copy.rows(
            "SELECT id FROM edi_backend WHERE edoc_kind = 'https'"
        )
        self.server, self._clients = Server(self.copy, jobs=True), {}

    def remove(self):
        if self.server:
            self.server.kill()
        self.copy.remove()

    def client(self, login=MANAGER):
        if login not in self._clients:
            self._clients[login] = Client(self.server, login)
        return self._clients[login]

    def done(self, model, method, *args, login=MANAGER, **kwargs):
        """Call a method that must succeed; return what it returns."""
        client = self.client(login)
        result, error = client.call(model, method, *args, **kwargs)
        if error:
            raise AssertionError(f"{model}.{method}: {client.said}")
        return result

    def form(self, *names):
        [values] = self.done("edi.backend", "read", [self.channel], list(names))
        return [values[name] for name in names]

    def enter(self, told):
        """Enter what the other side's form shows: its key and fingerprint."""
        public, shown = told
        vals = {"channel_id": self.channel, "public": public, "told": shown}
        wizard = self.done("edoc.direct.pin", "create", [vals])
        return self.done("edoc.direct.pin", "action_pin", wizard)

    def address(self, url):
        vals = {"edoc_direct_url": url}
        self.done("edi.backend", "write", [self.channel], vals)

    def test(self):
        """Press the channel's test button; return what it says."""
        client = self.client()
        result, error = client.call(
            "edi.backend", "action_edoc_test", [self.channel], context=VIETNAMESE
        )
        return client.said if error else result["params"]["message"]

    def key(self, side, state="used"):
        rows = self.copy.rows(
            "SELECT id, public FROM edoc_direct_key WHERE side = %s AND state = %s",
            side,
            state,
        )
        return rows[0] if rows else None

    def retry_now(self):
        """Let failed jobs not wait for their next turn."""
        self.copy.rows(
            "UPDATE queue_job SET eta = NULL, state = 'pending' "
            "WHERE state IN ('pending', 'failed')"
        )


def together(*calls):
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(*call) for call in calls]:
            done.result()


def acquaint(one, other):
    """What two administrators do, each at his own form."""
    for side, far in ((one, other), (other, one)):
        side.address(far.server.url)
        side.done("edi.backend", "action_edoc_direct_make_key", [side.channel])
    for side, far in ((one, other), (other, one)):
        side.enter(far.form("edoc_direct_own", "edoc_direct_own_shown"))
