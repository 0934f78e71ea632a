const AT_ONCE = 20;
const REMEMBERED = 100;

/**
 * Tells the server what has arrived and what has been read: at most one receipt per conversation and `pause`
 * milliseconds, never a flood of them, and only forward.
 */
export class Receipts {
    #known = new Map();
    #dirty = new Set();
    #recent = [];
    #timer = null;

    constructor({ transmit, pause = 250, timers = globalThis }) {
        Object.assign(this, { transmit, pause, timers });
    }

    /** The server was too busy for some of the latest receipts, and does not say which. */
    again(pause) {
        this.#recent.forEach(conversation => this.#dirty.add(conversation));
        this.timers.clearTimeout(this.#timer);
        this.#schedule(pause);
    }

    delivered(conversation, seq) {
        this.#move(conversation, { delivered: seq });
    }

    read(conversation, seq) {
        this.#move(conversation, { delivered: seq, read: seq });
    }

    /** What the server already knows needs no receipt. */
    confirmed(conversation, { delivered, read }) {
        const cursors = this.#cursors(conversation);
        cursors.delivered = Math.max(cursors.delivered, delivered);
        cursors.read = Math.max(cursors.read, read);
    }

    /** Forgets what was sent: after a lost connection only the server can tell what got through. */
    stop() {
        this.timers.clearTimeout(this.#timer);
        this.#timer = null;
        this.#dirty.clear();
        this.#known.clear();
        this.#recent = [];
    }

    #move(conversation, { delivered = 0, read = 0 }) {
        const cursors = this.#cursors(conversation);
        if (delivered <= cursors.delivered && read <= cursors.read) return;
        cursors.delivered = Math.max(cursors.delivered, delivered);
        cursors.read = Math.max(cursors.read, read);
        this.#dirty.add(conversation);
        if (this.#timer === null) this.#schedule(this.pause);
    }

    #schedule(pause) {
        this.#timer = this.timers.setTimeout(() => this.#flush(), pause);
    }

    #flush() {
        this.#timer = null;
        const due = [...this.#dirty].slice(0, AT_ONCE);
        this.#recent = [...this.#recent, ...due].slice(-REMEMBERED);
        due.forEach(conversation => this.#dirty.delete(conversation));
        if (this.#dirty.size) this.#schedule(this.pause);
        for (const conversation of due) {
            const { delivered, read } = this.#cursors(conversation);
            const receipt = { type: 'receipt', conversation, delivered };
            if (read > 0) receipt.read = read;
            if (!this.transmit(receipt)) this.#known.delete(conversation);
        }
    }

    #cursors(conversation) {
        if (!this.#known.has(conversation)) this.#known.set(conversation, { delivered: 0, read: 0 });
        return this.#known.get(conversation);
    }
}
