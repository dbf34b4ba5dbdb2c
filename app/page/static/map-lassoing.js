// The lasso of a map while it is drawn, and the part of the map that it left.

import { corner, insideOf, simplified } from "./map-lasso.js";

const UNSEEN = 0.75; // of a pixel: bends smaller than that are left out
const CLOSE = 14; // pixels from the first corner at which a click closes the lasso

/** One lasso at a time; `area` is what was enclosed, `inside` says so of each place. */
export class Lasso {
  constructor() {
    this.forget();
  }

  /** Nothing is drawn or enclosed. */
  forget() {
    Object.assign(this, { corners: null, area: null, inside: null, count: 0 });
  }

  /** Begins to draw. */
  begin() {
    this.forget();
    this.corners = [];
  }

  get drawing() {
    return this.corners !== null;
  }

  /** Adds a corner where a pixel of the view is. */
  add(left, top, camera) {
    const next = corner(camera.toPlace(left, top), Math.max(camera.scaleX, camera.scaleY));
    if (String(next) !== String(this.corners.at(-1))) this.corners.push(next);
  }

  /** Says whether a pixel is so near to the first of several corners that it means it. */
  meetsStart(left, top, camera) {
    if (!this.corners || this.corners.length < 3) return false;
    const [x, y] = camera.toView(...this.corners[0]);
    return Math.hypot(x - left, y - top) < CLOSE;
  }

  /** Ends drawing; where nothing is enclosed, one may begin again. */
  close(places, camera) {
    const area = simplified(this.corners, UNSEEN / Math.max(camera.scaleX, camera.scaleY));
    if (area) this.take(area, places);
    else this.begin();
  }

  /** Takes an area as if it had been drawn. */
  take(area, places) {
    const inside = insideOf(area, places);
    Object.assign(this, { corners: null, area, inside, count: inside.reduce((sum, own) => sum + own, 0) });
  }

  /** Draws it, as it is or as it will be. */
  draw(overlay, camera) {
    const corners = this.area ?? this.corners;
    if (corners?.length) overlay.lasso(corners.map((own) => camera.toView(...own)), Boolean(this.area));
  }
}
