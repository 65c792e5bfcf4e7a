import { patch } from "@web/core/utils/patch";
import { WebClient } from "@web/webclient/webclient";

const OURS = "l10n_vn_edoc.edoc_menu_root";

/** A list that no menu opens, such as a queue's, has our menus above it, too. */
patch(WebClient.prototype, {
    async loadRouterState() {
        await super.loadRouterState();
        const action = this.actionService.currentController?.action;
        const app = this.menuService.getApps().find((menu) => menu.xmlid === OURS);
        if (app && (action?.res_model || "").startsWith("edoc.")) {
            this.menuService.setCurrentMenu(app);
        }
    },
});
