// Pictures of any shape in rows; only those in sight are elements, however many there are.

import { iconButton, make, tell } from "./elements.js";
import { beside, justify } from "./justified.js";
import { say } from "./texts.js";
import { explainTile, makeTile, ratioOf, renameTile } from "./tile.js";

const GAP = 8; // pixels
const OVERSCAN = 0.5; // screens above and below that are elements already
const ASK_AHEAD = 2; // screens before the end at which more is asked for

const WISHES = { s: "similar", "+": "plus", "=": "plus", "-": "minus", "−": "minus", Delete: "remove" };
const MOVES = {
  ArrowRight: (place) => place + 1,
  ArrowLeft: (place) => place - 1,
  ArrowDown: (place, { layout }) => beside(layout, place, 1),
  ArrowUp: (place, { layout }) => beside(layout, place, -1),
  Home: () => 0,
  End: (place, { entries }) => entries.length - 1,
};

/** Events: `open`, `similar`, `plus`, `minus`, `remove` with an entry; `near-end`. */
export class Gallery extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul") ?? this.appendChild(make("ul", { class: "tiles" }));
    this.entries = [];
    this.tiles = new Map();
    this.active = 0;
    this.layout = { boxes: [], rows: [], height: 0 };
    this.describe = () => null;
    this.tools = this.makeTools();
    this.listen();
  }

  /** Shows other entries. `describe` says of an entry which term speaks for it, or null. */
  show(entries, describe) {
    const wasHere = this.list.contains(document.activeElement);
    this.active = wasHere ? this.placeAmong(entries) : 0;
    this.entries = entries;
    this.describe = describe;
    this.list.classList.add("placed");
    const kept = new Map([...this.tiles.values()].map((tile) => [tile.dataset.id, tile]));
    this.tiles = new Map();
    for (const child of [...this.list.children]) if (!child.dataset.id) child.remove();
    this.place();
    this.draw(kept);
    for (const tile of kept.values()) tile.remove();
    if (wasHere && entries.length && !this.list.contains(document.activeElement)) this.enter();
  }

  /** Where among other entries the active one is, or what takes its place. */
  placeAmong(entries) {
    const place = entries.findIndex(({ id }) => id === this.entries[this.active]?.id);
    return place >= 0 ? place : Math.max(0, Math.min(this.active, entries.length - 1));
  }

  /** Shows more entries behind the others. */
  append(entries) {
    this.entries = [...this.entries, ...entries];
    this.place();
    this.draw();
  }

  /** Takes an entry away; returns its place, or -1. */
  withdraw(id) {
    const place = this.entries.findIndex((entry) => entry.id === id);
    if (place >= 0) this.show(this.entries.toSpliced(place, 1), this.describe);
    return place;
  }

  /** Puts an entry where one was taken away. */
  restore(entry, place) {
    this.show(this.entries.toSpliced(place, 0, entry), this.describe);
  }

  /** Shows what is said of an item now. */
  renew({ id, captions, tags, metadata }) {
    const place = this.entries.findIndex((entry) => entry.id === id);
    if (place < 0) return;
    const entry = Object.assign(this.entries[place], { captions, tags, metadata });
    const tile = this.tiles.get(place);
    if (!tile) return;
    renameTile(tile, entry);
    explainTile(tile, entry, this.describe(entry));
  }

  /** Moves the focus to the entry that was active. */
  enter() {
    this.focusOn(Math.min(this.active, this.entries.length - 1));
  }

  place() {
    const width = this.list.clientWidth;
    this.width = width;
    const target = width < 600 ? 130 : Math.min(260, Math.max(170, width / 6));
    this.layout = justify(this.entries.map(ratioOf), width, target, GAP);
    this.list.style.height = `${this.layout.height}px`;
  }

  draw(kept = new Map()) {
    const [first, end] = this.inSight();
    const focused = this.list.contains(document.activeElement) ? this.active : -1;
    for (const [place, tile] of this.tiles) {
      if ((place < first || place >= end) && place !== focused) {
        tile.remove();
        this.tiles.delete(place);
      }
    }
    for (let place = first; place < end; place += 1) {
      const tile = this.tiles.get(place) ?? this.tile(place, kept);
      const { x, y, width, height } = this.layout.boxes[place];
      tile.style.cssText = `transform:translate(${x}px,${y}px);width:${width}px;height:${height}px`;
    }
    this.sort();
    this.askAhead();
  }

  /** Returns the places of the first entry in sight, and of the first behind the last. */
  inSight() {
    const { rows } = this.layout;
    const top = -this.list.getBoundingClientRect().top;
    const from = top - innerHeight * OVERSCAN;
    const to = top + innerHeight * (1 + OVERSCAN);
    const seen = rows.filter((row) => row.top + row.height >= from && row.top <= to);
    if (!seen.length) return [0, 0];
    const last = seen.at(-1);
    return [seen[0].first, last.first + last.count];
  }

  tile(place, kept) {
    const entry = this.entries[place];
    const id = String(entry.id);
    const tile = kept.get(id) ?? makeTile(entry);
    kept.delete(id);
    tile.dataset.place = place;
    tile.setAttribute("aria-posinset", place + 1);
    tile.setAttribute("aria-setsize", this.entries.length);
    tile.firstElementChild.tabIndex = place === this.active ? 0 : -1;
    explainTile(tile, entry, this.describe(entry));
    this.tiles.set(place, tile);
    if (!tile.isConnected) this.list.append(tile);
    return tile;
  }

  /** Keeps the elements in the order of the entries, for those who tab and read. */
  sort() {
    const sorted = [...this.tiles].sort(([a], [b]) => a - b);
    let before = null;
    for (const [, tile] of sorted) {
      if (tile.previousElementSibling !== before) {
        if (before) before.after(tile);
        else this.list.prepend(tile);
      }
      before = tile;
    }
  }

  askAhead() {
    const below = this.list.getBoundingClientRect().bottom - innerHeight;
    if (this.entries.length && below < ASK_AHEAD * innerHeight) tell(this, "near-end");
  }

  makeTools() {
    const acting = (name) => () => tell(this, name, this.entries[this.active]);
    return make(
      "div",
      { class: "tools" },
      iconButton("≈", say("similar"), acting("similar"), { tabIndex: -1 }),
      iconButton("+", say("plus"), acting("plus"), { tabIndex: -1 }),
      iconButton("−", say("minus"), acting("minus"), { tabIndex: -1 }),
    );
  }

  listen() {
    const redraw = () => this.entries.length && requestAnimationFrame(() => this.draw());
    addEventListener("scroll", redraw, { passive: true });
    new ResizeObserver(() => {
      if (this.list.clientWidth === this.width || !this.entries.length) return;
      this.place();
      this.draw();
    }).observe(this.list);
    this.list.addEventListener("pointerover", (event) => this.activate(event.target, event.pointerType));
    this.list.addEventListener("focusin", (event) => this.activate(event.target));
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("dragstart", (event) => this.onDrag(event));
  }

  placeOf(element) {
    const place = element.closest("li")?.dataset.place;
    return place === undefined ? -1 : Number(place);
  }

  activate(element, pointer = "mouse") {
    const place = this.placeOf(element);
    if (place < 0) return;
    this.tiles.get(this.active)?.firstElementChild.setAttribute("tabindex", "-1");
    this.active = place;
    const tile = this.tiles.get(place);
    tile.firstElementChild.tabIndex = 0;
    if (pointer !== "touch" && this.tools.parentElement !== tile) tile.append(this.tools);
  }

  onClick(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.target.closest("button")) return;
    const place = this.placeOf(event.target);
    if (place < 0) return;
    event.preventDefault();
    this.active = place;
    tell(this, "open", this.entries[place]);
  }

  onDrag(event) {
    const entry = this.entries[this.placeOf(event.target)];
    if (!entry) return;
    event.dataTransfer.setData("application/x-pixword-item", JSON.stringify(entry));
    event.dataTransfer.effectAllowed = "copy";
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this.placeOf(event.target);
    if (place < 0) return;
    if (event.key in WISHES) tell(this, WISHES[event.key], this.entries[place]);
    else if (event.key in MOVES) this.focusOn(MOVES[event.key](place, this));
    else return;
    event.preventDefault();
  }

  focusOn(place) {
    if (place < 0 || place >= this.entries.length) return;
    const { y, height } = this.layout.boxes[place];
    const top = this.list.getBoundingClientRect().top + y;
    if (top < 0) scrollBy(0, top - 80);
    else if (top + height > innerHeight) scrollBy(0, top + height - innerHeight + 40);
    this.draw();
    this.tiles.get(place)?.firstElementChild.focus({ preventScroll: true });
  }
}

customElements.define("pw-gallery", Gallery);
