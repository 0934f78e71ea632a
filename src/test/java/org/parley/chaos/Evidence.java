package org.parley.chaos;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known after a run, of one seed: what the log holds, who its members are, and what each client did and saw.
 * Times are those of one clock, in nanoseconds.
 *
 * @param deadLetters the reason of each record that was put aside; empty if it has none
 * @param unheard what was not delivered when nothing went wrong any more
 */
record Evidence(
        List<Stored> log,
        List<Member> members,
        List<Testimony> testimonies,
        List<Optional<String>> deadLetters,
        List<String> unheard) {

    /** Something in a conversation's log as it was appended, or as it was shown. */
    record Entry(String conversation, long seq, String from, Content content) {}

    /**
     * An entry as it was shown to somebody.
     *
     * @param changed the entry that changed it last before it was shown; 0 if none had
     * @param reactions who had reacted to it with which emoji
     */
    record Seen(Entry entry, long changed, Map<String, Set<String>> reactions) {
        /** As it comes over a connection. */
        static Seen live(Entry entry) {
            return new Seen(entry, 0, Map.of());
        }
    }

    /**
     * A row of the log.
     *
     * @param counted whether an entry of this kind counts as unread
     * @param joined who became a member by it
     * @param departed who ceased to be one by it
     * @param dissolved whether all ceased to be one by it
     */
    record Stored(
            Entry entry, String cid, boolean counted, List<String> joined, List<String> departed, boolean dissolved) {
        String conversation() {
            return entry.conversation();
        }

        long seq() {
            return entry.seq();
        }

        String sender() {
            return entry.from();
        }
    }

    /** A row of the members, in the end. */
    record Member(String conversation, String user, long joinedSeq, long delivered, long read) {}

    /**
     * A message that a client sent, perhaps several times.
     *
     * @param connection the one over which it was sent first
     * @param order its place among all that the client sent
     * @param attempts how often it was sent
     * @param askedAgain how often the server asked to send it again later
     * @param refused whether the server said no for good
     * @param acknowledged when the first ack came; {@link Long#MAX_VALUE} if none did
     * @param placed when the client first knew the seq; {@link Long#MAX_VALUE} if never, by an ack or live
     * @param seq as it was told
     */
    record Sent(
            String cid,
            String conversation,
            Content content,
            int connection,
            long order,
            int attempts,
            int askedAgain,
            boolean refused,
            long begun,
            long acknowledged,
            long placed,
            Optional<Long> seq) {
        boolean isAcknowledged() {
            return acknowledged != Long.MAX_VALUE;
        }
    }

    /**
     * A message that came over a connection.
     *
     * @param at when the client had it
     */
    record Live(int connection, Entry entry, long at) {}

    /**
     * A page of the log that was read.
     *
     * @param after the seq after which it begins
     * @param end whether the server said that there is no more
     */
    record Page(String conversation, long after, List<Seen> entries, boolean end, long asked, long answered) {}

    /** A conversation as a summary shows it to one of its members. */
    record Summary(
            String conversation,
            long joinedSeq,
            long lastSeq,
            long delivered,
            long read,
            long unread,
            long asked,
            long answered) {}

    /**
     * A whole log, as it was read when all was over by somebody who held nothing.
     *
     * @param forwards whether from its beginning on
     * @param entries in the order of the log, as the pages have them
     */
    record Reading(String conversation, boolean forwards, List<Seen> entries) {}

    /** What came of it that somebody asked, when all was over, for a log of which they are no member. */
    record Outside(String conversation, int status) {}

    /**
     * A change of a group that was asked for by REST, and answered with yes.
     *
     * @param event as the log calls it
     * @param users whom it is about
     */
    record Command(String conversation, String event, List<String> users, long begun, long answered) {}

    /** How far somebody told to have received and read a log. */
    record Told(String conversation, long delivered, long read, long at) {}

    /**
     * Somebody's cursors, as they came over a connection.
     *
     * @param user whose cursors they are
     */
    record Moved(int connection, String conversation, String user, long delivered, long read) {}

    /**
     * What one client did and saw.
     *
     * @param moved only where one node tells of all that moves, so that there is an order
     * @param faults what was not as the protocol says, as the client noticed it itself
     * @param resumed the summaries that it got when all was over
     * @param views all that it holds then, by conversation and seq
     * @param anew what it read then as if it held nothing
     */
    record Testimony(
            String user,
            List<Sent> sent,
            List<Command> commands,
            List<Live> live,
            List<Page> pages,
            List<Summary> summaries,
            List<Told> told,
            List<Moved> moved,
            List<String> faults,
            List<Summary> resumed,
            Map<String, Map<Long, Seen>> views,
            List<Reading> anew,
            List<Outside> outside) {}
}
