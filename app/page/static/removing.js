// Deleting entries of the gallery or of the map, with a way back as long as the message about it stands.

import { ask } from "./api.js";
import { say } from "./texts.js";
import { nameOfEntry } from "./tile.js";
import { toast } from "./toasts.js";

const KEPT = "leaving";

/** Entries that were deleted, or are as soon as that can no longer be undone. */
export class Removals {
  /** @param {{undone: Function, failed: Function, done: Function}} host hears what became of an entry. */
  constructor(host) {
    this.host = host;
    this.ends = new Map();
    // The page may be rendered anew before the server hears of what was deleted when it was left.
    this.gone = new Set(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
    sessionStorage.removeItem(KEPT);
    addEventListener("pagehide", () => this.endAll());
  }

  /** Says whether an entry was deleted. */
  has(id) {
    return this.ends.has(id) || this.gone.has(id);
  }

  /** Leaves out of entries what was deleted. */
  without(entries) {
    return entries.filter(({ id }) => !this.has(id));
  }

  /** Deletes an entry, later; returns whether it was not being deleted already. */
  begin(entry) {
    if (this.ends.has(entry.id)) return false;
    const end = toast(say("deleted", { name: nameOfEntry(entry) }), () => this.undo(entry), () => this.finish(entry));
    this.ends.set(entry.id, end);
    return true;
  }

  undo(entry) {
    this.ends.delete(entry.id);
    this.host.undone(entry);
  }

  async finish(entry) {
    try {
      await ask(`/v1/items/${entry.id}`, { method: "DELETE", keepalive: true });
      this.gone.add(entry.id);
      this.ends.delete(entry.id);
      this.host.done(entry);
    } catch (error) {
      this.ends.delete(entry.id);
      this.host.failed(entry, error);
    }
  }

  endAll() {
    if (this.ends.size) sessionStorage.setItem(KEPT, JSON.stringify([...this.ends.keys()]));
    for (const end of [...this.ends.values()]) end();
  }
}
