import { loadNotices, saveNotices } from './preferences.js';

const WORKER = new URL('../sw.js', import.meta.url);
const SCOPE = new URL('../', import.meta.url);

/**
 * Notices of this browser. `state()` is `unsupported` (by the browser), `denied` (by the user, in the browser), `off`,
 * `page` (while a page of Parley is open) or `on` (always). The server forgets the subscription with the session.
 */
export class Push {
    #offer = null;

    constructor({ api, opened }) {
        this.api = api;
        navigator.serviceWorker?.addEventListener('message', ({ data }) => {
            if (data?.type === 'open') opened(data.conversation);
        });
    }

    get #able() {
        return 'serviceWorker' in navigator && 'Notification' in window;
    }

    async state() {
        if (!this.#able) return 'unsupported';
        if (Notification.permission === 'denied') return 'denied';
        if (Notification.permission !== 'granted' || !loadNotices()) return 'off';
        return (await this.#subscription()) ? 'on' : 'page';
    }

    /** To be called by a click: the browser asks the user. Returns the state after it. */
    async enable() {
        if ((await Notification.requestPermission()) !== 'granted') return this.state();
        await navigator.serviceWorker.register(WORKER, { scope: SCOPE.pathname });
        const { pushManager } = await navigator.serviceWorker.ready;
        saveNotices(true);
        const { enabled, key } = await this.#offered();
        if (enabled && pushManager) await this.#subscribe(pushManager, key);
        return this.state();
    }

    /** Where the push service can't be reached, an open page still shows notices. */
    async #subscribe(pushManager, key) {
        const options = { userVisibleOnly: true, applicationServerKey: key };
        const subscription = await pushManager.subscribe(options).catch(() => null);
        if (subscription) await this.api.subscribePush(subscription.toJSON());
    }

    async disable() {
        await this.api.unsubscribePush();
        await this.forget();
        return 'off';
    }

    /** This session takes over what an earlier one of this browser had. */
    async renew() {
        const subscription = await this.#subscription();
        if (subscription) await this.api.subscribePush(subscription.toJSON());
    }

    /** Nothing comes any more, whatever the server does. */
    async forget() {
        saveNotices(false);
        await (await this.#subscription())?.unsubscribe();
    }

    /** Whether the server lets notices show what was said. */
    async showsText() {
        return (await this.#offered()).text;
    }

    /** Shows a notice as the service worker shows those that are pushed, without a sound. */
    async show(conversation, title, body) {
        if (!['on', 'page'].includes(await this.state())) return;
        const options = { body, icon: 'img/parley.svg', renotify: true, silent: true };
        const registration = await this.#registration();
        await registration?.showNotification(title, { ...options, tag: tagOf(conversation), data: { conversation } });
    }

    /** What a conversation's notices tell has been seen. */
    async clear(conversation) {
        if (!this.#able) return;
        const notices = (await (await this.#registration())?.getNotifications({ tag: tagOf(conversation) })) ?? [];
        notices.forEach(notice => notice.close());
    }

    async #offered() {
        this.#offer ??= await this.api.pushOffer();
        return this.#offer;
    }

    async #subscription() {
        if (!this.#able) return null;
        return (await this.#registration())?.pushManager?.getSubscription() ?? null;
    }

    #registration() {
        return navigator.serviceWorker.getRegistration(SCOPE);
    }
}

const tagOf = conversation => `conversation-${conversation}`;
