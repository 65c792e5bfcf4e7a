import { deserializeDate } from "@web/core/l10n/dates";

const NOT_ENTERED = "…";
const SPOT = "o_edoc_spot";

/** What was read from the page, shown below the fields until it is taken or typed over. */
export class Proposals {
    /** @param {Function} root returns the element of the form */
    constructor(root) {
        this.root = root;
        this.taken = new Set();
        this.unmarked = null;
    }

    /** @returns {string[]} fields with an open proposal, in the order of the form */
    open(record) {
        const data = record.data;
        if (data.state !== "received" || !data.proposals) {
            return [];
        }
        return this.widgets()
            .map((widget) => widget.getAttribute("name"))
            .filter((name) => data.proposals[name] && this.isOpen(data, name));
    }

    isOpen(data, name) {
        const value = data[name];
        const over = data.proposals[name].over;
        if (this.taken.has(name) || (name === "sender_name" && data.sender_id)) {
            return false;
        }
        return !value || value === NOT_ENTERED || (over && value === over);
    }

    widgets() {
        return [...(this.root()?.querySelectorAll(".o_edoc_entry_fields .o_field_widget") || [])];
    }

    /** Shows the words and how sure they are, below each field. */
    show(record) {
        const open = new Set(this.open(record));
        for (const widget of this.widgets()) {
            const name = widget.getAttribute("name");
            widget.classList.toggle("o_edoc_proposed", open.has(name));
            if (open.has(name)) {
                const { confidence } = record.data.proposals[name];
                widget.dataset.proposed = this.words(record, name);
                widget.classList.toggle("o_edoc_unsure", confidence < 0.8);
            } else {
                delete widget.dataset.proposed;
            }
        }
    }

    words(record, name) {
        const { value, label, confidence } = record.data.proposals[name];
        let text = value;
        if (record.fields[name].type === "many2one") {
            text = label;
        } else if (record.fields[name].type === "date") {
            text = deserializeDate(value).toFormat("dd/MM/yyyy");
        }
        return `${text} · ${Math.round(confidence * 100)} %`;
    }

    /** Puts the proposal into the field: from now on it is the clerk's entry. */
    async take(record, name) {
        const { value, label } = record.data.proposals[name];
        this.taken.add(name);
        const type = record.fields[name].type;
        let entry = value;
        if (type === "many2one") {
            entry = { id: value, display_name: label };
        } else if (type === "date") {
            entry = deserializeDate(value);
        }
        await record.update({ [name]: entry });
    }

    /** Marks what could not be marked before. */
    markAgain(record) {
        if (this.unmarked) {
            this.mark(record, this.unmarked);
        }
    }

    /** Marks on the page where a field's proposal was read. */
    mark(record, name) {
        const frame = this.root()?.querySelector("iframe.o_edoc_preview");
        const shown = frame?.contentDocument;
        shown?.querySelectorAll(`.${SPOT}`).forEach((spot) => spot.remove());
        const proposal = record.data.proposals?.[name];
        const viewer = frame?.contentWindow.PDFViewerApplication?.pdfViewer;
        const page = proposal && viewer?.getPageView(proposal.page - 1);
        // the page may not have been drawn yet
        this.unmarked = proposal && frame && !page ? name : null;
        if (!page) {
            return;
        }
        const [x0, y0, x1, y1] = proposal.spot.map((share) => share * 100);
        const spot = shown.createElement("div");
        spot.className = SPOT;
        spot.style.cssText =
            `position:absolute;left:${x0 - 0.5}%;top:${y0 - 0.4}%;` +
            `width:${x1 - x0 + 1}%;height:${y1 - y0 + 0.8}%;` +
            "background:rgba(255,200,0,.3);outline:2px solid #e09000;pointer-events:none;z-index:5";
        page.div.append(spot);
        spot.scrollIntoView({ block: "center", inline: "nearest" });
    }
}
