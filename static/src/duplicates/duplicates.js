import { LOOK_ONLY } from "../preview/edoc_preview";
import { hidePDFJSButtons } from "@web/core/utils/pdfjs";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";

// Told of every document; of the other data only what differs.
const ALWAYS = ["code", "date_document", "sender_name", "subject", "arrived_at", "state"];
const VIEWER = "/web/static/lib/pdfjs/web/viewer.html";

/** This document and those that came before, in columns, their pages on demand. */
export class EdocDuplicates extends Component {
    static template = "l10n_vn_edoc.Duplicates";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ beside: false });
        this.root = useRef("root");
        useExternalListener(document, "webviewerloaded", ({ detail: { source } }) => {
            if (this.frames.some((frame) => frame.contentWindow === source)) {
                source.PDFViewerApplicationOptions.setAll(LOOK_ONLY);
            }
        });
        useEffect(
            () => {
                for (const frame of this.frames) {
                    hidePDFJSButtons(frame, { hideRotation: true });
                }
            },
            () => [this.state.beside]
        );
    }

    get frames() {
        return [...(this.root.el?.querySelectorAll("iframe") || [])];
    }

    get shown() {
        return this.props.record.data[this.props.name];
    }

    get columns() {
        return [this.shown.own, ...this.shown.others];
    }

    get rows() {
        return this.shown.own.cells.filter(
            (cell) =>
                ALWAYS.includes(cell.name) ||
                this.shown.others.some((column) => this.cellOf(column, cell.name)?.differs)
        );
    }

    /** What a box that is closed to the user does not tell stays empty. */
    cellOf(column, name) {
        return column.cells.find((cell) => cell.name === name);
    }

    get other() {
        return this.shown.others.find((column) => column.id === this.state.beside);
    }

    viewer(url) {
        return `${VIEWER}?file=${encodeURIComponent(url)}#pagemode=none&zoom=page-width`;
    }

    toggle(column) {
        this.state.beside = this.state.beside === column.id ? false : column.id;
    }
}

registry.category("fields").add("edoc_duplicates", {
    component: EdocDuplicates,
    supportedTypes: ["json"],
});
