// Where the map is seen from: places on it are fractions of its sides, from 0 to 1.

const MARGIN = 0.08; // of the shorter side of the view, so that what lies at the border is seen whole
const LONGEST = 1.8; // times as long in one direction as in the other: beyond, near ones would no longer look near
const NARROWEST = 0.02; // of the side: a single picture is not enlarged without end
const MOST = 400;
const LEAST = 0.7;

/** Turns places into pixels of the view, and back. */
export class Camera {
  constructor() {
    Object.assign(this, { width: 1, height: 1, unitX: 1, unitY: 1, zoom: 1, x: 0.5, y: 0.5 });
    this.frame({ left: 0, top: 0, right: 1, bottom: 1 });
  }

  /** Takes where there are pictures; what was in the middle stays there. */
  frame(bounds) {
    this.bounds = bounds;
    this.span = [bounds.right - bounds.left, bounds.bottom - bounds.top].map((own) => Math.max(NARROWEST, own));
  }

  /** Shows all pictures. */
  reset() {
    const { left, top, right, bottom } = this.bounds;
    Object.assign(this, { x: (left + right) / 2, y: (top + bottom) / 2, zoom: 1 });
  }

  /** Fits another view; what was in its middle stays there. */
  resize(width, height) {
    const margin = 2 * MARGIN * Math.min(width, height);
    const [across, down] = [(width - margin) / this.span[0], (height - margin) / this.span[1]];
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
  spacing(count) {
    return Math.sqrt((this.span[0] * this.scaleX * this.span[1] * this.scaleY) / Math.max(1, count));
  }
}
