import { h } from '../dom.js';
import { t } from '../i18n.js';
import { plain } from '../markdown.js';
import { callText } from './call.js';
import { eventText } from './events.js';
import { formatted } from './formatted.js';
import { fileBody, isPicture, voiceBody } from './media.js';
import { nameOf } from './rows.js';

/**
 * How each kind of message looks: `body` makes what is in its bubble, `line` what it says in the middle of the pane, and
 * `preview` what stands for it in one line of text. A kind with neither body nor line has no place of its own.
 */
const KINDS = {
    text: {
        body: (message, { people, me }) =>
            formatted(message.text, { mentions: message.mentions, name: user => nameOf(people, user), me }),
        preview: message => plain(message.text),
    },
    file: {
        media: true,
        body: (message, context) => fileBody(message, context.parley, () => KINDS.text.body(message, context)),
        preview: message =>
            message.text ? plain(message.text) : isPicture(message) ? t('picture') : message.name,
    },
    voice: {
        media: true,
        body: (message, { parley }) => voiceBody(message, parley),
        preview: () => t('voice'),
    },
    edit: {
        preview: ({ text }) => (text === undefined ? t('preview.recalled') : t('preview.edited', plain(text))),
    },
    recall: { preview: () => t('preview.recalled') },
    reaction: { preview: ({ emoji, on }) => (on ? t('preview.reacted', emoji) : t('preview.unreacted', emoji)) },
    member: { line: eventText, preview: eventText, impersonal: true },
    call: { preview: (message, { me }) => callText(message, me), impersonal: true },
};

const RECALLED = {
    body: message => h('p', { class: 'recalled', 'data-testid': 'recalled' }, t('recalled', message.recalled.by === message.from)),
    preview: () => t('preview.recalled'),
};

const UNKNOWN = { line: () => t('unknownKind'), preview: () => t('unknownKind'), impersonal: true };

export const kindOf = message => (message.recalled && KINDS[message.kind]?.body ? RECALLED : (KINDS[message.kind] ?? UNKNOWN));

/** One line about a message for the conversation list. */
export function previewText(message, { people, me, group }) {
    if (!message) return '';
    const kind = kindOf(message);
    const text = kind.preview(message, { people, me });
    return group && message.from !== me && !kind.impersonal ? t('preview.other', nameOf(people, message.from), text) : text;
}
