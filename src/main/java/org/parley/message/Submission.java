package org.parley.message;

import java.util.Optional;
import java.util.UUID;

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
        Optional<Deed> deed) {

    /** A submission that nobody was promised anything about yet. */
    public Submission(
            UserRef sender,
            long conversation,
            String cid,
            Content content,
            String contentJson,
            Optional<String> connection) {
        this(sender, conversation, cid, content, contentJson, connection, false, false, Optional.empty());
    }

    public static Submission of(UserRef sender, long conversation, String cid, Content content, String connection) {
        return new Submission(
                sender, conversation, cid, content, ContentCodec.encode(content), Optional.of(connection));
    }

    /** @return the same, whose sender is told that it will be appended before it is */
    public Submission promise() {
        return with(true, byAdministrator, deed);
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
        return byServer(member, conversation, content).with(false, true, Optional.of(deed));
    }

    /** @return the same, of which the audit trail tells */
    public Submission recorded(Deed asDeed) {
        return with(promised, byAdministrator, Optional.of(asDeed));
    }

    private Submission with(boolean inAdvance, boolean administrator, Optional<Deed> asDeed) {
        return new Submission(
                sender, conversation, cid, content, contentJson, connection, inAdvance, administrator, asDeed);
    }
}
