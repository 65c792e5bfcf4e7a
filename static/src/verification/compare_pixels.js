// a place is found by cells of a coarse grid; what lies this near to it belongs to it
const CELL = 6;
const NEAR = 3;
// of 255; smoothing of letters makes differences that nobody sees
const VISIBLE = 60;

/**
 * Where two pictures of one size differ.
 *
 * @param {ImageData} first
 * @param {ImageData} second
 * @returns {{left: number, top: number, width: number, height: number}[]} parts of the
 *     picture's width and height, from 0 to 1
 */
export function differences(first, second) {
    const { width, height } = first;
    const columns = Math.ceil(width / CELL);
    const rows = Math.ceil(height / CELL);
    const marked = new Uint8Array(columns * rows);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const at = 4 * (y * width + x);
            if (differ(first.data, second.data, at)) {
                marked[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] = 1;
            }
        }
    }
    return groups(marked, columns, rows).map(([x0, y0, x1, y1]) => ({
        left: (x0 * CELL) / width,
        top: (y0 * CELL) / height,
        width: ((x1 - x0 + 1) * CELL) / width,
        height: ((y1 - y0 + 1) * CELL) / height,
    }));
}

function differ(first, second, at) {
    return [0, 1, 2].some((i) => Math.abs(first[at + i] - second[at + i]) > VISIBLE);
}

/** Boxes around cells that lie near each other. */
function groups(marked, columns, rows) {
    const found = [];
    for (let start = 0; start < marked.length; start++) {
        if (!marked[start]) {
            continue;
        }
        const box = [columns, rows, 0, 0];
        const waiting = [start];
        marked[start] = 0;
        while (waiting.length) {
            const cell = waiting.pop();
            const [x, y] = [cell % columns, Math.floor(cell / columns)];
            box[0] = Math.min(box[0], x);
            box[1] = Math.min(box[1], y);
            box[2] = Math.max(box[2], x);
            box[3] = Math.max(box[3], y);
            for (let dy = -NEAR; dy <= NEAR; dy++) {
                for (let dx = -NEAR; dx <= NEAR; dx++) {
                    const [nx, ny] = [x + dx, y + dy];
                    const next = ny * columns + nx;
                    if (nx >= 0 && nx < columns && ny >= 0 && ny < rows && marked[next]) {
                        marked[next] = 0;
                        waiting.push(next);
                    }
                }
            }
        }
        found.push(box);
    }
    return found;
}
