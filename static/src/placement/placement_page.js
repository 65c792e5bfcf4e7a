import { loadPDFJSAssets } from "@web/core/utils/pdfjs";
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";

/** Open a PDF: nothing in it runs, it is only drawn. */
async function openPdf(url) {
    await loadPDFJSAssets();
    const { pdfjsLib } = globalThis;
    pdfjsLib.GlobalWorkerOptions.workerSrc = WORKER;
    return pdfjsLib.getDocument({ url, isEvalSupported: false, enableXfa: false }).promise;
}

/** A page of a PDF, drawn as wide as asked for; what lies upon it comes in its slot. */
export class PlacementPage extends Component {
    static template = "l10n_vn_edoc.PlacementPage";
    static props = {
        url: String,
        index: Number,
        width: Number,
        height: Number,
        slots: Object,
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ drawn: -1 });
        onWillStart(async () => {
            this.pdf = await openPdf(this.props.url);
        });
        onWillUnmount(() => {
            this.task?.cancel();
            this.pdf.destroy();
        });
        useEffect(
            () => {
                this.draw();
            },
            () => [this.props.index, this.props.width]
        );
    }

    async draw() {
        const { index, width } = this.props;
        this.task?.cancel();
        const page = await this.pdf.getPage(index + 1);
        const canvas = this.canvas.el;
        if (!canvas || index !== this.props.index || width !== this.props.width) {
            return; // another page has been asked for since
        }
        const pixels = width * window.devicePixelRatio;
        const natural = page.getViewport({ scale: 1 });
        const viewport = page.getViewport({ scale: pixels / natural.width });
        canvas.width = Math.round(viewport.width);
        canvas.height = Math.round(viewport.height);
        const canvasContext = canvas.getContext("2d");
        this.task = page.render({ canvasContext, viewport, annotationMode: 1 });
        try {
            await this.task.promise;
            this.state.drawn = index;
        } catch (error) {
            if (error.name !== "RenderingCancelledException") {
                throw error;
            }
        }
    }
}
