// Pictures in the place of points, where these are far enough apart: few at once, loaded when they are first seen.

import { address } from "./api.js";

const FROM = 64; // pixels from one point to the next, on average, from which pictures are shown
const AT_ONCE = 60;
const KEPT = 180;
const OVERLAP = 0.62; // of the side: a nearer one stays a point until one comes nearer
const [SMALLEST, LARGEST] = [44, 132];
const BROADEST = 2; // times as broad as high, or as high as broad
const RADIUS = 5;

/** Side in pixels of pictures where points are so far apart on average; 0 where these stay points. */
function sideAt(spacing) {
  return spacing < FROM ? 0 : Math.min(LARGEST, Math.max(SMALLEST, spacing * 0.62));
}

/** How far a picture may reach from its place then. */
export function reachAt(spacing) {
  return (sideAt(spacing) * Math.sqrt(BROADEST)) / 2;
}

/** Draws small pictures. */
export class Thumbnails {
  /** @param {Function} changed is called when one has come. */
  constructor(changed) {
    this.changed = changed;
    this.images = new Map(); // by id, the latest used last
    this.shown = [];
  }

  /** Chooses which pictures are shown, and where. */
  choose(places, camera) {
    this.shown = [];
    this.side = sideAt(camera.spacing(places.count));
    if (!this.side) return this.forget();
    const [left, top] = camera.toPlace(-this.side, -this.side);
    const [right, bottom] = camera.toPlace(camera.width + this.side, camera.height + this.side);
    const seen = places.within(left, top, right, bottom).sort((one, other) => rank(one) - rank(other));
    for (const place of seen) {
      if (this.shown.length === AT_ONCE) break;
      this.place(place, places.ids[place], camera.toView(places.x[place], places.y[place]));
    }
    this.forget();
  }

  place(place, id, [left, top]) {
    const near = this.side * OVERLAP;
    if (this.shown.some((other) => Math.abs(other.left - left) < near && Math.abs(other.top - top) < near)) return;
    this.shown.push({ place, id, left, top, image: this.image(id) });
  }

  /** Returns the picture of an item, which may still be on its way. */
  image(id) {
    const image = this.images.get(id) ?? this.load(id);
    this.images.delete(id);
    this.images.set(id, image);
    return image;
  }

  load(id) {
    const image = new Image();
    image.src = address(`/v1/items/${id}/thumbnail`);
    image.decode().then(this.changed, () => null); // it went, or is no longer wanted: its point stays
    return image;
  }

  /** Lets go of pictures that were not shown for long, and of those that are on their way in vain. */
  forget() {
    const wanted = new Set(this.shown.map(({ id }) => id));
    for (const [id, image] of this.images) {
      if (wanted.has(id) || (image.complete && this.images.size <= KEPT)) continue;
      image.removeAttribute("src");
      this.images.delete(id);
    }
  }

  /** Finds the place whose picture lies at that pixel; -1 where none does. */
  at(left, top) {
    const hit = this.shown.find((own) => {
      const [width, height] = this.sizeOf(own.image);
      return Math.abs(own.left - left) <= width / 2 && Math.abs(own.top - top) <= height / 2;
    });
    return hit ? hit.place : -1;
  }

  /** Returns width and height of the picture as which a place is seen, or undefined. */
  sizeAt(place) {
    const own = this.shown.find((other) => other.place === place);
    return own?.image.complete && own.image.naturalWidth ? this.sizeOf(own.image) : undefined;
  }

  /** Says whether a place is seen as a picture. */
  shows(place) {
    return this.sizeAt(place) !== undefined;
  }

  sizeOf({ naturalWidth, naturalHeight }) {
    if (!naturalWidth) return [0, 0];
    const ratio = Math.min(BROADEST, Math.max(1 / BROADEST, naturalWidth / naturalHeight));
    return [this.side * Math.sqrt(ratio), this.side / Math.sqrt(ratio)];
  }

  /** Draws those that have come, the first chosen on top; where `inside` says 0 of one, it is faint. */
  draw(context, colours, inside, target) {
    const order = [...this.shown].reverse().sort((one, other) => (one.place === target) - (other.place === target));
    for (const own of order) {
      if (!this.shows(own.place)) continue;
      context.globalAlpha = inside && !inside[own.place] ? 0.3 : 1;
      this.drawOne(context, own, own.place === target ? colours.accent : colours.ground);
    }
    context.globalAlpha = 1;
  }

  drawOne(context, { image, left, top }, border) {
    const [width, height] = this.sizeOf(image);
    const box = [left - width / 2, top - height / 2, width, height];
    context.save();
    context.beginPath();
    context.roundRect(...box, RADIUS);
    context.lineWidth = 4;
    context.strokeStyle = border;
    context.stroke();
    context.clip();
    context.drawImage(image, ...cropped(image, width / height), ...box);
    context.restore();
  }
}

/** Which part of a picture fills a box of that shape. */
function cropped({ naturalWidth, naturalHeight }, ratio) {
  const [width, height] = [Math.min(naturalWidth, naturalHeight * ratio), Math.min(naturalHeight, naturalWidth / ratio)];
  return [(naturalWidth - width) / 2, (naturalHeight - height) / 2, width, height];
}

/** An order that has nothing to do with where things lie, and always is the same. */
function rank(place) {
  return Math.imul(place + 1, 2654435761) >>> 0;
}
