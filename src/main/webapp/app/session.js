import { request } from './api.js';
import { exclusively } from './lock.js';
import { storage } from './storage.js';
import { tabs } from './tabs.js';

const EARLY = 60_000;
const LOCK = 'parley.session';
const REFRESHING = 'parley.refreshing';
const SETTLED = 1500;
const LEAVING = 'parley.leaving';
const SIGNED_ON = 'parley.signed-on';

/**
 * Who is logged in. The access token is in memory only; the refresh token is in a cookie that no script can read, and
 * rotates. All tabs share that cookie, so one tab at a time refreshes and tells the others the new access token.
 *
 * Events: `in` (logged in, detail {user}), `token` (a fresh one), `out` (detail {reason}).
 */
export class Session extends EventTarget {
    #access = null;
    #timer = null;
    #resuming = true;
    #tabs = tabs('parley.session');

    constructor() {
        super();
        this.#tabs.onmessage = ({ data }) => this.#heard(data);
    }

    get user() {
        return this.#access?.user ?? null;
    }

    /** Takes up the session of the refresh cookie. False if there is none. */
    async resume() {
        this.#resuming = true;
        try {
            if (storage().getItem(LEAVING)) {
                await this.#left();
                return false;
            }
            if (!this.#usable()) await this.#refresh();
            return true;
        } catch (error) {
            if (error.status === 401 || error.status === 403) return false;
            throw error;
        } finally {
            this.#resuming = false;
        }
    }

    /** A token that is good for some time yet. `renew`: the present one was refused. */
    async token({ renew = false } = {}) {
        if (this.#usable() && !renew) return this.#access.token;
        try {
            await this.#refresh(renew ? this.#access?.token : undefined);
        } catch (error) {
            if (error.status === 401) this.end('expired');
            if (error.status === 403) this.end('disabled');
            throw error;
        }
        return this.#access.token;
    }

    async login(user, password) {
        await this.#enter('auth/login', { user, password });
    }

    async register(user, password, name) {
        await this.#enter('auth/register', { user, password, ...(name ? { name } : {}) });
    }

    /** Logs in by a link that an administrator has given, with a new password. */
    async setPassword({ user, link }, password) {
        await this.#enter('auth/password-link', { user, link, password });
    }

    /** Leaves for the provider, which sends the browser back to this place with a session. */
    signOn(place) {
        storage().removeItem(LEAVING);
        remember(SIGNED_ON, 'yes');
        location.assign(new URL(`../api/auth/oidc/login?return=${encodeURIComponent(place)}`, import.meta.url));
    }

    /** Whether the last way in was the provider's. */
    get signedOn() {
        return storage().getItem(SIGNED_ON) !== null;
    }

    /** Logs out here and on the server; if that one cannot be reached now, then before anything else next time. */
    async logout() {
        remember(LEAVING, 'yes');
        let answer = null;
        try {
            answer = await this.#left();
        } finally {
            this.#tabs.postMessage({ type: 'out' });
            this.end('logout');
        }
        if (answer?.logoutUrl) location.assign(answer.logoutUrl);
    }

    async #left() {
        const answer = await exclusively(LOCK, () => request('POST', 'auth/logout', { token: this.#access?.token }));
        storage().removeItem(LEAVING);
        return answer;
    }

    /** Forgets the session in this tab. */
    end(reason) {
        if (!this.#access) return;
        this.#access = null;
        clearTimeout(this.#timer);
        this.#emit('out', { reason });
    }

    async #enter(path, body) {
        const answer = await exclusively(LOCK, () => request('POST', path, { body }));
        storage().removeItem(LEAVING);
        storage().removeItem(SIGNED_ON);
        this.#resuming = false;
        this.#accept(answer);
        this.#share();
        this.#emit('in', { user: this.user });
    }

    #usable() {
        return this.#access !== null && this.#access.expires - this.#access.early / 2 > Date.now();
    }

    #refresh(refused) {
        const before = this.#access;
        return exclusively(LOCK, async () => {
            const sharedMeanwhile = this.#access !== before && this.#usable() && this.#access.token !== refused;
            if (sharedMeanwhile) return;
            const answer = await this.#rotated();
            if (before && before.user !== answer.user) return location.reload();
            this.#accept(answer);
            this.#share();
        });
    }

    /**
     * A page that was left while it refreshed leaves the old cookie behind for a moment; to use that one would look like
     * theft, and end the session. So the next page waits until the answer to the other's request has surely come.
     */
    async #rotated() {
        const left = Number(storage().getItem(REFRESHING)) + SETTLED - Date.now();
        if (left > 0 && left <= SETTLED) await new Promise(resolve => setTimeout(resolve, left));
        remember(REFRESHING, Date.now());
        try {
            return await request('POST', 'auth/refresh');
        } finally {
            storage().removeItem(REFRESHING);
        }
    }

    #accept({ accessToken, expiresIn, user }) {
        const life = expiresIn * 1000;
        this.#hold({ token: accessToken, user, expires: Date.now() + life, early: Math.min(EARLY, life / 3) });
    }

    #hold(access) {
        this.#access = access;
        clearTimeout(this.#timer);
        const left = access.expires - Date.now() - access.early;
        const spread = Math.random() * Math.min(10_000, access.early / 4);
        this.#timer = setTimeout(() => this.#renew(), Math.max(1000, left - spread));
        this.#emit('token', { token: access.token });
    }

    async #renew() {
        try {
            await this.token({ renew: true });
        } catch {
            // Nothing to renew any more.
            if (!this.#access) return;
            this.#timer = setTimeout(() => this.#renew(), 5000);
        }
    }

    #share() {
        this.#tabs.postMessage({ type: 'token', access: this.#access });
    }

    #heard({ type, access }) {
        if (type === 'out') return this.end('logout');
        if (this.#access && this.#access.user !== access.user) return location.reload();
        const first = !this.#access;
        this.#hold(access);
        if (first && !this.#resuming) this.#emit('in', { user: access.user });
    }

    #emit(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }
}

/** A full storage keeps nobody from logging in or out. */
function remember(key, value) {
    try {
        storage().setItem(key, value);
    } catch {
        // Other tabs, and the next page, do without it.
    }
}
