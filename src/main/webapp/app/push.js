const WORKER = new URL('../sw.js', import.meta.url);
const SCOPE = new URL('../', import.meta.url);

/**
 * Notices to this browser while no page of Parley is open. `state()` is `unsupported` (by the browser or the server),
 * `denied` (by the user, in the browser), `off` or `on`. The server forgets the subscription with the session.
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
        return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
    }

    async state() {
        if (!this.#able || !(await this.#offered()).enabled) return 'unsupported';
        if (Notification.permission === 'denied') return 'denied';
        return (await this.#subscription()) ? 'on' : 'off';
    }

    /** To be called by a click: the browser asks the user. Returns the state after it. */
    async enable() {
        if ((await Notification.requestPermission()) !== 'granted') return this.state();
        await navigator.serviceWorker.register(WORKER, { scope: SCOPE.pathname });
        const { pushManager } = await navigator.serviceWorker.ready;
        const { key } = await this.#offered();
        const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
        await this.api.subscribePush(subscription.toJSON());
        return 'on';
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
        await (await this.#subscription())?.unsubscribe();
    }

    async #offered() {
        this.#offer ??= await this.api.pushOffer();
        return this.#offer;
    }

    async #subscription() {
        if (!this.#able) return null;
        const registration = await navigator.serviceWorker.getRegistration(SCOPE);
        return registration?.pushManager.getSubscription() ?? null;
    }
}
