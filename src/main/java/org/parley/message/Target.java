package org.parley.message;

import org.parley.protocol.Content.Kind;

/** A message that an entry is about to change, and what has become of it so far. */
record Target(Message message, MessageState state) {
    boolean isBy(long user) {
        return message.senderId() == user;
    }

    boolean isOf(Kind kind) {
        return message.kind().equals(kind.wire());
    }

    /** @return what it says now */
    String content() {
        return state.content() == null ? message.content() : state.content();
    }
}
