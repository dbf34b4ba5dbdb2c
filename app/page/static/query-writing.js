// Sums as the short syntax of searches has them.

const SIGNS = "-+\u2212\u2013\uff0d\uff0b";
// What would be read as something else, or white space that would not be kept.
const NEEDS_QUOTES = new RegExp(`["*×\\\\]|^#|(^|\\s)[${SIGNS}]|^\\s|\\s\\s|\\s$|[^\\S ]`);
const UNFINISHED = new RegExp(`(^|\\s)[${SIGNS}]\\s*$`);

/** Writes a text so that it is read as one term. */
export function writeText(text) {
  if (!NEEDS_QUOTES.test(text)) return text;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Writes terms: each has a weight, and a text, a picture's name or a number. */
export function writeQuery(terms) {
  return terms.map(writeTerm).join(" ").replace(/^\+ /, "");
}

/** Writes other names, by those that they have, for pictures that a sum names. */
export function renamePictures(q, names) {
  return q.replace(/"(?:[^"\\]|\\.)*"|[^\s"*×]+/gs, (part) => {
    const name = names.get(part.replace(/^"|"$/g, ""));
    return name === undefined ? part : writeText(name);
  });
}

/** Whether a sum ends with a sign, so that its next term is still to be typed. */
export function isUnfinished(q) {
  return UNFINISHED.test(q);
}

function writeTerm({ weight, text, picture, item, image_url: address }) {
  const size = Math.abs(weight) === 1 ? "" : `${Math.abs(weight)}*`;
  const content = item ? `#${item}` : writeText(picture ?? address ?? text);
  return `${weight < 0 ? "-" : "+"} ${size}${content}`;
}
