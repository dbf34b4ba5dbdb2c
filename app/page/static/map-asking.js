// Asking for the map, until it is made.

import { ask } from "./api.js";

/**
 * Returns the map, for which it waits while the server makes it.
 * @param {object} params what it is narrowed by.
 * @param {Function} pending is called each time when there is none yet.
 * @param {AbortSignal} signal ends the waiting.
 */
export async function askForMap(params, pending, signal) {
  const found = await ask("/v1/map", { params, signal });
  if (found.status !== "pending") return found;
  pending();
  await new Promise((resolve) => setTimeout(resolve, found.retry_after * 1000));
  return askForMap(params, pending, signal);
}
