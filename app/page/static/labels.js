// Where the names of points go, so that they hide each other as little as can be.

const GAP = 7; // pixels from a point to its name
const DOT = 5; // pixels around a point that names leave free
// Sides of a point: how far the name's middle is from it, in halves of the name's width and height.
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
const RINGS = [1, 2.2];

/**
 * Places names, the first ones best.
 * @param {{x, y, width}[]} points with the widths of their names.
 * @param {{width, height}} room that they are within.
 * @param {number} height of a name.
 * @returns {{x, y}[]} the middle of each name.
 */
export function placeNames(points, room, height) {
  const taken = points.map(({ x, y }) => ({ left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT }));
  return points.map((point) => {
    const boxes = RINGS.flatMap((ring) => SIDES.map((side) => boxAt(point, side, ring, height)));
    const best = cheapest(boxes, taken, room);
    taken.push(best);
    return { x: (best.left + best.right) / 2, y: (best.top + best.bottom) / 2 };
  });
}

function boxAt({ x, y, width }, [across, down], ring, height) {
  const middle = { x: x + across * (width / 2 + GAP * ring), y: y + down * (height / 2 + GAP * ring * (across ? 0.6 : 1)) };
  return { left: middle.x - width / 2, right: middle.x + width / 2, top: middle.y - height / 2, bottom: middle.y + height / 2 };
}

function cheapest(boxes, taken, room) {
  let best = boxes[0];
  let least = Infinity;
  for (const box of boxes) {
    const cost = outside(box, room) + taken.reduce((sum, other) => sum + overlap(box, other), 0);
    if (cost < least) [best, least] = [box, cost];
    if (!cost) break;
  }
  return best;
}

function overlap(one, other) {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 0 && down > 0 ? across * down : 0;
}

/** What lies outside counts more than what hides another name. */
function outside({ left, right, top, bottom }, { width, height }) {
  const beyond = Math.max(0, -left) + Math.max(0, right - width) + Math.max(0, -top) + Math.max(0, bottom - height);
  return beyond * 1000;
}
