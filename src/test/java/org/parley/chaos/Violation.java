package org.parley.chaos;

/** A promise that was not kept. */
record Violation(Rule rule, String detail) {
    enum Rule {
        ACKNOWLEDGED_IS_STORED("what was acknowledged is in the log"),
        ONCE("each sender and cid is in the log once"),
        SENT_BY_SOMEBODY("nothing is in the log that nobody sent"),
        NO_GAPS("the seqs of a log are 1 … n"),
        AS_SENT("the log holds what was sent, where the sender was told"),
        REFUSED_IS_NOT_STORED("what was sent once and refused for good is not in the log"),
        REFUSED_WITH_REASON("what a member writes who is not muted is not refused for good"),
        ORDER_OF_SENDER("what one sends over a connection is stored in that order"),
        LINEARIZABLE("appends and reads of a log have an order that fits their times"),
        ANSWERED("everything that was sent is answered in the end"),
        SEEN_IS_STORED("what was seen is in the log"),
        LIVE_IN_ORDER("a connection gets the entries of a log in order, each once"),
        PAGES_ARE_WHOLE("a page has all entries from where it begins to where it ends"),
        HEARD_LIVE("when all is whole, what anybody says is acknowledged and heard by all members at once"),
        VIEW_IS_LOG("who resumes has the log from where they joined"),
        READ_ANEW_IS_LOG(
                "who holds nothing is shown in the end what the log makes of each message, in both directions"),
        HISTORY_IS_PRESENT("history shows every change that was acknowledged, and none that is not in the log"),
        RECALLED_IS_GONE("what was recalled is not to be read any more"),
        MEMBERS_ONLY("only members get a message, from when they joined until they left"),
        MEMBERS_ARE_IN_THE_LOG("the members of a group are those that its log tells of"),
        COMMANDS_ARE_IN_THE_LOG("each change of a group that was answered with yes has its entry"),
        CURSORS("cursors never move back, and never beyond the log or what was told"),
        UNREAD("unread counts are as defined"),
        PROTOCOL("the server keeps to the protocol"),
        DEAD_LETTERS("nothing is put aside without a reason"),
        /** No promise of the server's: without it, that nothing else was violated says nothing. */
        CHECKED_ENOUGH("enough was acknowledged and delivered to judge by");

        private final String promise;

        Rule(String promise) {
            this.promise = promise;
        }

        String promise() {
            return promise;
        }
    }
}
