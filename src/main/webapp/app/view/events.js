import { t } from '../i18n.js';
import { plain } from '../markdown.js';
import { callText } from './call.js';
import { nameOf } from './rows.js';

/** What a `member` message says, as a sentence. */
export function eventText(message, { people, me }) {
    const who = user => (user === me ? t('you') : nameOf(people, user));
    const actor = who(message.from);
    const whom = user => (user === me ? t('itsYou') : nameOf(people, user));
    const users = (message.users ?? []).map(whom).join(t('listSeparator'));
    const self = message.users?.length === 1 && message.users[0] === message.from;
    const key = message.event === 'joined' && self ? 'event.joinedSelf' : `event.${message.event}`;
    const text = t(key, actor, users, message.name ?? '', message.role ? t(`event.role.${message.role}`) : '', message.joinMode);
    return text === key ? t('event.other', actor) : text;
}

/** One line about a message for the conversation list. */
export function previewText(message, { people, me, group }) {
    if (!message) return '';
    if (message.kind === 'member') return eventText(message, { people, me });
    if (message.kind === 'call') return callText(message, me);
    if (message.kind !== 'text' || typeof message.text !== 'string') return t('unknownKind');
    const text = plain(message.text);
    return group && message.from !== me ? t('preview.other', nameOf(people, message.from), text) : text;
}
