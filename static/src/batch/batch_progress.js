import { Component, useEffect, useState } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY_MS = 1000;
// the bar moves with every answer; the list below it is read again less often
const LIST_EVERY = 3;
const COUNTS = ["total", "done_count", "refused_count", "failed_count"];

/** Shows how far a batch has come, and follows it while it runs. */
export class EdocBatchProgress extends Component {
    static template = "l10n_vn_edoc.BatchProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.heard = useState({ counts: null });
        useEffect(
            (id, running) => {
                this.heard.counts = null;
                return id && running ? this.follow(id) : undefined;
            },
            () => [this.props.record.resId, this.running]
        );
    }

    get running() {
        return this.props.record.data.state === "running";
    }

    get counts() {
        return this.heard.counts || this.props.record.data;
    }

    get handled() {
        return this.counts.done_count + this.counts.refused_count + this.counts.failed_count;
    }

    /** Width of a part of the bar. */
    share(name) {
        return this.counts.total ? (100 * this.counts[name]) / this.counts.total : 0;
    }

    /** Ask until the batch is at its end; return what stops the asking. */
    follow(id) {
        let timer, isOver, changes = 0;
        const ask = async () => {
            const answer = await this.ask(id);
            if (isOver) {
                return;
            }
            if (answer) {
                changes += COUNTS.some((name) => answer[name] !== this.counts[name]);
                this.heard.counts = answer;
                if (answer.state !== "running" || changes >= LIST_EVERY) {
                    changes = 0;
                    await this.props.record.load();
                }
            }
            if (!isOver) {
                timer = setTimeout(ask, EVERY_MS);
            }
        };
        timer = setTimeout(ask, EVERY_MS);
        return () => {
            isOver = true;
            clearTimeout(timer);
        };
    }

    /** A server that is away for a moment ends nothing: the client says so itself. */
    async ask(id) {
        try {
            return await this.orm.silent.call("edoc.batch", "progress", [[id]]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }
}

registry.category("fields").add("edoc_batch_progress", {
    component: EdocBatchProgress,
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        ...COUNTS.map((name) => ({ name, type: "integer" })),
    ],
});
