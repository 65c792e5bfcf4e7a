from inspect import isfunction

from odoo.tests import TransactionCase, tagged

ADDON = "odoo.addons.l10n_vn_edoc."


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_module_is_installed(self):
        module = self.env.ref("base.module_l10n_vn_edoc")
        self.assertEqual(module.state, "installed")

    def test_overrides_are_called_as_before(self):
        """Who forgets ``@api.model`` on an override breaks each call of the client."""
        wrong = {
            f"{model._name}.{name} of {cls.__module__}"
            for model in self.env.values()
            for cls in type(model).mro()
            if cls.__module__.startswith(ADDON)
            for name, method in vars(cls).items()
            if isfunction(method)
            and not name.startswith("_")
            and self._on_a_model(method)
            != self._on_a_model(self._before(model, cls, name))
        }
        self.assertFalse(wrong)

    def _before(self, model, cls, name):
        """Return what a class of ours overrides, itself where it overrides nothing."""
        classes = type(model).mro()
        for above in classes[classes.index(cls) + 1 :]:
            if name in vars(above):
                return vars(above)[name]
        return vars(cls)[name]

    def _on_a_model(self, method):
        return bool(getattr(method, "_api_model", False))
