// A query as a command: curl, Python, command line. Names of files may hold anything.

import { PICTURE_ENDING, renamePictures, writeQuery } from "./query-writing.js";

const UNSENDABLE = /["\\\p{C}\p{Zl}\p{Zp}]/u; // forms write these otherwise, or the server refuses them

/** Writes JSON without what a terminal would obey instead of show. */
const pretty = (value) => JSON.stringify(value).replace(/[\x7f-\x9f]/g, (own) => `\\u00${own.charCodeAt(0).toString(16)}`);

/**
 * Writes a query as a command of curl.
 * @param {object} query as the API takes it.
 * @param {{kept: string, own: string}[]} files names of its pictures: in the query, and of their files.
 */
export function asCurl(query, files, origin, collection) {
  const place = `${origin}/v1/search${collection === "default" ? "" : `?collection=${collection}`}`;
  const parts = files.map(({ kept, own }) => `-F ${quoted(`pictures=@${inForm(own)};filename=${kept}`)}`);
  const sent = files.length
    ? [...parts, `--form-string ${quoted(`query=${pretty(query)}`)}`]
    : ["-H 'Content-Type: application/json'", `-d ${quoted(pretty(query))}`];
  return [`curl -sS --fail-with-body ${quoted(place)}`, ...sent].join(" \\\n  ");
}

/** Writes a query for the Python client; parameters as for `asCurl`. */
export function asPython(query, files, origin, collection) {
  const pictures = files.map(forPython);
  const parts = Object.entries(named(query, pictures)).map(([name, value]) => `${name}=${python(value)}`);
  if (pictures.length) parts.push(`pictures=[${pictures.map(({ code }) => code).join(", ")}]`);
  const more = collection === "default" ? "" : `, collection=${pretty(collection)}`;
  return [
    ...(pictures.some(({ own, name }) => own !== name) ? ["from pathlib import Path", ""] : []),
    "from app.client import PixwordClient", "",
    `with PixwordClient(${pretty(origin)}${more}) as pixword:`,
    `    answer = pixword.search(${parts.join(", ")})`,
    "    for hit in answer.hits:", "        print(hit.id, hit.score, hit.captions)",
  ].join("\n");
}

/** Writes a query for the command line; parameters as for `asCurl`. */
export function asCommand(query, files, collection) {
  const pictures = files.map(forCommand);
  const { filter, min_relevance: cut, q, terms } = named(query, pictures);
  const copies = pictures.filter(({ own, name }) => own !== name).map(({ own, name }) => `cp -- ${quoted(own)} ${name} && `);
  const parts = ["pixword search"];
  if (collection !== "default") parts.unshift(`PIXWORD_COLLECTION=${collection}`);
  if (filter) parts.push("--filter", quoted(pretty(filter)));
  if (cut !== undefined) parts.push("--min-relevance", cut);
  parts.push("--", quoted(terms ? writeQuery(terms) : q));
  return copies.join("") + parts.join(" ");
}

function forPython({ kept, own }, place) {
  if (PICTURE_ENDING.test(own) && !UNSENDABLE.test(own)) return { kept, own, name: own, code: pretty(own) };
  return { kept, own, name: `picture${place + 1}`, code: `Path(${pretty(own)}).read_bytes()` };
}

/** The command line knows pictures by their endings, and takes no control characters. */
function forCommand({ kept, own }) {
  if (PICTURE_ENDING.test(own) && !/\p{Cc}/u.test(own)) return { kept, own, name: own };
  return { kept, own, name: PICTURE_ENDING.test(kept) ? kept : `${kept}.png` };
}

function named(query, pictures) {
  const names = new Map(pictures.map(({ kept, name }) => [kept, name]));
  if (!query.terms) return { ...query, q: renamePictures(query.q, names) };
  return { ...query, terms: query.terms.map((term) => (names.has(term.picture) ? { ...term, picture: names.get(term.picture) } : term)) };
}

/** Quotes a text for a shell. */
function quoted(text) {
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const octal = (own) => [...new TextEncoder().encode(own)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `$'${text.replace(/[\\'\p{Cc}]/gu, octal)}'`;
}

/** Writes the path of a file for `-F`, where `;` and `,` divide and a lone `-` is what is piped in. */
function inForm(name) {
  const path = name.startsWith("-") ? `./${name}` : name;
  return /^[\w./-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, "\\$&")}"`;
}

/** Python's way to write what JSON says. */
function python(value) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value).map(([key, own]) => `${pretty(key)}: ${python(own)}`).join(", ")}}`;
  }
  return pretty(value);
}
