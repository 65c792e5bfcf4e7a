import { hidePDFJSButtons } from "@web/core/utils/pdfjs";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useEffect, useExternalListener, useRef } from "@odoo/owl";

// A signed page is looked at: no script in it runs, no field of it is typed into.
// Preferences of the viewer, which come later, would turn both on again.
export const LOOK_ONLY = { annotationMode: 1, disablePreferences: true, enableScripting: false };

/** Shows the pages of the document's main file beside its data. */
export class EdocPreview extends Component {
    static template = "l10n_vn_edoc.Preview";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        useExternalListener(document, "webviewerloaded", ({ detail: { source } }) => {
            if (source === this.root.el?.contentWindow) {
                source.PDFViewerApplicationOptions.setAll(LOOK_ONLY);
            }
        });
        // nor is it drawn on
        useEffect(
            (root) => root && hidePDFJSButtons(root, { hideRotation: true }),
            () => [this.root.el]
        );
    }

    get source() {
        const file = this.props.record.data[this.props.name];
        if (!file) {
            return false;
        }
        const viewer = "/web/static/lib/pdfjs/web/viewer.html";
        return `${viewer}?file=${encodeURIComponent(file)}#pagemode=none&zoom=page-width`;
    }
}

registry.category("fields").add("edoc_preview", {
    component: EdocPreview,
    supportedTypes: ["char"],
});
