// How far somebody had scrolled: reload and back lead there, once what lies above is there again.

const MOST_PAGES = 40; // of 60 entries; farther down, somebody begins anew
const CALM = 200; // milliseconds without scrolling; some browsers take 100 new states in 30 s

/** Keeps the place with the address that is shown. */
export function keepPlace() {
  history.replaceState({ top: scrollY }, "");
}

/** Keeps it from now on, whenever somebody has scrolled. */
export function keepPlaces() {
  history.scrollRestoration = "manual"; // the browser would look for what is not there yet
  let timer = 0;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(keepPlace, CALM);
  }, { passive: true });
}

/**
 * Scrolls to the place that was kept with the address.
 * @param {Function} more asks for what comes next; resolves to whether something did.
 */
export async function returnToPlace(more) {
  const top = history.state?.top ?? 0;
  const reach = () => document.documentElement.scrollHeight - innerHeight;
  for (let page = 0; page < MOST_PAGES && reach() < top; page += 1) if (!(await more())) break;
  scrollTo({ top });
}
