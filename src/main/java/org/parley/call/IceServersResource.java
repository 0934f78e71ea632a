package org.parley.call;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.parley.config.Settings;

/** The servers by which two devices find a way to each other. */
@Path("/ice-servers")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class IceServersResource {
    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /**
     * In the form that browsers take.
     *
     * @param username absent for STUN
     * @param credential absent for STUN
     */
    public record IceServer(List<String> urls, String username, String credential) {}

    /** @param expiresIn seconds after which other credentials are to be asked for */
    public record IceServers(List<IceServer> iceServers, long expiresIn) {}

    @GET
    public IceServers servers(@Context SecurityContext security) {
        Settings.Calls calls = settings.calls();
        List<IceServer> servers = new ArrayList<>();
        if (!calls.stun().isEmpty()) {
            servers.add(new IceServer(calls.stun(), null, null));
        }
        if (!calls.turn().isEmpty()) {
            long expiry = clock.instant().plus(calls.turnLifetime()).getEpochSecond();
            servers.add(turn(
                    calls.turn(),
                    expiry + ":" + security.getUserPrincipal().getName(),
                    calls.turnSecret().orElseThrow()));
        }
        return new IceServers(servers, calls.turnLifetime().toSeconds());
    }

    /** By the TURN REST scheme of coturn, which knows SHA-1 alone. */
    static IceServer turn(List<String> urls, String username, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            byte[] credential = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
            return new IceServer(urls, username, Base64.getEncoder().encodeToString(credential));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA1", e);
        }
    }
}
