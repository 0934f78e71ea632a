import { h, renderKeyed, setText } from '../dom.js';
import { dayOf, shortCount } from '../format.js';
import { t } from '../i18n.js';
import { isChange } from '../state/changes.js';
import { firstSeq, lastSeq } from '../state/log.js';
import { isForShown } from '../state/summary.js';
import { icon } from './icon.js';
import { kindOf, previewText } from './kinds.js';
import { rowElement } from './message.js';
import { renew } from './renew.js';
import { nameOf, rowsOf } from './rows.js';

const NEAR = 80;
const EARLY = 600;
const MOST = 400;
/** How many of the newest messages stay where screen readers hear of them. */
const HEARD = 10;

/** The scrolling message pane of the shown conversation. */
export function messages(parley, actions) {
    const list = h('ol', { class: 'message-list' });
    const spinner = h('div', { class: 'loading-older', role: 'status' }, h('span', { class: 'spinner' }), t('loading'));
    const empty = h('div', { class: 'empty empty-talk' });
    const older = h(
        'button',
        { type: 'button', class: 'link-button load-older', 'data-testid': 'load-older', onclick: () => loadOlder() },
        t('loadOlder'),
    );
    const scroller = h(
        'div',
        {
            class: 'scroller',
            tabindex: 0,
            role: 'region',
            'aria-label': t('messages'),
            onscroll,
            'data-testid': 'message-pane',
        },
        h('div', { class: 'scroller-content' }, older, spinner, empty, list),
    );
    const count = h('span', { class: 'jump-count' });
    const jump = h(
        'button',
        {
            type: 'button',
            class: 'jump-latest',
            'aria-label': t('jumpLatest'),
            'data-testid': 'jump-latest',
            onclick: toLatest,
        },
        count,
        icon('down'),
    );
    const live = h('div', { class: 'sr-only', 'aria-live': 'polite' });
    const element = h('div', { class: 'messages' }, scroller, jump, live);

    let drawn = {};
    let stuck = true;
    /** Whether the conversation has found its place since it was opened; where it is not on screen it can't. */
    let settled = false;
    /** The mark that the pane has been brought to. */
    let pinned = null;
    /** What the user looks at while they don't look at the newest end. */
    let place = null;
    let announced = null;
    let highlighted = null;
    let reached = {};

    function render(state) {
        const view = viewOf(state);
        const moved = view.talk !== drawn.talk;
        if (same(view, drawn)) return;
        const opening = moved || (drawn.pristine && !view.pristine);
        const anchor = opening ? null : anchorOf();
        const sentOne = !moved && view.unsent.length > (drawn.unsent?.length ?? 0);
        const returned = !moved && isBack(drawn.log, view.log);
        const detached = !moved && drawn.log?.newer;
        drawn = view;
        if (moved) [stuck, pinned] = [true, null];
        if (opening) settled = false;
        draw(view);
        if (flash(view)) [stuck, settled] = [false, true];
        else if (!settled) settle();
        else if (sentOne || returned) toBottom();
        else if (stuck) follow();
        else restore(anchor);
        hold();
        announce(view, moved, detached);
        look();
        reachOut(view, opening);
        if (stuck && view.log?.entries.length > MOST) queueMicrotask(() => parley.trim(view.talk));
    }

    function viewOf(state) {
        const { route, conversations, logs, outbox, me, people, quotes, firstUnread, language, highlight } = state;
        const summary = conversations[route.id];
        const log = logs[route.id];
        const unsent = outbox.filter(item => !isChange(item) && isForShown(item, state));
        const known = drawn.unsent ?? [];
        const changing = outbox.filter(item => isChange(item) && item.conversation === route.id);
        const unchanged = unsent.length === known.length && unsent.every((item, index) => item === known[index]);
        return {
            talk: route.id ?? `@${route.user}`,
            summary,
            log,
            unsent: unchanged ? known : unsent,
            // A text, which is the same as long as they are.
            changing: changing.map(({ target }) => target).join(),
            me: me.user,
            people,
            quotes,
            firstUnread,
            language,
            highlight,
            day: dayOf(Date.now()),
            pristine: Boolean(route.id) && (!log || log.unopened === true),
        };
    }

    function draw(view) {
        const rows = rowsOf(view);
        const create = row => rowElement(row, { parley, actions });
        renderKeyed(list, rows, create, (element, row) => renew(element, create(row)));
        older.hidden = !view.log?.older || view.log.loading !== null;
        spinner.hidden = !(view.pristine || view.log?.loading);
        list.classList.toggle('loading', view.pristine);
        empty.hidden = rows.length > 0 || view.pristine;
        if (!empty.hidden) {
            const name = view.summary?.name ?? nameOf(view.people, view.summary?.user ?? view.talk.slice(1));
            setText(empty, t('emptyTalk', name));
        }
    }

    // ---- scrolling

    function settle() {
        if (!scroller.clientHeight) return;
        settled = true;
        const divider = list.querySelector('.unread-divider');
        if (divider) {
            scroller.scrollTop = divider.offsetTop - scroller.clientHeight / 4;
            pinned = drawn.firstUnread;
        } else toBottom();
        stuck = atBottom();
    }

    /** Down to the newest message, but not past what came while nobody looked. */
    function follow() {
        if (!(drawn.firstUnread > drawn.summary?.read)) return toBottom();
        const top = scroller.scrollTop;
        const again = drawn.firstUnread === pinned;
        settle();
        // They went on from there by themselves.
        if (again && scroller.scrollTop < top) toBottom();
    }

    /** The topmost message in view. Not its element, which may be built anew, nor a separator, which may move away. */
    function anchorOf() {
        const top = scroller.scrollTop;
        const row = [...list.children].find(child => child.dataset.seq && child.offsetTop + child.offsetHeight > top);
        return row && { seq: row.dataset.seq, offset: row.offsetTop - top };
    }

    function hold() {
        if (scroller.clientHeight) place = anchorOf();
    }

    function restore(anchor) {
        const row = anchor && list.querySelector(`[data-seq="${Number(anchor.seq)}"]`);
        const top = row ? row.offsetTop - anchor.offset : scroller.scrollTop;
        // What moves under a finger goes on moving.
        if (Math.abs(top - scroller.scrollTop) >= 1) scroller.scrollTop = top;
    }

    const below = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

    function atBottom() {
        return below() < NEAR && !drawn.log?.newer;
    }

    function toBottom() {
        scroller.scrollTop = scroller.scrollHeight;
        stuck = atBottom();
    }

    /** Where there is nowhere to scroll to, no scrolling asks for more. Once for each end of the window, even in vain. */
    function reachOut({ log }, opening) {
        if (opening) reached = {};
        if (!log?.entries.length || log.loading || !scroller.clientHeight) return;
        const [first, last] = [firstSeq(log), lastSeq(log)];
        if (log.older && first !== reached.first && scroller.scrollTop < EARLY) {
            reached.first = first;
            queueMicrotask(loadOlder);
        } else if (log.newer && last !== reached.last && below() < EARLY) {
            reached.last = last;
            queueMicrotask(loadNewer);
        }
    }

    /** A window that was moved stays until the newest end is there. */
    function toLatest() {
        if (drawn.log?.newer) return parley.latest(drawn.talk);
        toBottom();
        look();
    }

    function loadOlder() {
        if (drawn.log?.older && !drawn.log.loading) parley.older(drawn.talk);
    }

    function loadNewer() {
        if (drawn.log?.newer && !drawn.log.loading) parley.newer(drawn.talk);
    }

    function onscroll() {
        if (!scroller.clientHeight) return;
        stuck = atBottom();
        hold();
        if (scroller.scrollTop < EARLY) loadOlder();
        if (below() < EARLY) loadNewer();
        look();
    }

    /** The pane has another size, or is on screen again. */
    function resized() {
        if (!scroller.clientHeight) return;
        if (!settled) settle();
        else if (stuck) follow();
        else restore(place);
        hold();
        look();
        reachOut(drawn);
    }

    /** Reports how far the user can see, and shows the way down if that is not the end. */
    function look() {
        const { summary, log, talk } = drawn;
        const away = !atBottom();
        jump.classList.toggle('shown', Boolean(away && list.children.length));
        setText(count, away && summary?.unread ? shortCount(summary.unread) : '');
        if (!summary || !log || log.unopened || !element.isConnected) return;
        const seq = !scroller.clientHeight ? 0 : away ? lastVisible() : lastSeq(log);
        if (seq > summary.read || summary.unread) queueMicrotask(() => parley.seen(talk, seq));
    }

    function lastVisible() {
        const bottom = scroller.scrollTop + scroller.clientHeight;
        for (let row = list.lastElementChild; row; row = row.previousElementSibling) {
            if (row.dataset.seq && row.offsetTop + row.offsetHeight <= bottom) return Number(row.dataset.seq);
        }
        return 0;
    }

    /** Brings the message that was asked for into view, once. Returns whether it did. */
    function flash({ highlight, talk }) {
        if (!highlight || highlight === highlighted || highlight.id !== talk) return false;
        const row = list.querySelector(`[data-seq="${Number(highlight.seq)}"]`);
        if (!row) return false;
        highlighted = highlight;
        row.scrollIntoView({ block: 'center' });
        row.classList.remove('flash');
        requestAnimationFrame(() => row.classList.add('flash'));
        return true;
    }

    /**
     * Screen readers hear of what comes while the conversation is on show, each as an element of its own. What a window
     * far back is lengthened by does not come now.
     */
    function announce({ log, me, people, pristine }, moved, detached) {
        if (moved) {
            live.replaceChildren();
            announced = null;
        }
        if (pristine) return;
        const entries = log?.entries ?? [];
        const fresh = announced === null || detached ? [] : entries.filter(({ seq }) => seq > announced);
        const changed = new Set(fresh.filter(({ kind }) => kind === 'edit' || kind === 'recall').map(({ target }) => target));
        // What it said before is not to be read any more.
        [...live.children].forEach(line => changed.has(Number(line.dataset.heard)) && line.remove());
        const heard = fresh.filter(message => message.from !== me && !isChange(message)).slice(-HEARD);
        live.append(...heard.map(message => h('p', { 'data-heard': message.seq }, spoken(message, { me, people }))));
        while (live.children.length > HEARD) live.firstChild.remove();
        announced = Math.max(announced ?? 0, entries.at(-1)?.seq ?? 0);
    }

    const life = new AbortController();
    addEventListener('focus', look, { signal: life.signal });
    document.addEventListener('visibilitychange', look, { signal: life.signal });
    new ResizeObserver(resized).observe(scroller);

    return { element, render, stop: () => life.abort() };
}

function spoken(message, { me, people }) {
    const text = previewText(message, { me, people });
    return kindOf(message).impersonal ? text : `${nameOf(people, message.from)}: ${text}`;
}

/** Whether a window that was detached has been moved to the newest end, and not grown until there. */
function isBack(before, now) {
    if (!before?.newer || !now || now.newer) return false;
    return before.loading === 'latest' || firstSeq(now) !== firstSeq(before);
}

function same(a, b) {
    return Object.keys(a).every(key => a[key] === b[key]);
}
