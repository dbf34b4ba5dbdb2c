// The sum builder: terms as chips with a sign and a weight.

import { ask } from "./api.js";
import { button, iconButton, make, tell } from "./elements.js";
import { say, percent } from "./texts.js";
import { colourOf, isSame, nameOfTerm } from "./terms.js";

const MOST = 32;
const STEP = 0.05;
const HEAVIEST = 2;

/** Events: `terms` with the list, and what goes on; `pictures`, `plus`, `copy`. */
export class Sum extends HTMLElement {
  connectedCallback() {
    this.terms = [];
    this.previews = new Map(); // address of a small picture, by item or name
    this.list = make("ul", { class: "terms", "aria-label": say("sum.label") });
    this.file = make("input", { type: "file", accept: "image/*", multiple: true, hidden: true, onchange: () => this.choose() });
    this.word = make("input", { type: "text", placeholder: say("sum.word"), "aria-label": say("sum.word"), size: 12 });
    this.tools = make(
      "div",
      { class: "sum-tools" },
      make("form", { class: "buttons", onsubmit: (event) => this.addWord(event) }, this.word,
        make("button", { value: "1", "aria-label": say("plus"), title: say("plus") }, "+"), make("button", { value: "-1", "aria-label": say("minus"), title: say("minus") }, "−")),
      button(say("sum.picture"), () => this.file.click()),
      (this.copying = button(say("sum.copy"), () => tell(this, "copy"), { class: "quiet" })),
      (this.clearing = button(say("sum.clear"), () => this.set([]), { class: "quiet" })),
      this.file,
    );
    this.words = make("div", { class: "words-of", hidden: true });
    this.append(this.list, this.tools, this.words);
    this.receive();
    this.draw();
  }

  /** Shows the terms that the server read out of a query. */
  show(terms) {
    if (terms.length === this.terms.length && terms.every((term, i) => isSame(term, this.terms[i]) && term.weight === this.terms[i].weight)) return;
    this.terms = terms.map((term) => ({ ...term }));
    this.draw();
  }

  /** Adds a term; one that is there already changes its sign. */
  add(term, preview) {
    if (preview) this.previews.set(nameOfTerm(term), preview);
    const others = this.terms.filter((own) => !isSame(own, term));
    if (others.length < MOST) this.set([...others, term]);
  }

  set(terms) {
    this.terms = terms;
    this.draw();
    this.change();
  }

  change(going = null) {
    tell(this, "terms", { terms: this.terms.map(bare), going });
  }

  draw() {
    this.list.replaceChildren(...this.terms.map((term, place) => this.chip(term, place)));
    this.clearing.hidden = this.copying.hidden = !this.terms.length;
    const [picture] = this.terms.filter((term) => term.picture).slice(-1);
    if (picture?.picture !== this.tagged) this.tag(picture?.picture);
  }

  chip(term, place) {
    const name = nameOfTerm(term);
    const weight = make("output", {}, Math.abs(term.weight).toFixed(2));
    const sign = button(term.weight < 0 ? "−" : "+", () => this.alter(place, -term.weight), {
      class: `sign${term.weight < 0 ? " minus" : ""}`,
      "aria-label": say(term.weight < 0 ? "sum.subtracts" : "sum.adds", { name }),
      title: say("sum.turn"),
    });
    const slider = make("input", {
      type: "range", min: "0", max: String(HEAVIEST), step: String(STEP), value: String(Math.abs(term.weight)),
      "aria-label": say("sum.weight", { name }),
      oninput: (event) => this.weigh(place, Number(event.target.value), weight, chip),
    });
    const preview = this.previews.get(name);
    const chip = make(
      "li", { class: `term${term.weight ? "" : " off"}` }, sign,
      preview ? make("img", { src: preview, alt: "" }) : null,
      make("span", { class: "name", title: name }, name), slider, weight,
      iconButton("×", say("sum.remove", { name }), () => this.set(this.terms.filter((_, i) => i !== place))),
    );
    chip.style.setProperty("--colour", colourOf(place));
    return chip;
  }

  /** A slider moves: the chip stays what it is, so that the slider is not lost. */
  weigh(place, size, output, chip) {
    const term = this.terms[place];
    term.negative ??= term.weight < 0;
    term.weight = term.negative ? -size : size;
    output.value = size.toFixed(2);
    chip.classList.toggle("off", !size);
    this.change(`weight ${place}`);
  }

  alter(place, weight) {
    const terms = this.terms.map((term, i) => (i === place ? { ...term, weight, negative: undefined } : term));
    this.set(terms);
    this.list.children[place].querySelector(".sign").focus();
  }

  addWord(event) {
    event.preventDefault();
    const text = this.word.value.trim();
    if (!text) return;
    this.word.value = "";
    this.add({ text, weight: Number(event.submitter?.value ?? 1) });
    this.word.focus();
  }

  choose() {
    tell(this, "pictures", [...this.file.files]);
    this.file.value = "";
  }

  receive() {
    this.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("application/x-pixword-item")) return;
      event.preventDefault();
      this.classList.add("over");
    });
    this.addEventListener("dragleave", () => this.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      this.classList.remove("over");
      const text = event.dataTransfer.getData("application/x-pixword-item");
      if (!text) return;
      event.preventDefault();
      tell(this, "plus", JSON.parse(text));
    });
  }

  /** Shows the words of the picture that was added last. */
  async tag(name) {
    this.tagged = name;
    this.words.hidden = true;
    const file = name && this.files?.get(name);
    if (!file) return;
    const form = new FormData();
    form.append("picture", file, name);
    const { tags } = await ask("/v1/tags", { params: { k: 8 }, form }).catch(() => ({ tags: [] }));
    if (this.tagged !== name || !tags.length) return;
    this.words.replaceChildren(make("span", {}, say("sum.words")), make("ul", { class: "chips" }, ...tags.map((own) => this.tagChip(own))));
    this.words.hidden = false;
  }

  tagChip({ tag, probability }) {
    return make(
      "li", {},
      button(tag, () => this.set([{ text: tag, weight: 1 }]), { title: say("search.for", { name: tag }) }),
      probability === null ? null : make("small", {}, percent(probability)),
      iconButton("−", say("sum.subtract", { name: tag }), () => this.add({ text: tag, weight: -1 })),
    );
  }
}

/** A term as the API takes it. */
function bare({ weight, text, picture, item, image_url }) {
  const kinds = { text, picture, item, image_url };
  const [[kind, value]] = Object.entries(kinds).filter(([, own]) => own !== null && own !== undefined);
  return { weight: Math.round(weight * 100) / 100, [kind]: value };
}

customElements.define("pw-sum", Sum);
