import { addTour, press } from "./tour_steps";

const tile = (key) => `.o_edoc_tile[data-queue='${key}']`;

addTour("edoc_desk", () => [
    {
        content: "The first queue in which something waits has the keyboard",
        trigger: `${tile("documents-to-register")}:focus .o_edoc_tile_count:contains(/^1$/)`,
    },
    {
        content: "The arrow keys go from queue to queue",
        trigger: tile("documents-to-register"),
        run: "press ArrowRight",
    },
    {
        content: "There and down to the next section",
        trigger: `${tile("documents-to-present")}:focus`,
        run: "press ArrowDown",
    },
    {
        content: "Up again",
        trigger: `[data-section=issuing] .o_edoc_tile:focus`,
        run: "press ArrowUp",
    },
    {
        content: "To the first one",
        trigger: `[data-section=receiving] .o_edoc_tile:focus`,
        run: "press Home",
    },
    {
        content: "Enter opens its list",
        trigger: `${tile("documents-to-register")}:focus`,
        run: "press Enter",
    },
    {
        content: "The list holds what was counted",
        trigger: ".o_list_view:not(:has(.o_data_row:eq(1))) .o_data_row",
    },
    {
        content: "Back by the breadcrumb",
        trigger: ".o_breadcrumb a:first",
        run: "click",
    },
    { content: "The desk is back", trigger: tile("deliveries-late") },
    press("choose"),
    {
        content: "Take a queue off the desk",
        trigger: `${tile("deliveries-late")} .fa-eye`,
        run: "click",
    },
    { content: "It is marked", trigger: `${tile("deliveries-late")}.o_edoc_hidden` },
    press("choose"),
    {
        content: "It is gone",
        trigger: `.o_edoc_desk:not(:has(${tile("deliveries-late")})) ${tile("deliveries-failed")}`,
    },
]);
