import { composes, h, setText } from '../dom.js';
import { t } from '../i18n.js';
import { plain } from '../markdown.js';
import { talkKey } from '../route.js';
import { rewritten } from '../state/index.js';
import { ALL, leads } from '../state/summary.js';
import { attachments } from './attachments.js';
import { iconButton } from './dialog.js';
import { EMOJI, emojiPicker } from './emoji.js';
import { icon } from './icon.js';
import { previewText } from './kinds.js';
import { candidates, mentionAt, mentionsIn, suggestions } from './mentions.js';
import { nameOf } from './rows.js';
import { voiceRecorder } from './voice.js';

const LIMIT = 10_000;
const WARN = 9_000;
/** The list of suggestions takes those that lead up and down. */
const CARET_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** Where the user writes: draft, reply, mentions, counter. */
export function composer(parley) {
    const list = suggestions(complete);
    const input = h('textarea', {
        class: 'composer-input',
        rows: 1,
        dir: 'auto',
        'data-testid': 'composer',
        'aria-label': t('composer'),
        placeholder: t('composer'),
        'aria-controls': 'mention-list',
        autocapitalize: 'sentences',
        enterkeyhint: 'send',
        oninput: changed,
        onkeydown,
        onkeyup: ({ key: name }) => CARET_KEYS.has(name) && suggest(),
        onclick: suggest,
        onblur: suggestNobody,
    });
    const counter = h('span', { class: 'counter', role: 'status' });
    const button = h(
        'button',
        {
            type: 'submit',
            class: 'send-button',
            'aria-label': t('send'),
            title: t('send'),
            'data-testid': 'send-button',
        },
        icon('send'),
    );
    const quoteAuthor = h('span', { class: 'quote-author', dir: 'auto' });
    const quoteText = h('span', { class: 'quote-text', dir: 'auto' });
    const reply = h(
        'div',
        { class: 'composer-reply', hidden: true, 'data-testid': 'reply-preview' },
        h('div', { class: 'quote' }, quoteAuthor, quoteText),
        iconButton('close', t('cancelReply'), () => cancel()),
    );
    const files = attachments(parley);
    const voice = voiceRecorder(parley, { recording });
    const smile = iconButton('smile', t('emoji'), pickEmoji, {
        class: 'icon-button emoji-button',
        'aria-haspopup': 'menu',
        'data-testid': 'emoji',
    });
    const written = [files.button, smile, input, counter, voice.button, button];
    const element = h(
        'form',
        { class: 'composer', onsubmit: submit, onpaste: files.onpaste },
        list.element,
        reply,
        files.list,
        files.input,
        h('div', { class: 'composer-box' }, written, voice.element),
    );
    /** While it listens, nothing is written. */
    function recording(on) {
        for (const part of written) part.classList.toggle('away', on);
        if (!on) input.focus();
    }

    let key = null;
    let replying = null;
    let editing = null;
    let composing = false;
    input.addEventListener('compositionstart', () => (composing = true));
    input.addEventListener('compositionend', () => (composing = false));

    function render(state) {
        const shown = talkKey(state.route);
        const moved = shown !== key;
        if (moved) {
            const begun = key === `u:${state.conversations[state.route.id]?.user}`;
            // The conversation with that person has begun, and is the same one.
            if (!begun) voice.leave();
            key = shown;
            input.value = state.drafts[key] ?? '';
            suggestNobody();
            resize();
            if (matchMedia('(hover: hover)').matches) input.focus({ preventScroll: true });
        }
        if (state.editing !== editing) showEdit(state, moved);
        else if (editing && (rewritten(state, editing) ?? input.value) !== input.value) showText(state);
        files.render(state);
        voice.render(state);
        if (state.replyTo !== replying) showReply(state, moved);
    }

    /** What was being written meanwhile is still the draft, and comes back with what it answers. */
    function showEdit(state, moved) {
        const { editing: now } = state;
        // Somebody has reacted to it, say: what is being written stays.
        const same = now && editing && now.conversation === editing.conversation && now.seq === editing.seq;
        editing = now;
        if (same) return;
        element.classList.toggle('editing', Boolean(now));
        showText(state);
        if (!now) return showReply(state, moved);
        reply.hidden = false;
        setText(quoteAuthor, t('edit'));
        setText(quoteText, (now.text ? plain(now.text) : now.name).slice(0, 160));
        if (!moved) input.focus();
        input.setSelectionRange(input.value.length, input.value.length);
    }

    /** What is edited, or else the draft. */
    function showText(state) {
        input.value = editing ? (rewritten(state, editing) ?? editing.text ?? '') : (state.drafts[key] ?? '');
        suggestNobody();
        resize();
    }

    function cancel() {
        if (editing) parley.stopEditing();
        else parley.replyTo(null);
    }

    function showReply({ replyTo, people }, moved) {
        replying = replyTo;
        if (editing) return;
        reply.hidden = !replyTo;
        if (!replyTo) return;
        setText(quoteAuthor, nameOf(people, replyTo.from));
        setText(quoteText, previewText(replyTo, { people }).slice(0, 160));
        if (!moved) input.focus();
    }

    function changed() {
        if (editing) parley.rewrite(input.value);
        else parley.draft(key, input.value);
        if (input.value.trim()) parley.typed();
        else parley.stoppedTyping();
        resize();
        suggest();
    }

    function resize() {
        input.style.height = 'auto';
        input.style.height = `${input.scrollHeight}px`;
        const length = characters(input.value);
        button.disabled = !submittable(input.value.trim());
        counter.hidden = length < WARN;
        setText(counter, length < WARN ? '' : left(length));
        counter.classList.toggle('over', length > LIMIT);
    }

    function left(length) {
        return length > LIMIT ? t('composer.over', length - LIMIT) : `${LIMIT - length}`;
    }

    /** A file may go without a caption. */
    function submittable(text) {
        return (text || editing?.kind === 'file') && characters(text) <= LIMIT;
    }

    /** As the server counts them: an emoji is not two. */
    function characters(text) {
        return [...text].length;
    }

    function members() {
        const { route, members: all, me } = parley.state;
        return (all[route.id] ?? []).filter(member => member.user !== me.user);
    }

    function mayMentionAll() {
        return leads(parley.state.conversations[parley.state.route.id]);
    }

    function suggest() {
        const mention = mentionAt(input.value, input.selectionStart);
        const everybody = mayMentionAll() ? [{ user: 'all', name: t('mention.all'), group: true }] : [];
        list.show(mention ? candidates([...members(), ...everybody], mention.query) : []);
        announce();
    }

    function suggestNobody() {
        list.show([]);
        announce();
    }

    function announce() {
        const id = list.activeId();
        if (id) input.setAttribute('aria-activedescendant', id);
        else input.removeAttribute('aria-activedescendant');
    }

    function complete(user) {
        const mention = mentionAt(input.value, input.selectionStart);
        list.show([]);
        // The caret may have left it just now.
        if (!mention) return;
        input.setRangeText(`@${user} `, mention.start, input.selectionStart, 'end');
        changed();
    }

    function pickEmoji() {
        emojiPicker(EMOJI, {
            anchor: () => smile,
            label: t('emoji'),
            place: picker => element.append(picker),
            chosen: emoji => {
                input.setRangeText(emoji, input.selectionStart, input.selectionEnd, 'end');
                changed();
            },
            closed: () => input.focus(),
        });
    }

    function onkeydown(event) {
        if (composing || composes(event)) return;
        if (list.key(event)) return announce();
        if (event.key === 'Escape' && (replying || editing)) {
            event.stopPropagation();
            cancel();
        } else if (event.key === 'ArrowUp' && !input.value && !editing && parley.editLast()) {
            event.preventDefault();
        } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            submit(event);
        }
    }

    function submit(event) {
        event.preventDefault();
        const text = input.value.trim();
        if (!submittable(text)) return sayWhy(text);
        const handles = [...members().map(member => member.user), ...(mayMentionAll() ? ['all'] : [])];
        const mentions = mentionsIn(text, handles).map(user => (user === 'all' && mayMentionAll() ? ALL : user));
        if (editing) parley.saveEdit(text, mentions);
        else {
            input.value = '';
            parley.send(text, mentions);
        }
        resize();
        input.focus();
    }

    /** Why a text is not sent. Where there is none, nobody wonders. */
    function sayWhy(text) {
        const over = characters(text) - LIMIT;
        if (over > 0) parley.toast(t('composer.tooLong', over), 'error');
    }

    return { element, render, takeDropped: files.takeDropped, leave: voice.leave };
}
