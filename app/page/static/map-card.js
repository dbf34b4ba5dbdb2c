// What is pointed at on the map: its picture and its name in a small card, and said to those who hear the page.

import { ask } from "./api.js";
import { make } from "./elements.js";
import { nameOfEntry } from "./tile.js";

const SETTLING = 60; // milliseconds: what is only passed by is not asked for
const KEPT = 300;
const AWAY = 16; // pixels from a point
const BELOW = 7; // pixels from a picture
const [WIDEST, HIGHEST] = [180, 150];

/** Shows one item at a time. */
export class Card {
  /**
   * @param {HTMLElement} card is moved over the map.
   * @param {HTMLElement} voice a live region.
   */
  constructor(card, voice) {
    Object.assign(this, { card, voice, id: null });
    this.items = new Map();
  }

  /** Returns what is known of an item, asked for once. */
  item(id) {
    if (!this.items.has(id)) {
      const asked = ask(`/v1/items/${id}`);
      asked.catch(() => this.items.delete(id));
      this.items.set(id, asked);
      if (this.items.size > KEPT) this.items.delete(this.items.keys().next().value);
    }
    return this.items.get(id);
  }

  /** Shows an item beside the box that it takes in the view; where that is its picture, its name is enough. */
  show(id, box, view) {
    Object.assign(this, { box, view });
    this.card.classList.toggle("name-only", box.pictured);
    if (id === this.id) return this.place();
    this.id = id;
    this.card.hidden = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fill(id), SETTLING);
  }

  /** Shows nothing. */
  hide() {
    clearTimeout(this.waiting);
    this.id = null;
    this.card.hidden = true;
  }

  async fill(id) {
    const item = await this.item(id).catch(() => null);
    if (!item || id !== this.id) return;
    const name = nameOfEntry(item);
    const picture = item.thumbnail && make("img", { src: item.thumbnail, alt: "", ...sizes(item) });
    this.card.replaceChildren(...[picture, make("span", {}, name)].filter(Boolean));
    this.card.hidden = false;
    this.voice.textContent = name;
    this.place();
  }

  /** On the side of the box that has more room. */
  place() {
    const { left, top, width, height, pictured } = this.box;
    const [right, down] = [left > this.view.width / 2 ? -1 : 1, top > this.view.height / 2 ? -1 : 1];
    const [across, along] = pictured ? [-width / 2, height / 2 + BELOW] : [AWAY, AWAY];
    const shift = [right, down].map((sign) => (sign < 0 ? "-100%" : "0"));
    this.card.style.transform = `translate(${Math.round(left + right * across)}px, ${Math.round(top + down * along)}px) translate(${shift})`;
  }
}

/** Keeps room for a picture before it comes. */
function sizes({ width, height }) {
  const scale = Math.min(WIDEST / width, HIGHEST / height);
  return { width: String(Math.round(width * scale)), height: String(Math.round(height * scale)) };
}
