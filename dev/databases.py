"""Steps on a new database, for call.py."""

LANG = "vi_VN"


def warm(env):
    """Compile the bundles of a first page load, once for all copies."""
    env["ir.qweb"]._pregenerate_assets_bundles()


def settle(env):
    """A database of its own, in Vietnamese, in Vietnam."""
    env["ir.config_parameter"].init(force=True)
    env["ir.default"].set("res.partner", "lang", LANG)
    env["ir.default"].set("res.partner", "tz", "Asia/Ho_Chi_Minh")
    vietnam = env.ref("base.vn")
    vietnam.currency_id.active = True
    env.company.write({"country_id": vietnam.id, "currency_id": vietnam.currency_id.id})
    users = env["res.users"].with_context(active_test=False).search([])
    users.write({"lang": LANG, "tz": "Asia/Ho_Chi_Minh"})
