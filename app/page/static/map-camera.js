// Where the map is seen from: places on it are fractions of its sides, from 0 to 1.

const MARGIN = 0.08; // of the shorter side of the view, so that what lies at the border is seen whole
const MOST_MARGIN = 0.3;
const LONGEST = 1.8; // times as long in one direction as in the other: beyond, near ones would no longer look near
const NARROWEST = 0.02; // of the side: a single picture is not enlarged without end
const MOST = 400;
const LEAST = 0.7;

/** Turns places into pixels of the view, and back. */
export class Camera {
  constructor() {
    Object.assign(this, { width: 1, height: 1, unitX: 1, unitY: 1 });
    this.begin({ left: 0, top: 0, right: 1, bottom: 1 });
  }

  /** Takes where there are pictures, and shows all of them. */
  begin(bounds) {
    this.frame(bounds);
    this.reset();
  }

  frame(bounds) {
    this.bounds = bounds;
    this.span = [bounds.right - bounds.left, bounds.bottom - bounds.top].map((own) => Math.max(NARROWEST, own));
  }

  /** Takes where there are pictures as well; where all were seen, all are, and else nothing moves that can stay. */
  widen({ left, top, right, bottom }) {
    const [old, [x, y]] = [this.bounds, this.middle];
    const whole = this.zoom === 1 && this.x === x && this.y === y;
    this.frame({ left: Math.min(left, old.left), top: Math.min(top, old.top), right: Math.max(right, old.right), bottom: Math.max(bottom, old.bottom) });
    if (whole) this.reset();
  }

  get middle() {
    const { left, top, right, bottom } = this.bounds;
    return [(left + right) / 2, (top + bottom) / 2];
  }

  /** Shows all pictures. */
  reset() {
    this.look(...this.middle, 1);
  }

  /** Fits another view, with so many pixels around places at least; what was in its middle stays there. */
  resize(width, height, around = 0) {
    const shorter = Math.min(width, height);
    const margin = Math.min(MOST_MARGIN * shorter, Math.max(MARGIN * shorter, around));
    const [across, down] = [(width - 2 * margin) / this.span[0], (height - 2 * margin) / this.span[1]];
    Object.assign(this, { width, height, unitX: Math.min(across, down * LONGEST), unitY: Math.min(down, across * LONGEST) });
  }

  /** Pixels that the whole side of the map takes, across. */
  get scaleX() {
    return this.unitX * this.zoom;
  }

  /** The same, down. */
  get scaleY() {
    return this.unitY * this.zoom;
  }

  /** Where a place is seen. */
  toView(x, y) {
    return [(x - this.x) * this.scaleX + this.width / 2, (y - this.y) * this.scaleY + this.height / 2];
  }

  /** Which place is seen there. */
  toPlace(left, top) {
    return [(left - this.width / 2) / this.scaleX + this.x, (top - this.height / 2) / this.scaleY + this.y];
  }

  /** Moves what is seen by pixels; some of the map stays in the middle. */
  pan(right, down) {
    this.look(this.x - right / this.scaleX, this.y - down / this.scaleY, this.zoom);
  }

  /** Comes nearer by a factor; the place at that pixel stays where it is. */
  zoomAt(left, top, factor) {
    const [x, y] = this.toPlace(left, top);
    this.zoom = Math.min(MOST, Math.max(LEAST, this.zoom * factor));
    const [nowX, nowY] = this.toPlace(left, top);
    this.look(this.x + x - nowX, this.y + y - nowY, this.zoom);
  }

  /** Has a place in the middle. */
  look(x, y, zoom) {
    const { left, top, right, bottom } = this.bounds;
    Object.assign(this, { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)), zoom });
  }

  /** Pixels from one of so many places to the next, were they spread evenly. */
  spacing(count, zoom = this.zoom) {
    return zoom * Math.sqrt((this.span[0] * this.unitX * this.span[1] * this.unitY) / Math.max(1, count));
  }
}
