/** What may be tried again as it is. */
export const RETRYABLE = new Set(['rate_limited', 'overloaded', 'unavailable']);

/**
 * What the user has sent and the server has not yet acknowledged. Every entry is kept in `storage` until its ack, and is
 * sent again with the same cid after each reconnect, so nothing is lost and nothing doubled. One message per
 * conversation is under way at a time: that keeps their order whatever is refused or repeated.
 *
 * Entries: {cid, conversation | user, kind?, the kind's fields, at, state}; no kind is a text; state is waiting, flying, acked (durable,
 * its seq still unknown) or failed.
 */
export class Outbox {
    #items = [];
    #online = false;
    #pausedUntil = 0;
    #timer = null;

    /**
     * `directWith` tells the id of the direct conversation with a user, once that is known; `fits` whether the server takes a
     * frame of this size, and `tooLarge` hears of the cid of one that it would not, and that is not sent.
     */
    constructor({
        user,
        storage,
        transmit,
        changed,
        stalled,
        directWith = () => undefined,
        fits = () => true,
        tooLarge = cid => this.refused(cid, 'too_large'),
        now = Date.now,
        patience = 12_000,
        timers = globalThis,
    }) {
        Object.assign(this, { user, storage, transmit, changed, stalled, directWith, fits, tooLarge, now, patience, timers });
        this.prefix = `parley.outbox.${user}.`;
        this.#items = this.#stored();
    }

    get items() {
        return this.#items;
    }

    /** How many messages the server does not have, those of other tabs included. */
    get unsent() {
        const own = this.#items.filter(item => item.state !== 'acked');
        return new Set([...own, ...this.#stored()].map(item => item.cid)).size;
    }

    add(item) {
        const entry = { ...item, at: new Date(this.now()).toISOString(), state: 'waiting' };
        this.#store(entry);
        this.#replace([...this.#items, entry]);
        this.#pump();
    }

    /** The connection is up: all that was under way may be lost, so it goes out again. */
    connected() {
        this.#online = true;
        const own = this.#items.map(item => (item.state === 'flying' ? { ...item, state: 'waiting' } : item));
        this.#replace([...this.#ofOtherTabs(), ...own].sort(byTime));
        this.#pump();
    }

    /**
     * What waits in the storage for another tab, which may have been closed. If that one lives, both tabs send it, under
     * the same cid: the server takes it once, and both hear that it has.
     */
    #ofOtherTabs() {
        return this.#stored().filter(({ cid, state }) => state === 'waiting' && !this.#find(cid));
    }

    disconnected() {
        this.#online = false;
    }

    /** The message is durable. Returns the entry, or undefined for one that is not of this outbox. */
    acked(cid, seq) {
        const item = this.#find(cid);
        if (!item) return undefined;
        this.#forget(cid);
        this.#replace(
            seq === undefined
                ? this.#items.map(other => (other.cid === cid ? { ...other, state: 'acked' } : other))
                : this.#items.filter(other => other.cid !== cid),
        );
        this.#pump();
        return item;
    }

    /** The log has caught up: what was acked without a seq is now there to be seen. */
    caughtUp(olderThan) {
        this.#replace(this.#items.filter(item => item.state !== 'acked' || item.at > olderThan));
    }

