/**
 * Pictures as addresses from which this page alone can load them. Each is fetched once; those that were not wanted for
 * the longest time are given up. Images that show one already go on showing it.
 */
export class Pictures {
    #pictures = new Map();

    constructor(kept) {
        this.kept = kept;
    }

    /** The address of a picture that is here, null if it is known that there is none, else undefined. */
    here(key) {
        return this.#pictures.get(key)?.url;
    }

    /**
     * The address, or null if there is none. `load` fetches the picture; empty is none. What is older than `fresh`
     * milliseconds is fetched once more, as it may have changed.
     */
    get(key, load, fresh = Infinity) {
        const known = this.#pictures.get(key);
        const picture = known && Date.now() - known.since < fresh ? known : this.#fetch(key, load, known);
        this.#pictures.delete(key);
        this.#pictures.set(key, picture);
        if (this.#pictures.size > this.kept) this.forget(this.#pictures.keys().next().value);
        return picture.found;
    }

    forget(key) {
        this.#pictures.get(key)?.found.then(revoke, () => {});
        this.#pictures.delete(key);
    }

    clear() {
        [...this.#pictures.keys()].forEach(key => this.forget(key));
    }

    #fetch(key, load, before) {
        const picture = { since: Date.now(), url: before?.url };
        picture.found = load().then(blob => {
            picture.url = blob.size ? URL.createObjectURL(blob) : null;
            revoke(before?.url);
            return picture.url;
        });
        picture.found.catch(() => {
            if (this.#pictures.get(key) !== picture) return revoke(before?.url);
            if (before) this.#pictures.set(key, before);
            else this.#pictures.delete(key);
        });
        return picture;
    }
}

function revoke(url) {
    if (url) URL.revokeObjectURL(url);
}
