// Adding pictures: files, folders, drops; one request a picture, so that each has its own outcome.

import { ask, formOf } from "./api.js";
import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { describeError } from "./problems.js";
import { say } from "./texts.js";
import { toast } from "./toasts.js";

const AT_ONCE = 2;
const SHOWN = 60; // rows; the numbers above count all
const PICTURE = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif|heic)$/i;

/** Lists the files of a drop, with those in folders below. */
export async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const lists = await Promise.all(entries.map(filesIn));
  return lists.flat();
}

async function filesIn(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesIn))).flat();
}

/** Lets somebody choose what to add. */
export function chooseFiles(changed) {
  const input = (attributes) => make("input", { type: "file", multiple: true, hidden: true, ...attributes, onchange: (event) => {
    dialog.close();
    addFiles([...event.target.files], changed);
  } });
  const files = input({ accept: "image/*" });
  const folder = input({ webkitdirectory: true });
  const dialog = openDialog(say("add"), [make("div", { class: "pick" },
    button(say("add.files"), () => files.click(), { class: "main" }), button(say("add.folder"), () => folder.click()), files, folder),
    make("p", { class: "status" }, say("add.hint"))]);
}

/**
 * Adds files, and shows how far it is and what was refused.
 * @param {File[]} files pictures; other kinds of a folder are passed over.
 * @param {Function} changed is called when something was added or taken back.
 */
export async function addFiles(files, changed) {
  const pictures = files.filter((file) => file.type.startsWith("image/") || PICTURE.test(file.name) || files.length === 1);
  const run = new Run(pictures, files.length - pictures.length);
  await run.finish();
  changed();
  if (run.added.length) toast(say("add.done", { count: run.added.length }), () => run.undo(changed));
}

class Run {
  constructor(files, passed) {
    this.waiting = [...files];
    this.all = files.length;
    this.passed = passed;
    this.counts = { added: 0, known: 0, refused: 0 };
    this.added = [];
    this.stopped = false;
    this.list = make("ul", { class: "uploads" });
    this.progress = make("progress", { max: this.all || 1, value: 0, "aria-label": say("add.progress") });
    this.line = make("p", { class: "status", role: "status" });
    this.stop = button(say("add.stop"), () => (this.stopped = true));
    this.dialog = openDialog(say("add.title"), [this.progress, this.line, this.list, this.stop]);
    this.tell();
  }

  async finish() {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work()));
    this.stop.remove();
    if (!this.counts.refused) this.dialog.close();
  }

  async work() {
    for (let file = this.waiting.shift(); file && !this.stopped; file = this.waiting.shift()) await this.send(file);
  }

  async send(file) {
    const state = make("span", {}, "…");
    const row = make("li", {}, make("span", {}, file.name), state);
    this.list.prepend(row);
    while (this.list.children.length > SHOWN) (this.list.querySelector("li:not(:has(.why)):last-of-type") ?? this.list.lastElementChild).remove();
    const outcome = await this.ask(file);
    this.counts[outcome.outcome] += 1;
    if (outcome.outcome === "added") this.added.push(outcome.item.id);
    state.textContent = say(`add.${outcome.outcome}`);
    if (outcome.outcome === "refused") row.append(make("span", { class: "why" }, ...describeError(outcome.refusal ?? { code: outcome.error, message: outcome.detail })));
    this.tell();
  }

  /** Sends one file; where the server is busy, again in a while. */
  async ask(file) {
    const name = file.name || "picture";
    for (let again = 0; ; again += 1) {
      try {
        const { outcomes } = await ask("/v1/items", { form: formOf("items", { items: [{ picture: name }] }, [[name, file]]) });
        return outcomes[0];
      } catch (error) {
        const busy = error.status === 429 || error.status === 503;
        if (!busy || again === 5 || this.stopped) return { outcome: "refused", refusal: error };
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** again));
      }
    }
  }

  tell() {
    const { added, known, refused } = this.counts;
    this.progress.value = added + known + refused;
    this.line.textContent = say("add.line", { done: added + known + refused, all: this.all, added, known, refused })
      + (this.passed ? ` ${say("add.passed", { count: this.passed })}` : "");
  }

  async undo(changed) {
    for (const id of this.added) await ask(`/v1/items/${id}`, { method: "DELETE" }).catch(() => null);
    toast(say("add.undone", { count: this.added.length }));
    changed();
  }
}
