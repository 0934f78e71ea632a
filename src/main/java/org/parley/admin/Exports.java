package org.parley.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;

import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.message.History;
import org.parley.protocol.Entry;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.security.OwnSession;
import org.parley.security.SessionStore;
import org.parley.user.AccountRecord;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;
import org.parley.user.UserStore;

/**
 * Writes all of a conversation, or all that there is of a user, as JSON Lines: an object on each line, which says its type. A
 * page at a time is in memory, whatever the length. To be called outside of transactions.
 */
@ApplicationScoped
class Exports {
    static final String MEDIA_TYPE = "application/jsonl";

    private static final int AT_ONCE = 200;

    @Inject
    private Conversations conversations;

    @Inject
    private History history;

    @Inject
    private SessionStore sessions;

    @Inject
    private UserDirectory users;

    @Inject
    private UserStore accounts;

    /** The members as they are now, and then every entry that was not removed because of its age. */
    void conversation(long conversation, OutputStream out) throws IOException {
        Writer lines = writer(out);
        long after = 0;
        for (List<Member> page = conversations.membersAfter(conversation, after, AT_ONCE);
                !page.isEmpty();
                page = conversations.membersAfter(conversation, after, AT_ONCE)) {
            Map<Long, UserRef> people =
                    users.byIds(page.stream().map(Member::userId).collect(Collectors.toSet()));
            for (Member member : page) {
                line(lines, member(people.get(member.userId()).handle(), member));
            }
            after = page.get(page.size() - 1).userId();
        }
        entries(conversation, entry -> true, lines);
        lines.flush();
    }

    /** The account, its settings, sessions and memberships, and every entry that the user wrote, wherever that was. */
    void user(AccountRecord account, OutputStream out) throws IOException {
        Writer lines = writer(out);
        line(lines, account(account));
        line(lines, typed("settings", accounts.settings(account.user()).json()));
        for (OwnSession session : sessions.of(account.id(), "", "", AT_ONCE)) {
            line(lines, session(session));
        }
        long after = 0;
        for (List<Member> page = conversations.memberships(account.id(), after, AT_ONCE);
                !page.isEmpty();
                page = conversations.memberships(account.id(), after, AT_ONCE)) {
            for (Member member : page) {
                line(lines, ownMember(account.user(), member));
            }
            after = page.get(page.size() - 1).conversationId();
        }
        for (long conversation : history.writtenIn(account.id())) {
            entries(conversation, entry -> entry.from().equals(account.user()), lines);
        }
        lines.flush();
    }

    private void entries(long conversation, Predicate<Entry> wanted, Writer lines) throws IOException {
        long after = 0;
        for (List<Entry> page = history.raw(conversation, after, AT_ONCE);
                !page.isEmpty();
                page = history.raw(conversation, after, AT_ONCE)) {
            for (Entry entry : page) {
                if (wanted.test(entry)) {
                    line(lines, typed("message", FrameCodec.encode(entry, true)));
                }
            }
            after = page.get(page.size() - 1).seq();
        }
    }

    private static String account(AccountRecord account) {
        return JsonText.object(json -> {
            json.write("type", "account").write("user", account.user()).write("name", account.name());
            JsonText.writeNullable(json, "email", account.email());
            json.write("enabled", account.enabled())
                    .write("administrator", account.administrator())
                    .write("created", FrameCodec.encode(account.created()));
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
