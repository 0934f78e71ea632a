const REPEAT = 3000;
const IDLE = 5000;

/** Tells the others that the user is typing: at once, then at most every three seconds, and when it stopped. */
export class Typing {
    #conversation = null;
    #lastSent = 0;
    #idle = null;

    constructor({ transmit, now = Date.now, timers = globalThis }) {
        Object.assign(this, { transmit, now, timers });
    }

    typed(conversation) {
        if (this.#conversation !== conversation) this.stopped();
        this.#conversation = conversation;
        this.timers.clearTimeout(this.#idle);
        this.#idle = this.timers.setTimeout(() => this.stopped(), IDLE);
        if (this.now() - this.#lastSent < REPEAT) return;
        this.#lastSent = this.now();
        this.transmit({ type: 'typing', conversation, on: true });
    }

    stopped() {
        this.timers.clearTimeout(this.#idle);
        if (this.#conversation === null) return;
        this.transmit({ type: 'typing', conversation: this.#conversation, on: false });
        this.#conversation = null;
        this.#lastSent = 0;
    }
}
