// Words near to a sum, each with where it leads: alone, added, subtracted.

import { address } from "./api.js";
import { make } from "./elements.js";
import { writeText } from "./query-writing.js";
import { say } from "./texts.js";

/** Lists words. */
export class Near extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
  }

  /** Shows the words near to a sum. */
  show(q, neighbours) {
    this.list.replaceChildren(...neighbours.map((own) => entry(q, own)));
  }
}

/** Makes a link that asks for a sum. */
export function asks(q, text, attributes = {}) {
  return make("a", { class: "asks", href: address("/words", { q }), ...attributes }, text);
}

function entry(q, { word, score }) {
  const alone = writeText(word);
  const sign = (text, sum, meaning) => asks(sum, text, { class: "asks sign", "aria-label": meaning, title: meaning });
  const item = make("li", {}, asks(alone, word),
    make("span", { class: "cosine" }, make("span", { class: "unseen" }, `${say("words.cosine")} `), score.toFixed(2)),
    sign("+", `${q} + ${alone}`, say("words.plus", { word })), sign("−", `${q} - ${alone}`, say("words.minus", { word })));
  item.style.setProperty("--share", Math.max(score, 0).toFixed(3));
  return item;
}

customElements.define("pw-near", Near);
