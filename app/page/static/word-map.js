// A map of words: each a point with its name, that leads on to it.

import { ask } from "./api.js";
import { make } from "./elements.js";
import { placeNames } from "./labels.js";
import { Latest } from "./latest.js";
import { asks } from "./near.js";
import { writeText } from "./query-writing.js";
import { say } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 26; // pixels
const NAME_HEIGHT = 18;
const LONGEST = 190; // pixels of a name; what is longer is cut

function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Draws words where the server places them. */
export class WordMap extends HTMLElement {
  connectedCallback() {
    this.latest = new Latest();
    this.words = [];
    this.pen = document.createElement("canvas").getContext("2d");
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this);
  }

  disconnectedCallback() {
    this.resized.disconnect();
    this.latest.end();
  }

  /**
   * Asks for places, and draws.
   * @param {string[]} asked words of the sum, which stand out.
   * @param {string[]} found words near to it.
   * @param {string} layout pca or tsne.
   */
  show(asked, found, layout) {
    this.asked = new Set(asked);
    const words = [...new Set([...asked, ...found])];
    this.setAttribute("aria-busy", "true");
    return this.latest.run(
      (signal) => ask("/v1/words/map", { params: { words, layout }, signal }),
      (answer) => this.take(answer.words),
      () => this.take([], say("words.mapless")),
    );
  }

  /** Shows nothing. */
  clear() {
    this.latest.end();
    this.take([]);
  }

  take(words, problem = "") {
    this.removeAttribute("aria-busy");
    this.words = words;
    this.problem = problem;
    this.draw();
  }

  draw() {
    const room = { width: this.clientWidth, height: this.clientHeight };
    if (!this.words.length || !room.width) {
      this.replaceChildren(...(this.problem ? [make("p", { class: "status" }, this.problem)] : []));
      return;
    }
    const points = this.placed(room);
    const names = placeNames(points, room, NAME_HEIGHT);
    const size = { viewBox: `0 0 ${room.width} ${room.height}`, role: "group", "aria-label": say("words.map") };
    this.replaceChildren(draw("svg", size, ...points.map((point, i) => this.entry(point, names[i]))));
  }

  /** Places on the screen: the outermost words touch the margin. */
  placed(room) {
    const across = scale(this.words.map(({ x }) => x), MARGIN, room.width - MARGIN);
    const down = scale(this.words.map(({ y }) => -y), MARGIN, room.height - MARGIN);
    const { fontFamily } = getComputedStyle(this);
    return this.words.map(({ word, x, y }) => {
      const isAsked = this.asked.has(word);
      this.pen.font = `${isAsked ? 700 : 400} 14px ${fontFamily}`;
      const text = this.cut(word);
      return { word, text, isAsked, x: across(x), y: down(-y), width: this.pen.measureText(text).width + 4 };
    });
  }

  /** Cuts a word that would take the room of many. */
  cut(word) {
    if (this.pen.measureText(word).width <= LONGEST) return word;
    const letters = [...word];
    while (this.pen.measureText(`${letters.join("")}…`).width > LONGEST) letters.pop();
    return `${letters.join("")}…`;
  }

  entry({ word, text, isAsked, x, y }, name) {
    const { href } = asks(writeText(word), word);
    return draw("a", { href, class: isAsked ? "asks asked" : "asks", "aria-label": word },
      draw("circle", { cx: x, cy: y, r: isAsked ? 5 : 3.5 }),
      draw("text", { x: name.x, y: name.y, "text-anchor": "middle", "dominant-baseline": "central" }, text),
      ...(text === word ? [] : [draw("title", {}, word)]));
  }
}

function scale(values, from, to) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => (most === least ? (from + to) / 2 : from + ((value - least) / (most - least)) * (to - from));
}

customElements.define("pw-word-map", WordMap);
