// Pictures dropped or pasted anywhere: into the sum, or into the collection. Hits dropped where they are taken.

import { mayWrite } from "./api.js";
import { make } from "./elements.js";
import { say } from "./texts.js";

const HIT = "application/x-pixword-item";

/** Takes hits of the gallery that are dropped on an element. */
export function receiveHits(place, take) {
  place.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(HIT)) return;
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    place.classList.remove("over");
    const text = event.dataTransfer.getData(HIT);
    if (!text) return;
    event.preventDefault();
    take(JSON.parse(text));
  });
}

/**
 * Listens for pictures.
 * @param {Function} searched takes files that are searched with.
 * @param {Function} added takes files for the collection; without it they are only searched with.
 */
export function receivePictures(searched, added) {
  let shade = null;
  const leave = () => {
    shade?.remove();
    shade = null;
  };
  addEventListener("dragenter", (event) => {
    if (shade || !event.dataTransfer?.types.includes("Files")) return;
    shade = make("div", { class: "dropping" }, zone(say("drop.search"), searched, leave), mayWrite && added ? zone(say("drop.add"), added, leave) : null);
    document.body.append(shade);
  });
  addEventListener("dragover", (event) => shade && event.preventDefault());
  addEventListener("dragleave", (event) => event.relatedTarget === null && leave());
  addEventListener("drop", (event) => {
    if (!shade) return;
    event.preventDefault();
    leave();
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    searched(files);
  });
}

function zone(text, take, leave) {
  const place = make("div", {}, text);
  place.addEventListener("dragenter", () => place.classList.add("over"));
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const files = filesOf(event.dataTransfer); // before the drop is over, or there are none
    leave();
    take(await files);
  });
  return place;
}

/** Lists the files of a drop, with those in folders below. */
async function filesOf(transfer) {
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
