import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** What each grade looks like: never by colour alone. */
function grades() {
    return {
        valid: { lamp: "green", icon: "fa-check", label: _t("Valid") },
        valid_with_note: { lamp: "yellow", icon: "fa-check", label: _t("Valid with a note") },
        undecided: { lamp: "yellow", icon: "fa-question", label: _t("Undecided") },
        invalid: { lamp: "red", icon: "fa-times", label: _t("Invalid") },
        unreadable: { lamp: "red", icon: "fa-ban", label: _t("Unreadable") },
    };
}

function severities() {
    return {
        info: { look: "info", icon: "fa-info-circle", label: _t("For information") },
        note: { look: "note", icon: "fa-exclamation-triangle", label: _t("With a note") },
        undecided: { look: "note", icon: "fa-question-circle", label: _t("Undecided") },
        invalid: { look: "bad", icon: "fa-times-circle", label: _t("Invalid") },
        unreadable: { look: "bad", icon: "fa-ban", label: _t("Unreadable") },
    };
}

/** A traffic light beside the verdict's one sentence. */
export class VerdictLight extends Component {
    static template = "l10n_vn_edoc.VerdictLight";
    static props = { grade: String, sentence: String };

    get look() {
        return grades()[this.props.grade];
    }
}

/** One verification: its light, its signatures, the rules that fired, its papers. */
export class Verdict extends Component {
    static template = "l10n_vn_edoc.Verdict";
    static components = { VerdictLight };
    static props = { shown: Object, named: Boolean, lit: Boolean };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.severities = severities();
    }

    /** Signatures that broke no rule are good. */
    stateOf(signature) {
        const good = { look: "good", icon: "fa-check-circle", label: _t("Valid") };
        return signature.state === "info" ? good : this.severities[signature.state];
    }

    async compare() {
        const { model, id } = this.props.shown;
        this.action.doAction(await this.orm.call(model, "action_compare", [[id]]));
    }

    async printSlip() {
        const { model, id } = this.props.shown;
        this.action.doAction(await this.orm.call(model, "action_print_slip", [[id]]));
    }
}

/** A verification, or those of each file of a document, one after the other. */
export class VerdictField extends Component {
    static template = "l10n_vn_edoc.VerdictField";
    static components = { Verdict };
    static props = { ...standardFieldProps, lit: Boolean };

    get verdicts() {
        const value = this.props.record.data[this.props.name];
        return Array.isArray(value) ? value : value ? [value] : [];
    }
}

/** The traffic light above a document. */
export class VerdictLightField extends Component {
    static template = "l10n_vn_edoc.VerdictLightField";
    static components = { VerdictLight };
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("edoc_verdict", {
    component: VerdictField,
    supportedTypes: ["json"],
    // where one light stands above already, a single file needs no second one
    extractProps: ({ options }) => ({ lit: options.light !== false }),
});
registry.category("fields").add("edoc_verdict_light", {
    component: VerdictLightField,
    supportedTypes: ["json"],
});
