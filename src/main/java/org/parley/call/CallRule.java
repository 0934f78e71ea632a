package org.parley.call;

import jakarta.enterprise.context.ApplicationScoped;

import org.parley.conversation.EntryRule;
import org.parley.conversation.Members;
import org.parley.conversation.OpenConversation;
import org.parley.conversation.Operation;
import org.parley.protocol.CallRecord;
import org.parley.user.UserRef;

/** The record of a call, which the server appends for its caller: it tells what was, so it is judged no more. */
@ApplicationScoped
class CallRule implements EntryRule<CallRecord> {
    @Override
    public Class<CallRecord> contentType() {
        return CallRecord.class;
    }

    /** Whoever was blocked in the course of a call still has its record. */
    @Override
    public Operation operation(CallRecord call, UserRef sender) {
        return Operation.READ;
    }

    @Override
    public boolean foresees(CallRecord call, UserRef sender, Members members, long lastSeq) {
        return true;
    }

    @Override
    public void apply(CallRecord call, UserRef sender, OpenConversation conversation) {
        // Nothing but what the operation demands.
    }
}
