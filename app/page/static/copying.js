// The query of the page as commands, to be copied.

import { asCommand, asCurl, asPython } from "./commands.js";
import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { say } from "./texts.js";

/** Shows a query as commands, each with a button that copies it. */
export function showCommands(finder) {
  const { collection } = document.documentElement.dataset;
  const query = finder.query();
  const files = filesOf(finder);
  const ways = {
    curl: asCurl(query, files, location.origin, collection),
    Python: asPython(query, files, location.origin, collection),
    [say("copy.command")]: asCommand(query, files, collection),
  };
  openDialog(say("copy.title"), [hint(files), ...Object.entries(ways).map(([name, text]) => entry(name, text))]);
}

/** Lists what the pictures of the query are called in it, and what their files are called: each otherwise. */
function filesOf(finder) {
  const taken = new Set();
  return [...finder.pictures].filter(([kept]) => finder.names(kept)).map(([kept, { name }]) => {
    const own = !name || taken.has(name) ? kept : name;
    taken.add(own);
    return { kept, own };
  });
}

function hint(files) {
  if (!files.length) return "";
  const names = new Intl.ListFormat(document.documentElement.lang).format(files.map(({ own }) => own));
  return make("p", { class: "status" }, say("copy.where", { count: files.length, names }));
}

function entry(name, text) {
  const shown = make("pre", { class: "copied", tabindex: "0" }, text);
  const said = make("span", { class: "status", role: "status" });
  const copy = button(say("copy"), async () => (said.textContent = await copyFrom(shown)), { "aria-label": `${say("copy")}: ${name}` });
  return make("section", {}, make("h3", {}, name, " ", copy, " ", said), shown);
}

/** Copies what an element shows, or selects it where the page may not (plain http), and says which. */
async function copyFrom(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    return say("copy.done");
  } catch {
    shown.focus();
    getSelection().selectAllChildren(shown);
    return say("copy.selected");
  }
}
