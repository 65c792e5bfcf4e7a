import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

const { DateTime } = luxon;

// milliseconds: never oftener, and by itself so often while somebody looks
const PAUSE = 10000;
const PERIOD = 60000;
// letters that neither the navbar nor browsers use with Alt
const HOTKEYS = [..."giklowxyz"];
const TOLD = ["mail.activity/updated", "mail.message/inbox"];
const TILE = ".o_edoc_tile";

/** What waits for the user, queue by queue; each tile opens its list. */
export class EdocDesk extends Component {
    static template = "l10n_vn_edoc.Desk";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.state = useState({ sections: [], limit: 0, at: "", choosing: false });
        this.onTold = () => this.refreshSoon();
        useExternalListener(window, "focus", this.onTold);
        useExternalListener(document, "visibilitychange", this.onTold);
        onWillStart(() => this.load());
        onMounted(() => {
            this.focusFirst();
            this.period = setInterval(this.onTold, PERIOD);
            TOLD.forEach((type) => this.bus.subscribe(type, this.onTold));
        });
        onWillUnmount(() => {
            clearInterval(this.period);
            clearTimeout(this.timer);
            TOLD.forEach((type) => this.bus.unsubscribe(type, this.onTold));
        });
    }

    // ------------------------------------------------------------------ counters

    async load() {
        this.loadedAt = Date.now();
        const { sections, limit } = await this.orm.silent.call("edoc.queue", "desk", []);
        const at = DateTime.now().toFormat("HH:mm");
        Object.assign(this.state, { sections, limit, at });
    }

    /** Whatever happens meanwhile, one call a while; none while nobody looks. */
    refreshSoon() {
        if (document.hidden || this.timer) {
            return;
        }
        const wait = Math.max(0, this.loadedAt + PAUSE - Date.now());
        this.timer = setTimeout(() => {
            this.timer = null;
            this.load();
        }, wait);
    }

    get sections() {
        return this.state.sections
            .map((section) => ({
                ...section,
                queues: section.queues.filter((queue) => this.state.choosing || !queue.hidden),
            }))
            .filter((section) => section.queues.length);
    }

    get shown() {
        return this.sections.flatMap((section) => section.queues);
    }

    get isEmpty() {
        return this.shown.every((queue) => !queue.count);
    }

    get counted() {
        return _t("Counted at %s", this.state.at);
    }

    number(count) {
        const { limit } = this.state;
        return count > limit ? `${formatInteger(limit)}+` : formatInteger(count);
    }

    hotkeyOf(queue) {
        return HOTKEYS[this.shown.indexOf(queue)];
    }

    toneOf(queue) {
        const waits = queue.count ? `o_edoc_tone_${queue.tone}` : "o_edoc_nothing";
        return `${waits} ${queue.hidden ? "o_edoc_hidden" : ""}`;
    }

    labelOf(queue) {
        const { name, late, urgent } = queue;
        const parts = [`${name}: ${this.number(queue.count || 0)}`];
        if (late) {
            parts.push(_t("%s late", this.number(late)));
        }
        if (urgent) {
            parts.push(_t("%s urgent", this.number(urgent)));
        }
        return parts.join(", ");
    }

    // --------------------------------------------------------------------- tiles

    open(queue) {
        return this.state.choosing ? this.toggle(queue) : this.action.doAction(queue.action);
    }

    async toggle(queue) {
        await this.orm.call("edoc.queue", "hide", [[queue.id], !queue.hidden]);
        await this.load();
    }

    choose() {
        this.state.choosing = !this.state.choosing;
    }

    // ------------------------------------------------------------------ keyboard

    get tiles() {
        return [...this.root.el.querySelectorAll(TILE)];
    }

    /** The keys work at once, at the first queue in which something waits. */
    focusFirst() {
        const waiting = this.root.el.querySelector(`${TILE}:not(.o_edoc_nothing)`);
        (waiting || this.tiles[0])?.focus({ preventScroll: true });
    }

    onKeydown(event) {
        const tiles = this.tiles;
        const here = tiles.indexOf(document.activeElement);
        const next = {
            ArrowRight: () => tiles[here + 1],
            ArrowLeft: () => tiles[here - 1],
            ArrowDown: () => this.neighbour(tiles, here, 1),
            ArrowUp: () => this.neighbour(tiles, here, -1),
            Home: () => tiles[0],
            End: () => tiles.at(-1),
        }[event.key];
        if (here < 0 || !next || event.altKey || event.ctrlKey || event.metaKey) {
            return;
        }
        event.preventDefault();
        next()?.focus();
    }

    /** The tile of the next row that stands nearest below or above. */
    neighbour(tiles, here, way) {
        const from = tiles[here].getBoundingClientRect();
        const distance = (tile) => {
            const to = tile.getBoundingClientRect();
            const down = way * (to.top - from.top);
            return down > 1 ? down * 1000 + Math.abs(to.left - from.left) : Infinity;
        };
        const found = tiles.reduce((a, b) => (distance(b) < distance(a) ? b : a));
        return distance(found) === Infinity ? undefined : found;
    }
}

registry.category("actions").add("l10n_vn_edoc.desk", EdocDesk);
