const AT_ONCE = 2;
const INTERRUPTED = new Set(['unreachable', 'unavailable']);

/**
 * What the user is about to send and the server does not have yet. A few travel at a time; each that has arrived is sent
 * as a message. Entries: {key, conversation | user, kind, name, size, type, seconds?, progress, state, error?, detail?};
 * state is waiting, moving or failed.
 */
export class Uploads {
    #items = [];
    #files = new Map();
    #running = new Map();
    #keys = 0;

    constructor({ transfer, send, changed }) {
        Object.assign(this, { transfer, send, changed });
    }

    add(target, file, { kind = 'file', name = file.name, seconds } = {}) {
        const key = ++this.#keys;
        this.#files.set(key, file);
        const entry = { key, ...target, kind, name, size: file.size, type: file.type, progress: 0, state: 'waiting' };
        this.#replace([...this.#items, seconds ? { ...entry, seconds } : entry]);
        this.#pump();
    }

    cancel(key) {
        this.#running.get(key)?.abort();
        this.#files.delete(key);
        this.#replace(this.#items.filter(item => item.key !== key));
        this.#pump();
    }

    retry(key) {
        this.#change(key, { state: 'waiting', progress: 0, error: undefined, detail: undefined });
        this.#pump();
    }

    /** What the lost connection has stopped goes on. */
    connected() {
        for (const { key, state, error } of this.#items)
            if (state === 'failed' && INTERRUPTED.has(error)) this.retry(key);
    }

    stop() {
        this.#items.forEach(({ key }) => this.#running.get(key)?.abort());
        this.#files.clear();
        this.#items = [];
    }

    #pump() {
        const free = AT_ONCE - this.#items.filter(item => item.state === 'moving').length;
        this.#items
            .filter(item => item.state === 'waiting')
            .slice(0, Math.max(0, free))
            .forEach(item => this.#move(item));
    }

    async #move({ key, name }) {
        const cancelled = new AbortController();
        this.#running.set(key, cancelled);
        this.#change(key, { state: 'moving' });
        try {
            const stored = await this.transfer.upload(this.#files.get(key), name, {
                signal: cancelled.signal,
                progress: progress => this.#change(key, { progress }),
            });
            this.#arrived(key, stored);
        } catch (error) {
            if (error.name !== 'AbortError')
                this.#change(key, { state: 'failed', error: error.code ?? 'failed', detail: error.detail ?? error.message });
        } finally {
            this.#running.delete(key);
            this.#pump();
        }
    }

    #arrived(key, { id, ...info }) {
        const item = this.#items.find(other => other.key === key);
        if (!item) return;
        const { conversation, user, kind, seconds } = item;
        const target = conversation ? { conversation } : { user };
        this.#files.delete(key);
        this.#replace(this.#items.filter(other => other.key !== key));
        this.send({ ...target, kind, file: id, ...info, ...(seconds ? { seconds } : {}) });
    }

    #change(key, change) {
        this.#replace(this.#items.map(item => (item.key === key ? { ...item, ...change } : item)));
    }

    #replace(items) {
        this.#items = items;
        this.changed(items);
    }
}
