// Places of pictures, sorted into the cells of a grid, so that few of many are looked at.

const PER_CELL = 4;
const MOST_CELLS = 256; // a side

/** Pictures with their places as fractions of the map's side. */
export class Places {
  /** @param {{side: number, items: {id: number[], x: number[], y: number[]}}} map as the API answers it. */
  constructor({ side, items }) {
    this.count = items.id.length;
    this.ids = items.id;
    this.x = Float64Array.from(items.x, (x) => x / side); // the server's own arithmetic: areas agree
    this.y = Float64Array.from(items.y, (y) => y / side);
    this.cells = Math.min(MOST_CELLS, Math.max(1, Math.ceil(Math.sqrt(this.count / PER_CELL))));
    this.sort();
  }

  /** Counting sort: the places of cell c are `order[starts[c]]` to `order[starts[c + 1] - 1]`. */
  sort() {
    const own = Uint32Array.from(this.x, (x, i) => this.cellAt(this.y[i]) * this.cells + this.cellAt(x));
    this.starts = new Uint32Array(this.cells ** 2 + 1);
    for (const cell of own) this.starts[cell + 1] += 1;
    for (let cell = 0; cell < this.cells ** 2; cell += 1) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.order = new Uint32Array(this.count);
    own.forEach((cell, i) => (this.order[next[cell]++] = i));
  }

  /** The smallest box that holds all. */
  get bounds() {
    const ends = (values) => values.reduce(([least, most], own) => [Math.min(least, own), Math.max(most, own)], [1, 0]);
    const [[left, right], [top, bottom]] = [ends(this.x), ends(this.y)];
    return { left, top, right, bottom };
  }

  cellAt(fraction) {
    return Math.min(this.cells - 1, Math.max(0, Math.floor(fraction * this.cells)));
  }

  /** Lists which places lie in a box. */
  within(left, top, right, bottom) {
    const found = [];
    this.eachIn(this.cellAt(left), this.cellAt(top), this.cellAt(right), this.cellAt(bottom), (i) => {
      if (this.x[i] >= left && this.x[i] <= right && this.y[i] >= top && this.y[i] <= bottom) found.push(i);
    });
    return found;
  }

  eachIn(left, top, right, bottom, call) {
    for (let row = top; row <= bottom; row += 1) {
      const [from, to] = [this.starts[row * this.cells + left], this.starts[row * this.cells + right + 1]];
      for (let at = from; at < to; at += 1) call(this.order[at]);
    }
  }

  /**
   * Finds the place that is seen nearest to another, within so many pixels.
   * @returns {number} which, or -1.
   */
  nearest(x, y, { scaleX, scaleY }, pixels = Infinity) {
    const whole = Math.hypot(scaleX, scaleY) * 2;
    let reach = Math.min(pixels, Math.max(scaleX, scaleY) / this.cells);
    for (;;) {
      const found = this.nearestWithin(x, y, scaleX, scaleY, reach);
      if (found >= 0 || reach >= Math.min(pixels, whole)) return found;
      reach = Math.min(pixels, reach * 2);
    }
  }

  nearestWithin(x, y, scaleX, scaleY, reach) {
    const [across, down] = [reach / scaleX, reach / scaleY];
    let [found, least] = [-1, reach];
    for (const i of this.within(x - across, y - down, x + across, y + down)) {
      const distance = Math.hypot((this.x[i] - x) * scaleX, (this.y[i] - y) * scaleY);
      if (distance <= least) [found, least] = [i, distance];
    }
    return found;
  }
}

/** Returns a map as the API answers it, without the pictures that a set has. */
export function without(map, ids) {
  const { id, x, y } = map.items;
  const kept = [...id.keys()].filter((place) => !ids.has(id[place]));
  const of = (values) => kept.map((place) => values[place]);
  return { ...map, items: { id: of(id), x: of(x), y: of(y) } };
}
