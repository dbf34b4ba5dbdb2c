// Changing what is said of an item: captions and tags.

import { ask, mayWrite } from "./api.js";
import { button, iconButton, make } from "./elements.js";
import { describeError } from "./problems.js";
import { say } from "./texts.js";

/**
 * Saves changes, and says below a form what became of them.
 * @param {object} item takes them up.
 * @param {Function} changed is told when they are saved.
 * @returns {Promise<boolean>} whether they are.
 */
export async function change(item, changes, place, changed) {
  place.querySelector(":scope > .problem, :scope > .status")?.remove();
  try {
    Object.assign(item, await ask(`/v1/items/${item.id}`, { method: "PATCH", json: changes }));
  } catch (error) {
    place.append(make("p", { class: "problem", role: "alert" }, ...describeError(error)));
    return false;
  }
  place.append(make("p", { class: "status", role: "status" }, say("saved")));
  changed(item);
  return true;
}

/** Makes the captions, one a line. */
export function captions(item, { unsaved, changed }) {
  const text = make("textarea", { rows: Math.max(2, item.captions.length), "aria-label": say("captions"), value: item.captions.join("\n"), readOnly: !mayWrite });
  const lines = () => text.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const save = () => change(item, { captions: lines() }, section, changed);
  const form = make("form", { onsubmit: (event) => {
    event.preventDefault();
    save();
  } }, text, mayWrite ? make("button", {}, say("save")) : null);
  unsaved.watch({ isChanged: () => lines().join("\n") !== item.captions.join("\n"), save });
  const section = make("section", {}, make("h3", {}, say("captions")), form);
  return section;
}

/** Makes the tags, each with a way to its pictures. */
export function tags(item, wish, { unsaved, changed }) {
  const list = make("ul", { class: "chips", "aria-label": say("tags") });
  const draw = () => list.replaceChildren(...item.tags.map((tag) => make("li", {},
    button(tag, wish("tag", tag), { title: say("tags.only", { tag }) }),
    mayWrite ? iconButton("×", say("tags.remove", { tag }), () => remove(tag)) : null)));
  const put = async (wanted) => {
    const saved = await change(item, { tags: wanted }, section, changed);
    draw();
    return saved;
  };
  const remove = async (tag) => {
    await put(item.tags.filter((own) => own !== tag));
    word.focus(); // the button is gone
  };
  const word = make("input", { type: "text", "aria-label": say("tags.add"), placeholder: say("tags.add"), size: 14 });
  const written = () => word.value.trim();
  const save = async () => {
    const saved = !written() || item.tags.includes(written()) || (await put([...item.tags, written()]));
    if (saved) word.value = "";
    return saved;
  };
  const form = make("form", { class: "buttons", onsubmit: (event) => {
    event.preventDefault();
    save();
  } }, word, make("button", { "aria-label": say("tags.put") }, "+"));
  draw();
  unsaved.watch({ isChanged: () => written() !== "", save });
  const section = make("section", { class: "tagging" }, make("h3", {}, say("tags")), list, mayWrite ? form : null);
  return section;
}
