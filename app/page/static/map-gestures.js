// Mouse, fingers and wheel over the map, as what they mean.

const STILL = 5; // pixels that a click may move
const WHEEL = 0.0022; // of a doubling, for each pixel that the wheel turns
const LINE = 16; // pixels of a wheel that counts lines

/**
 * Listens to an element and tells a receiver `panned(right, down)`, `zoomed(left, top, factor)`, `pointed(left, top)`,
 * `left()`, `clicked(left, top, byTouch)`, `drawn(left, top)` and `drawEnded()`.
 * It draws where `receiver.drawing` says so, and else pans.
 */
export class Gestures {
  constructor(element, receiver) {
    Object.assign(this, { element, receiver, pointers: new Map(), moved: false });
    element.addEventListener("pointerdown", (event) => this.press(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, (event) => this.release(event));
    element.addEventListener("pointerleave", () => this.pointers.size || receiver.left());
    element.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    element.addEventListener("click", (event) => this.hold(event), { capture: true });
  }

  press(event) {
    if (event.button || event.target.closest("button")) return;
    if (!this.pointers.size) this.moved = false;
    this.pointers.set(event.pointerId, { ...this.at(event), from: this.at(event) });
    if (this.pointers.size === 2) this.moved = true;
  }

  move(event) {
    const here = this.at(event);
    const own = this.pointers.get(event.pointerId);
    if (!own) return event.target.closest("button, a") ? this.receiver.left() : this.receiver.pointed(here.left, here.top);
    if (!this.moved && Math.hypot(here.left - own.from.left, here.top - own.from.top) < STILL) return;
    if (!this.moved) this.start(event, own);
    if (this.pointers.size === 2) this.pinch(event.pointerId, here);
    else if (this.receiver.drawing) this.receiver.drawn(here.left, here.top);
    else this.receiver.panned(here.left - own.left, here.top - own.top);
    Object.assign(own, here);
  }

  start(event, { from }) {
    this.moved = true;
    this.element.setPointerCapture(event.pointerId);
    if (this.receiver.drawing) this.receiver.drawn(from.left, from.top);
  }

  /** Two fingers: what is between them stays between them. */
  pinch(id, here) {
    const [, other] = [...this.pointers].find(([key]) => key !== id);
    const own = this.pointers.get(id);
    const apart = (one) => Math.max(10, Math.hypot(one.left - other.left, one.top - other.top));
    this.receiver.panned((here.left - own.left) / 2, (here.top - own.top) / 2);
    this.receiver.zoomed((here.left + other.left) / 2, (here.top + other.top) / 2, apart(here) / apart(own));
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    const { left, top } = this.at(event);
    if (this.moved) this.receiver.drawEnded();
    else if (event.type === "pointerup" && !event.target.closest("a")) this.receiver.clicked(left, top, event.pointerType === "touch");
  }

  /** A drag that began on a link is no click on it. */
  hold(event) {
    if (!this.moved || event.target.closest("button")) return;
    event.preventDefault();
    event.stopPropagation();
  }

  turn(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1);
    const { left, top } = this.at(event);
    this.receiver.zoomed(left, top, 2 ** (-pixels * WHEEL * (event.ctrlKey ? 4 : 1)));
  }

  at({ clientX, clientY }) {
    const { left, top } = this.element.getBoundingClientRect();
    return { left: clientX - left, top: clientY - top };
  }
}
