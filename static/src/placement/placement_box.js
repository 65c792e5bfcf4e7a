import { _t } from "@web/core/l10n/translation";
import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { moved, resized, styleOf } from "./placement_geometry";

const STEP = 1; // millimetres for each press of an arrow
const FINE_STEP = 0.2;
const ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

/** One field on the page, moved and resized by mouse, finger or keyboard. */
export class PlacementBox extends Component {
    static template = "l10n_vn_edoc.PlacementBox";
    static props = {
        box: Object,
        page: Object,
        scale: Number,
        source: Object,
        editable: Boolean,
        focused: Boolean,
        onChange: Function,
        onFocus: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({ held: false });
        useEffect(
            (focused) => focused && this.root.el.focus({ preventScroll: false }),
            () => [this.props.focused]
        );
    }

    get look() {
        return {
            [`o_edoc_source_${this.props.box.source}`]: true,
            o_edoc_box_held: this.state.held,
            o_edoc_box_fixed: !this.props.editable,
            o_edoc_box_small: this.isSmall,
        };
    }

    /** No room for its name; the list of fields has it, and so has its description. */
    get isSmall() {
        return this.props.box.width * this.props.scale < 30;
    }

    get style() {
        return styleOf(this.props.box, this.props.scale);
    }

    get description() {
        const { label, left, top, width, height } = this.props.box;
        const place = _t(
            "%(label)s: %(left)s mm from the left, %(top)s mm from the top, %(width)s × %(height)s mm",
            {
                label,
                left: left.toFixed(1),
                top: top.toFixed(1),
                width: width.toFixed(1),
                height: height.toFixed(1),
            }
        );
        return `${place}. ${this.props.source.text}`;
    }

    onPointerDown(event) {
        if (!this.props.editable || event.button > 0) {
            return;
        }
        const change = event.target.closest(".o_edoc_box_corner") ? resized : moved;
        this.grip = { change, x: event.clientX, y: event.clientY, box: this.props.box };
        this.root.el.setPointerCapture(event.pointerId);
        this.state.held = true;
    }

    onPointerMove(event) {
        if (!this.grip) {
            return;
        }
        const { change, x, y, box } = this.grip;
        const { page, scale } = this.props;
        const [dx, dy] = [(event.clientX - x) / scale, (event.clientY - y) / scale];
        if (dx || dy) {
            this.props.onChange(change(box, page, dx, dy));
        }
    }

    onPointerEnd() {
        this.grip = null;
        this.state.held = false;
    }

    onKeydown(event) {
        const arrow = ARROWS[event.key];
        if (!arrow || !this.props.editable) {
            return;
        }
        event.preventDefault();
        const step = event.ctrlKey ? FINE_STEP : STEP;
        const change = event.shiftKey ? resized : moved;
        const { box, page } = this.props;
        this.props.onChange(change(box, page, arrow[0] * step, arrow[1] * step));
    }
}
