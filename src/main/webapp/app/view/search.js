import { h, renderKeyed, setText } from '../dom.js';
import { brief } from '../format.js';
import { t } from '../i18n.js';
import { avatar, groupAvatar } from './avatar.js';
import { nameOf } from './rows.js';

const PAUSE = 300;
const BEFORE = 30;
const AROUND = 140;

/** The part of a text around its first highlight, as pieces that are marked or not. */
export function excerpt(text, highlights) {
    const first = highlights[0]?.[0] ?? 0;
    const start = first > BEFORE ? wholeCharacter(text, first - BEFORE) : 0;
    const end = wholeCharacter(text, Math.min(text.length, start + AROUND));
    const pieces = start ? [{ text: '…' }] : [];
    let at = start;
    for (const [from, to] of highlights) {
        if (from >= end) break;
        pieces.push({ text: text.slice(at, from) }, { text: text.slice(from, Math.min(to, end)), marked: true });
        at = Math.min(to, end);
    }
    pieces.push({ text: text.slice(at, end) }, { text: end < text.length ? '…' : '' });
    return pieces.filter(piece => piece.text);
}

const wholeCharacter = (text, at) => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at);

/** Search through the texts of one or all conversations. */
export function search(parley) {
    const input = h('input', {
        type: 'search',
        class: 'input',
        maxlength: 200,
        placeholder: t('search.query'),
        'aria-label': t('search.query'),
        'data-testid': 'search-query',
        oninput: () => soon(),
    });
    const only = h('input', { type: 'checkbox', 'data-testid': 'search-only', onchange: () => begin() });
    const onlyName = h('span', {});
    const scope = h('label', { class: 'search-scope' }, only, onlyName);
    const list = h('ul', { class: 'plain-list', 'data-testid': 'search-results' });
    const note = h('p', { class: 'people-note', role: 'status' });
    const more = h(
        'button',
        { type: 'button', class: 'link-button', 'data-testid': 'search-more', hidden: true, onclick: () => load() },
        t('search.more'),
    );
    const element = h(
        'div',
        { class: 'search-face' },
        h('div', { class: 'search-form' }, input, scope),
        h('div', { class: 'side-scroll' }, list, note, more),
    );
    let timer = null;
    let asked = 0;
    let cursor = null;
    let conversation = null;
    let found = [];
    let people = null;

    /** The pane was opened, from a conversation or from the list. */
    function open(id) {
        conversation = id ?? null;
        scope.hidden = !conversation;
        only.checked = Boolean(conversation);
        if (conversation) setText(onlyName, t('search.only', nameOfTalk(conversation)));
        input.value = '';
        begin();
        input.focus();
    }

    function soon() {
        clearTimeout(timer);
        timer = setTimeout(begin, PAUSE);
    }

    function begin() {
        clearTimeout(timer);
        asked++;
        cursor = null;
        more.hidden = true;
        found = [];
        draw();
        setText(note, '');
        if (/[\p{L}\p{N}]/u.test(input.value)) load();
    }

    async function load() {
        const mine = asked;
        more.hidden = true;
        await parley.attempt(async () => {
            const where = only.checked && conversation ? { conversation } : {};
            const page = await parley.api.search(input.value, { ...where, ...(cursor ? { cursor } : {}) });
            if (mine !== asked) return;
            parley.learn(page.results.map(({ message }) => message.from));
            found = [...found, ...page.results];
            draw();
            cursor = page.next;
            setText(note, found.length || cursor ? '' : t('search.none'));
        });
        if (mine === asked) more.hidden = !cursor;
    }

    /** Who wrote may be looked up only now. */
    function render(state) {
        if (state.people === people) return;
        people = state.people;
        draw();
    }

    function draw() {
        const rows = found.map(({ message, highlights }) => {
            const { me, people: known } = parley.state;
            const name = nameOfTalk(message.conversation);
            const author = message.from === me.user ? t('you') : nameOf(known, message.from);
            const key = `${message.conversation}/${message.seq}`;
            return { key, version: `${name}|${author}`, message, highlights, name, author };
        });
        renderKeyed(list, rows, result);
    }

    function result({ message, highlights, name, author }) {
        const summary = parley.state.conversations[message.conversation];
        const group = summary?.type === 'group';
        return h(
            'li',
            {},
            h(
                'button',
                {
                    type: 'button',
                    class: 'conversation-item',
                    'data-testid': 'search-result',
                    'data-seq': message.seq,
                    onclick: () => parley.showMessage(message.conversation, message.seq),
                },
                group ? groupAvatar(summary) : avatar(summary?.user ?? message.from, name),
                h(
                    'span',
                    { class: 'item-words' },
                    h(
                        'span',
                        { class: 'item-top' },
                        h('span', { class: 'item-name', dir: 'auto' }, name),
                        h('time', { class: 'item-time', datetime: message.at }, brief(message.at)),
                    ),
                    h(
                        'span',
                        { class: 'search-excerpt', dir: 'auto' },
                        h('span', { class: 'search-author' }, `${author}: `),
                        excerpt(message.text, highlights).map(piece =>
                            piece.marked ? h('mark', {}, piece.text) : document.createTextNode(piece.text),
                        ),
                    ),
                ),
            ),
        );
    }

    function nameOfTalk(id) {
        const { conversations, people } = parley.state;
        const summary = conversations[id];
        if (!summary) return '';
        return summary.type === 'group' ? (summary.name ?? '') : nameOf(people, summary.user);
    }

    return { element, open, render };
}
