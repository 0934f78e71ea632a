const AT_ONCE = 4;
const PAUSE = 200;

/** Asks for people whose names are not known yet, for few at a time, and tells at once of all found in a pause. */
export class Lookups {
    #asked = new Set();
    #waiting = [];
    #running = 0;
    #found = [];
    #timer = null;

    /** `ask` gets one person from the server, `isKnown` tells who needs no asking, `found` hears of several. */
    constructor({ ask, isKnown, found }) {
        Object.assign(this, { ask, isKnown, found });
    }

    /** Who is wanted last comes first: they are before the user's eyes now. */
    want(users) {
        const fresh = [...new Set(users)].filter(user => user && !this.#asked.has(user) && !this.isKnown(user));
        fresh.forEach(user => this.#asked.add(user));
        this.#waiting.push(...fresh.reverse());
        this.#next();
    }

    stop() {
        clearTimeout(this.#timer);
        this.#waiting = [];
        this.#found = [];
        this.#asked.clear();
    }

    #next() {
        while (this.#running < AT_ONCE && this.#waiting.length) this.#lookUp(this.#waiting.pop());
    }

    async #lookUp(user) {
        // A list of members or contacts may have told meanwhile.
        if (this.isKnown(user)) return;
        this.#running++;
        try {
            const person = await this.ask(user);
            this.#found.push(person);
            if (this.#timer === null) this.#tell();
        } catch (error) {
            if (error.status !== 404) this.#asked.delete(user);
        }
        this.#running--;
        this.#next();
    }

    /** The first at once. */
    #tell() {
        this.#timer = null;
        if (!this.#found.length) return;
        const people = this.#found;
        this.#found = [];
        this.#timer = setTimeout(() => this.#tell(), PAUSE);
        this.found(people);
    }
}
