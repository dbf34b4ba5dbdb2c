// A lasso: what is drawn by hand, with few enough corners for a filter, and what lies inside.

const MOST_CORNERS = 100;
const FEWEST = 3;

/** Keeps a corner on the map, and no more decimals than can be seen where the map is that many pixels wide. */
export function corner([x, y], pixels) {
  const decimals = Math.min(5, Math.max(3, Math.round(Math.log10(pixels))));
  return [x, y].map((value) => Number(Math.min(1, Math.max(0, value)).toFixed(decimals)));
}

/**
 * Leaves out corners until a filter takes them.
 * @param {number[][]} corners as they were drawn.
 * @param {number} finest distance that need not be kept.
 * @returns {number[][]|null} null where nothing is enclosed.
 */
export function simplified(corners, finest) {
  let kept = thinned(corners, finest);
  for (let tolerance = finest; kept.length > MOST_CORNERS; tolerance *= 2) kept = thinned(corners, tolerance);
  return kept.length < FEWEST ? null : kept;
}

/** Ramer, Douglas and Peucker: the corner that is furthest from the line stays, if it is far enough. */
function thinned(corners, tolerance) {
  if (corners.length < 3) return corners;
  const [first, last] = [corners[0], corners.at(-1)];
  let [at, most] = [0, tolerance];
  for (let i = 1; i < corners.length - 1; i += 1) {
    const distance = distanceTo(corners[i], first, last);
    if (distance > most) [at, most] = [i, distance];
  }
  if (!at) return [first, last];
  return [...thinned(corners.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(corners.slice(at), tolerance)];
}

function distanceTo([x, y], [fromX, fromY], [toX, toY]) {
  const [across, down] = [toX - fromX, toY - fromY];
  const length = across ** 2 + down ** 2;
  const share = length ? Math.min(1, Math.max(0, ((x - fromX) * across + (y - fromY) * down) / length)) : 0;
  return Math.hypot(x - fromX - share * across, y - fromY - share * down);
}

/**
 * Says which places lie in a polygon, by the even-odd rule, in the arithmetic of the server's filter.
 * @returns {Uint8Array} 1 for each that does.
 */
export function insideOf(corners, { x, y, count }) {
  const inside = new Uint8Array(count);
  corners.forEach(([x0, y0], place) => {
    const [x1, y1] = corners[(place + 1) % corners.length];
    if (y0 === y1) return;
    const slope = (x1 - x0) / (y1 - y0);
    for (let i = 0; i < count; i += 1) {
      if (y0 > y[i] !== y1 > y[i] && x[i] < x0 + (y[i] - y0) * slope) inside[i] ^= 1;
    }
  });
  return inside;
}
