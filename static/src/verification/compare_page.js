import { loadPDFJSAssets } from "@web/core/utils/pdfjs";
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";
const MM = 72 / 25.4;

/** Open a PDF: nothing in it runs, it is only drawn. */
async function openPdf(url) {
    await loadPDFJSAssets();
    const { pdfjsLib } = globalThis;
    pdfjsLib.GlobalWorkerOptions.workerSrc = WORKER;
    return pdfjsLib.getDocument({ url, isEvalSupported: false, enableXfa: false }).promise;
}

/** A page of one revision; frames lie upon it. A new address needs a new page. */
export class ComparePage extends Component {
    static template = "l10n_vn_edoc.ComparePage";
    static props = {
        url: String,
        index: Number,
        width: Number,
        frames: Array,
        onOpened: Function,
        onDrawn: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ drawn: -1, height: 0, failed: false, scale: 1 });
        onWillStart(async () => {
            try {
                this.pdf = await openPdf(this.props.url);
                this.props.onOpened(this.pdf.numPages);
            } catch {
                this.state.failed = true; // a damaged file is no fault of the page
            }
        });
        onWillUnmount(() => {
            this.task?.cancel();
            this.pdf?.destroy();
        });
        useEffect(
            () => {
                this.draw();
            },
            () => [this.props.index, this.props.width]
        );
    }

    get missing() {
        return !this.pdf || this.props.index >= this.pdf.numPages;
    }

    async draw() {
        const { index, width } = this.props;
        this.task?.cancel();
        if (this.missing) {
            this.state.drawn = -1;
            this.props.onDrawn(null);
            return;
        }
        const page = await this.pdf.getPage(index + 1);
        const canvas = this.canvas.el;
        if (!canvas || index !== this.props.index || width !== this.props.width) {
            return; // another page has been asked for since
        }
        const natural = page.getViewport({ scale: 1 });
        const pixels = width * window.devicePixelRatio;
        const viewport = page.getViewport({ scale: pixels / natural.width });
        canvas.width = Math.round(viewport.width);
        canvas.height = Math.round(viewport.height);
        this.state.scale = (width / natural.width) * MM;
        this.state.height = (width * natural.height) / natural.width;
        const canvasContext = canvas.getContext("2d", { willReadFrequently: true });
        this.task = page.render({ canvasContext, viewport, annotationMode: 1 });
        try {
            await this.task.promise;
            this.state.drawn = index;
            this.props.onDrawn(canvas);
        } catch (error) {
            if (error.name !== "RenderingCancelledException") {
                throw error;
            }
        }
    }

    /** Boxes come in millimetres, seen differences as parts of the page. */
    styleOf({ box, part }) {
        const { scale, height } = this.state;
        const [left, top, wide, high] = box
            ? box.map((number) => number * scale)
            : [
                  part.left * this.props.width,
                  part.top * height,
                  part.width * this.props.width,
                  part.height * height,
              ];
        return `left:${left}px;top:${top}px;width:${wide}px;height:${high}px`;
    }
}
