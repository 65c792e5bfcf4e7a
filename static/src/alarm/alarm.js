import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Component, useEffect, useRef, useState } from "@odoo/owl";

const EVENT = "l10n_vn_edoc/alarm";
// milliseconds between two looks, should the bus be down
const PERIOD = 120000;
const TONES = [880, 660, 880];

/** Three short tones; browsers refuse them until the user has clicked somewhere. */
function ring() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) {
        return;
    }
    const audio = new Context();
    if (audio.state !== "running") {
        audio.close();
        return;
    }
    TONES.forEach((pitch, number) => {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.frequency.value = pitch;
        volume.gain.value = 0.15;
        tone.connect(volume).connect(audio.destination);
        tone.start(audio.currentTime + number * 0.25);
        tone.stop(audio.currentTime + number * 0.25 + 0.18);
    });
    setTimeout(() => audio.close(), 1500);
}

/** What is urgent and not confirmed yet, for all windows of the user (Điều 10.3). */
export const alarmService = {
    dependencies: ["bus_service", "orm"],
    start(env, { bus_service: bus, orm }) {
        const state = { alarms: [], listeners: new Set() };
        const show = (alarms) => {
            const known = new Set(state.alarms.map((alarm) => alarm.id));
            if (alarms.some((alarm) => !known.has(alarm.id))) {
                ring();
            }
            state.alarms = alarms;
            state.listeners.forEach((listener) => listener(alarms));
        };
        const load = async () => show(await orm.silent.call("edoc.alarm", "waiting", []));
        const confirm = async (ids) => {
            show(state.alarms.filter((alarm) => !ids.includes(alarm.id)));
            await orm.silent.call("edoc.alarm", "confirm", [ids]);
        };
        bus.subscribe(EVENT, load);
        setInterval(() => document.hidden || load(), PERIOD);
        load();
        return { state, confirm };
    },
};

/** Stands under every screen until it is confirmed or the document has moved on. */
export class Alarms extends Component {
    static template = "l10n_vn_edoc.Alarms";
    static props = {};

    setup() {
        this.service = useService("edoc_alarm");
        this.action = useService("action");
        this.state = useState({ alarms: this.service.state.alarms });
        this.service.state.listeners.add((alarms) => {
            this.state.alarms = alarms;
        });
        this.root = useRef("root");
        useEffect(
            (bar) => bar && this.leaveRoom(bar),
            () => [this.root.el]
        );
    }

    /** Tell dialogs how high the bar is, as long as it is there. */
    leaveRoom(bar) {
        const { classList, style } = document.body;
        const observer = new ResizeObserver(() =>
            style.setProperty("--edoc-alarms", `${bar.offsetHeight}px`)
        );
        observer.observe(bar);
        classList.add("o_edoc_alarmed");
        return () => {
            observer.disconnect();
            classList.remove("o_edoc_alarmed");
        };
    }

    dueOf(alarm) {
        return _t("Until %s", alarm.deadline);
    }

    confirm(alarm) {
        return this.service.confirm([alarm.id]);
    }

    async open(alarm) {
        await this.confirm(alarm);
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: alarm.model,
            res_id: alarm.document,
            views: [[false, "form"]],
        });
    }
}

registry.category("services").add("edoc_alarm", alarmService);
registry.category("main_components").add("EdocAlarms", { Component: Alarms });
