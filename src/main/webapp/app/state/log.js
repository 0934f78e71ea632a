import { applied } from './changes.js';

/**
 * The loaded window of one conversation's log: `entries` ascending and without a gap. `older`: there is more before it.
 * `newer`: the window is detached from the newest end, because the user jumped far back. `waiting`: messages that
 * arrived ahead of a gap and are put in order as soon as the gap is filled.
 */
export const emptyLog = { entries: [], older: false, newer: false, waiting: [], loading: null };

export const firstSeq = log => log.entries[0]?.seq ?? 0;
export const lastSeq = log => log.entries.at(-1)?.seq ?? 0;
export const hasGap = log => log.waiting.length > 0;

/** Replaces the window by a page. */
export function openAt(page, { older, newer }) {
    return { ...emptyLog, entries: page, older, newer };
}

/** Puts a page of older messages, asked for `before` its first one, before the window, unless that was moved meanwhile. */
export function prepend(log, page, older, before = firstSeq(log)) {
    const first = firstSeq(log);
    if (before !== first) return log;
    const fresh = page.filter(message => message.seq < first);
    return { ...log, entries: applied([...fresh, ...log.entries], log.entries), older };
}

/**
 * Adds a page that the server read after the window's end. What the server gives has no gap by definition, even if
 * numbers are missing (retention may have removed them). A page that was asked for `after` what is not in the window is of
 * no use: the window was moved meanwhile.
 */
export function extend(log, page, newer = false, after = lastSeq(log)) {
    const last = lastSeq(log);
    if (after < firstSeq(log) || after > last) return log;
    const fresh = page.filter(message => message.seq > last);
    return drain({ ...log, entries: fresh.length ? applied([...log.entries, ...fresh], fresh) : log.entries, newer });
}

/** Takes a message that arrived live, in any order, once or more often. */
export function receive(log, message) {
    const last = lastSeq(log);
    if (log.newer) return withChange(log, message);
    if (message.seq <= last) return log;
    if (message.seq === last + 1) return drain({ ...log, entries: applied([...log.entries, message], [message]) });
    if (log.waiting.some(other => other.seq === message.seq)) return log;
    return { ...log, waiting: [...log.waiting, message].sort((a, b) => a.seq - b.seq) };
}

/** A window that was moved gets no new entries, but shows what they make of those that it has. */
function withChange(log, message) {
    const entries = applied(log.entries, [message]);
    return entries === log.entries ? log : { ...log, entries };
}

/** Takes what the server says now of entries that are there. */
export function renew(log, page) {
    const read = new Map(page.map(message => [message.seq, message]));
    const newest = entry => ((read.get(entry.seq)?.changed ?? -1) > (entry.changed ?? 0) ? read.get(entry.seq) : entry);
    return { ...log, entries: log.entries.map(newest) };
}

/** Gives up on a gap that the server itself cannot fill. */
export function acceptGap(log) {
    const last = lastSeq(log);
    const rest = log.waiting.filter(message => message.seq > last);
    return { ...log, entries: applied([...log.entries, ...rest], rest), waiting: [] };
}

/** Keeps the newest `count` entries; the others can be read again. */
export function trim(log, count) {
    if (log.newer || log.entries.length <= count) return log;
    return { ...log, entries: log.entries.slice(-count), older: true };
}

function drain(log) {
    if (!log.waiting.length) return log;
    const entries = [...log.entries];
    let last = lastSeq(log);
    const waiting = [];
    for (const message of log.waiting) {
        if (message.seq <= last) continue;
        if (message.seq === last + 1) {
            entries.push(message);
            last = message.seq;
        } else waiting.push(message);
    }
    return { ...log, entries: applied(entries, log.waiting), waiting };
}
