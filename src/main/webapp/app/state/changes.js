/**
 * Kinds of message that change what an earlier one says: what each makes of its target. A message from a page of history
 * comes in its present state, and says with `changed` which change was the last that is in it.
 */
const CHANGES = {
    // One on a page has no text if what it changed was removed because of its age.
    edit: (message, { text, mentions, at }) =>
        text === undefined ? message : { ...message, text, mentions, edited: at },
    recall: ({ conversation, seq, from, kind, at, cid }, { from: by, at: recalledAt }) => ({
        conversation,
        seq,
        from,
        kind,
        at,
        cid,
        recalled: { by, at: recalledAt },
    }),
    reaction: (message, change) => ({ ...message, reactions: withReaction(message.reactions ?? [], change) }),
};

export const isChange = message => message.kind in CHANGES;

/** Whether somebody reacts so to a message, as soon as what is on its way in the outbox is there. */
export function reacts({ conversation, seq, reactions = [] }, emoji, me, outbox) {
    const last = outbox.findLast(
        item =>
            item.kind === 'reaction' &&
            item.conversation === conversation &&
            item.target === seq &&
            item.emoji === emoji,
    );
    return last?.on ?? reactions.some(reaction => reaction.emoji === emoji && reaction.users.includes(me));
}

/** What a message is after a change of the log, which may concern another one, or be in it already. */
export function after(message, change) {
    if (!isChange(change) || message?.seq !== change.target || change.seq <= (message.changed ?? 0)) return message;
    if (message.recalled || change.recalled) return message;
    return { ...CHANGES[change.kind](message, change), changed: change.seq };
}

/** The messages after some entries of the log, in their order. The same array if nothing changed. */
export function applied(messages, entries) {
    let result = messages;
    for (const change of entries) {
        if (!isChange(change)) continue;
        const index = result.findIndex(message => message.seq === change.target);
        if (index < 0) continue;
        const next = after(result[index], change);
        if (next !== result[index]) result = result.map(message => (message.seq === next.seq ? next : message));
    }
    return result;
}

function withReaction(reactions, { emoji, on, from }) {
    const known = reactions.find(reaction => reaction.emoji === emoji);
    if (!known) return on ? [...reactions, { emoji, count: 1, users: [from] }] : reactions;
    // Not all who reacted are listed where there are many.
    if (known.users.includes(from) ? on : !on && known.count === known.users.length) return reactions;
    const users = on ? [...known.users, from] : known.users.filter(user => user !== from);
    const count = known.count + (on ? 1 : -1);
    return reactions
        .map(reaction => (reaction === known ? { emoji, count, users } : reaction))
        .filter(reaction => reaction.count > 0);
}
