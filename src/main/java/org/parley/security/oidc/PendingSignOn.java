package org.parley.security.oidc;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

/**
 * What is to be remembered while somebody is at the provider.
 *
 * @param place where in the web client they want to go then
 */
record PendingSignOn(State state, Nonce nonce, CodeVerifier verifier, String place) {
    private static final Pattern PLACE = Pattern.compile("#/[A-Za-z0-9/_.:%-]{0,200}");
    private static final String HOME = "#/";

    static PendingSignOn to(String place) {
        String local = place != null && PLACE.matcher(place).matches() ? place : HOME;
        return new PendingSignOn(new State(), new Nonce(), new CodeVerifier(), local);
    }

    Map<String, String> content() {
        return Map.of(
                "state", state.getValue(), "nonce", nonce.getValue(), "verifier", verifier.getValue(), "place", place);
    }

    static Optional<PendingSignOn> of(Map<String, String> content) {
        return content.keySet().containsAll(Set.of("state", "nonce", "verifier", "place"))
                ? Optional.of(new PendingSignOn(
                        new State(content.get("state")),
                        new Nonce(content.get("nonce")),
                        new CodeVerifier(content.get("verifier")),
                        content.get("place")))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "PendingSignOn[" + place + "]";
    }
}
