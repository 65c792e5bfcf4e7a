import { addTour } from "./tour_steps";

addTour("edoc_alarm", () => [
    {
        content: "The alarm lies over the desk",
        trigger: ".o_edoc_alarm .o_edoc_alarm_head:contains(KHẨN)",
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
