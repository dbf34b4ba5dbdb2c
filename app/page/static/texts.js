// Strings of the page, in the language that the server chose.

const texts = JSON.parse(document.getElementById("texts").textContent);
const plurals = new Intl.PluralRules(document.documentElement.lang);

/** Returns a string with its values in place; `count` chooses the plural. */
export function say(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no string ${key}`);
  const chosen = typeof text === "string" ? text : text[plurals.select(values.count)] ?? text.other;
  return chosen.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
}

function written(value) {
  return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
}

/** Whether there is a string. */
export function isText(key) {
  return key in texts;
}

/** Writes a share such as 0.87 as percent, in the page's language. */
export function percent(share) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
}
