package org.parley.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.WireId;
import org.parley.rest.Body;
import org.parley.security.ParleyPrincipal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Who makes a request, and whom and what it names. */
@ApplicationScoped
class Callers {
    private static final int MAX_NAMED = 5_000;

    @Inject
    private UserDirectory users;

    UserRef user(SecurityContext security) {
        return users.caller(ParleyPrincipal.of(security.getUserPrincipal()).userId());
    }

    UserRef user(String handle) {
        return users.byHandle(handle)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user " + handle + "."));
    }

    static long conversation(String id) {
        return WireId.parse(id).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
    }

    /** @return the users of an array of handles, each once */
    List<UserRef> users(Body body, String field) {
        JsonValue value = body.json().get(field);
        if (!(value instanceof JsonArray array) || array.size() > MAX_NAMED) {
            throw new Refusal(ErrorCode.MALFORMED, field + " is an array of at most " + MAX_NAMED + " users");
        }
        Set<String> handles = new LinkedHashSet<>();
        for (JsonValue item : array) {
            if (!(item instanceof JsonString string)) {
                throw new Refusal(ErrorCode.MALFORMED, field + " is an array of strings");
            }
            handles.add(string.getString());
        }
        List<UserRef> named = new ArrayList<>();
        handles.forEach(handle -> named.add(user(handle)));
        return named;
    }
}
