package org.parley.message;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.parley.audit.Deed;
import org.parley.protocol.Content;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Entry;
import org.parley.user.UserRef;

/**
 * What somebody wants to append to a conversation's log.
 *
 * @param sender who really sends it, by their token
 * @param cid with the sender, the identity of the message: the same pair is the same message for ever
 * @param contentJson the content, encoded once for the database and for everybody who gets it
 * @param connection the connection that it came from; empty for REST
 * @param promised whether its rule has said yes in advance and its sender has an acknowledgement: it is appended, whatever
 *     has changed since
 * @param byAdministrator whether an administrator does this in the sender's name, who need not be allowed to do it
 * @param deed goes into the audit trail in the transaction that appends this
 * @param attempt to send it, if the same attempt may be judged more than once: then a refusal is final
 */
public record Submission(
        UserRef sender,
        long conversation,
        String cid,
        Content content,
        String contentJson,
        Optional<String> connection,
        boolean promised,
        boolean byAdministrator,
        Optional<Deed> deed,
        Optional<Attempt> attempt) {

    /**
     * @param id what no other attempt has, nor the same message if its sender sends it again
     * @param until when its sender gives it up, in milliseconds since 1970
     */
    public record Attempt(String id, long until) {}

    /** So many are named in a line of the log. */
    private static final int NAMED = 3;

    /** @return which these are, for the server's log: the first few and how many more, and nothing of what they say */
    public static String named(List<Submission> submissions) {
        String first = submissions.stream()
                .limit(NAMED)
                .map(submission -> "conversation " + submission.conversation() + " cid " + submission.cid())
                .collect(Collectors.joining(", "));
        return submissions.size() > NAMED ? first + " and " + (submissions.size() - NAMED) + " more" : first;
    }

    /** A submission that nobody was promised anything about yet. */
    public Submission(
            UserRef sender,
            long conversation,
            String cid,
            Content content,
            String contentJson,
            Optional<String> connection) {
        this(
                sender,
                conversation,
                cid,
                content,
                contentJson,
                connection,
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    public static Submission of(UserRef sender, long conversation, String cid, Content content, String connection) {
        return new Submission(
                sender, conversation, cid, content, ContentCodec.encode(content), Optional.of(connection));
    }

    /** @return the same, whose sender is told that it will be appended before it is */
    public Submission promise() {
        return with(true, byAdministrator, deed, attempt);
    }

    /** A submission that the server makes on a user's behalf; its cid can't be one that a client chose. */
    public static Submission byServer(UserRef sender, long conversation, Content content) {
        return new Submission(
                sender,
                conversation,
                Entry.SERVER_CID + UUID.randomUUID(),
                content,
                ContentCodec.encode(content),
                Optional.empty());
    }

    /** What an administrator does in a member's name; see {@link #byServer}. */
    public static Submission byAdministrator(UserRef member, long conversation, Content content, Deed deed) {
        return byServer(member, conversation, content).with(false, true, Optional.of(deed), Optional.empty());
    }

    /** @return the same, of which the audit trail tells */
    public Submission recorded(Deed asDeed) {
        return with(promised, byAdministrator, Optional.of(asDeed), attempt);
    }

    /** @return the same, which may be judged again as this attempt */
    public Submission as(Attempt named) {
        return with(promised, byAdministrator, deed, Optional.of(named));
    }

    private Submission with(boolean inAdvance, boolean administrator, Optional<Deed> asDeed, Optional<Attempt> named) {
        return new Submission(
                sender, conversation, cid, content, contentJson, connection, inAdvance, administrator, asDeed, named);
    }
}
