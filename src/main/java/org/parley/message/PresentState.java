package org.parley.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;

import org.parley.protocol.Content.Kind;
import org.parley.protocol.ContentCodec;
import org.parley.protocol.Edit;
import org.parley.protocol.Entry;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.user.UserDirectory;

/**
 * Entries as they are to be seen now. Whatever clients read of the log, but for its newest entry, passes through here: what
 * was recalled is not in it, nor what a text said before it was edited.
 */
@ApplicationScoped
class PresentState {
    private static final String OF_CONVERSATION =
            "SELECT s FROM MessageState s WHERE s.conversationId = :conversation AND ";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Reactions reactions;

    @Inject
    private UserDirectory users;

    /** @return a page of a log, as its reader sees it */
    List<Entry> of(long conversation, List<Entry> page, long reader) {
        if (page.isEmpty()) {
            return page;
        }
        Map<Long, MessageState> states = new HashMap<>();
        add(
                states,
                entities.createQuery(OF_CONVERSATION + "s.seq BETWEEN :first AND :last", MessageState.class)
                        .setParameter("conversation", conversation)
                        .setParameter("first", first(page))
                        .setParameter("last", last(page)));
        return of(conversation, page, states, reader);
    }

    /** @param states of those entries of the page that were changed, by their seqs */
    List<Entry> of(long conversation, List<Entry> page, Map<Long, MessageState> states, long reader) {
        Map<Long, Long> targets = targetsOfEdits(page);
        addOthers(states, conversation, targets.values());
        if (states.isEmpty() && targets.isEmpty()) {
            return page;
        }
        boolean anyReactions = states.values().stream().anyMatch(state -> state.reactions() > 0);
        Map<Long, List<Reactions.Shown>> shown =
                anyReactions ? reactions.of(conversation, first(page), last(page), reader) : Map.of();
        List<Entry> present = new ArrayList<>(page.size());
        for (Entry entry : page) {
            MessageState state = states.get(entry.seq());
            Long target = targets.get(entry.seq());
            if (state != null) {
                present.add(with(entry, content(entry, state, shown.getOrDefault(entry.seq(), List.of()))));
            } else {
                present.add(target == null ? entry : with(entry, edit(target, states.get(target))));
            }
        }
        return present;
    }

    private static Map<Long, Long> targetsOfEdits(List<Entry> page) {
        Map<Long, Long> targets = new HashMap<>();
        for (Entry entry : page) {
            if (entry.kind().equals(Kind.EDIT.wire())) {
                targets.put(entry.seq(), ((Edit) ContentCodec.decode(Kind.EDIT, entry.contentJson())).target());
            }
        }
        return targets;
    }

    private static long first(List<Entry> page) {
        return page.get(0).seq();
    }

    private static long last(List<Entry> page) {
        return page.get(page.size() - 1).seq();
    }

    private void addOthers(Map<Long, MessageState> states, long conversation, Collection<Long> targets) {
        Set<Long> others = new HashSet<>(targets);
        others.removeAll(states.keySet());
        if (!others.isEmpty()) {
            add(
                    states,
                    entities.createQuery(OF_CONVERSATION + "s.seq IN :others", MessageState.class)
                            .setParameter("conversation", conversation)
                            .setParameter("others", others));
        }
    }

    private static void add(Map<Long, MessageState> states, TypedQuery<MessageState> query) {
        query.getResultList().forEach(state -> states.put(state.seq(), state));
    }

    private static Entry with(Entry entry, String contentJson) {
        return new Entry(
                entry.conversation(), entry.seq(), entry.from(), entry.cid(), entry.kind(), entry.at(), contentJson);
    }

    private String content(Entry entry, MessageState state, List<Reactions.Shown> shown) {
        return JsonText.object(generator -> {
            if (state.isRecalled()) {
                writeRecalled(generator, state);
            } else {
                writeAll(generator, Optional.ofNullable(state.content()).orElse(entry.contentJson()));
                if (state.editedAt() != null) {
                    generator.write("edited", FrameCodec.encode(state.editedAt()));
                }
                write(generator, shown);
            }
            generator.write("changed", state.changedSeq());
        });
    }

    /**
     * An edit says what its target says now, so that no earlier wording is to be read from the log; and nothing if the target
     * was removed because of its age, and what became of it with it.
     */
    private String edit(long seq, MessageState target) {
        return JsonText.object(generator -> {
            generator.write("target", seq);
            if (target == null) {
                return;
            }
            if (target.isRecalled()) {
                writeRecalled(generator, target);
            } else {
                JsonObject content = JsonText.parse(target.content());
                generator.write("text", content.getString("text", ""));
                if (content.containsKey("mentions")) {
                    generator.write("mentions", content.get("mentions"));
                }
            }
        });
    }

    private void writeRecalled(JsonGenerator generator, MessageState state) {
        String by = users.byId(state.recalledBy()).orElseThrow().handle();
        generator
                .writeStartObject("recalled")
                .write("by", by)
                .write("at", FrameCodec.encode(state.recalledAt()))
                .writeEnd();
    }

    private static void writeAll(JsonGenerator generator, String contentJson) {
        JsonText.parse(contentJson).forEach(generator::write);
    }

    private static void write(JsonGenerator generator, List<Reactions.Shown> shown) {
        if (shown.isEmpty()) {
            return;
        }
        generator.writeStartArray("reactions");
        for (Reactions.Shown reaction : shown) {
            generator
                    .writeStartObject()
                    .write("emoji", reaction.emoji())
                    .write("count", reaction.count())
                    .writeStartArray("users");
            reaction.users().forEach(generator::write);
            generator.writeEnd().writeEnd();
        }
        generator.writeEnd();
    }
}
