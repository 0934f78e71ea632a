const IDLE = 5 * 60_000;
const OUT_OF_SIGHT = 60_000;
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'];

/** As many as one connection may watch. */
export const MOST = 200;

/**
 * Tells the server whose presence is on show, and that the user is away: after five minutes without input, or one minute
 * after the page went out of sight. Whoever is in a call is there.
 */
export class Presence {
    #watched = null;
    #away = false;
    #active;
    #timer = null;

    constructor({ transmit, page = document, now = Date.now, timers = globalThis, busy = () => false }) {
        Object.assign(this, { transmit, page, now, timers, busy });
        this.#active = now();
        this.input = () => this.#used();
        this.sight = () => (page.hidden ? this.#later() : this.#used());
    }

    start() {
        INPUTS.forEach(type => this.page.addEventListener(type, this.input, { passive: true, capture: true }));
        this.page.addEventListener('visibilitychange', this.sight);
        this.#later();
    }

    stop() {
        this.timers.clearTimeout(this.#timer);
        INPUTS.forEach(type => this.page.removeEventListener(type, this.input, { capture: true }));
        this.page.removeEventListener('visibilitychange', this.sight);
    }

    /** Each new connection watches nobody, and counts as in use. */
    connected() {
        const users = this.#watched;
        this.#watched = null;
        if (users) this.watch(users);
        if (this.#away) this.#tell();
    }

    /** From now on these, and nobody else. */
    watch(users) {
        const wanted = [...new Set(users)].slice(0, MOST).sort();
        if (this.#watched && String(wanted) === String(this.#watched)) return;
        this.#watched = wanted;
        this.transmit({ type: 'watch', users: wanted });
    }

    #used() {
        this.#active = this.now();
        if (!this.#away) return;
        this.#away = false;
        this.#tell();
        this.#later();
    }

    /** Input comes often and the timer is set rarely: when it runs out, it looks how long there was none. */
    #later() {
        this.timers.clearTimeout(this.#timer);
        const left = this.#active + (this.page.hidden ? OUT_OF_SIGHT : IDLE) - this.now();
        this.#timer = this.timers.setTimeout(() => this.#check(), Math.max(left, 1000));
    }

    #check() {
        const limit = this.page.hidden ? OUT_OF_SIGHT : IDLE;
        if (this.busy() || this.now() - this.#active < limit) return this.#later();
        this.#away = true;
        this.#tell();
    }

    #tell() {
        this.transmit({ type: 'presence', state: this.#away ? 'away' : 'online' });
    }
}