    refused(cid, code, detail, retryAfter = 1000) {
        if (!this.#find(cid)) return;
        if (RETRYABLE.has(code)) {
            this.#pausedUntil = this.now() + retryAfter;
            this.#change(cid, { state: 'waiting' });
        } else {
            this.#change(cid, { state: 'failed', error: code, detail });
        }
        this.#pump();
    }

    retry(cid) {
        this.#change(cid, { state: 'waiting', error: undefined, detail: undefined });
        this.#pump();
    }

    discard(cid) {
        this.#forget(cid);
        this.#replace(this.#items.filter(item => item.cid !== cid));
        this.#pump();
    }

    /** Forgets everything, what other tabs have stored too. */
    clear() {
        this.#stored().forEach(item => this.#forget(item.cid));
        this.#replace([]);
    }

    stop() {
        this.disconnected();
        this.timers.clearTimeout(this.#timer);
    }

    #pump() {
        this.timers.clearTimeout(this.#timer);
        if (!this.#online) return;
        const now = this.now();
        if (now >= this.#pausedUntil) this.#launch(due(this.#items, this.directWith), now);
        this.#wakeUp(now);
    }

    #launch(items, now) {
        if (!items.length) return;
        const cids = new Set(items.map(item => item.cid));
        this.#replace(this.#items.map(item => (cids.has(item.cid) ? { ...item, state: 'flying', sentAt: now } : item)));
        for (const item of items) {
            const frame = frameOf(item);
            if (this.fits(frame)) this.transmit(frame);
            else this.tooLarge(item.cid);
        }
    }

    #wakeUp(now) {
        const flying = this.#items.filter(item => item.state === 'flying');
        const times = flying.map(item => item.sentAt + this.patience);
        if (now < this.#pausedUntil) times.push(this.#pausedUntil);
        if (!times.length) return;
        this.#timer = this.timers.setTimeout(() => this.#woken(), Math.max(0, Math.min(...times) - now) + 10);
    }

    #woken() {
        const limit = this.now() - this.patience;
        if (this.#items.some(item => item.state === 'flying' && item.sentAt <= limit)) {
            this.disconnected();
            this.stalled();
        } else this.#pump();
    }

    #find(cid) {
        return this.#items.find(item => item.cid === cid);
    }

    #change(cid, change) {
        this.#replace(this.#items.map(item => (item.cid === cid ? { ...item, ...change } : item)));
        const item = this.#find(cid);
        if (item) this.#store(item);
    }

    #replace(items) {
        this.#items = items;
        this.changed(items);
    }

    #store(item) {
        try {
            this.storage.setItem(this.prefix + item.cid, JSON.stringify(item));
        } catch {
            // a full or forbidden storage costs only the protection against a reload
        }
    }

    #forget(cid) {
        try {
            this.storage.removeItem(this.prefix + cid);
        } catch {
            // as above
        }
    }

    #stored() {
        try {
            return Object.keys(this.storage)
                .filter(key => this.#isOwn(key))
                .sort()
                .flatMap(key => parsed(this.storage.getItem(key)))
                .map(item => (item.state === 'failed' ? item : { ...item, state: 'waiting' }));
        } catch {
            return [];
        }
    }

    /** User names may contain dots, cids never do: what begins like this user's may be somebody else's. */
    #isOwn(key) {
        return key.startsWith(this.prefix) && !key.includes('.', this.prefix.length);
    }
}

/** What was written in the same millisecond stays in its order. */
const byTime = (a, b) => Date.parse(a.at) - Date.parse(b.at);

/** The entry, in a list; an empty one if it can't be read. */
function parsed(text) {
    try {
        return [JSON.parse(text)];
    } catch {
        return [];
    }
}

/** The first waiting entry of each conversation that has nothing under way, by whichever of its names. */
function due(items, directWith) {
    const busy = new Set();
    const ready = [];
    for (const item of items) {
        if (item.state === 'acked' || item.state === 'failed') continue;
        const conversation = item.conversation ?? directWith(item.user);
        const target = conversation ? `c:${conversation}` : `u:${item.user}`;
        if (!busy.has(target) && item.state === 'waiting') ready.push(item);
        busy.add(target);
    }
    return ready;
}

/** The fields of each kind that is not a text. */
const FIELDS = {
    file: ({ file, text }) => ({ file, ...(text ? { text } : {}) }),
    voice: ({ file, seconds }) => ({ file, seconds }),
    edit: ({ target, text, mentions }) => ({ target, text, ...(mentions?.length ? { mentions } : {}) }),
    recall: ({ target }) => ({ target }),
    reaction: ({ target, emoji, on }) => ({ target, emoji, on }),
};

const textFields = ({ text, replyTo, mentions }) => ({
    text,
    ...(replyTo ? { replyTo } : {}),
    ...(mentions?.length ? { mentions } : {}),
});

export const kindOf = item => item.kind ?? 'text';

const fieldsOf = item => (FIELDS[item.kind] ?? textFields)(item);

export function frameOf(item) {
    const { cid, conversation, user } = item;
    return {
        type: 'send',
        cid,
        ...(conversation ? { conversation } : { user }),
        kind: kindOf(item),
        ...fieldsOf(item),
    };
}
