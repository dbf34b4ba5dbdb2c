// Values of metadata: their kinds, and a control for each that leaves alone what nobody touched.

import { make } from "./elements.js";
import { say } from "./texts.js";

/** Kinds of values, as the API takes them. */
export const KINDS = ["text", "number", "truth", "list", "nothing"];

/** Returns the kind of a value. */
export function kindOf(value) {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "list";
  return { number: "number", boolean: "truth" }[typeof value] ?? "text";
}

const CONTROLS = {
  text: (text) => (text.includes("\n") ? make("textarea", { rows: 3, value: text }) : make("input", { type: "text", value: text })),
  number: (text) => make("input", { type: "number", step: "any", required: true, value: text }),
  truth: (text) => {
    const select = make("select", {}, make("option", {}, "true"), make("option", {}, "false"));
    select.value = text === "false" ? "false" : "true";
    return select;
  },
  list: (text) => make("textarea", { rows: Math.max(2, text.split("\n").length), value: text, placeholder: say("metadata.lines") }),
  nothing: () => make("input", { type: "text", disabled: true }),
};

const READERS = {
  text: (text) => text,
  number: Number,
  truth: (text) => text === "true",
  list: (text) => text.split("\n").map((line) => line.trim()).filter(Boolean),
  nothing: () => null,
};

function textOf(value) {
  if (value === null) return "";
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/**
 * Makes the control of a value.
 * @param {string} kind one of KINDS; a value of another kind is written as this one.
 * @returns {{element: HTMLElement, text: Function, read: Function}} how it is written, and what that means.
 */
export function controlFor(kind, value) {
  const element = CONTROLS[kind](textOf(value));
  const first = element.value;
  const untouched = () => kindOf(value) === kind && element.value === first;
  return { element, text: () => element.value, read: () => (untouched() ? value : READERS[kind](element.value)) };
}
