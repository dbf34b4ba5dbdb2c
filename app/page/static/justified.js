// Rows of one height, filled from edge to edge, each box as wide as its shape asks.

/**
 * Places boxes.
 * @param {number[]} ratios width by height of each.
 * @param {number} width of a row, in pixels.
 * @param {number} target height of a row, in pixels; rows are from 0.7 to 1.4 times as high.
 * @param {number} gap between boxes, in pixels.
 * @returns {{boxes: {x, y, width, height}[], rows: {top, height, first, count}[], height: number}}
 */
export function justify(ratios, width, target, gap) {
  const boxes = [];
  const rows = [];
  let top = 0;
  let first = 0;
  while (first < ratios.length) {
    const count = fitting(ratios, first, width, target, gap);
    const sum = total(ratios, first, count);
    const full = (width - gap * (count - 1)) / sum;
    // The last row is not stretched, and a single broad box is not taller than the row.
    const height = Math.round(first + count === ratios.length ? Math.min(full, target) : full);
    let x = 0;
    for (let i = first; i < first + count; i += 1) {
      const own = Math.min(ratios[i] * height, width);
      boxes.push({ x, y: top, width: own, height });
      x += own + gap;
    }
    rows.push({ top, height, first, count });
    top += height + gap;
    first += count;
  }
  return { boxes, rows, height: Math.max(0, top - gap) };
}

/** Counts the boxes that bring a row nearest to the target height. */
function fitting(ratios, first, width, target, gap) {
  let sum = 0;
  let before = Infinity;
  for (let count = 1; first + count <= ratios.length; count += 1) {
    sum += ratios[first + count - 1];
    const height = (width - gap * (count - 1)) / sum;
    if (height <= target) return before - target < target - height && count > 1 ? count - 1 : count;
    before = height;
  }
  return ratios.length - first;
}

function total(ratios, first, count) {
  let sum = 0;
  for (let i = first; i < first + count; i += 1) sum += ratios[i];
  return sum;
}

/** Returns the place above (`step` -1) or below (1) another one: the one whose middle is nearest. */
export function beside({ rows, boxes }, place, step) {
  const own = rows.findIndex((row) => place >= row.first && place < row.first + row.count);
  const row = rows[own + step];
  if (!row) return place;
  const middle = (box) => box.x + box.width / 2;
  const target = middle(boxes[place]);
  let best = row.first;
  for (let i = row.first; i < row.first + row.count; i += 1) {
    if (Math.abs(middle(boxes[i]) - target) < Math.abs(middle(boxes[best]) - target)) best = i;
  }
  return best;
}
