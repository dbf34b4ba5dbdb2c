// Words where they fall on the map: links, best fit first, none over another.

import { address } from "./api.js";
import { make } from "./elements.js";

const APART = [26, 14]; // pixels between words, across and down
const LARGE = 14; // the best so many are larger

/** Lays words over the map. */
export class WordLayer {
  constructor(inside) {
    this.inside = inside;
    this.words = [];
  }

  /** Takes other words, each with its place as fractions. */
  show(words, side) {
    this.words = words.map(({ word, x, y }, place) => ({
      x: x / side,
      y: y / side,
      link: make("a", { href: address("/", { q: queryFor(word) }), tabindex: "-1", draggable: false, class: place < LARGE ? "large" : "" }, word),
    }));
    this.inside.replaceChildren(...this.words.map(({ link }) => link));
    for (const own of this.words) [own.width, own.height] = [own.link.offsetWidth, own.link.offsetHeight];
    this.placed = null;
  }

  /** Moves words to where they are seen; over pictures they have a ground of their own. */
  draw(camera, overPictures) {
    this.inside.classList.toggle("over-pictures", overPictures);
    const placed = `${camera.scaleX} ${camera.scaleY}`;
    if (placed !== this.placed) this.choose(camera);
    this.placed = placed;
    for (const own of this.words) {
      const [left, top] = camera.toView(own.x, own.y);
      const seen = own.chosen && left > -own.width && top > -own.height && left < camera.width + own.width && top < camera.height + own.height;
      own.link.hidden = !seen;
      if (seen) own.link.style.transform = `translate(${Math.round(left - own.width / 2)}px, ${Math.round(top - own.height / 2)}px)`;
    }
  }

  /** Chooses by how near the map is alone, so that words stay as one moves about. */
  choose({ scaleX, scaleY }) {
    const chosen = [];
    for (const own of this.words) {
      own.chosen = !chosen.some((other) => Math.abs(own.x - other.x) * scaleX < (own.width + other.width) / 2 + APART[0]
        && Math.abs(own.y - other.y) * scaleY < (own.height + other.height) / 2 + APART[1]);
      if (own.chosen) chosen.push(own);
    }
  }
}

/** A word as a query: in quotes where it could be read as more than a word. */
export function queryFor(word) {
  return /^[\p{L}\p{N} ]+$/u.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`;
}
