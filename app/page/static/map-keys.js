// Keys of the map.

const STEP = 70; // pixels
const MOVES = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
const CLOSER = 1.5;

/**
 * Does what a key means.
 * @returns {boolean} whether it means anything.
 */
export function pressKey({ key, ctrlKey, metaKey, altKey, target }, map) {
  if (ctrlKey || metaKey || altKey) return false;
  if (key in MOVES) map.step(...MOVES[key]);
  else if (key === "+" || key === "=") map.zoom(CLOSER);
  else if (key === "-" || key === "−") map.zoom(1 / CLOSER);
  else if (key === "0") map.reset();
  else if (key.toLowerCase() === "l") map.toggleLasso();
  else if (key === "Escape" && (map.drawing || map.lasso.area)) map.choose(null);
  else if (key === "s") map.similar();
  else if (target.closest("button, a")) return false;
  else if (key === " " && map.drawing) map.drawn(map.camera.width / 2, map.camera.height / 2);
  else if (key === "Enter") map.enter();
  else return false;
  return true;
}
