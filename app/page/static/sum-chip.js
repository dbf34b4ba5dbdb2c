// The chips of a sum: of a term, and of the words for a picture.

import { button, iconButton, make } from "./elements.js";
import { colourOf } from "./terms.js";
import { percent, say } from "./texts.js";

const STEP = 0.05;
const USUAL = 2; // the heaviest that a slider has, unless somebody typed more

/**
 * Makes the chip of a term.
 * @param {object} term has a weight.
 * @param {number} place of the term in the sum.
 * @param {{name: string, title: string, preview: ?string}} known what it is called, and the address of its picture.
 * @param {{turn: Function, weigh: Function, remove: Function, unseen: Function}} acts what is done when it is wanted;
 *   `weigh` takes a size, `unseen` is called where the picture cannot be shown.
 */
export function makeChip({ weight }, place, { name, title, preview }, { turn, weigh, remove, unseen }) {
  const size = Math.abs(weight);
  const output = make("output", {}, size.toFixed(2));
  const picture = make("img", { alt: "", src: preview, hidden: !preview, onerror: () => {
    picture.hidden = true;
    unseen();
  } });
  const slider = make("input", {
    type: "range", min: "0", max: String(Math.max(USUAL, Math.ceil(size))), step: String(STEP), value: String(size),
    "aria-label": say("sum.weight", { name }),
    oninput: () => {
      output.value = Number(slider.value).toFixed(2);
      chip.classList.toggle("off", !Number(slider.value));
      weigh(Number(slider.value));
    },
  });
  const sign = button(weight < 0 ? "−" : "+", turn, {
    class: `sign${weight < 0 ? " minus" : ""}`,
    "aria-label": say(weight < 0 ? "sum.subtracts" : "sum.adds", { name }),
    title: say("sum.turn"),
  });
  const chip = make("li", { class: `term${weight ? "" : " off"}` }, sign, picture, make("span", { class: "name", title }, name),
    slider, output, iconButton("×", say("sum.remove", { name }), remove));
  chip.style.setProperty("--colour", colourOf(place));
  return chip;
}

/** Shows a small picture on a chip. */
export function showPicture(chip, address) {
  Object.assign(chip.querySelector("img"), { src: address, hidden: false });
}

/**
 * Makes the words for a picture.
 * @param {{tag: string, probability: ?number}[]} tags likeliest first.
 * @param {{search: Function, subtract: Function}} acts take a word.
 */
export function makeWords(tags, { search, subtract }) {
  const chips = tags.map(({ tag, probability }) => make("li", {},
    button(tag, () => search(tag), { title: say("search.for", { name: tag }) }),
    probability === null ? null : make("small", {}, percent(probability)),
    iconButton("−", say("sum.subtract", { name: tag }), () => subtract(tag))));
  return [make("span", {}, say("sum.words")), make("ul", { class: "chips" }, ...chips)];
}
