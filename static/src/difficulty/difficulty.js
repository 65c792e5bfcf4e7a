import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const ACTION = "l10n_vn_edoc.edoc_difficulty_action_report";
const STAFF = "l10n_vn_edoc.group_user";
let isStaff = false;

registry.category("services").add("edoc_difficulty", {
    async start() {
        isStaff = await user.hasGroup(STAFF);
    },
});

/** Whoever meets a difficulty reports it from the screen on which he is (Điều 18). */
function difficultyItem(env) {
    return {
        type: "item",
        id: "edoc_difficulty",
        description: _t("Report a difficulty"),
        show: () => isStaff,
        callback: () =>
            env.services.action.doAction(ACTION, {
                additionalContext: {
                    default_place: `${document.title} (${window.location.pathname})`,
                },
            }),
        sequence: 25,
    };
}

registry.category("user_menuitems").add("edoc_difficulty", difficultyItem);
