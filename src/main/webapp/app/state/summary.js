import { firstSeq, lastSeq } from './log.js';

const COUNTED = new Set(['text', 'file', 'voice', 'call']);

/** Whether a message makes a conversation unread for `me`. */
export const counts = (message, me) => message.from !== me && COUNTED.has(message.kind) && !message.recalled;

/** Outcomes of calls that whoever was called has missed; sw.js, which can import nothing, has them, too. */
const MISSED = new Set(['missed', 'cancelled', 'busy']);

export const isMissed = ({ outcome }) => MISSED.has(outcome);

/** Stands for everybody in a group. */
export const ALL = '@all';

export const mentions = (message, me) =>
    counts(message, me) && Boolean(message.mentions?.some(user => user === me || user === ALL));

/** The direct conversation with a user, if it is known. */
export const directWith = (conversations, user) => Object.values(conversations).find(summary => summary.user === user);

/** Whether what is not sent yet goes to the conversation on show, by whichever of its names. */
export const isForShown = ({ conversation, user }, { route, conversations }) =>
    conversation ? conversation === route.id : user === (conversations[route.id]?.user ?? route.user);

/** Whether the user is owner or admin of the conversation, which is a group then. */
export const leads = ({ type, role } = {}) => type === 'group' && (role === 'owner' || role === 'admin');

/** Whether the user wants no notifications of the conversation now. */
export const isQuiet = ({ quietUntil }, now = Date.now()) => Boolean(quietUntil) && Date.parse(quietUntil) > now;

/** The end of a quiet that has none. */
export const isForEver = quietUntil => quietUntil.startsWith('9999');

/** How many entries from the newest on the server looks at to count what is unread. */
const COUNTED_BACK = 1000;

/** An edit or a recall of something unread: only the server knows what is left. */
const changesUnread = (summary, { kind, target }) => (kind === 'edit' || kind === 'recall') && target > summary.read;

const NOBODY = { delivered: 0, read: 0 };

/** What the server says about a conversation, joined with what is known here. Nothing moves backwards. */
export function merge(known, answer, log, me) {
    const fresh = { ...answer, others: answer.others ?? NOBODY };
    if (!known) return fresh;
    const read = Math.max(known.read, fresh.read);
    const behind = known.lastSeq > fresh.lastSeq;
    const last = Math.max(known.lastSeq, fresh.lastSeq);
    const { unsure = false, ...left } = unreadAfterMerge(known, fresh, read, behind, log, me);
    return {
        ...fresh,
        lastSeq: last,
        last: behind ? known.last : fresh.last,
        delivered: Math.max(known.delivered, fresh.delivered),
        read,
        ...left,
        others: fresh.memberCount === known.memberCount ? forward(known.others, fresh.others) : fresh.others,
        stale: read < last && unsure,
    };
}

/** What the server counts, without what was read here since; `unsure` where that takes another answer. */
function unreadAfterMerge(known, fresh, read, behind, log, me) {
    if (!behind && read <= fresh.read) return { unread: fresh.unread, mentions: fresh.mentions };
    if (read >= Math.max(known.lastSeq, fresh.lastSeq)) return { unread: 0, mentions: 0 };
    const exact = fresh.lastSeq - fresh.read <= COUNTED_BACK;
    const covered = exact && log && firstSeq(log) <= fresh.read + 1 && lastSeq(log) >= read;
    if (!covered) return { unread: known.unread, mentions: known.mentions, unsure: true };
    const seen = counted(log, fresh.read, read, me);
    // What came live while the server answered may be all that is known here.
    const left = which => Math.max(behind ? known[which] : 0, fresh[which] - seen[which]);
    return { unread: left('unread'), mentions: left('mentions'), unsure: behind };
}

/** The conversation after one more message of its log. */
export function withMessage(summary, message, me) {
    if (message.seq <= summary.lastSeq) return summary;
    const own = message.from === me;
    const fresh = message.seq > summary.read;
    return {
        ...summary,
        lastSeq: message.seq,
        last: message,
        unread: fresh && counts(message, me) ? summary.unread + 1 : summary.unread,
        mentions: fresh && mentions(message, me) ? summary.mentions + 1 : summary.mentions,
        stale: summary.stale || changesUnread(summary, message),
        delivered: own ? Math.max(summary.delivered, message.seq) : summary.delivered,
    };
}

/** The conversation after the user read up to `seq`, here or on another device. */
export function withRead(summary, seq, log, me) {
    if (seq <= summary.read) return summary;
    const unread = unreadFrom(summary, seq, log, me);
    return {
        ...summary,
        read: seq,
        delivered: Math.max(summary.delivered, seq),
        unread: unread?.unread ?? summary.unread,
        mentions: unread?.mentions ?? summary.mentions,
        stale: unread === null,
    };
}

/** How many count after `seq`, or null where the loaded log cannot tell. */
function unreadFrom(summary, seq, log, me) {
    if (seq >= summary.lastSeq) return { unread: 0, mentions: 0 };
    if (!log) return null;
    const whole = !log.newer && lastSeq(log) >= summary.lastSeq && firstSeq(log) <= seq + 1;
    if (whole) return counted(log, seq, Infinity, me);
    const exact = !summary.stale && summary.lastSeq - summary.read <= COUNTED_BACK;
    if (!exact || lastSeq(log) < seq || firstSeq(log) > summary.read + 1) return null;
    const seen = counted(log, summary.read, seq, me);
    const left = which => Math.max(0, summary[which] - seen[which]);
    return { unread: left('unread'), mentions: left('mentions') };
}

function counted({ entries }, after, upTo, me) {
    const all = entries.filter(message => message.seq > after && message.seq <= upTo && counts(message, me));
    return { unread: all.length, mentions: all.filter(message => mentions(message, me)).length };
}

/**
 * The lowest cursors of the other members; somebody who joined later never holds back what came before, nor does a
 * disabled account hold back anything where there are others.
 */
export function lowestCursors(members, me) {
    const all = members.filter(member => member.user !== me);
    const enabled = all.filter(member => !member.disabled);
    const others = enabled.length ? enabled : all;
    if (!others.length) return null;
    const lowest = which => Math.min(...others.map(member => Math.max(member[which], member.joinedSeq - 1)));
    return { delivered: lowest('delivered'), read: lowest('read') };
}

export function forward(cursors, fresh) {
    return {
        delivered: Math.max(cursors.delivered, fresh.delivered, fresh.read),
        read: Math.max(cursors.read, fresh.read),
    };
}

/** Newest activity first. */
export function sorted(conversations) {
    return Object.values(conversations).sort((a, b) => activity(b).localeCompare(activity(a)) || b.id - a.id);
}

function activity(summary) {
    return summary.last?.at ?? '';
}
