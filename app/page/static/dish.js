// The sum of photos, recipes and ingredients: a chip each, with its sign.

import { button, iconButton, make, tell } from "./elements.js";
import { withTerm } from "./recipe-parts.js";
import { say } from "./texts.js";

const SIGNED = /^\s*(?:([-\u2212\u2013])|\+)?\s*(.*?)\s*$/; // somebody may type the sign as well

/** Events: `terms` with the list; `pictures` with files. */
export class Dish extends HTMLElement {
  connectedCallback() {
    this.terms = [];
    this.list = make("ul", { class: "terms", "aria-label": say("sum.label") });
    this.file = make("input", { type: "file", accept: "image/*", multiple: true, hidden: true, onchange: () => this.choose() });
    this.word = make("input", { type: "text", placeholder: say("recipes.ingredient"), "aria-label": say("recipes.ingredient"), size: 14 });
    this.clearing = button(say("sum.clear"), () => tell(this, "terms", []), { class: "quiet" });
    this.append(this.list, make("div", { class: "sum-tools" },
      make("form", { class: "buttons", onsubmit: (event) => this.addWord(event) }, this.word,
        make("button", { value: "1", title: say("plus") }, "+"), make("button", { value: "-1", title: say("minus") }, "−")),
      button(say("recipes.photo"), () => this.file.click()), this.clearing, this.file));
    this.show([]);
  }

  /** Shows the terms that the server read out of a query. `lookUp` tells a term's name and picture. */
  show(terms, lookUp) {
    const focused = [...this.list.children].findIndex((own) => own.firstElementChild === document.activeElement);
    this.terms = terms;
    this.list.replaceChildren(...terms.map((term, place) => this.chip(term, place, lookUp(term))));
    this.list.hidden = this.clearing.hidden = !terms.length;
    this.list.children[focused]?.firstElementChild.focus(); // a sign that was turned
  }

  /** Goes to where ingredients are typed; on a phone that would raise the keyboard unasked. */
  enter() {
    if (matchMedia("(hover: hover)").matches) this.word.focus({ preventScroll: true });
  }

  chip(term, place, looked) {
    const picture = make("img", { alt: "", hidden: true });
    const label = make("span", { class: "name" });
    const size = Math.abs(term.weight) === 1 ? null : make("output", {}, `${Math.abs(term.weight)}×`);
    const sign = button(term.weight < 0 ? "−" : "+", () => this.turn(place), {
      class: `sign${term.weight < 0 ? " minus" : ""}`, title: say("sum.turn"),
    });
    const remove = iconButton("×", "", () => this.without(place));
    const name = (text) => {
      label.textContent = label.title = text;
      sign.setAttribute("aria-label", say(term.weight < 0 ? "sum.subtracts" : "sum.adds", { name: text }));
      remove.title = say("sum.remove", { name: text });
      remove.setAttribute("aria-label", remove.title);
    };
    name(term.item ? `#${term.item}` : term.text ?? term.picture);
    looked.then(({ text, preview }) => {
      if (text) name(text);
      if (preview) Object.assign(picture, { src: preview, hidden: false });
    });
    return make("li", { class: `term${term.weight < 0 ? " minus" : ""}` }, sign, picture, size, label, remove);
  }

  turn(place) {
    tell(this, "terms", this.terms.map((term, i) => (i === place ? { ...term, weight: -term.weight } : term)));
  }

  without(place) {
    tell(this, "terms", this.terms.filter((_, i) => i !== place));
    this.enter();
  }

  addWord(event) {
    event.preventDefault();
    const [, minus, text] = SIGNED.exec(this.word.value);
    if (!text) return;
    this.word.value = "";
    const weight = minus ? -1 : Number(event.submitter?.value ?? 1);
    tell(this, "terms", withTerm(this.terms, { weight, text }));
    this.enter();
  }

  choose() {
    tell(this, "pictures", [...this.file.files]);
    this.file.value = "";
  }
}

customElements.define("pw-dish", Dish);
