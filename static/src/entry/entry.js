import { EdocFormRenderer } from "../form/edoc_form";
import { Proposals } from "./proposals";
import { onMounted, onPatched, onWillUnmount, useExternalListener, useRef } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";

// What is typed first: the first of these that is still empty.
const FIRST = ["sender_id", "typed_code"];
// Milliseconds between two looks at whether the page has been read.
const PAUSE = 1500;
const READING = ["reading_state", "proposals"];

/** Entering documents one after the other, without leaving the keyboard. */
export class EdocEntryRenderer extends EdocFormRenderer {
    setup() {
        super.setup();
        this.entryRoot = useRef("compiled_view_root");
        onMounted(() => {
            const data = this.props.record.data;
            const [proposed] = this.proposals.open(this.props.record);
            this.focusField(proposed || FIRST.find((name) => !data[name]) || FIRST[0]);
        });
        useExternalListener(window, "keydown", this.skipProposals, { capture: true });
        useExternalListener(window, "focusin", this.selectProposal);
        this.useProposals();
        useHotkey("alt+m", () => this.focusField("entry_template_id"), {
            bypassEditableProtection: true,
        });
    }

    useProposals() {
        this.orm = useService("orm");
        this.proposals = new Proposals(() => this.entryRoot.el);
        const show = () => this.proposals.show(this.props.record);
        onMounted(() => {
            show();
            this.reading = setInterval(() => {
                this.proposals.markAgain(this.props.record);
                this.askForReading();
            }, PAUSE);
        });
        onPatched(show);
        onWillUnmount(() => clearInterval(this.reading));
        useExternalListener(document, "focusin", ({ target }) => {
            const name = target.closest?.(".o_edoc_entry_fields .o_field_widget");
            if (name) {
                this.proposals.mark(this.props.record, name.getAttribute("name"));
            }
        });
        useHotkey("alt+x", () => this.takeProposal(), { bypassEditableProtection: true });
    }

    /** Takes the proposal at the cursor, else the first; then goes on to the next. */
    async takeProposal() {
        const record = this.props.record;
        const open = this.proposals.open(record);
        const field = document.activeElement?.closest(".o_field_widget")?.getAttribute("name");
        const name = open.includes(field) ? field : open[0];
        if (!name) {
            return;
        }
        await this.proposals.take(record, name);
        const left = this.proposals.open(record);
        const next = left.find((other) => open.indexOf(other) > open.indexOf(name)) || left[0];
        this.proposals.show(record);
        this.focusField(next || name);
    }

    /** The page is read in the background; what is being typed is left alone. */
    async askForReading() {
        const { record } = this.props;
        if (record.data.reading_state !== "queued" || this.asking || (await record.isDirty())) {
            return;
        }
        this.asking = true;
        try {
            const [told] = await this.orm.silent.read(record.resModel, [record.resId], READING);
            if (told.reading_state !== "queued" && !(await record.isDirty())) {
                await record.load();
            }
        } finally {
            this.asking = false;
        }
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
        const widget = `.o_field_widget[name=${name}]`;
        const input = root.querySelector(`${widget} input, ${widget} textarea`);
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
