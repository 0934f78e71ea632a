import { looksHere, seesTalk } from './attention.js';
import { t } from './i18n.js';
import { chime } from './ring.js';
import { counts, isMissed, isQuiet, mentions } from './state/summary.js';
import { tabs } from './tabs.js';
import { previewText } from './view/kinds.js';
import { nameOf } from './view/rows.js';

const OTHERS_ANSWER = 250;
const REMEMBERED = 5000;
const LONGEST = 160;

/** How much of the user's attention a tab has, least first. */
const ELSEWHERE = 0;
const IN_PARLEY = 1;
const IN_TALK = 2;

/**
 * Tells the user of what comes while they look elsewhere: by a sound, and by a notice if they look at no page of Parley at
 * all. One tab does it for all tabs of this browser, and hears from the others what the user looks at there.
 */
export class Alerts {
    #tabs = tabs('parley.attention');
    #others = new Map();
    #stopping = new AbortController();
    #leads = !navigator.locks;
    #ringing = null;

    constructor({ store, push }) {
        Object.assign(this, { store, push });
        this.#tabs.onmessage = ({ data }) => this.#heard(data);
        this.#compete();
        const { signal } = this.#stopping;
        const touched = () => this.#leads || this.#compete({ steal: true });
        // A tab that nobody has touched may make no sound.
        for (const type of ['pointerdown', 'keydown'])
            addEventListener(type, touched, { once: true, capture: true, signal });
    }

    #compete(options = { signal: this.#stopping.signal }) {
        navigator.locks
            ?.request('parley.alerts', options, () => this.#lead())
            .catch(({ name }) => {
                this.#leads = false;
                // Another tab has taken the lead.
                if (name === 'AbortError' && !this.#stopping.signal.aborted) this.#compete();
            });
    }

    /** Whether this tab is the one that makes a sound. */
    get leads() {
        return this.#leads;
    }

    #lead() {
        this.#leads = true;
        return new Promise(resolve => this.#stopping.signal.addEventListener('abort', resolve));
    }

    stop() {
        this.#stopping.abort();
        this.#tabs.close();
        this.callOver();
    }

    /** Something was said just now. */
    async message(message) {
        const key = `${message.conversation}/${message.seq}`;
        if (!worthTelling(this.store.state, message)) return;
        const before = this.#attention(message.conversation);
        if (!this.#leads) {
            if (before !== ELSEWHERE) this.#tabs.postMessage({ key, attention: before });
            return;
        }
        await new Promise(resolve => setTimeout(resolve, OTHERS_ANSWER));
        const attention = Math.max(before, this.#attention(message.conversation), this.#others.get(key) ?? ELSEWHERE);
        const { me, sound } = this.store.state;
        if (!me || attention === IN_TALK) return;
        if (sound) chime();
        if (attention === ELSEWHERE) await this.#show(message).catch(() => {});
    }

    /** Nothing is unread any more, as it was read on another device. Of a call that rings here that says nothing. */
    read(conversation) {
        if (conversation !== this.#ringing) this.push.clear(conversation).catch(() => {});
    }

    /** A call rings here. */
    call(user) {
        const { conversations, people, notifications } = this.store.state;
        const direct = Object.values(conversations).find(summary => summary.user === user);
        if (!direct || notifications === 'none' || document.hasFocus()) return;
        this.#ringing = direct.id;
        this.#tell(direct.id, nameOf(people, user), t('call.incoming')).catch(() => {});
    }

    callOver() {
        if (this.#ringing) this.push.clear(this.#ringing).catch(() => {});
        this.#ringing = null;
    }

    #heard({ key, attention }) {
        this.#others.set(key, Math.max(attention, this.#others.get(key) ?? ELSEWHERE));
        setTimeout(() => this.#others.delete(key), REMEMBERED);
    }

    #attention(conversation) {
        if (!looksHere()) return ELSEWHERE;
        return this.store.state.route.id === conversation && seesTalk() ? IN_TALK : IN_PARLEY;
    }

    #show(message) {
        const { conversations, people, me } = this.store.state;
        const summary = conversations[message.conversation];
        const group = summary?.type === 'group';
        const from = nameOf(people, message.from);
        const text = previewText(message, { people, me: me.user, group: false }).slice(0, LONGEST);
        return this.#tell(message.conversation, group ? `${from} · ${summary.name}` : from, text);
    }

    async #tell(conversation, title, text) {
        const shown = this.store.state.notificationText && (await this.push.showsText());
        await this.push.show(conversation, shown ? title : 'Parley', shown ? text : t('alert.message'));
    }
}

/** By the same rule as the server pushes. */
export function worthTelling({ notifications, conversations, me }, message) {
    if (notifications === 'none' || !counts(message, me.user)) return false;
    if (message.kind === 'call' && !isMissed(message)) return false;
    if (mentions(message, me.user)) return true;
    const summary = conversations[message.conversation] ?? {};
    return !isQuiet(summary) && (notifications === 'all' || summary.type !== 'group');
}
