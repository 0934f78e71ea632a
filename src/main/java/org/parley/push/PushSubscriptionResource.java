package org.parley.push;

import java.util.Base64;
import java.util.List;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.config.Settings;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.push.Subscription.Target;
import org.parley.rest.Body;
import org.parley.security.ParleyPrincipal;
import org.parley.security.SessionStore;

/** The subscription of the session that asks. */
@Path("/push-subscriptions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PushSubscriptionResource {
    private static final int PUBLIC_KEY_BYTES = 65;
    private static final int SECRET_BYTES = 16;

    @Inject
    private SubscriptionStore store;

    @Inject
    private SessionStore sessions;

    @Inject
    private PushKeys keys;

    @Inject
    private Endpoints endpoints;

    @Inject
    private Notices notices;

    @Inject
    private Settings settings;

    /**
     * What a browser needs to subscribe.
     *
     * @param enabled whether this installation pushes
     * @param key its public key in base64url, for {@code applicationServerKey}; empty if it does not push
     * @param text whether notices, also those of open pages, may show who wrote what
     */
    public record Offer(boolean enabled, String key, boolean text) {}

    @GET
    public Offer offer() {
        boolean enabled = settings.push().enabled();
        String key = enabled ? keys.pair().extractPublicKeyInUncompressedFormAsString() : "";
        return new Offer(enabled, key, settings.push().text() == Settings.PushText.SHOWN);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public void subscribe(@Context SecurityContext security, Body body) {
        if (!settings.push().enabled()) {
            throw new Refusal(ErrorCode.CONFLICT, "This installation does not push.");
        }
        Target target = target(body);
        if (endpoints.allowed(target.endpoint()).isEmpty()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Nothing is pushed to this endpoint.");
        }
        ParleyPrincipal caller = ParleyPrincipal.of(security.getUserPrincipal());
        if (sessions.living(List.of(caller.sessionId())).isEmpty()) {
            throw new Refusal(ErrorCode.CONFLICT, "Only a log-in to Parley itself can have a subscription.");
        }
        store.subscribe(caller.userId(), caller.sessionId(), target);
        notices.subscribed();
    }

    @DELETE
    public void unsubscribe(@Context SecurityContext security) {
        store.unsubscribe(ParleyPrincipal.of(security.getUserPrincipal()).sessionId());
    }

    private static Target target(Body body) {
        if (!(body.json().get("keys") instanceof JsonObject object)) {
            throw new Refusal(ErrorCode.MALFORMED, "keys is an object");
        }
        Body keys = new Body(object);
        return new Target(
                body.string("endpoint"), bytes(keys, "p256dh", PUBLIC_KEY_BYTES), bytes(keys, "auth", SECRET_BYTES));
    }

    private static String bytes(Body keys, String field, int length) {
        String value = keys.string(field);
        try {
            if (Base64.getUrlDecoder().decode(value).length == length) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new Refusal(ErrorCode.MALFORMED, field + " has " + length + " bytes, in base64url");
    }
}
