package org.parley.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;

import org.parley.contact.Contacts;
import org.parley.contact.Relation;
import org.parley.conversation.Conversations;
import org.parley.conversation.JoinRequest;
import org.parley.conversation.JoinRequests;
import org.parley.conversation.Member;
import org.parley.file.FileLedger;
import org.parley.file.Stored;
import org.parley.message.History;
import org.parley.presence.LastSeenStore;
import org.parley.protocol.Entry;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.push.PushService;
import org.parley.push.SubscriptionStore;
import org.parley.security.OwnSession;
import org.parley.security.SessionStore;
import org.parley.security.oidc.ProviderLogins;
import org.parley.user.AccountRecord;
import org.parley.user.OwnProfile;
import org.parley.user.UserDirectory;
import org.parley.user.UserStore;

/**
 * Writes all of a conversation, or all that there is of a user, as JSON Lines: an object on each line, which says its type. A
 * page at a time is in memory, whatever the length. To be called outside of transactions.
 */
@ApplicationScoped
class Exports {
    static final String MEDIA_TYPE = "application/jsonl";

    private static final int AT_ONCE = 200;

    /** But not by whom the user is blocked, which is the others' affair. */
    private static final Set<Relation> OWN_RELATIONS = EnumSet.of(
            Relation.REQUESTED, Relation.INCOMING, Relation.CONTACT, Relation.BLOCKING, Relation.BLOCKING_EACH);

    @Inject
    private Conversations conversations;

    @Inject
    private History history;

    @Inject
    private SessionStore sessions;

    @Inject
    private SubscriptionStore subscriptions;

    @Inject
    private UserDirectory users;

    @Inject
    private UserStore accounts;

    @Inject
    private ProviderLogins logins;

    @Inject
    private LastSeenStore lastSeen;

    @Inject
    private Contacts contacts;

    @Inject
    private JoinRequests requests;

    @Inject
    private FileLedger files;

    /**
     * The members as they are now, every entry that was not removed because of its age, and which files of recalled entries
     * are kept because of a legal hold.
     */
    void conversation(long conversation, OutputStream out) throws IOException {
        Writer lines = writer(out);
        each(
                0L,
                after -> members(conversation, after),
                Member::userId,
                member -> line(lines, member(handle(member.userId()), member)));
        entries(conversation, entry -> true, lines);
        each(
                0L,
                after -> files.held(conversation, after, AT_ONCE),
                FileLedger.Held::seq,
                held -> line(lines, heldFile(held)));
        lines.flush();
    }

    /**
     * The account, its settings, sessions and push subscriptions, what the user is to others and has asked for, their files
     * and memberships, and every entry that they wrote, wherever that was.
     */
    void user(AccountRecord account, OutputStream out) throws IOException {
        Writer lines = writer(out);
        long id = account.id();
        line(lines, account(account, accounts.ownProfile(account.user())));
        line(lines, typed("settings", accounts.settings(account.user()).json()));
        for (ProviderLogins.AtProvider identity : logins.identities(id)) {
            line(lines, identity(identity));
        }
        each(
                "",
                after -> sessions.of(id, "", after, AT_ONCE),
                OwnSession::id,
                session -> line(lines, session(session)));
        for (PushService service : subscriptions.servicesOf(id)) {
            line(lines, subscription(service));
        }
        for (Instant seen : lastSeen.of(List.of(id)).values()) {
            line(lines, JsonText.object(json -> json.write("type", "lastSeen").write("at", FrameCodec.encode(seen))));
        }
        each(
                0L,
                after -> contacts.list(id, OWN_RELATIONS, after, AT_ONCE),
                Contacts.Acquainted::user,
                other -> line(lines, contact(handle(other.user()), other)));
        each(
                0L,
                after -> requests.of(id, after, AT_ONCE),
                JoinRequest::conversationId,
                request -> line(lines, request(request)));
        each(0L, after -> files.uploadedBy(id, after, AT_ONCE), Stored::id, file -> line(lines, file(file)));
        each(
                0L,
                after -> conversations.memberships(id, after, AT_ONCE),
                Member::conversationId,
                member -> line(lines, ownMember(account.user(), member)));
        for (long conversation : history.writtenIn(id)) {
            entries(conversation, entry -> entry.from().equals(account.user()), lines);
        }
        lines.flush();
    }

    private void entries(long conversation, Predicate<Entry> wanted, Writer lines) throws IOException {
        each(0L, after -> history.raw(conversation, after, AT_ONCE), Entry::seq, entry -> {
            if (wanted.test(entry)) {
                line(lines, typed("message", FrameCodec.encode(entry, true)));
            }
        });
    }

