import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { PlacementBox } from "./placement_box";
import { onPage, sealBox, styleOf } from "./placement_geometry";
import { PlacementPage } from "./placement_page";

const ZOOM_STEP = 1.25;
const ZOOMS = { least: 0.4, most: 3 };
// pixels; on a wide screen the page begins at a size that can be looked over
const COMFORTABLE = 900;
const SIGNATURE = "edoc_signature";
const SAVED = ["name", "page", "left", "top", "width", "height"];

/** Where a place comes from, in a colour and a picture of its own. */
function sources() {
    return {
        text: { icon: "fa-check-circle", text: _t("Found in the text") },
        layout: { icon: "fa-exclamation-triangle", text: _t("By the layout: check it") },
        hand: { icon: "fa-hand-paper-o", text: _t("Placed by hand") },
        file: { icon: "fa-lock", text: _t("As it stands in the file") },
    };
}

/** The pages of the main file with the boxes of number, date and signature. */
export class PlacementAction extends Component {
    static template = "l10n_vn_edoc.PlacementAction";
    static components = { Layout, PlacementBox, PlacementPage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.room = useRef("room");
        this.sources = sources();
        this.documentId = this.props.action.context.active_id;
        this.state = useState({
            boxes: [],
            page: 0,
            zoom: 1,
            room: 0,
            dirty: false,
            focused: false,
            busy: false,
        });
        useSetupAction({
            beforeLeave: () => this.mayLeave(),
            beforeUnload: (event) => this.state.dirty && event.preventDefault(),
        });
        useExternalListener(window, "resize", () => this.measure());
        onWillStart(async () => {
            this.show(await this.call("placement_data"));
            this.state.page = this.state.boxes.at(-1)?.page ?? 0;
        });
        onMounted(() => {
            this.measure();
            this.state.zoom = Math.min(1, COMFORTABLE / (this.state.room || COMFORTABLE));
        });
    }

    // ------------------------------------------------------------------ the page

    get page() {
        return this.data.pages[this.state.page];
    }

    get scale() {
        return (this.state.room * this.state.zoom) / this.page.width;
    }

    get boxesHere() {
        return this.state.boxes.filter((box) => box.page === this.state.page);
    }

    get signature() {
        return this.boxesHere.find((box) => box.name === SIGNATURE);
    }

    get sealStyle() {
        return styleOf(sealBox(this.signature, this.data.seal), this.scale);
    }

    /** On a phone the seal has no room for words; beside the page they stand anyway. */
    get sealIsSmall() {
        return this.data.seal.width * this.scale < 110;
    }

    get sealLabel() {
        const { width, height } = this.data.seal;
        return _t("Seal %(width)s × %(height)s mm", { width, height });
    }

    get sealNote() {
        const { width, height } = this.data.seal;
        return _t(
            "The seal is shown in its real size of %(width)s × %(height)s mm; it follows the signature.",
            { width, height }
        );
    }

    get mayPutBack() {
        return this.state.dirty || this.state.boxes.some((box) => box.source === "hand");
    }

    measure() {
        this.state.room = this.room.el?.clientWidth || 0;
    }

    turn(step) {
        const last = this.data.pages.length - 1;
        this.state.page = Math.max(0, Math.min(this.state.page + step, last));
        this.state.focused = false;
    }

    zoomBy(steps) {
        const zoom = this.state.zoom * ZOOM_STEP ** steps;
        this.state.zoom = Math.max(ZOOMS.least, Math.min(zoom, ZOOMS.most));
    }

    fitWidth() {
        this.state.zoom = 1;
        this.measure();
    }

    goTo(box) {
        this.state.page = box.page;
        this.state.focused = box.name;
    }

    bringHere(box) {
        this.change(onPage(box, this.page, this.state.page));
        this.state.focused = box.name;
    }

    change(changed) {
        const boxes = this.state.boxes;
        const index = boxes.findIndex((box) => box.name === changed.name);
        boxes[index] = { ...changed, source: "hand" };
        this.state.dirty = true;
    }

    // ---------------------------------------------------------------- the server

    call(method, ...args) {
        return this.orm.call("edoc.outgoing", method, [[this.documentId], ...args]);
    }

    show(data) {
        this.data = data;
        this.state.boxes = data.boxes;
        this.state.dirty = false;
        this.env.config.setDisplayName(_t("Places on the page"));
    }

    /** Send something to the server and show what came of it. */
    async keep(method, args, said) {
        this.state.busy = true;
        try {
            this.show(await this.call(method, this.data.version_id, ...args));
            this.notification.add(said, { type: "success" });
        } finally {
            this.state.busy = false;
        }
    }

    save() {
        const boxes = this.state.boxes.map((box) =>
            Object.fromEntries(SAVED.map((name) => [name, box[name]]))
        );
        return this.keep("place_boxes", [boxes], _t("The places are saved."));
    }

    putBack() {
        return this.keep("put_back_boxes", [], _t("The boxes are back where they were found."));
    }

    /** Ask before places that nobody has saved are lost. */
    mayLeave() {
        if (!this.state.dirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Places not saved"),
                    body: _t("Leave without saving where you have put the boxes?"),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay here"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }
}

registry.category("actions").add("l10n_vn_edoc.placement", PlacementAction);
