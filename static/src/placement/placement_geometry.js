/**
 * Boxes on a page, in millimetres from its left and top; a box never leaves its page.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{width: number, height: number}} Page
 */

const between = (value, low, high) => Math.max(low, Math.min(value, Math.max(low, high)));
const round = (value) => Math.round(value * 100) / 100;

/** Move a box by some millimetres, as far as the page goes. */
export function moved(box, page, dx, dy) {
    return {
        ...box,
        left: round(between(box.left + dx, 0, page.width - box.width)),
        top: round(between(box.top + dy, 0, page.height - box.height)),
    };
}

/** Move the lower right corner of a box, as far as the page and its least size go. */
export function resized(box, page, dx, dy) {
    const [width, height] = box.smallest;
    return {
        ...box,
        width: round(between(box.width + dx, width, page.width - box.left)),
        height: round(between(box.height + dy, height, page.height - box.top)),
    };
}

/** Put a box onto another page, at the same place where there is room. */
export function onPage(box, page, index) {
    const width = Math.min(box.width, page.width);
    const height = Math.min(box.height, page.height);
    return moved({ ...box, width, height, page: index }, page, 0, 0);
}

/**
 * Where the seal stands beside the box of the signature; `seal_box` in core/pdfsign
 * says the same for the file.
 */
export function sealBox(box, seal) {
    const drawn = seal.aspect ? Math.min(box.width, box.height * seal.aspect) : box.width;
    const right = box.left + (box.width - drawn) / 2 + drawn * seal.share;
    return {
        left: right - seal.width,
        top: box.top + (box.height - seal.height) / 2,
        width: seal.width,
        height: seal.height,
    };
}

/** Style of an element that covers a box, at `scale` pixels for a millimetre. */
export function styleOf(box, scale) {
    return ["left", "top", "width", "height"]
        .map((side) => `${side}:${(box[side] * scale).toFixed(2)}px`)
        .join(";");
}
