import { registry } from "@web/core/registry";
import { WarningDialog } from "@web/core/errors/error_dialogs";

// Two at the same document: a sentence for the second one, no traceback.
registry.category("error_dialogs").add("odoo.exceptions.LockError", WarningDialog);
