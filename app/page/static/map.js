// All pictures of a collection on a map: near ones are near.

import { make, tell } from "./elements.js";
import { Card } from "./map-card.js";
import { Gestures } from "./map-gestures.js";
import { pressKey } from "./map-keys.js";
import { Lasso } from "./map-lassoing.js";
import { Scene } from "./map-scene.js";
import { say } from "./texts.js";

const [NEAR, NEAR_FINGER] = [22, 34]; // pixels
const CLOSER = 1.6;

/** Events: `open` with an item; `chosen` when a part of the map was enclosed or forgotten; `looked` after a move. */
export class PictureMap extends HTMLElement {
  connectedCallback() {
    this.lasso = new Lasso();
    this.pointer = null; // where the mouse is
    this.keyed = false; // whether keys are used: then it is the middle that counts
    this.build();
    this.listen();
    this.colour();
  }

  build() {
    const card = make("div", { class: "map-card", "aria-hidden": "true", hidden: true });
    const voice = make("p", { class: "unseen", role: "status" });
    this.ground = make("canvas", { class: "map-over", tabindex: "0", role: "application", "aria-label": say("map.label"), "aria-describedby": "map-keys" });
    this.stage = make("div", { class: "map-stage" });
    this.tools = this.querySelector(".map-tools");
    this.scene = new Scene(this.stage, this.ground, () => this.redraw());
    this.stage.append(card, this.tools);
    this.prepend(this.stage, voice);
    this.card = new Card(card, voice);
  }

  listen() {
    new Gestures(this.stage, this);
    new ResizeObserver(() => this.resize()).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.colour());
    this.addEventListener("keydown", (event) => this.press(event));
    this.ground.addEventListener("focus", () => this.ground.matches(":focus-visible") && this.aim(null, true));
    this.ground.addEventListener("blur", () => this.aim(null, false));
    const uses = { closer: () => this.zoom(CLOSER), farther: () => this.zoom(1 / CLOSER), whole: () => this.reset(), lasso: () => this.toggleLasso() };
    for (const [name, use] of Object.entries(uses)) this.tools.querySelector(`[data-use=${name}]`).addEventListener("click", use);
  }

  get camera() {
    return this.scene.camera;
  }

  get places() {
    return this.scene.places;
  }

  get drawing() {
    return this.lasso.drawing;
  }

  /** Shows a map as the API answers it; where one looks stays, unless places mean something else. */
  show(map) {
    const [known, moved] = [this.layout !== undefined, this.layout !== map.layout];
    this.layout = map.layout;
    this.scene.show(map, moved);
    if (moved && known) this.lasso.forget();
    else if (this.lasso.area) this.lasso.take(this.lasso.area, this.places);
    this.resize();
  }

  /** Shows an area as if it had been enclosed, or none. */
  choose(area) {
    if (area) this.lasso.take(area, this.places);
    else this.lasso.forget();
    this.tellChosen();
  }

  resize() {
    if (this.scene.resize()) this.draw(); // at once: another size clears a canvas
  }

  colour() {
    this.scene.colour();
    this.redraw();
  }

  /** Draws with the next frame. */
  redraw() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  /** Draws now. */
  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    if (!this.places) return;
    const target = this.scene.draw(this.lasso, () => this.find(), this.keyed);
    this.classList.toggle("pointing", target >= 0 && !this.keyed);
    if (target < 0) this.card.hide();
    else this.card.show(this.places.ids[target], this.scene.boxOf(target), this.camera);
  }

  find() {
    if (this.keyed) return this.scene.placeInMiddle();
    return this.pointer ? this.scene.placeAt(...this.pointer, NEAR) : -1;
  }

  aim(pointer, keyed) {
    Object.assign(this, { pointer, keyed });
    this.redraw();
  }

  pointed(left, top) {
    this.aim(this.drawing ? null : [left, top], false);
  }

  left() {
    this.aim(null, this.keyed);
  }

  panned(right, down) {
    this.camera.pan(right, down);
    this.aim(null, false);
    tell(this, "looked");
  }

  zoomed(left, top, factor) {
    this.camera.zoomAt(left, top, factor);
    this.redraw();
    tell(this, "looked");
  }

  clicked(left, top, byTouch) {
    if (this.drawing) return this.lasso.meetsStart(left, top, this.camera) ? this.drawEnded() : this.drawn(left, top);
    this.open(this.scene.placeAt(left, top, byTouch ? NEAR_FINGER : NEAR));
  }

  drawn(left, top) {
    this.lasso.add(left, top, this.camera);
    this.redraw();
  }

  drawEnded() {
    if (!this.drawing) return;
    this.lasso.close(this.places, this.camera);
    this.tellChosen();
  }

  async open(place) {
    const item = place >= 0 && await this.card.item(this.places.ids[place]).catch(() => null);
    if (item) tell(this, "open", item);
  }

  press(event) {
    if (!this.places || !pressKey(event, this)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(right, down) {
    this.panned(right, down);
    this.aim(null, true);
  }

  zoom(factor) {
    this.zoomed(this.camera.width / 2, this.camera.height / 2, factor);
  }

  reset() {
    this.camera.reset();
    this.redraw();
    tell(this, "looked");
  }

  /** Drawing begins, or is given up. */
  toggleLasso() {
    if (this.drawing) this.lasso.forget();
    else this.lasso.begin();
    this.tellChosen();
  }

  enter() {
    if (this.drawing) this.drawEnded();
    else this.open(this.scene.placeInMiddle());
  }

  /** Wishes for what is like the picture that is pointed at. */
  similar() {
    const place = this.find();
    if (place >= 0) tell(this, "similar", { id: this.places.ids[place] });
  }

  tellChosen() {
    this.classList.toggle("drawing", this.drawing);
    this.tools.querySelector("[data-use=lasso]").setAttribute("aria-pressed", this.drawing);
    this.redraw();
    tell(this, "chosen");
  }
}

customElements.define("pw-map", PictureMap);
