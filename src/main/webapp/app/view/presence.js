import { h } from '../dom.js';
import { lastSeen } from '../format.js';
import { t } from '../i18n.js';

/** A picture of somebody with a mark beside it: full if they are online, hollow if they are away. */
export function withPresence(picture, presence) {
    const state = presence?.state;
    const mark = (state === 'online' || state === 'away') && h(
        'span',
        { class: `presence presence-${state}`, 'data-testid': 'presence', title: t(`presence.${state}`) },
        h('span', { class: 'sr-only' }, t(`presence.${state}`)),
    );
    return h('span', { class: 'with-presence' }, picture, mark);
}

/** Online, away, or when they were seen last; empty if nobody says. */
export function presenceText(presence, now = Date.now()) {
    if (!presence) return '';
    if (presence.state !== 'offline') return t(`presence.${presence.state}`);
    return presence.lastSeen ? t('presence.lastSeen', lastSeen(presence.lastSeen, now)) : '';
}
