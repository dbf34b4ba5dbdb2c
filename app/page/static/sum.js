// The sum builder: terms as chips with a sign and a weight.

import { receiveHits } from "./dropping.js";
import { button, make, tell } from "./elements.js";
import { keepPlace } from "./place.js";
import { makeChip, makeWords, showPicture } from "./sum-chip.js";
import { isRefusedPicture, SumPictures } from "./sum-pictures.js";
import { isSame } from "./terms.js";
import { say } from "./texts.js";

const MOST = 32;

/** Events: `terms` with the list, and what goes on; `pictures`, `plus`, `copy`. */
export class Sum extends HTMLElement {
  connectedCallback() {
    this.terms = [];
    this.going = null;
    this.pictures = new SumPictures();
    this.previews = this.pictures.previews;
    this.list = make("ul", { class: "terms", "aria-label": say("sum.label") });
    this.file = make("input", { type: "file", accept: "image/*", multiple: true, hidden: true, onchange: () => this.choose() });
    this.word = make("input", { type: "text", placeholder: say("sum.word"), "aria-label": say("sum.word"), size: 12 });
    this.picking = button(say("sum.picture"), () => this.file.click());
    this.copying = button(say("sum.copy"), () => tell(this, "copy"), { class: "quiet" });
    this.clearing = button(say("sum.clear"), () => this.clear(), { class: "quiet" });
    const tools = make("div", { class: "sum-tools" },
      make("form", { class: "buttons", onsubmit: (event) => this.addWord(event) }, this.word,
        make("button", { value: "1", "aria-label": say("plus"), title: say("plus") }, "+"), make("button", { value: "-1", "aria-label": say("minus"), title: say("minus") }, "−")),
      this.picking, this.copying, this.clearing, this.file);
    this.noted = make("p", { class: "problem", role: "alert", hidden: true });
    this.words = make("div", { class: "words-of", hidden: true });
    this.append(this.list, tools, this.noted, this.words);
    for (const place of [this, document.querySelector("form.ask")]) receiveHits(place, (hit) => tell(this, "plus", hit));
    this.draw();
  }

  /** The person's own pictures, by name. */
  set files(files) {
    this.pictures.files = files;
  }

  /** Shows the terms that the server read out of a query. */
  show(terms) {
    if (terms.length === this.terms.length && terms.every((term, i) => isSame(term, this.terms[i]) && term.weight === this.terms[i].weight)) return;
    this.terms = terms.map((term) => ({ ...term }));
    this.note(null);
    this.draw();
  }

  /** Adds a term, and says whether there was room; one that is there already changes its sign. */
  add(term, preview) {
    if (preview !== undefined) this.pictures.take(term, preview);
    const others = this.terms.filter((own) => !isSame(own, term));
    const hasRoom = others.length < MOST;
    if (hasRoom) this.set([...others, term], term.picture ? `picture ${term.picture}` : null);
    else this.note(say("sum.full", { count: MOST }));
    return hasRoom;
  }

  set(terms, going = null) {
    this.terms = terms;
    if (!going) this.note(null); // of several pictures one may be refused before the next is added
    this.draw();
    this.change(going);
  }

  /** Tells the terms. The address follows with the answer, in place: what it holds before becomes the step that back leads to. */
  change(going) {
    const lasting = going === null || going !== this.going;
    this.going = going;
    const terms = this.terms.map(bare);
    if (lasting && terms.some(({ weight }) => weight)) {
      keepPlace();
      history.pushState(null, "", location.href);
    }
    tell(this, "terms", { terms, going });
  }

  /** Says what is wrong; null, that nothing is. */
  note(text) {
    this.noted.textContent = text;
    this.noted.hidden = text === null;
  }

  draw() {
    this.list.replaceChildren(...this.terms.map((term, place) => this.chip(term, place)));
    this.sense();
    const [picture] = this.terms.filter((term) => term.picture).slice(-1);
    if (picture?.picture !== this.tagged) this.tag(picture?.picture);
  }

  /** Shows the buttons that make sense: what weighs nothing cannot be asked as a command. */
  sense() {
    this.clearing.hidden = !this.terms.length;
    this.copying.hidden = !this.terms.some(({ weight }) => weight);
  }

  chip(term, place) {
    const chip = makeChip(term, place, this.pictures.about(term), {
      turn: () => this.turn(place),
      weigh: (size) => this.weigh(place, size),
      remove: () => this.remove(place),
      unseen: () => term.picture && this.check(term.picture),
    });
    this.pictures.lookUp(term).then((found) => found && showPicture(chip, this.pictures.about(term).preview));
    return chip;
  }

  /** A slider moves: the chip stays what it is, so that the slider is not lost. */
  weigh(place, size) {
    const term = this.terms[place];
    term.negative ??= term.weight < 0;
    term.weight = term.negative ? -size : size;
    this.sense();
    this.change(`weight ${place}`);
  }

  turn(place) {
    const terms = this.terms.map((term, i) => (i === place ? { ...term, weight: -term.weight, negative: undefined } : term));
    this.set(terms);
    this.list.children[place].querySelector(".sign").focus();
  }

  remove(place) {
    this.set(this.terms.filter((_, i) => i !== place));
    const next = this.list.children[place] ?? this.list.lastElementChild;
    if (next) next.querySelector(".icon").focus();
    else this.enter();
  }

  clear() {
    this.set([]);
    this.enter();
  }

  /** Goes to where words are typed; on a phone that would raise the keyboard unasked. */
  enter() {
    (matchMedia("(hover: hover)").matches ? this.word : this.picking).focus({ preventScroll: true });
  }

  addWord(event) {
    event.preventDefault();
    const text = this.word.value.trim();
    if (text && this.add({ text, weight: Number(event.submitter?.value ?? 1) })) this.word.value = "";
    this.word.focus();
  }

  choose() {
    this.note(null);
    tell(this, "pictures", [...this.file.files]);
    this.file.value = "";
  }

  /** Shows the words of the picture that was added last. */
  async tag(name) {
    this.tagged = name;
    this.words.hidden = true;
    const tags = name && this.pictures.files.has(name) ? await this.check(name) : [];
    if (this.tagged !== name || !tags.length) return;
    this.words.replaceChildren(...makeWords(tags, { search: (text) => this.searchFor(text), subtract: (text) => this.add({ text, weight: -1 }) }));
    this.words.hidden = false;
  }

  /** Returns the words of a picture; what the server cannot read as one is taken out again. */
  async check(name) {
    try {
      return await this.pictures.wordsOf(name);
    } catch (error) {
      if (isRefusedPicture(error)) this.withdraw(name, error.message);
      return [];
    }
  }

  withdraw(picture, why) {
    const others = this.terms.filter((term) => term.picture !== picture);
    if (others.length === this.terms.length) return;
    this.set(others, `picture ${picture}`);
    this.note(say("sum.refused", { name: this.pictures.about({ picture }).name, why }));
  }

  searchFor(text) {
    this.set([{ text, weight: 1 }]);
    this.list.querySelector(".sign").focus();
  }
}

/** A term as the API takes it. */
function bare({ weight, text, picture, item, image_url }) {
  const kinds = { text, picture, item, image_url };
  const [[kind, value]] = Object.entries(kinds).filter(([, own]) => own !== null && own !== undefined);
  return { weight: Math.round(weight * 100) / 100, [kind]: value };
}

customElements.define("pw-sum", Sum);
