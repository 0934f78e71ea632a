import { t } from '../i18n.js';
import { nameOf } from './rows.js';

/** What a `member` message says, as a sentence. */
export function eventText(message, { people, me }) {
    const who = user => (user === me ? t('you') : nameOf(people, user));
    const actor = who(message.from);
    const whom = user => (user === me ? t('itsYou') : nameOf(people, user));
    const users = (message.users ?? []).map(whom).join(t('listSeparator'));
    const self = message.users?.length === 1 && message.users[0] === message.from;
    const key = `event.${message.event}${variant(message, self)}`;
    const text = t(key, actor, users, message.name ?? '', message.role ? t(`event.role.${message.role}`) : '', message.joinMode);
    return text === key ? t('event.other', actor) : text;
}

function variant({ event, avatar }, self) {
    if (event === 'joined' && self) return 'Self';
    return event === 'avatar' && !avatar ? 'Removed' : '';
}
