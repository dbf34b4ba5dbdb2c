// What can be filtered by, drawn: groups of values to tick, ranges, and conditions of another kind.

import { button, iconButton, make } from "./elements.js";
import { say } from "./texts.js";

const SHOWN = 12; // values of a field, until more are asked for
const FEW = 2;
const BOUNDS = ["gte", "lte"];

/** Whether the condition of a field chooses among its values. */
export function isChoice(test) {
  const [kind, ...others] = Object.keys(test);
  return !others.length && (kind === "eq" || (kind === "in" && Array.isArray(test.in)));
}

/** Whether the condition of a field is a range. */
export function isRange(test) {
  const bounds = Object.entries(test);
  return bounds.length > 0 && bounds.every(([name, bound]) => BOUNDS.includes(name) && typeof bound === "number");
}

/** Returns the values that a condition chooses. */
export function chosenOf(test) {
  return test?.in ?? (test && "eq" in test ? [test.eq] : []);
}

/**
 * Draws the tags.
 * @param {Function} choose takes a tag, and whether it is wanted.
 */
export function tagFacet(tags, chosen, choose, opened) {
  const missing = chosen.filter((own) => !tags.some(({ tag }) => tag === own)).map((tag) => ({ tag, count: 0 }));
  const rows = [...missing, ...tags].map(({ tag, count }) => {
    return row(tag, count, chosen.includes(tag), `tag-${tag}`, (on) => choose(tag, on));
  });
  return rows.length ? choices(say("tags"), rows, opened) : null;
}

/**
 * Draws a field as a range or as values to tick; null where it tells nothing apart, or its condition is neither.
 * @param {object|undefined} test its condition.
 * @param {{choose: Function, bound: Function}} change takes a value and whether it is wanted; a bound's name and its number or null.
 */
export function fieldFacet(counted, test, { choose, bound }, opened) {
  const { field, values, least, greatest } = counted;
  if (test ? isRange(test) : greatest > least) return range(counted, test ?? {}, bound);
  if (test && !isChoice(test)) return null;
  const chosen = chosenOf(test);
  const tellsApart = values.length >= FEW && values.some(({ count }) => count > 1);
  if (!tellsApart && !chosen.length) return null;
  const missing = chosen.filter((own) => !values.some(({ value }) => value === own)).map((value) => ({ value, count: 0 }));
  const rows = [...values, ...missing].map(({ value, count }) => {
    return row(String(value), count, chosen.includes(value), `field-${field}-${value}`, (on) => choose(value, on));
  });
  return choices(field, rows, opened);
}

/** Whether somebody types a bound of a range, and has not ended. */
export function isTyping(element) {
  return element.type === "number" && element.value !== element.defaultValue;
}

/** Draws conditions that are no choice and no range, each with its way out. */
export function furtherConditions(conditions) {
  if (!conditions.length) return null;
  const rows = conditions.map(({ condition, remove }) => {
    const text = JSON.stringify(condition);
    return make("li", {}, make("code", {}, text), iconButton("×", say("filters.remove", { condition: text }), remove));
  });
  return group(say("filters.further"), make("ul", { class: "conditions" }, ...rows));
}

function group(title, ...content) {
  return make("details", { open: true }, make("summary", {}, title), ...content);
}

function row(text, count, checked, id, onchange) {
  const input = make("input", { type: "checkbox", checked, id, onchange: (event) => onchange(event.target.checked) });
  const number = count ? make("span", { class: "count" }, String(count)) : null;
  return { checked, element: make("li", {}, make("label", {}, input, make("span", {}, text), number)) };
}

function choices(title, rows, opened) {
  const shown = opened.has(title) ? rows : rows.filter(({ checked }, place) => place < SHOWN || checked);
  const list = make("ul", {}, ...shown.map(({ element }) => element));
  const more = rows.length > shown.length ? button(say("filters.more"), () => {
    opened.add(title);
    list.replaceChildren(...rows.map(({ element }) => element));
    more.remove();
  }, { class: "quiet" }) : null;
  return group(title, list, more);
}

function range({ field, least, greatest }, test, bound) {
  const input = (name, label, placeholder) => {
    const own = make("input", {
      type: "number", step: "any", placeholder: String(placeholder ?? ""),
      "aria-label": say(label, { field }), id: `range-${field}-${name}`,
      onchange: () => {
        own.defaultValue = own.value;
        bound(name, own.value === "" ? null : Number(own.value));
      },
    });
    own.defaultValue = String(test[name] ?? "");
    return own;
  };
  const [from, to] = [input("gte", "filters.from", least), input("lte", "filters.to", greatest)];
  return group(field, make("div", { class: "range" }, from, "–", to));
}
