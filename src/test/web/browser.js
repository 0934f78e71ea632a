import { mock } from 'node:test';

const NOW = Date.UTC(2026, 0, 1, 12);

/**
 * As much of a browser as Parley needs without its looks, for all of its tabs, with a clock that the test moves. On plain
 * HTTP browsers have no `locks`. `reloads` counts the pages that loaded themselves anew.
 */
export function browser({ languages = ['en-US'], locks = true, stored = {} } = {}) {
    const self = { stored, reloads: 0 };
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: NOW });
    const values = {
        BroadcastChannel: channels(),
        addEventListener: () => {},
        document: {
            documentElement: {},
            hidden: false,
            hasFocus: () => true,
            addEventListener: () => {},
            removeEventListener: () => {},
        },
        history: { state: null, pushState: () => {}, replaceState: () => {} },
        localStorage: storage(stored),
        location: { protocol: 'https:', hash: '', reload: () => self.reloads++ },
        navigator: { languages, language: languages[0], ...(locks && { locks: { request: locksOf() } }) },
    };
    for (const [name, value] of Object.entries(values))
        Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    return self;
}

function channels() {
    const all = new Set();
    return class {
        constructor(name) {
            this.name = name;
            all.add(this);
        }

        postMessage(message) {
            const data = structuredClone(message);
            const others = [...all].filter(other => other !== this && other.name === this.name);
            others.forEach(other => queueMicrotask(() => other.onmessage?.({ data })));
        }

        close() {
            all.delete(this);
        }
    };
}

function storage(stored) {
    return {
        getItem: key => stored[key] ?? null,
        setItem: (key, value) => (stored[key] = `${value}`),
        removeItem: key => delete stored[key],
    };
}

function locksOf() {
    const last = {};
    return (name, ...optionsAndTask) => {
        const task = optionsAndTask.at(-1);
        const mine = Promise.resolve(last[name]).then(task);
        last[name] = mine.catch(() => {});
        return mine;
    };
}

/**
 * A server that knows one `user`, and nothing but their `settings`. `asked` has what it was asked for; `status` is how it
 * answers to a refresh or a log-out, 0 is not at all; it takes no token that is `refused`.
 */
export function server({ expiresIn = 300, settings = {} } = {}) {
    const self = { user: 'alice', asked: [], status: 200, tokens: 0, refused: null };
    const nothing = { conversations: [], contacts: [], requests: [] };
    const answerTo = path => {
        if (path === 'auth/login' || path === 'auth/refresh')
            return { accessToken: `token-${++self.tokens}`, expiresIn, user: self.user };
        if (path === 'me/settings') return settings;
        return path === 'me' ? { user: self.user, name: 'Alice' } : nothing;
    };
    mock.method(globalThis, 'fetch', async (url, { method, headers, body }) => {
        const path = url.pathname.split('/api/')[1];
        self.asked.push(method === 'PATCH' ? `${path} ${body}` : path);
        await new Promise(resolve => setTimeout(resolve, 20));
        const refused = self.refused && headers.Authorization === `Bearer ${self.refused}`;
        const status = /^auth\/(refresh|logout)$/.test(path) ? self.status : refused ? 401 : 200;
        if (!status) throw new TypeError('fetch failed');
        const answer = status === 200 ? answerTo(path) : {};
        return { ok: status === 200, status, headers: new Headers(), text: async () => JSON.stringify(answer) };
    });
    self.refreshes = () => self.asked.filter(path => path === 'auth/refresh').length;
    return self;
}

/** Lets so much time pass, and all that happens in it. */
export async function pass(milliseconds, step = Math.max(10, milliseconds / 500)) {
    await settled();
    for (let left = milliseconds; left > 0; left -= step) {
        mock.timers.tick(Math.min(step, left));
        await settled();
    }
}

export const settled = () => new Promise(resolve => setImmediate(resolve));
