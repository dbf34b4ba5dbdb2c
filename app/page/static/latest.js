// One request at a time: a newer one ends the older, of which nobody hears any more.

/** What is being asked now. */
export class Latest {
  constructor() {
    this.asking = null;
  }

  /** Whether an answer is on its way. */
  get busy() {
    return this.asking !== null;
  }

  /** Gives up what is on its way. */
  end() {
    this.asking?.abort();
    this.asking = null;
  }

  /**
   * Asks.
   * @param {Function} request takes an AbortSignal, and returns the promise of an answer.
   * @param {Function} take gets the answer, unless something newer was asked.
   * @param {Function} fail gets the error, likewise.
   */
  async run(request, take, fail) {
    this.end();
    const asking = new AbortController();
    this.asking = asking;
    let outcome;
    try {
      const answer = await request(asking.signal);
      outcome = () => take(answer);
    } catch (error) {
      outcome = () => fail(error);
    }
    if (this.asking !== asking) return;
    this.asking = null;
    outcome();
  }
}
