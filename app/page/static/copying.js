// The query of the page as a command: curl, Python, command line.

import { make, button } from "./elements.js";
import { say } from "./texts.js";
import { openDialog } from "./dialogs.js";

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const pretty = (value) => JSON.stringify(value);

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

/** Writes a query as a command of curl. */
export function asCurl(query, pictures, origin, collection) {
  const place = `${origin}/v1/search${collection === "default" ? "" : `?collection=${collection}`}`;
  if (!pictures.length) {
    return `curl -s ${quoted(place)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(pretty(query))}`;
  }
  const files = pictures.map((name) => `  -F ${quoted(`pictures=@${name}`)} \\\n`).join("");
  return `curl -s ${quoted(place)} \\\n${files}  -F ${quoted(`query=${pretty(query)}`)}`;
}

/** Writes a query for the Python client. */
export function asPython(query, pictures, origin, collection) {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${python(value)}`);
  if (pictures.length) parts.push(`pictures=${python(pictures)}`);
  const more = collection === "default" ? "" : `, collection=${pretty(collection)}`;
  return [
    "from app.client import PixwordClient", "",
    `with PixwordClient(${pretty(origin)}${more}) as pixword:`,
    `    answer = pixword.search(${parts.join(", ")})`,
    "    for hit in answer.hits:", "        print(hit.id, hit.score, hit.captions)",
  ].join("\n");
}

/** Writes a query for the command line; `q` is the query in the short syntax. */
export function asCommand(q, { filter, min_relevance: cut }, collection) {
  const parts = [];
  if (collection !== "default") parts.push(`PIXWORD_COLLECTION=${collection}`);
  parts.push("pixword search");
  if (filter) parts.push("--filter", quoted(pretty(filter)));
  if (cut !== undefined) parts.push("--min-relevance", cut);
  parts.push("--", quoted(q));
  return parts.join(" ");
}

/** Shows a query as commands, each with a button that copies it. */
export function showCommands(finder) {
  const { collection } = document.documentElement.dataset;
  const query = finder.query();
  const pictures = [...finder.pictures.keys()].filter((name) => finder.names(name));
  const ways = {
    curl: asCurl(query, pictures, location.origin, collection),
    Python: asPython(query, pictures, location.origin, collection),
    [say("copy.command")]: asCommand(finder.state.q, query, collection),
  };
  openDialog(say("copy.title"), Object.entries(ways).map(([name, text]) => entry(name, text)));
}

function entry(name, text) {
  const copy = button(say("copy"), async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = say("copy.done");
  }, { "aria-label": `${say("copy")}: ${name}` });
  return make("section", {}, make("h3", {}, name, " ", copy), make("pre", { class: "copied", tabindex: "0" }, text));
}
