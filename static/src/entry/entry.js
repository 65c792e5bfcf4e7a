import { EdocFormRenderer } from "../form/edoc_form";
import { onMounted, useExternalListener, useRef } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

// What is typed first: the first of these that is still empty.
const FIRST = ["sender_id", "typed_code"];

/** Entering documents one after the other, without leaving the keyboard. */
export class EdocEntryRenderer extends EdocFormRenderer {
    setup() {
        super.setup();
        this.entryRoot = useRef("compiled_view_root");
        onMounted(() => {
            const data = this.props.record.data;
            this.focusField(FIRST.find((name) => !data[name]) || FIRST[0]);
        });
        useExternalListener(window, "keydown", this.skipProposals, { capture: true });
        useExternalListener(window, "focusin", this.selectProposal);
        useHotkey("alt+m", () => this.focusField("entry_template_id"), {
            bypassEditableProtection: true,
        });
    }

    /** Tab takes a proposal and goes on to the next field, not into the proposals. */
    skipProposals({ key }) {
        if (key === "Tab") {
            for (const link of document.querySelectorAll(".o-autocomplete--dropdown-menu a")) {
                link.tabIndex = -1;
            }
        }
    }

    /** As in fields of one line: what is typed takes the place of what was proposed. */
    selectProposal({ target }) {
        if (target.matches?.(".o_edoc_entry .o_field_widget[name=subject] textarea")) {
            target.select();
        }
    }

    focusField(name) {
        const root = this.entryRoot.el || document;
        const input = root.querySelector(`.o_field_widget[name=${name}] input`);
        input?.focus();
        input?.select();
    }
}

registry.category("views").add("edoc_entry", { ...formView, Renderer: EdocEntryRenderer });

/** Opens the next document in the place of the present one. */
registry.category("actions").add("edoc_replace", (env, { params }) => {
    if (params.told) {
        env.services.notification.add(params.told, { type: "success" });
    }
    return env.services.action.doAction(params.action, {
        stackPosition: "replaceCurrentAction",
    });
});
