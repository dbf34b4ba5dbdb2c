// Sums as the short syntax of searches has them.

const SIGNS = "-+\u2212\u2013\uff0d\uff0b";
// What would be read as something else, or white space that would not be kept.
const NEEDS_QUOTES = new RegExp(`["*×\\\\]|^#|(^|\\s)[${SIGNS}]|^\\s|\\s\\s|\\s$|[^\\S ]`);
const UNFINISHED = new RegExp(`(^|\\s)[${SIGNS}]\\s*$`);

/** By this a term is read as a picture, unless the dot is written as `\.` between quotes. */
export const PICTURE_ENDING = /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i;

/** Writes a text so that it is read as one term. */
export function writeText(text) {
  return PICTURE_ENDING.test(text) ? quote(text).replace(/\.(?=\w+"$)/, "\\.") : writeName(text);
}

/** Writes the name of a picture so that it is read as one term. */
function writeName(name) {
  return NEEDS_QUOTES.test(name) ? quote(name) : name;
}

function quote(text) {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Writes terms: each has a weight, and a text, a picture's name or a number. */
export function writeQuery(terms) {
  return terms.map(writeTerm).join(" ").replace(/^\+ /, "");
}

/** Writes other names, by those that they have, for pictures that a sum names. */
export function renamePictures(q, names) {
  return q.replace(/"(?:[^"\\]|\\.)*"|[^\s"*×]+/gs, (part) => {
    const name = names.get(part.replace(/^"|"$/g, ""));
    return name === undefined ? part : writeName(name);
  });
}

/** Whether a sum ends with a sign, so that its next term is still to be typed. */
export function isUnfinished(q) {
  return UNFINISHED.test(q);
}

function writeTerm({ weight, text, picture, item, image_url: address }) {
  const size = Math.abs(weight) === 1 ? "" : `${Math.abs(weight)}*`;
  const name = picture ?? address;
  const content = item ? `#${item}` : name ? writeName(name) : writeText(text);
  return `${weight < 0 ? "-" : "+"} ${size}${content}`;
}
