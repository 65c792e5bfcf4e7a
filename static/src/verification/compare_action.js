import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Component, onMounted, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { ComparePage } from "./compare_page";
import { differences } from "./compare_pixels";

const ZOOM_STEP = 1.25;
const ZOOMS = { least: 0.5, most: 4 };
const ROOM_BETWEEN = 24;
// of the page: what is seen to differ there has been named already
const MARGIN = 0.01;

/** Two revisions of a file side by side; what changed between them is framed. */
export class CompareAction extends Component {
    static template = "l10n_vn_edoc.CompareAction";
    static components = { Layout, ComparePage };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.room = useRef("room");
        this.panes = { left: useRef("left"), right: useRef("right") };
        this.canvases = { left: null, right: null };
        this.labels = { left: _t("Earlier revision"), right: _t("Later revision") };
        this.state = useState({
            left: 0,
            right: 1,
            page: 0,
            pages: { left: 1, right: 1 },
            width: 0,
            zoom: 1,
            seen: [],
            frames: true,
        });
        useExternalListener(window, "resize", () => this.measure());
        onWillStart(async () => {
            const { active_model: model, active_id: id } = this.props.action.context;
            this.data = await this.orm.call(model, "compare_data", [[id]]);
            this.state.right = Math.min(1, this.data.revisions.length - 1);
            this.state.page = this.firstChangedPage();
        });
        onMounted(() => this.measure());
    }

    measure() {
        const room = this.room.el?.clientWidth ?? 0;
        const narrow = room < 700;
        this.state.width = narrow ? room : (room - ROOM_BETWEEN) / 2;
    }

    get pageWidth() {
        return Math.max(100, this.state.width - 20) * this.state.zoom;
    }

    get pageCount() {
        return Math.max(this.state.pages.left, this.state.pages.right);
    }

    /** What happened after the left revision, up to the right one. */
    get changes() {
        const { left, right } = this.state;
        return this.data.revisions.slice(left + 1, right + 1).flatMap((item) => item.places);
    }

    get frames() {
        if (!this.state.frames) {
            return [];
        }
        const named = this.changes.filter((c) => c.page === this.state.page && c.box);
        return [...named, ...this.state.seen.map((part) => ({ part, kind: "seen" }))];
    }

    firstChangedPage() {
        const pages = this.changes.map((c) => c.page).filter((page) => page !== null);
        return pages.length ? Math.min(...pages) : 0;
    }

    choose(side, event) {
        this.state[side] = Number(event.target.value);
        this.canvases[side] = null;
        this.state.seen = [];
        this.turnTo(this.firstChangedPage());
    }

    opened(side, number) {
        this.state.pages[side] = number;
    }

    drawn(side, canvas) {
        this.canvases[side] = canvas;
        const { left, right } = this.canvases;
        this.state.seen = [];
        if (left && right && left.width === right.width && left.height === right.height) {
            this.state.seen = this.unnamed(differences(picture(left), picture(right)));
        }
    }

    /** What is seen to differ outside of the places that the file names. */
    unnamed(parts) {
        const pane = this.panes.right.el.querySelector(".o_edoc_sheet");
        const [width, height] = [pane.clientWidth, pane.clientHeight];
        const boxes = [...pane.querySelectorAll(".o_edoc_frame_named")].map((el) => ({
            left: el.offsetLeft / width - MARGIN,
            top: el.offsetTop / height - MARGIN,
            right: (el.offsetLeft + el.offsetWidth) / width + MARGIN,
            bottom: (el.offsetTop + el.offsetHeight) / height + MARGIN,
        }));
        return parts.filter(
            (part) =>
                !boxes.some(
                    (box) =>
                        part.left >= box.left &&
                        part.top >= box.top &&
                        part.left + part.width <= box.right &&
                        part.top + part.height <= box.bottom
                )
        );
    }

    turnTo(page) {
        this.state.page = Math.max(0, page);
        this.state.seen = [];
    }

    turn(step) {
        this.turnTo(Math.min(Math.max(this.state.page + step, 0), this.pageCount - 1));
    }

    goTo(change) {
        if (change.page !== null) {
            this.turnTo(change.page);
        }
    }

    zoomBy(step) {
        const zoom = this.state.zoom * ZOOM_STEP ** step;
        this.state.zoom = Math.min(Math.max(zoom, ZOOMS.least), ZOOMS.most);
    }

    /** Both panes look at the same place. */
    scrolled(side) {
        const from = this.panes[side].el;
        const to = this.panes[side === "left" ? "right" : "left"].el;
        to.scrollTop = from.scrollTop;
        to.scrollLeft = from.scrollLeft;
    }
}

function picture(canvas) {
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
}

registry.category("actions").add("l10n_vn_edoc.compare", CompareAction);
