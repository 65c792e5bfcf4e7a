import { addTour } from "./tour_steps";

addTour("edoc_alarm", () => [
    {
        content: "The alarm stands under the desk, and hides nothing of it",
        trigger: ".o_edoc_alarm .o_edoc_alarm_head:contains(KHẨN)",
        run() {
            const bar = document.querySelector(".o_edoc_alarms").getBoundingClientRect();
            const page = document.querySelector(".o_action_manager").getBoundingClientRect();
            if (page.bottom > bar.top + 1 || bar.bottom > window.innerHeight + 1) {
                throw new Error(`the page ends at ${page.bottom}, the bar begins at ${bar.top}`);
            }
        },
    },
    {
        content: "It says what is to be done",
        trigger: ".o_edoc_alarm .o_edoc_alarm_body strong",
    },
    {
        content: "Hidden by confirming",
        trigger: ".o_edoc_alarm .btn-secondary",
        run: "click",
    },
    { content: "It is gone", trigger: "body:not(:has(.o_edoc_alarm)) .o_edoc_desk" },
]);
