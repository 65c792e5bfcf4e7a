"""Everything that a user reads is Vietnamese: see ``i18n/`` and ``make i18n``."""

import os
import re
from pathlib import Path
from unittest.mock import patch

import polib
from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import TranslationModuleReader, code_translations

MODULE = "l10n_vn_edoc"
LANG = "vi_VN"
ROOT = Path(__file__).resolve().parents[1]

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\w*\}|</?\w+")
VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]"
)
# written alike in both languages
ALIKE = {"SHA-256", "PIN", "ID", "PDF", "TM.", "KT.", "TL.", "TUQ.", "Q."} | {
    f"PAdES {level}" for level in ("B-B", "B-T", "B-LT", "B-LTA")
}
GENERATED = ("form", "sheet", "list", "search")
SHOWN = ("string", "placeholder", "title", "help", "confirm", "sum", "avg")


def _is_text(source):
    """Return whether a source needs a translation of its own."""
    return bool(re.search(r"[A-Za-z]{2}", source)) and not (
        source in ALIKE or VIETNAMESE.search(source.lower())
    )


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANG)
        cls.po = polib.pofile(str(ROOT / "i18n/vi.po"))
        cls.extra = polib.pofile(str(ROOT / "i18n_extra/vi.po"))

    def _terms(self):
        """Return the terms that the module exports: ``{source: (names, value)}``."""
        walk = os.walk

        def visible(top, **options):
            """Walk this module only; the workspace links back to the checkout."""
            for root, folders, files in walk(top, **options):
                if root == top:
                    folders[:] = [name for name in folders if name == MODULE]
                folders[:] = [
                    name
                    for name in folders
                    if not name.startswith((".", "tests")) and name != "dev"
                ]
                yield root, folders, files

        with patch("odoo.tools.translate.os.walk", visible):
            reader = TranslationModuleReader(self.env.cr, modules=[MODULE], lang=LANG)
        terms = {}
        for _module, kind, name, key, source, value, _comments in reader:
            terms.setdefault(source, []).append((f"{kind}:{name}:{key}", value))
        return terms

    def test_every_term_is_translated_and_loaded(self):
        known = {entry.msgid: entry for entry in self.po if not entry.obsolete}
        missing, unloaded = [], []
        for source, places in self._terms().items():
            entry = known.get(source)
            if entry is None or not entry.msgstr or entry.fuzzy:
                missing.append(source)
                continue
            unloaded += [
                place for place, value in places if not value and entry.msgstr != source
            ]
        self.assertFalse(missing, "run `make i18n` and translate these in i18n/vi.po")
        self.assertFalse(unloaded, "translated, but not in the database")

    def test_source_terms_are_english_and_translations_are_not(self):
        wrong = [e.msgid for e in self.po if e.msgid == e.msgstr and _is_text(e.msgid)]
        allowed = {"object.display_name.replace('/', '-')", "/BC-"}
        allowed |= {"<span>/</span>", "<span>@</span>"}
        self.assertFalse(set(wrong) - allowed)

    def test_placeholders_are_kept(self):
        for entry in [*self.po, *self.extra]:
            with self.subTest(entry.msgid):
                self.assertEqual(
                    sorted(PLACEHOLDERS.findall(entry.msgid)),
                    sorted(PLACEHOLDERS.findall(entry.msgstr)),
                )

    def test_nobody_is_addressed_as_ban(self):
        for entry in [*self.po, *self.extra]:
            self.assertNotRegex(entry.msgstr.lower(), r"\bbạn\b")

    def test_terms_of_other_modules_are_met(self):
        """``i18n_extra`` names records one by one: they exist and say what it says."""
        for entry in self.extra:
            for occurrence, _line in entry.occurrences:
                if occurrence.startswith("code:"):
                    continue
                with self.subTest(occurrence):
                    field, xmlid = re.fullmatch(
                        r"model(?:_terms)?:[\w.]+,(\w+):([\w.-]+)", occurrence
                    ).groups()
                    module = self.env["ir.module.module"]._get(xmlid.split(".")[0])
                    if module.state != "installed":
                        continue  # Odoo installs sms by itself, where it can
                    record = self.env.ref(xmlid)
                    self.assertIn(entry.msgid, record[field])
                    self.assertIn(entry.msgstr, record.with_context(lang=LANG)[field])

    def test_words_of_the_web_client_are_met(self):
        """They stand in its source, Odoo leaves them in English, users read ours."""
        own = code_translations.get_web_translations(MODULE, LANG)["messages"]
        own = {message["id"]: message["string"] for message in own}
        odoo = code_translations.get_web_translations("web", LANG)["messages"]
        odoo = {message["id"] for message in odoo}
        for entry in self.extra:
            for occurrence, _line in entry.occurrences:
                if occurrence.startswith("code:"):
                    with self.subTest(entry.msgid):
                        path = occurrence.removeprefix("code:addons/")
                        with file_open(path) as source:
                            self.assertIn(entry.msgid, source.read())
                        self.assertEqual(own[entry.msgid], entry.msgstr)
                        self.assertNotIn(entry.msgid, odoo)


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    """What the web client is sent to draw the screens, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANG)
        groups = cls.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "res.groups")]
        )
        cls.user = new_test_user(
            cls.env,
            "nguoi.xem",
            groups=",".join(groups.mapped("complete_name")),
            lang=LANG,
        )

    def _screens(self):
        """Return the pairs of model and views that users meet."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        own = views.filtered(lambda v: not v.inherit_id and v.type != "qweb")
        screens = {
            name: [(False, "form"), (False, "list"), (False, "search")]
            for name, model in self.env.registry.items()
            if name.startswith("edoc.")
            and not model._abstract
            # secrets have no screen: nobody may read them
            and self.env[name].with_user(self.user).has_access("read")
        }
        for view in own:
            screens.setdefault(view.model, [(False, "search")])
            screens[view.model].append((view.id, view.type))
        for model in ("res.company", "res.partner", "res.users"):
            screens.pop(model, None)  # Odoo's own screens
        return sorted(screens.items())

    def _texts(self, model, view, lang):
        """Return all that is written on a screen, as ``{place: text}``."""
        sent = (
            self.env[model]
            .with_user(self.user)
            .with_context(lang=lang)
            .get_views([view])
        )
        [shown] = sent["views"].values()
        texts = {}
        for number, node in enumerate(etree.fromstring(shown["arch"]).iter()):
            texts[f"{node.tag} {number}"] = node.text
            texts[f"{node.tag} {number} tail"] = node.tail
            for name in SHOWN:
                # what Odoo calls a view that it makes itself is never shown
                if not (node.tag in GENERATED and name == "string"):
                    texts[f"{node.tag} {number} {name}"] = node.get(name)
        for name, described in sent["models"].items():
            for field, facts in described["fields"].items():
                texts[f"{name}.{field}"] = facts.get("string")
                texts[f"{name}.{field} help"] = facts.get("help")
                for key, label in facts.get("selection") or ():
                    texts[f"{name}.{field} {key}"] = label
        return {
            place: " ".join(text.split())
            for place, text in texts.items()
            if isinstance(text, str) and text.strip()
        }

    def test_screens_are_vietnamese(self):
        english = []
        drivers = set(self.env["edoc.token"]._drivers())
        for model, views in self._screens():
            for view in views:
                source = self._texts(model, view, "en_US")
                shown = self._texts(model, view, LANG)
                english += [
                    f"{model} {view}: {place}: {text}"
                    for place, text in shown.items()
                    if text == source.get(place)
                    and _is_text(text)
                    and text not in drivers
                ]
        self.assertFalse(english, "\n".join(english))

    def test_menus_are_vietnamese(self):
        menus = self.env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref(f"{MODULE}.edoc_menu_root").id)]
        )
        for menu in menus:
            with self.subTest(menu.name):
                self.assertNotEqual(menu.name, menu.with_context(lang=LANG).name)
