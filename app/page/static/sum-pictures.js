// What is known of the pictures in a sum: their own names, small pictures, and words for them.

import { ask } from "./api.js";
import { nameOfTerm } from "./terms.js";

const WORDS = 8;
const NO_PICTURE = [413, 415, 422]; // the server's answers to what it cannot read as one

/** Whether the server refuses a picture for what it is. */
export function isRefusedPicture({ status }) {
  return NO_PICTURE.includes(status);
}

export class SumPictures {
  constructor() {
    this.files = new Map(); // the person's own, by name in queries
    this.previews = new Map(); // addresses of small pictures by what terms are called, null where there is none
    this.asked = new Map();
    this.lookedUp = new Map();
  }

  /** Takes the address of a small picture of a term; null where it has none. */
  take(term, preview) {
    this.previews.set(nameOfTerm(term), preview);
  }

  /** Returns what a term is called, and the address of its small picture as far as it is known. */
  about(term) {
    const title = nameOfTerm(term);
    const file = this.files.get(term.picture);
    if (file && !this.previews.has(title)) this.previews.set(title, URL.createObjectURL(file));
    return { name: file?.name || title, title, preview: this.previews.get(title) ?? null };
  }

  /** Looks up the small picture of an item of which none is known; resolves to whether there is one, for every chip that asks. */
  lookUp({ item }) {
    const title = `#${item}`;
    if (!item || this.previews.has(title)) return Promise.resolve(false);
    if (!this.lookedUp.has(title)) this.lookedUp.set(title, this.findThumbnail(item));
    return this.lookedUp.get(title);
  }

  async findThumbnail(item) {
    const { thumbnail } = await ask(`/v1/items/${item}`).catch(() => ({ thumbnail: null }));
    this.previews.set(`#${item}`, thumbnail);
    return thumbnail !== null;
  }

  /** Asks for the words of a picture of the person's own, once while and where the server answers. */
  wordsOf(name) {
    if (!this.asked.has(name)) this.asked.set(name, this.ask(name).catch((error) => this.forget(name, error)));
    return this.asked.get(name);
  }

  forget(name, error) {
    this.asked.delete(name);
    throw error;
  }

  async ask(name) {
    const form = new FormData();
    form.append("picture", this.files.get(name), name);
    return (await ask("/v1/tags", { params: { k: WORDS }, form })).tags;
  }
}
