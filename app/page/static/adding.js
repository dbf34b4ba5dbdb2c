// Adding pictures: what somebody chose or dropped becomes a run of uploads.

import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { say } from "./texts.js";
import { Run } from "./uploading.js";

const PICTURE = /\.(jpe?g|png|webp|gif|bmp|tiff?|avif|heic)$/i;
const OF_THE_SYSTEM = /^(\..*|thumbs\.db|desktop\.ini)$/i; // in folders, without anybody's doing

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
 * @param {File[]} files pictures; other kinds of files are passed over, unless there is only one.
 * @param {Function} changed is called when something was added or taken back.
 */
export async function addFiles(files, changed) {
  const meant = files.filter(({ name }) => !OF_THE_SYSTEM.test(name));
  const isPicture = ({ type, name }) => type.startsWith("image/") || PICTURE.test(name) || meant.length === 1;
  await new Run(meant.filter(isPicture), meant.filter((file) => !isPicture(file)), changed).finish();
}