    private interface Action<T> {
        void on(T one) throws IOException;
    }

    /**
     * @param start before the place of the first
     * @param after the pages; each begins after where the one before ends, and the one after the last is empty
     */
    private static <T, P> void each(P start, Function<P, List<T>> after, Function<T, P> place, Action<T> action)
            throws IOException {
        for (List<T> page = after.apply(start); !page.isEmpty(); ) {
            for (T one : page) {
                action.on(one);
            }
            page = after.apply(place.apply(page.get(page.size() - 1)));
        }
    }

    private List<Member> members(long conversation, long after) {
        List<Member> page = conversations.membersAfter(conversation, after, AT_ONCE);
        // All at once; afterwards they are remembered.
        users.byIds(page.stream().map(Member::userId).collect(Collectors.toSet()));
        return page;
    }

    private String handle(long user) {
        return users.byId(user).orElseThrow().handle();
    }

    private static String account(AccountRecord account, OwnProfile profile) {
        return JsonText.object(json -> {
            json.write("type", "account").write("user", account.user()).write("name", account.name());
            JsonText.writeNullable(json, "email", account.email());
            json.write("status", profile.status());
            json.write("enabled", account.enabled())
                    .write("administrator", account.administrator())
                    .write("created", FrameCodec.encode(account.created()));
        });
    }

    private static String identity(ProviderLogins.AtProvider identity) {
        return JsonText.object(json -> json.write("type", "identity")
                .write("issuer", identity.issuer())
                .write("subject", identity.subject()));
    }

    private static String contact(String user, Contacts.Acquainted other) {
        return JsonText.object(json -> {
            json.write("type", "contact")
                    .write("user", user)
                    .write("state", other.relation().wire());
            JsonText.writeNullable(json, "text", other.text());
            json.write("since", FrameCodec.encode(other.since()));
        });
    }

    private static String request(JoinRequest request) {
        return JsonText.object(json -> {
            json.write("type", "joinRequest")
                    .write("conversation", Long.toString(request.conversationId()))
                    .write("state", request.state().wire());
            JsonText.writeNullable(json, "text", request.text());
            json.write("since", FrameCodec.encode(request.changedAt()));
        });
    }

    private static String file(Stored file) {
        return JsonText.object(json -> {
            json.write("type", "file").write("file", Long.toString(file.id()));
            file.info().write(json);
        });
    }

    /** With the key under which the store has its content, as Parley gives it to nobody. */
    private static String heldFile(FileLedger.Held held) {
        return JsonText.object(json -> {
            json.write("type", "heldFile")
                    .write("seq", held.seq())
                    .write("file", Long.toString(held.file().id()))
                    .write("sha256", held.file().blobKey());
            held.file().info().write(json);
        });
    }

    private static String session(OwnSession session) {
        return JsonText.object(json -> {
            json.write("type", "session").write("client", session.device().client());
            JsonText.writeNullable(json, "system", session.device().system().orElse(null));
            json.write("created", FrameCodec.encode(session.created()))
                    .write("lastUsed", FrameCodec.encode(session.lastUsed()));
        });
    }

    private static String subscription(PushService service) {
        return JsonText.object(json -> json.write("type", "pushSubscription")
                .write("service", service.host())
                .write("created", FrameCodec.encode(service.subscribed())));
    }

    private static String member(String user, Member member) {
        return JsonText.object(json -> write(json, user, member));
    }

    /** With what others need not know. */
    private static String ownMember(String user, Member member) {
        return JsonText.object(json -> {
            write(json, user, member);
            member.quietUntil().ifPresent(until -> json.write("quietUntil", FrameCodec.encode(until)));
        });
    }

    private static void write(JsonGenerator json, String user, Member member) {
        json.write("type", "member")
                .write("conversation", Long.toString(member.conversationId()))
                .write("user", user)
                .write("role", member.role().wire())
                .write("joinedSeq", member.joinedSeq())
                .write("delivered", member.deliveredSeq())
                .write("read", member.readSeq());
    }

    /** @param json an object that is not empty */
    private static String typed(String type, String json) {
        return "{\"type\":\"" + type + "\"," + json.substring(1);
    }

    private static Writer writer(OutputStream out) {
        return new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }

    private static void line(Writer lines, String json) throws IOException {
        lines.write(json);
        lines.write('\n');
    }
}
