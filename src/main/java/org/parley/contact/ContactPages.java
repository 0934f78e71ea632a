package org.parley.contact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.contact.Contacts.Acquainted;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.protocol.Refusal;
import org.parley.rest.Paging;
import org.parley.security.ParleyPrincipal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** How REST shows the people whom somebody knows. */
@ApplicationScoped
class ContactPages {
    @Inject
    private Contacts contacts;

    @Inject
    private UserDirectory users;

    String page(UserRef caller, String name, Set<Relation> wanted, String limit, String cursor) {
        int size = Paging.limit(limit);
        List<Acquainted> found = contacts.list(caller.id(), wanted, Paging.number("cursor", cursor, 0), size + 1);
        List<Acquainted> page = Paging.page(found, size);
        Map<Long, UserRef> people =
                users.byIds(page.stream().map(Acquainted::user).collect(Collectors.toSet()));
        return Paging.json(
                name,
                page.stream().map(one -> json(people.get(one.user()), one)),
                Paging.next(found, size, Acquainted::user));
    }

    private static String json(UserRef user, Acquainted one) {
        return JsonText.object(generator -> {
            write(generator, user, one.relation());
            if (one.text() != null) {
                generator.write("text", one.text());
            }
            generator.write("since", FrameCodec.encode(one.since()));
        });
    }

    static String json(UserRef user, Relation relation) {
        return JsonText.object(generator -> write(generator, user, relation));
    }

    private static void write(JsonGenerator generator, UserRef user, Relation relation) {
        generator.write("user", user.handle()).write("name", user.name()).write("state", relation.wire());
    }

    UserRef caller(SecurityContext security) {
        return users.caller(ParleyPrincipal.of(security.getUserPrincipal()).userId());
    }

    UserRef user(String handle) {
        return users.byHandle(handle)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + "."));
    }
}
