// What a map looks like: points, pictures, words and marks, drawn in this order.

import { make } from "./elements.js";
import { Camera } from "./map-camera.js";
import { Overlay } from "./map-drawing.js";
import { Places } from "./map-places.js";
import { PointLayer, radiusAt } from "./map-points.js";
import { reachAt, Thumbnails } from "./map-thumbnails.js";
import { WordLayer } from "./map-words.js";

const AROUND = 4; // pixels between a point and the ring that marks it, and between a picture and the frame

/** Draws a map into a stage. */
export class Scene {
  /**
   * @param {HTMLElement} stage is filled.
   * @param {HTMLCanvasElement} ground takes the keys; pictures and marks are drawn on it.
   * @param {Function} changed is called when a picture has come.
   */
  constructor(stage, ground, changed) {
    Object.assign(this, { stage, camera: new Camera(), places: null });
    const points = make("canvas", { "aria-hidden": "true" });
    const words = make("div", { class: "map-words", "aria-hidden": "true" });
    stage.append(points, ground, words);
    this.points = new PointLayer(points);
    this.overlay = new Overlay(ground);
    this.words = new WordLayer(words);
    this.thumbnails = new Thumbnails(changed);
  }

  /** Takes another map, as the API answers it; one looks at it anew where its places mean something else. */
  show(map, anew) {
    this.places = new Places(map);
    if (anew) this.camera.begin(this.places.bounds);
    else this.camera.widen(this.places.bounds);
    this.points.show(this.places);
    this.words.show(map.words, map.side);
  }

  /** Chooses colours for the scheme of the page. */
  colour() {
    this.points.colour(matchMedia("(prefers-color-scheme: dark)").matches);
    this.overlay.colour();
  }

  /** Fits the stage; says whether there is anything to draw. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!this.places || !width || !height) return false;
    for (const part of [this.camera, this.points, this.overlay]) part.resize(width, height);
    this.camera.resize(width, height, AROUND + reachAt(this.camera.spacing(this.places.count, 1)));
    return true;
  }

  /**
   * Draws all.
   * @param {Lasso} lasso over it; what is outside is faint.
   * @param {Function} find says at which place somebody points, or -1, when pictures have their places.
   * @param {boolean} keyed whether the middle is marked.
   * @returns {number} that place.
   */
  draw(lasso, find, keyed) {
    const { camera, overlay, places, thumbnails } = this;
    this.points.draw(camera, lasso.inside);
    thumbnails.choose(places, camera);
    const target = find();
    overlay.clear(camera);
    thumbnails.draw(overlay.context, overlay.colours, lasso.inside, target);
    lasso.draw(overlay, camera);
    if (keyed) overlay.cross(camera);
    if (target >= 0 && !thumbnails.shows(target)) overlay.ring(...this.viewOf(target), this.radius + AROUND);
    this.words.draw(camera, thumbnails.shown.length > 0);
    return target;
  }

  get radius() {
    return radiusAt(this.camera.spacing(this.places.count));
  }

  /** Where a place is seen. */
  viewOf(place) {
    return this.camera.toView(this.places.x[place], this.places.y[place]);
  }

  /** The box that a place takes in the view, and whether it is seen as a picture. */
  boxOf(place) {
    const [left, top] = this.viewOf(place);
    const [width, height] = this.thumbnails.sizeAt(place) ?? [0, 0];
    return { left, top, width, height, pictured: width > 0 };
  }

  /** Finds what is seen within so many pixels, or -1. */
  placeAt(left, top, pixels) {
    const pictured = this.thumbnails.at(left, top);
    return pictured >= 0 ? pictured : this.places.nearest(...this.camera.toPlace(left, top), this.camera, pixels);
  }

  /** Finds what is nearest to the middle. */
  placeInMiddle() {
    return this.places.nearest(this.camera.x, this.camera.y, this.camera);
  }
}
