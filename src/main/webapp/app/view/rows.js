import { dayOf } from '../format.js';
import { isChange } from '../state/changes.js';
import { firstSeq } from '../state/log.js';
import { kindOf } from './kinds.js';

const TOGETHER = 5 * 60_000;

/**
 * What the message pane shows, as plain rows: day separators, the unread divider, system lines and messages. `version`
 * changes exactly when the row looks different. `changing` names the messages of which changes are under way.
 */
export function rowsOf({ log, unsent, changing = '', summary, me, firstUnread, quotes, people, language }) {
    const entries = [...(log?.entries ?? []), ...unsent.map(item => pending(item, me))];
    const underWay = new Set(changing.split(',').map(Number));
    const bySeq = new Map((log?.entries ?? []).map(message => [message.seq, message]));
    const rows = [];
    const mark = showsMark(log, firstUnread) ? firstUnread : Infinity;
    let before = null;
    let marked = false;
    for (const message of entries) {
        if (isChange(message)) continue;
        const newDay = !before || dayOf(before.at) !== dayOf(message.at);
        if (newDay)
            rows.push({
                // What is unsent may be of an earlier day than what comes before it.
                key: `day-${dayOf(message.at)}-${before?.seq ?? ''}`,
                type: 'day',
                at: message.at,
                version: `${language}${dayOf(Date.now())}`,
            });
        const divides = !marked && message.seq >= mark && message.from !== me;
        marked ||= divides;
        if (divides) rows.push({ key: 'unread', type: 'unread', version: language });
        const joins = !newDay && !divides && before && isTalk(before) && isTalk(message) && together(before, message);
        rows.push(isTalk(message) ? talkRow(message, { joins }) : systemRow(message));
        before = message;
    }
    markEnds(rows);
    return rows.map(row => finish(row, { bySeq, underWay, summary, me, quotes, people, language }));
}

/** Not where the first unread message is above what is loaded. */
const showsMark = (log, seq) => Boolean(log && seq !== null && (!log.older || firstSeq(log) <= seq));

const isTalk = message => Boolean(kindOf(message).body);

function pending(item, me) {
    return { kind: 'text', ...item, from: me, pending: item.state };
}

function together(before, message) {
    return before.from === message.from && Math.abs(new Date(message.at) - new Date(before.at)) < TOGETHER;
}

function talkRow(message, { joins }) {
    return { key: keyOf(message), type: 'message', message, first: !joins, last: true };
}

function systemRow(message) {
    const type = ['member', 'call'].includes(message.kind) ? message.kind : 'unknown';
    return { key: keyOf(message), type, message };
}

const keyOf = message => message.cid ?? `seq-${message.seq}`;

function markEnds(rows) {
    for (let i = 0; i + 1 < rows.length; i++) {
        if (rows[i].type === 'message' && rows[i + 1].type === 'message' && !rows[i + 1].first) rows[i].last = false;
    }
}

function finish(row, { bySeq, underWay, summary, me, quotes, people, language }) {
    const { message } = row;
    if (!message) return row;
    if (row.type !== 'message') {
        const names = [message.from, ...(message.users ?? [])].map(user => nameOf(people, user));
        return { ...row, user: summary?.user, version: `${language}|${names.join()}` };
    }
    const mine = message.from === me;
    // What the user makes of a message, be it somebody else's, is on its way like one of their own.
    const status = underWay.has(message.seq) ? 'sending' : mine ? statusOf(message, summary) : null;
    const author = nameOf(people, message.from);
    const original = message.replyTo
        ? (bySeq.get(message.replyTo) ?? quotes[`${summary?.id}/${message.replyTo}`])
        : null;
    const quoted = original ? nameOf(people, original.from) : '';
    const mentioned = (message.mentions ?? []).map(user => nameOf(people, user)).join();
    const grouped = summary?.type === 'group';
    const version = [
        language,
        row.first,
        row.last,
        status,
        author,
        quoted,
        Boolean(original),
        mentioned,
        grouped,
        summary?.role,
        message.seq,
        message.error,
        message.changed,
        (message.reactions ?? []).flatMap(({ users }) => users.map(user => nameOf(people, user))).join(),
        original?.changed,
    ].join('|');
    return { ...row, mine, status, author, original, quoted, grouped, version };
}

export const nameOf = (people, user) => people[user]?.name ?? user;

/** What has become of an own message: sending, failed, sent, delivered or read. */
export function statusOf(message, summary) {
    if (message.pending === 'failed') return 'failed';
    if (message.pending === 'acked') return 'sent';
    if (message.pending) return 'sending';
    if (!summary || summary.memberCount < 2) return 'sent';
    if (summary.others.read >= message.seq) return 'read';
    return summary.others.delivered >= message.seq ? 'delivered' : 'sent';
}
